package domain

import (
	"cmp"
	"time"

	"mkbloket/internal/schema"
)

// Site is what content/site.yaml says about the whole site.
type Site struct {
	Name          string
	Subtitle      Localised
	Base          string
	Languages     []string // the first is the main language
	Region        string   // the desk's own region
	MailFrom      string
	MailDesk      string
	MailLead      string // who hears of work that is far too late; empty: the desk
	Phone         string
	Targets       Targets
	Security      Security
	Accessibility Accessibility
	Moves         []Move
}

// Move is an address that was given up for another, in every language: links
// and bookmarks elsewhere go on working.
type Move struct{ From, To string }

func (m *Move) fields() []schema.Field {
	return []schema.Field{
		schema.Text("van", &m.From).Required().Max(120),
		schema.Text("naar", &m.To).Required().Max(120),
	}
}

// Moved gives the new address of each one that was given up, in all languages.
func (s *Site) Moved() map[string]string {
	moved := map[string]string{}
	for _, m := range s.Moves {
		for i, lang := range s.Languages {
			prefix := "/" + lang
			if i == 0 {
				prefix = ""
			}
			moved[prefix+m.From] = prefix + m.To
		}
	}
	return moved
}

// Localised is one text in each interface language.
type Localised struct{ NL, EN, DE string }

// In gives the text in a language, the Dutch one where it is missing.
func (l Localised) In(lang string) string {
	switch {
	case lang == "en" && l.EN != "":
		return l.EN
	case lang == "de" && l.DE != "":
		return l.DE
	}
	return l.NL
}

// Targets are response targets in working days.
type Targets struct{ Question, Profile, Advice, Contact int }

// ContactDays is the target of a message when site.yaml names none. Within it
// the owner of a profile has been asked twice and the desk has stepped in.
const ContactDays = 10

// For gives the target of a kind of submission.
func (t Targets) For(kind Kind) int {
	switch kind {
	case KindProfile:
		return t.Profile
	case KindAdvice:
		return t.Advice
	case KindContact:
		return cmp.Or(t.Contact, ContactDays)
	}
	return t.Question
}

// Days gives the target of every kind.
func (t Targets) Days() map[Kind]int {
	days := map[Kind]int{}
	for _, kind := range Kinds() {
		days[kind] = t.For(kind)
	}
	return days
}

// Security is what security.txt says (RFC 9116).
type Security struct {
	Contact string
	Expires time.Time
}

// Accessibility is the state of the accessibility statement.
type Accessibility struct {
	Status string // A to E, as in the Dutch register of statements
	Date   time.Time
}

// Fields lists the keys of site.yaml.
func (s *Site) Fields(t *Taxonomy) []schema.Field {
	return []schema.Field{
		schema.Text("naam", &s.Name).Required().Max(60),
		schema.Record("ondertitel", []schema.Field{
			schema.Text("nl", &s.Subtitle.NL).Required().Max(160),
			schema.Text("en", &s.Subtitle.EN).Max(160),
			schema.Text("de", &s.Subtitle.DE).Max(160),
		}).Required(),
		schema.Text("adres_site", &s.Base).Required().Max(200),
		schema.Choices("talen", &s.Languages, t.Languages).Required(),
		schema.Choice("regio", &s.Region, t.Regions),
		schema.Email("mail_van", &s.MailFrom).Required(),
		schema.Email("mail_loket", &s.MailDesk).Required(),
		schema.Email("mail_coordinator", &s.MailLead),
		schema.Phone("telefoon", &s.Phone),
		schema.Record("streeftermijn_werkdagen", []schema.Field{
			schema.Int("vraag", &s.Targets.Question).Required().Min(1).Max(60),
			schema.Int("profiel", &s.Targets.Profile).Required().Min(1).Max(60),
			schema.Int("advies", &s.Targets.Advice).Required().Min(1).Max(60),
			schema.Int("contact", &s.Targets.Contact).Min(1).Max(60),
		}).Required(),
		schema.Record("security", []schema.Field{
			schema.Text("contact", &s.Security.Contact).Required().Max(200),
			schema.Date("verloopt", &s.Security.Expires).Required(),
		}).Required(),
		schema.Record("toegankelijkheid", []schema.Field{
			schema.Choice("status", &s.Accessibility.Status, t.Conformity).Required(),
			schema.Date("datum", &s.Accessibility.Date).Required(),
		}).Required(),
		schema.Group("verhuisd", &s.Moves, (*Move).fields),
	}
}
