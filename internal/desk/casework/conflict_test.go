package casework_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/desk/desktest"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
)

func TestTheSecondOfTwoOfficersSeesBothTextsAndCanSendAgain(t *testing.T) {
	d := newDesk(t)
	ref := d.Question()
	mine := filled(d, ref, "terugvragen", "tekst", "Hoeveel mensen werken er bij u?")
	if _, err := d.Cases.AddInformation(t.Context(), d.Act(ref), "Het is een bakkerij met een winkel."); err != nil {
		t.Fatal(err)
	}
	w := d.Post(staff.Lead, path(ref, "terugvragen"), mine)
	body := w.Body.String()
	if w.Code != http.StatusConflict || !strings.Contains(body, "Het is een bakkerij met een winkel.") || !strings.Contains(body, "Hoeveel mensen werken er bij u?") {
		t.Fatalf("got %d, want 409 with both texts:\n%s", w.Code, body)
	}
	if got := d.Case(ref).Status; got != domain.StatusNew {
		t.Errorf("got %s, want nothing done", got)
	}
	again := d.Form(w, path(ref, "terugvragen"))
	again.Set("tekst", mine.Get("tekst"))
	if w := d.Post(staff.Lead, path(ref, "terugvragen"), again); w.Code != http.StatusSeeOther || d.Case(ref).Status != domain.StatusAsked {
		t.Errorf("sent again: got %d and %s, want 303 and %s", w.Code, d.Case(ref).Status, domain.StatusAsked)
	}
}

func TestATextThatNoLongerFitsCanBeKeptAsANote(t *testing.T) {
	d := newDesk(t)
	ref := d.Question()
	mine := filled(d, ref, "beantwoorden", "tekst", "Mijn antwoord dat te laat is.")
	if _, err := d.Cases.Withdraw(t.Context(), d.Act(ref)); err != nil {
		t.Fatal(err)
	}
	w := d.Post(staff.Officer, path(ref, "beantwoorden"), mine)
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Mijn antwoord dat te laat is.") {
		t.Fatalf("got %d, want 409 with the text:\n%s", w.Code, w.Body)
	}
	note := d.Form(w, path(ref, "notitie"))
	note.Set("tekst", mine.Get("tekst"))
	if w := d.Post(staff.Officer, path(ref, "notitie"), note); w.Code != http.StatusSeeOther {
		t.Errorf("kept as a note: got %d, want 303:\n%s", w.Code, w.Body)
	}
}

func TestWithoutARevisionNothingIsOverwritten(t *testing.T) {
	d := newDesk(t)
	ref := d.Question()
	for _, revision := range []string{"", "0", "x", "-1", "18446744073709551616"} {
		mine := filled(d, ref, "notitie", "tekst", "Notitie", "revisie", revision)
		if w := d.Post(staff.Officer, path(ref, "notitie"), mine); w.Code != http.StatusConflict {
			t.Errorf("revision %q: got %d, want 409", revision, w.Code)
		}
	}
}

func TestAnEndedSessionLosesNothingThatWasTyped(t *testing.T) {
	d := newDesk(t)
	ref := d.Question()
	mine := filled(d, ref, "beantwoorden", "tekst", "Een lang antwoord <b>met tekens</b>.")
	d.Pass(staff.Idle + time.Minute)
	w := d.Post(staff.Officer, path(ref, "beantwoorden"), mine)
	if w.Code != http.StatusUnauthorized || d.Case(ref).Status != domain.StatusNew {
		t.Fatalf("got %d and %s, want 401 and nothing done", w.Code, d.Case(ref).Status)
	}
	kept := d.Form(w, path(ref, "beantwoorden"))
	if got, want := kept.Get("tekst"), mine.Get("tekst"); got != want {
		t.Errorf("got %q kept, want %q", got, want)
	}
	d.SignIn(staff.Officer, staff.Person{Name: "Weer", Email: "weer@balie.example.nl", Roles: []staff.Role{staff.Officer}})
	if w := d.Post(staff.Officer, path(ref, "beantwoorden"), kept); w.Code != http.StatusSeeOther || d.Case(ref).Status != domain.StatusAnswered {
		t.Errorf("after signing in: got %d and %s, want the answer sent", w.Code, d.Case(ref).Status)
	}
}

func TestWrongFieldsComeBackWithEverythingTyped(t *testing.T) {
	d := newDesk(t)
	question, advice := d.Question(), d.Advice()
	var tests = []struct {
		ref, deed, field, value, says string
	}{
		{question, "beantwoorden", "tekst", "", "Tekst"},
		{question, "beantwoorden", "tekst", "Uw nummer is 111222333.", "burgerservicenummer"},
		{question, "beantwoorden", "tekst", strings.Repeat("a", 8001), "8000"},
		{question, "toewijzen", "wie", "niemand-bekend", "href=\"#wie\""},
		{question, "afsluiten", "uitkomst", "financierbaar_plan", "href=\"#uitkomst\""},
		{question, "samenvoegen", "kenmerk", "geen kenmerk", "K7M3-P9QX"},
		{advice, "uitzetten", "organisatie", "Adviesbureau", "href=\"#email_adviseur\""},
		{advice, "uitzetten", "email_adviseur", "a@example.org", "href=\"#organisatie\""},
		{advice, "uitzetten", "organisatie", "", "href=\"#organisatie\""},
	}
	for _, test := range tests {
		before := d.Case(test.ref).Revision
		w := d.Post(staff.Officer, path(test.ref, test.deed), filled(d, test.ref, test.deed, test.field, test.value, "behoefte", "b1"))
		body := w.Body.String()
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "Nog niet goed ingevuld") {
			t.Errorf("%s with %s=%.20q: got %d, want 422 with a summary", test.deed, test.field, test.value, w.Code)
		}
		if test.deed != "beantwoorden" && !strings.Contains(body, test.says) {
			t.Errorf("%s with %s=%q: got no %q", test.deed, test.field, test.value, test.says)
		}
		if !strings.Contains(body, test.value) && test.field != "wie" && test.field != "uitkomst" {
			t.Errorf("%s: got %q lost", test.deed, test.value)
		}
		if d.Case(test.ref).Revision != before {
			t.Errorf("%s: got the case changed", test.deed)
		}
	}
}

func TestCasesOfAnotherRegionAreNotFound(t *testing.T) {
	d := newDesk(t)
	north, south := d.Question(), d.Question(func(q *domain.Question) { q.Municipality = "maastricht"; q.Topic = "In het zuiden" })
	d.SignIn(staff.Officer, staff.Person{Name: "Zuid", Email: "zuid@balie.example.nl", Roles: []staff.Role{staff.Officer}, Regions: []string{"zuid-limburg"}})
	for ref, want := range map[string]int{north: http.StatusNotFound, south: http.StatusOK} {
		for _, deed := range []string{"", "beantwoorden"} {
			address := path(ref)
			if deed != "" {
				address = path(ref, deed)
			}
			if w := d.Get(staff.Officer, address); w.Code != want {
				t.Errorf("%s: got %d, want %d", address, w.Code, want)
			}
		}
	}
	if list := d.Get(staff.Officer, "/balie/zaken/").Body.String(); strings.Contains(list, north) || !strings.Contains(list, south) {
		t.Error("got a list with the wrong region")
	}
	found := d.Post(staff.Officer, "/balie/zoeken/", map[string][]string{"zoek": {desktest.Sender.Email}}).Body.String()
	if strings.Contains(found, north) || !strings.Contains(found, south) {
		t.Error("got the wrong region found")
	}
	if w := d.Post(staff.Officer, "/balie/zoeken/", map[string][]string{"zoek": {north}}); w.Code != http.StatusOK {
		t.Errorf("by its reference: got %d, want a page that says that nothing was found", w.Code)
	}
}
