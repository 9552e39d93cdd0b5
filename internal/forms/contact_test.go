package forms_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

func contact() url.Values {
	return url.Values{
		"profiel": {"adviseurs/liof"}, "onderwerp": {"Een tweede zaak"}, "bericht": {"Kunt u met mij meedenken over de huur?"},
		"naam": {"J. Voorbeeld"}, "email": {"j@voorbeeld.example"}, "toestemming_bericht": {"ja"}, "taal": {"nl"},
	}
}

// listed puts a profile with a capacity behind adviseurs/liof, and gives its act.
func (d *desk) listed(capacity int) cases.Act {
	d.Helper()
	got, err := d.cases.Submit(d.Context(), cases.Input{Language: "nl", Origin: "192.0.2.9/32", Submission: &domain.SignUp{ProfileKind: "adviseur",
		Name: "LIOF Voorbeeld", Text: strings.Repeat("tekst ", 9), Email: "eigenaar@bureau.example", Capacity: capacity, Consent: true}})
	if err != nil {
		d.Fatal(err)
	}
	one, err := d.cases.Get(d.Context(), got.Reference)
	if err != nil {
		d.Fatal(err)
	}
	_, token, _ := strings.Cut(one.Mail[0].Message.Text, "&t=")
	act := cases.Act{Ref: got.Reference, By: cases.Actor{Party: domain.PartyOfficer, ID: "a1"}}
	must := func(_ cases.Result, err error) {
		if err != nil {
			d.Fatal(err)
		}
	}
	must(d.cases.ConfirmAddress(d.Context(), got.Reference, strings.Fields(token)[0]))
	must(d.cases.Check(d.Context(), act))
	must(d.cases.Approve(d.Context(), act, "adviseurs/liof"))
	act.By = cases.Actor{Party: domain.PartyOwner}
	return act
}

// sentTo posts a message and gives the page that it leads to.
func (d *desk) sentTo(v url.Values) string {
	d.Helper()
	w := d.post("/api/contact", v)
	if w.Code != http.StatusSeeOther {
		d.Fatalf("got %d, want 303: %s", w.Code, w.Body)
	}
	return d.get(w.Header().Get("Location")).Body.String()
}

func TestTheSenderIsToldWhereAMessageGoes(t *testing.T) {
	const loket, doorgestuurd = "Uw bericht gaat via het loket.", "Uw bericht is doorgestuurd naar de adviseur of ondernemer die u koos."
	tests := map[string]struct {
		make        func(d *desk)
		query, page string
		before      string // on the form
		after       string // on the page with the reference
	}{
		"to the owner":        {func(d *desk) { d.listed(0) }, "?profiel=adviseurs/liof", "adviseurs/liof", "Adviesloket van LIOF", doorgestuurd},
		"a page of an editor": {nil, "?profiel=adviseurs/liof", "adviseurs/liof", loket, loket},
		"no page":             {nil, "", "", "U heeft geen adviseur of ondernemer gekozen.", loket},
		"a page that is gone": {nil, "?profiel=adviseurs/weg", "adviseurs/weg", "U heeft geen adviseur of ondernemer gekozen.", loket},
		"a pause": {func(d *desk) {
			act := d.listed(0)
			if _, err := d.cases.Pause(d.Context(), act, d.clock.now().AddDate(0, 0, 14)); err != nil {
				d.Fatal(err)
			}
		}, "?profiel=adviseurs/liof", "adviseurs/liof", "Weer beschikbaar vanaf 7 december 2026.", loket},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, setting{})
			if test.make != nil {
				test.make(d)
			}
			if body := d.get("/contact-opnemen/" + test.query).Body.String(); !strings.Contains(body, test.before) {
				t.Errorf("got no %q on the form", test.before)
			}
			if body := d.sentTo(with(contact(), "profiel", test.page)); !strings.Contains(body, test.after) || !strings.Contains(body, `href="/volgen/"`) {
				t.Errorf("got %s, want %q and a link to follow it", body, test.after)
			}
		})
	}
}

func TestMessageOverTheCapacityIsNotLost(t *testing.T) {
	d := newDesk(t, setting{})
	d.listed(1)
	d.sentTo(contact())
	if body := d.get("/contact-opnemen/?profiel=adviseurs/liof").Body.String(); !strings.Contains(body, "LIOF Voorbeeld neemt nu geen nieuwe berichten aan. Weer beschikbaar vanaf 21 december 2026.") {
		t.Error("got a form that does not say when messages are taken again")
	}
	if body := d.sentTo(with(contact(), "email", "k@voorbeeld.example")); !strings.Contains(body, "Uw bericht gaat via het loket.") {
		t.Errorf("got %s, want it with the desk", body)
	}
	if got := len(d.queue(cases.QueueReferred)) + len(d.queue(cases.QueueNew)); got != 2 {
		t.Errorf("got %d messages, want 2", got)
	}
}

func TestMessageWithMistakesComesBackWhole(t *testing.T) {
	d := newDesk(t, setting{})
	w := d.post("/api/contact", with(contact(), "email", "geen adres", "bericht", "Te kort", "toestemming_bericht", ""))
	body := w.Body.String()
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("got %d, want 422", w.Code)
	}
	for _, want := range []string{`name="profiel" value="adviseurs/liof"`, `value="geen adres"`, "Te kort</textarea>", `href="#bericht"`, `href="#email"`,
		`href="#toestemming_bericht"`, "Adviesloket van LIOF", `action="/api/contact"`} {
		if !strings.Contains(body, want) {
			t.Errorf("got no %q in the form that came back", want)
		}
	}
}

func TestProfileOfAMessageIsOneOfTheSite(t *testing.T) {
	for _, page := range []string{"liof", "regelingen/wbso", "adviseurs/../balie", "adviseurs/", "/liof", "adviseurs/liof/x", "<script>", "adviseurs/weg", "ondernemers/liof", strings.Repeat("a", 300)} {
		d := newDesk(t, setting{})
		if body := d.sentTo(with(contact(), "profiel", page)); strings.Contains(body, "<script>") {
			t.Errorf("%s: got it in the page", page)
		}
		one := d.queue(cases.QueueNew)[0]
		if got := one.Fields["profiel"]; got != nil {
			t.Errorf("%s: got %v stored, want no profile", page, got)
		}
	}
}

func TestFormOnThePageOfAProfileSendsOnce(t *testing.T) {
	d := newDesk(t, setting{})
	for range 3 { // that form has no token
		d.sentTo(contact())
	}
	if got := len(d.queue(cases.QueueNew)); got != 1 {
		t.Errorf("got %d messages, want 1", got)
	}
}

func TestWhoWritesToEveryoneIsStoppedWithTheTextKept(t *testing.T) {
	d := newDesk(t, setting{})
	for i := range 5 {
		d.sentTo(with(contact(), "onderwerp", fmt.Sprint(i)))
	}
	w := d.post("/api/contact", contact())
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("got %d with Retry-After %q, want 429 and when", w.Code, w.Header().Get("Retry-After"))
	}
	for _, want := range []string{"hoogstens vijf berichten in een week", "Kunt u met mij meedenken over de huur?", `value="adviseurs/liof"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("got no %q in the page", want)
		}
	}
	d.clock.move(7 * 24 * time.Hour)
	d.sentTo(contact())
}

func TestHostileMessagesAreText(t *testing.T) {
	d := newDesk(t, setting{limits: cases.Limits{PerOrigin: -1, ContactsPerAddress: -1, ContactsPerOrigin: -1}})
	d.listed(0)
	for i, evil := range []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "=cmd|' /C calc'!A0", "{{.Secret}} met nog wat woorden", "Onderwerp\r\nBcc: x@y.example"} {
		w := d.post("/api/contact", with(contact(), "bericht", evil+strings.Repeat(" woord", 5), "naam", "N", "bedrijf", evil, "email", fmt.Sprintf("j%d@voorbeeld.example", i)))
		if w.Code >= 500 || strings.Contains(w.Body.String(), "<script>alert") || strings.Contains(w.Body.String(), "<img src=x") {
			t.Errorf("%q: got %d with it live in the page", evil, w.Code)
		}
	}
	for _, one := range append(d.queue(cases.QueueReferred), d.queue(cases.QueueNew)...) {
		for _, m := range one.Mail {
			if text := m.Message.Subject + m.Message.Text; strings.Contains(text, "alert") || strings.Contains(text, "calc") || strings.Contains(text, "Secret") {
				t.Errorf("%s: got %q, want nothing of the sender", m.Message.ID, text)
			}
		}
	}
}

func TestContactFormSaysWhomItIsFor(t *testing.T) {
	d := newDesk(t, setting{})
	if body := d.get("/en/contact-opnemen/?profiel=adviseurs/liof").Body.String(); !strings.Contains(body, `name="formulier"`) || !strings.Contains(body, "You write to: Adviesloket van LIOF") {
		t.Error("got a form without a token, or without whom it is for")
	}
}
