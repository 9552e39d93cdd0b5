package cases

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/templates"
)

// secretWord stands in every text that a sender types in these tests, and must
// be in no mail.
const secretWord = "knikkerbaan"

func advice(topic, email string) Input {
	return Input{Language: "nl", Origin: "192.0.2.2/32", Consents: map[string]string{purposeDeel: "Ja, deel het."},
		Submission: &domain.AdviceRequest{Ambition: "groeien", Description: topic + " " + secretWord + " met nog meer woorden", Start: "nu",
			Role: "eigenaar", Consent: true, Contact: domain.Contact{Name: "J. Voorbeeld", Email: email}}}
}

func profile(name, email string) Input {
	return Input{Language: "de", Origin: "192.0.2.3/32", Consents: map[string]string{"toestemming_publicatie": "Ja."},
		Submission: &domain.SignUp{ProfileKind: "adviseur", Name: name, Text: strings.Repeat(secretWord+" ", 9), Email: email, Consent: true}}
}

// words are the texts of the site, read once: they do not change.
var words = sync.OnceValues(func() (*templates.Set, error) {
	return templates.New(templates.Embedded(), templates.Options{
		Languages: []string{"nl", "en", "de"}, Taxonomy: domain.NewTaxonomy(), Pages: []string{}, Assets: map[string]string{},
	})
})

// texts are those of the site, with the language and the key before them. It is
// an error to use a key that is not there in each language, or to leave a
// place in a text open.
func (w *world) texts() Texts {
	set, err := words()
	if err != nil {
		w.Fatal(err)
	}
	return func(lang, key string, args ...any) string {
		raw := set.Text(lang, key)
		filled, shown := raw, raw
		for i := 0; i+1 < len(args); i += 2 {
			place := fmt.Sprintf("{%s}", args[i])
			filled, shown = strings.ReplaceAll(filled, place, ""), strings.ReplaceAll(shown, place, fmt.Sprint(args[i+1]))
		}
		if !set.HasText(key) || strings.ContainsAny(filled, "{}") {
			w.Errorf("text %s in %s: got %q, want one with every place filled in", key, lang, filled)
		}
		return lang + " " + key + " " + shown
	}
}

func (w *world) by(ref string, party domain.Party) Act {
	id := map[domain.Party]string{domain.PartyOfficer: "a1", domain.PartyAdviser: "adviesbureau"}[party]
	return Act{Ref: ref, By: Actor{Party: party, ID: id}}
}

// does fails the test unless the act succeeded, and gives the case.
func (w *world) does(r Result, err error) *Case {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
	return r.Case
}

func (w *world) tick() TickReport {
	w.Helper()
	r, err := w.Tick(w.Context(), w.now(), TickLimits{})
	if err != nil {
		w.Fatal(err)
	}
	return r
}

// to moves the clock to a moment.
func (w *world) to(at time.Time) { w.pass(at.Sub(w.now())) }

func (w *world) where(ref, queue string) bool {
	w.Helper()
	c, _ := w.read(ref)
	got, _ := c.Queue()
	return got == queue
}

// last is the newest message of a case.
func (c *Case) last() Outgoing { return c.Mail[len(c.Mail)-1] }

func (w *world) offer(email string) []Offer {
	return []Offer{{Adviser: "adviesbureau", Organisation: "Adviesbureau Voorbeeld", Email: email}}
}

// token is what stands in a link, in the last message that has it.
func linked(c *Case, name string) string {
	for i := len(c.Mail) - 1; i >= 0; i-- {
		if _, rest, ok := strings.Cut(c.Mail[i].Message.Text, "&"+name+"="); ok {
			return strings.Fields(rest)[0]
		}
	}
	return ""
}

func workday(days int, from time.Time) time.Time { return calendar.AddWorkingDays(from, days) }

// confirmedProfile is a profile whose address was confirmed.
func (w *world) confirmedProfile(email string) string {
	w.Helper()
	ref := w.submit(profile("A. Voorbeeld", email)).Reference
	c, _ := w.read(ref)
	w.does(w.ConfirmAddress(w.Context(), ref, linked(c, "t")))
	return ref
}

func (w *world) publishedProfile(email string) string {
	w.Helper()
	ref := w.confirmedProfile(email)
	w.does(w.Check(w.Context(), w.by(ref, domain.PartyOfficer)))
	w.does(w.Approve(w.Context(), w.by(ref, domain.PartyOfficer), "adviseurs/"+strings.ToLower(ref)))
	return ref
}

func TestSceneUsesWordsThatTheFieldsTake(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	for _, in := range []Input{question("x", "j@voorbeeld.example"), advice("x", "j@voorbeeld.example"), profile("x", "j@voorbeeld.example")} {
		c, _ := w.read(w.submit(in).Reference)
		if c.address() != "j@voorbeeld.example" || c.Life() == nil || c.Status != c.Life().Start {
			t.Errorf("got %s in %s with address %q, want a new case", c.Kind, c.Status, c.address())
		}
	}
}

func TestEverythingThatIsShownHasAText(t *testing.T) {
	text := newWorld(t, Limits{}).texts()
	var keys []string
	for _, l := range domain.Lifecycles() {
		prefix := "status."
		if l.Name == "referral" {
			prefix = "verwijzing."
		}
		for _, s := range l.Stages {
			keys = append(keys, prefix+s.Slug)
		}
	}
	for _, v := range public() {
		keys = append(keys, "timeline."+string(v))
	}
	for _, kind := range domain.Kinds() {
		for _, o := range domain.Outcomes(kind) {
			keys = append(keys, "uitkomst."+o)
		}
	}
	for _, r := range append(domain.DeclineReasons(), domain.RejectReasons()...) {
		keys = append(keys, "reden."+r)
	}
	for _, lang := range []string{"nl", "en", "de"} {
		for _, key := range keys {
			text(lang, key, "organisatie", "X") // reports a text that is not there
		}
	}
}

func TestEveryMailIsWholeInEveryLanguage(t *testing.T) {
	w := newWorld(t, Limits{})
	keys := []string{"confirmation", "optin", "confirmed", "published", "rejected", "unlisted", "yearly", "yearly_again", "answer", "ask",
		"remind_asker", "closed_silent", "closed", "redirected", "referred", "withdrawn", "erasure", "link", "offer", "remind_adviser", "recalled"}
	for _, lang := range []string{"nl", "en", "de"} {
		one := &Case{Reference: "K7M3-P9QX", Kind: domain.KindAdvice, Language: lang, CreatedAt: w.now(), DueAt: w.now(), Confirm: &Confirmation{Until: w.now()}}
		turn := &turn{Case: one, cases: w.Cases, now: w.now()}
		for _, key := range keys {
			l := turn.body(lang, key, turn.way(key), "tekst", "{datum}", "reden", "R", "organisatie", "O", "organisaties", "O")
			if !strings.Contains(l.subject, one.Reference) || !strings.Contains(l.text, "https://loket.example") || !strings.Contains(l.text, "mail.signature") {
				t.Errorf("%s in %s: got %q, want the reference, a link and a signature", key, lang, l.subject+l.text)
			}
			if officers := key == "answer" || key == "ask"; officers && !strings.Contains(l.text, "{datum}") {
				t.Errorf("%s: got %q, want the officer's text as it was typed", key, l.text)
			}
		}
	}
}
