package privacy

import (
	"slices"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// Action is what a rule does to a case whose time has come.
type Action string

// The actions.
const (
	Delete    Action = "gewist"
	Anonymise Action = "geanonimiseerd"
	DropMail  Action = "mailtekst gewist"
)

// Rule says how long one sort of data is kept.
type Rule struct {
	Key    string // of the line of the report, and of the data map where it has one
	What   string // in Dutch, for the report
	Days   int    // of 24 hours
	Action Action

	// due is whether the rule is about the case, and from when the days count.
	due func(*cases.Case) (from time.Time, ok bool)
}

// Periods that are no line of the data map: the sorts they are about are lines
// there with a longer one.
const (
	unconfirmedDays = 7
	spamDays        = 14
	suspectDays     = 14 // at least: requirement 37
)

// Rules lists what is kept how long. Of the rules about one case the first that
// is due decides. The periods of the data map are those
// that the privacy page promises.
func Rules() []Rule {
	days := map[string]int{}
	for _, p := range domain.DataMap(domain.NewTaxonomy()) {
		days[p.Key] = p.Days
	}
	return []Rule{
		{"unconfirmed", "profiel waarvan het adres niet bevestigd is", unconfirmedDays, Delete, unconfirmed},
		{"spam", "spam", spamDays, Delete, closedAs("", domain.StatusSpam)},
		{"suspect", "verdacht en door niemand bekeken", suspectDays, Delete, suspicious},
		{"signup", "profiel dat niet of niet meer op de site staat", days["signup"], Delete,
			closedAs(domain.KindProfile, domain.ProfileRejected, domain.StatusWithdrawn, domain.ProfileUnlisted)},
		{"question", "gesloten vraag", days["question"], Anonymise,
			closedAs(domain.KindQuestion, domain.StatusClosed, domain.StatusWithdrawn, domain.StatusRedirected)},
		{"advice", "gesloten adviesaanvraag", days["advice"], Anonymise,
			closedAs(domain.KindAdvice, domain.StatusClosed, domain.StatusWithdrawn)},
		{"contact", "gesloten bericht aan een adviseur of ondernemer", days["contact"], Anonymise,
			closedAs(domain.KindContact, domain.StatusClosed, domain.StatusWithdrawn)},
		{"mail", "tekst van verzonden mail", days["mail"], DropMail, firstMail},
	}
}

// closedAs is about cases of a kind, or of every one, that were closed with one
// of the statuses and were not made anonymous yet.
func closedAs(kind domain.Kind, statuses ...string) func(*cases.Case) (time.Time, bool) {
	return func(c *cases.Case) (time.Time, bool) {
		if kind != "" && !follows(c, kind) || !slices.Contains(statuses, c.Status) || c.IsAnonymous() {
			return time.Time{}, false
		}
		return closedAt(c)
	}
}

// unconfirmed counts from the mail with the link: that of a profile from before
// there were links was sent later than the profile was made.
func unconfirmed(c *cases.Case) (time.Time, bool) {
	if c.Kind != domain.KindProfile || c.Status != domain.StatusSubmitted || c.Confirm == nil || suspect(c) {
		return time.Time{}, false
	}
	sent := c.Confirm.Until.AddDate(0, 0, -unconfirmedDays)
	if sent.Before(c.CreatedAt) {
		sent = c.CreatedAt
	}
	return sent, true
}

func suspicious(c *cases.Case) (time.Time, bool) { return c.CreatedAt, suspect(c) }

// firstMail is when the first message was sent whose text is still there.
func firstMail(c *cases.Case) (from time.Time, ok bool) {
	for _, m := range c.Mail {
		if sent, written := delivered(m); written && (!ok || sent.Before(from)) {
			from, ok = sent, true
		}
	}
	return from, ok
}

// delivered is when a message went out whose text is still there. One that came
// back before its sending was recorded went out after it was written.
func delivered(m cases.Outgoing) (at time.Time, written bool) {
	if m.State != cases.MailSent && m.State != cases.MailReturned || m.Message.Text == "" && m.Message.HTML == "" {
		return time.Time{}, false
	}
	if m.SentAt.IsZero() {
		return m.Message.Date, true
	}
	return m.SentAt, true
}
