package desktest

import (
	"crypto/rand"
	"strings"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
)

// Sender is who sends what the desk gets.
var Sender = domain.Contact{Name: "J. Voorbeeld", Email: "j@voorbeeld.example", Phone: "0612345678"}

// Question makes a question, changed as a test needs it, and gives its reference.
func (d *Desk) Question(change ...func(*domain.Question)) string {
	d.Helper()
	q := &domain.Question{Topic: "Subsidie voor energieadvies", Text: "Waar kan ik terecht met mijn plan?", Theme: "energie", Municipality: "venlo",
		Company: "Bakkerij Voorbeeld", ContactBy: "email", Consent: true, Contact: Sender}
	for _, f := range change {
		f(q)
	}
	return d.Submit(q, "nl")
}

// Advice makes a request for advice and gives its reference.
func (d *Desk) Advice(change ...func(*domain.AdviceRequest)) string {
	d.Helper()
	a := &domain.AdviceRequest{Ambition: "groei", Description: "Ik wil een tweede bakkerij openen in Venlo.", Start: "half_jaar",
		Company: "Bakkerij Voorbeeld", Municipality: "venlo", Role: "eigenaar", Consent: true, Contact: Sender}
	for _, f := range change {
		f(a)
	}
	return d.Submit(a, "nl")
}

// Profile makes a profile whose address was confirmed and gives its reference.
func (d *Desk) Profile(change ...func(*domain.SignUp)) string {
	d.Helper()
	s := &domain.SignUp{ProfileKind: "adviseur", Name: "A. Adviseur", Company: "Adviesbureau Voorbeeld", Offers: "Een eerste gesprek", Themes: []string{"energie"},
		Regions: []string{"noord-limburg"}, Languages: []string{"nl", "de"}, Costs: "gratis", Independence: "Werkt voor niemand anders.",
		Text: strings.Repeat("Wij helpen met plannen. ", 4), Email: "a@adviesbureau.example", Consent: true}
	for _, f := range change {
		f(s)
	}
	ref := d.Submit(s, "nl")
	_, err := d.Cases.ConfirmAddress(d.Context(), ref, d.linked(ref))
	d.must(err)
	return ref
}

// Published makes a profile that stands on the site at a page, such as
// adviseurs/a-adviseur, and gives its reference.
func (d *Desk) Published(page string, change ...func(*domain.SignUp)) string {
	d.Helper()
	ref := d.Profile(change...)
	_, err := d.Cases.Check(d.Context(), d.Act(ref))
	d.must(err)
	_, err = d.Cases.Approve(d.Context(), d.Act(ref), page)
	d.must(err)
	return ref
}

// Message makes a message to the owner of a profile at a page, or with an empty
// one to the desk, and gives its reference.
func (d *Desk) Message(page string) string {
	d.Helper()
	return d.Submit(&domain.Message{Page: page, Topic: "Samenwerken", Text: "Ik zoek iemand die met mij wil samenwerken.", Consent: true, Contact: Sender}, "nl")
}

// Submit makes a case of a submission in a language and gives its reference.
func (d *Desk) Submit(s domain.Submission, lang string) string {
	d.Helper()
	got, err := d.Cases.Submit(d.Context(), cases.Input{
		Submission: s, Language: lang, Origin: "192.0.2.1/32", Token: rand.Text(),
		Consents: map[string]string{"toestemming": "Ja.", "toestemming_delen": "Ja.", "toestemming_publicatie": "Ja.", "toestemming_bericht": "Ja."},
	})
	d.must(err)
	return got.Reference
}

// Act is an act of the officer on a case, whatever its revision.
func (d *Desk) Act(ref string) cases.Act {
	return cases.Act{Ref: ref, By: cases.Actor{Party: domain.PartyOfficer, ID: d.Accounts[staff.Officer].ID}}
}

// Case reads a case as it is stored.
func (d *Desk) Case(ref string) *cases.Case {
	d.Helper()
	one, err := d.Cases.Get(d.Context(), ref)
	d.must(err)
	return one
}

// linked is the token of the newest link to confirm that a case was sent.
func (d *Desk) linked(ref string) string {
	d.Helper()
	mails := d.Case(ref).Mail
	for i := len(mails) - 1; i >= 0; i-- {
		if _, rest, ok := strings.Cut(mails[i].Message.Text, "&t="); ok {
			return strings.Fields(rest)[0]
		}
	}
	d.Fatalf("no mail of %s holds a link to confirm", ref)
	return ""
}
