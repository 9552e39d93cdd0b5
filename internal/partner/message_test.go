package partner_test

import (
	"net/http"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

func TestAMessageIsReadAndAnswered(t *testing.T) {
	d := newDesk(t)
	d.profile("bureau", "nl")
	ref, link := d.message("bureau")
	body := d.page(cases.ReplyPath, link).Body.String()
	has(t, body, "BUREAU", "Samen exporteren", "Kunt u mij helpen met exporteren?", "J. Voorbeeld", `content="noindex"`)
	hasNot(t, body, "j@voorbeeld.example", "bureau@bureau.example")
	v := d.form(body, "antwoorden")
	for range 2 {
		w := d.post(with(v, "antwoord", "Graag. <b>Bel</b> mij."))
		if w.Code != http.StatusSeeOther {
			t.Fatalf("got %d, want 303", w.Code)
		}
		has(t, d.get(w.Header().Get("Location")).Body.String(), "Uw antwoord is onderweg", "Graag. &lt;b&gt;Bel&lt;/b&gt; mij.")
	}
	one := d.read(ref)
	if len(one.Thread) != 1 || one.Status != domain.StatusAnswered {
		t.Errorf("got %d texts and status %s, want one reply", len(one.Thread), one.Status)
	}
	last := one.Mail[len(one.Mail)-1].Message
	if last.To != "j@voorbeeld.example" {
		t.Errorf("got the reply mailed to %s, want the sender", last.To)
	}
	has(t, last.Text, "Graag. <b>Bel</b> mij.")
	hasNot(t, last.Text, "bureau@bureau.example")
}

func TestAMessageThatIsGivenBackShowsNothingAnyMore(t *testing.T) {
	for _, reason := range domain.ContactReasons() {
		d := newDesk(t)
		d.profile("bureau", "nl")
		ref, link := d.message("bureau")
		v := d.filled(cases.ReplyPath, link, "teruggeven", "reden", reason, "toelichting", "Voor het loket")
		for range 2 {
			w := d.post(v)
			if w.Code != http.StatusSeeOther {
				t.Fatalf("%s: got %d, want 303", reason, w.Code)
			}
			body := d.get(w.Header().Get("Location")).Body.String()
			has(t, body, "Het bericht is terug bij het loket.", "U hoeft niets meer te doen")
			hasNot(t, body, "exporteren", "J. Voorbeeld", "Voor het loket", "<textarea")
		}
		one := d.read(ref)
		if one.Status != domain.ContactDesk || one.Relays[0].Reason != reason || len(one.Thread) != 1 {
			t.Errorf("%s: got status %s and %d texts, want it with the desk", reason, one.Status, len(one.Thread))
		}
	}
}

func TestAReplyThatIsWrongComesBack(t *testing.T) {
	d := newDesk(t)
	d.profile("bureau", "nl")
	_, link := d.message("bureau")
	for text, want := range map[string]string{"": "Vul in: Uw antwoord", "Mijn nummer is 111222333.": "burgerservicenummer"} {
		w := d.post(d.filled(cases.ReplyPath, link, "antwoorden", "antwoord", text))
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: got %d, want 422", text, w.Code)
		}
		has(t, w.Body.String(), want, `href="#antwoord"`, text, "Kunt u mij helpen met exporteren?")
	}
	w := d.post(d.filled(cases.ReplyPath, link, "teruggeven", "toelichting", "Bewaar mij"))
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no reason: got %d, want 422", w.Code)
	}
	has(t, w.Body.String(), `href="#reden"`, "Bewaar mij")
}

func TestAMessageThatWasTakenBackOpensNothing(t *testing.T) {
	d := newDesk(t)
	d.profile("bureau", "nl")
	ref, link := d.message("bureau")
	v := d.filled(cases.ReplyPath, link, "antwoorden", "antwoord", "Mijn lange antwoord")
	d.must(d.Withdraw(d.Context(), cases.Act{Ref: ref, By: cases.Actor{Party: domain.PartyAsker}}))
	w := d.post(v)
	if w.Code != http.StatusNotFound {
		t.Errorf("got %d, want 404", w.Code)
	}
	has(t, w.Body.String(), "Mijn lange antwoord", "Deze link werkt niet")
	hasNot(t, w.Body.String(), "exporteren")
}
