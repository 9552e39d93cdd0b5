package follow_test

import (
	"strings"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// listed is a profile on the site, at the page that it gives.
func (d *desk) listed(email string) string {
	d.Helper()
	ref := d.submit(&domain.SignUp{ProfileKind: "adviseur", Name: "Bureau Voorbeeld", Text: strings.Repeat("tekst ", 9), Email: email, Consent: true}, "nl")
	one := d.read(ref)
	_, token, _ := strings.Cut(one.Mail[0].Message.Text, "&t=")
	d.must(d.ConfirmAddress(d.Context(), ref, strings.Fields(token)[0]))
	d.must(d.Check(d.Context(), officer(ref)))
	d.must(d.Approve(d.Context(), officer(ref), "adviseurs/bureau"))
	return "adviseurs/bureau"
}

func TestAMessageShowsWhoHasItAndTheReply(t *testing.T) {
	d := newDesk(t)
	page := d.listed("eigenaar@bureau.example")
	ref := d.submit(&domain.Message{Page: page, Topic: "Een tweede zaak", Text: "Kunt u met mij meedenken?", Consent: true,
		Contact: domain.Contact{Name: "J. Voorbeeld", Email: "j@voorbeeld.example"}}, "nl")
	body := d.page("/volgen/", d.link(ref, "/volgen/")).Body.String()
	has(t, body, "Uw bericht", "Een tweede zaak", "Doorgestuurd", "<dd>Bureau Voorbeeld</dd>", "doorgestuurd naar Bureau Voorbeeld",
		"7 december 2026", "Wij gaven deze gegevens door", "/volgen/intrekken/?")
	act := cases.Act{Ref: ref, By: cases.Actor{Party: domain.PartyAdviser, ID: page}}
	d.must(d.Reply(d.Context(), act, "Kom langs.\n<b>Dinsdag</b>"))
	body = d.page("/volgen/", d.link(ref, "/volgen/")).Body.String()
	has(t, body, "Antwoord van Bureau Voorbeeld", "Kom langs.\n&lt;b&gt;Dinsdag&lt;/b&gt;", "Bureau Voorbeeld heeft gereageerd.", "Toch nog een vraag?")
	hasNot(t, body, "eigenaar@bureau.example", "Ons antwoord")
}
