package casework_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/casework"
	"mkbloket/internal/desk/desktest"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
)

func TestACallIsWrittenDownAsACase(t *testing.T) {
	d := newDesk(t)
	form := d.Form(d.Get(staff.Officer, "/balie/zaken/nieuw/"), "/balie/zaken/nieuw/")
	for name, value := range map[string]string{
		"kanaal": "telefoon", "instemming": "Telefonisch op 23 november 2026", "taal": "de", "onderwerp": "Een oven", "vraag": "Wil een oven kopen.",
		"naam": "J. Voorbeeld", "telefoon": "0612345678", "contactvoorkeur": "telefoon", "gemeente": "venlo",
	} {
		form.Set(name, value)
	}
	var refs []string
	for range 2 {
		w := d.Post(staff.Officer, "/balie/zaken/nieuw/", form)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("got %d: %s", w.Code, w.Body)
		}
		ref, _, _ := strings.Cut(strings.TrimPrefix(w.Header().Get("Location"), "/balie/zaken/"), "/")
		refs = append(refs, ref)
	}
	one := d.Case(refs[0])
	if refs[0] != refs[1] || one.Language != "de" || one.Log[0].Who != "telefoon" || len(one.Consents) != 1 || !strings.Contains(one.Thread[0].Text, "Telefonisch op") {
		t.Errorf("got %v and %+v, want one case in German with its consent", refs, one)
	}
	form.Set("telefoon", "")
	form.Set("instemming", "")
	w := d.Post(staff.Officer, "/balie/zaken/nieuw/", form)
	body := w.Body.String()
	for _, want := range []string{`href="#email"`, `href="#instemming"`, `href="#telefoon"`, "Wil een oven kopen."} {
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
			t.Errorf("without number or consent: got %d without %s", w.Code, want)
		}
	}
}

func TestDoubleQuestionsAreFlaggedAndMerged(t *testing.T) {
	d := newDesk(t)
	double, kept := d.Question(), d.Question()
	other := d.Question(func(q *domain.Question) { q.Email, q.Company = "ander@voorbeeld.example", "Ander bedrijf" })
	body := d.Get(staff.Officer, path(double)).Body.String()
	link := path(double, "samenvoegen") + "?met=" + kept
	if !strings.Contains(body, link) || strings.Contains(body, "?met="+other) {
		t.Fatalf("got no %s in the page, or one of another person", link)
	}
	page := d.Get(staff.Officer, link)
	if !strings.Contains(page.Body.String(), `value="`+kept+`"`) {
		t.Errorf("got no %s filled in", kept)
	}
	form := d.Form(page, path(double, "samenvoegen"))
	form.Set("kenmerk", other)
	if w := d.Post(staff.Officer, path(double, "samenvoegen"), form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "van iemand anders") {
		t.Errorf("with another person's: got %d", w.Code)
	}
	form.Set("kenmerk", strings.ToLower(kept))
	if w := d.Post(staff.Officer, path(double, "samenvoegen"), form); w.Code != http.StatusSeeOther || d.Case(double).Outcome != cases.OutcomeDouble {
		t.Errorf("got %d and outcome %q, want it merged: %s", w.Code, d.Case(double).Outcome, w.Body)
	}
	for ref, names := range map[string]string{double: kept, kept: double} {
		if body := d.Get(staff.Officer, path(ref)).Body.String(); !strings.Contains(body, `<a href="`+path(names)+`">`) {
			t.Errorf("%s: got no link to %s", ref, names)
		}
	}
}

// TestACaseOfAnotherRegionTakesNothingIn is about an officer who names a case
// that is not theirs: whether it is there, and whose it is, they do not hear.
func TestACaseOfAnotherRegionTakesNothingIn(t *testing.T) {
	d := newDesk(t)
	south := func(q *domain.Question) { q.Municipality = "maastricht" }
	own, same := d.Question(south), d.Question()
	other := d.Question(func(q *domain.Question) { q.Email = "ander@voorbeeld.example" })
	d.SignIn(staff.Officer, staff.Person{Name: "Zuid", Email: "zuid@balie.example.nl", Roles: []staff.Role{staff.Officer}, Regions: []string{"zuid-limburg"}})
	for _, step := range []string{"", "voorbeeld"} {
		for _, ref := range []string{same, other, "K7M3-P9QX"} {
			w := d.Post(staff.Officer, path(own, "samenvoegen"), filled(d, own, "samenvoegen", "kenmerk", ref, "stap", step))
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "geen zaak met dit kenmerk") {
				t.Errorf("%s: got %d, want that there is no such case", ref, w.Code)
			}
		}
	}
	if d.Case(own).IsClosed() || len(d.Case(same).Thread) != 0 {
		t.Error("got the cases merged")
	}
}

func TestProposedAdvisersAreShownWithReasonsAndChosenTogether(t *testing.T) {
	d := desktest.New(t)
	d.Serve(casework.Routes(d.Server, casework.Config{Cases: d.Cases, Staff: d.Staff, Propose: func(context.Context, *cases.Case) ([]casework.Proposal, error) {
		return []casework.Proposal{
			{Page: "adviseurs/een", Organisation: "Bureau Een", Email: "een@example.org", Language: "nl", Reasons: []string{"Werkt in Noord-Limburg"}},
			{Page: "adviseurs/twee", Organisation: "Bureau Twee", Email: "twee@example.org", Language: "de", Against: []string{"Heeft het druk"}},
		}, nil
	}}))
	ref := d.Advice()
	page := d.Get(staff.Officer, path(ref, "uitzetten"))
	for _, want := range []string{"Werkt in Noord-Limburg", "Heeft het druk", "/adviseurs/een/"} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("got no %q in the page", want)
		}
	}
	form := d.Form(page, path(ref, "uitzetten"))
	form.Set("behoefte", "b1")
	if w := d.Post(staff.Officer, path(ref, "uitzetten"), form); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("nobody chosen: got %d, want 422", w.Code)
	}
	form["adviseurs"] = []string{"adviseurs/een", "adviseurs/twee"}
	form.Set("organisatie", "Bureau Drie")
	form.Set("email_adviseur", "drie@example.org")
	if w := d.Post(staff.Officer, path(ref, "uitzetten"), form); w.Code != http.StatusSeeOther {
		t.Fatalf("got %d: %s", w.Code, w.Body)
	}
	var names []string
	for _, r := range d.Case(ref).Referrals {
		names = append(names, r.Organisation+" "+r.Language)
	}
	if want := []string{"Bureau Een nl", "Bureau Twee de", "Bureau Drie nl"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	said := filled(d, ref, "adviseur", "verwijzing", "v2", "wat", string(domain.VerbDecline), "reden", "geen_capaciteit")
	if w := d.Post(staff.Officer, path(ref, "adviseur"), said); w.Code != http.StatusSeeOther || d.Case(ref).Referrals[1].State != domain.ReferralDeclined {
		t.Errorf("what an adviser said: got %d and %s", w.Code, d.Case(ref).Referrals[1].State)
	}
}

func TestEveryDeedThatIsOfferedHasAPage(t *testing.T) {
	d := newDesk(t)
	question, advice, flagged, closed := d.Question(), d.Advice(), d.Question(), d.Question()
	if _, err := d.Cases.MarkSpam(t.Context(), d.Act(flagged)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Cases.Finish(t.Context(), d.Act(closed), domain.OutcomeAnswered); err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`<a (?:class="button plain" )?href="(/balie/zaken/[^"]+/[a-z-]+/)"`)
	pages := 0
	d.Published("adviseurs/a-adviseur")
	for _, ref := range []string{question, advice, flagged, closed, d.Profile(), d.Message("adviseurs/a-adviseur")} {
		for _, m := range link.FindAllStringSubmatch(d.Get(staff.Officer, path(ref)).Body.String(), -1) {
			w := d.Get(staff.Officer, m[1])
			if pages++; w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `name="revisie"`) {
				t.Errorf("%s: got %d, want its form", m[1], w.Code)
			}
			if body := w.Body.String(); strings.Contains(body, "[") && regexp.MustCompile(`\[[a-z_.]+\]`).MatchString(body) {
				t.Errorf("%s: got a text that is missing: %s", m[1], regexp.MustCompile(`\[[a-z_.]+\]`).FindString(body))
			}
		}
	}
	if pages < 20 {
		t.Errorf("got %d pages of deeds, want at least 20", pages)
	}
}

func TestCannedTextsAreInTheLanguageOfTheAskerBelowWhatWasTyped(t *testing.T) {
	d := newDesk(t)
	ref := d.Submit(&domain.Question{Topic: "Ofen", Text: "Frage", Municipality: "venlo", ContactBy: "email", Consent: true, Contact: desktest.Sender}, "de")
	form := filled(d, ref, "beantwoorden", "tekst", "Hallo.", "standaardtekst", "afsluiting", "stap", "invoegen")
	w := d.Post(staff.Officer, path(ref, "beantwoorden"), form)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Hallo.\n\nIst Ihre Frage damit beantwortet?") {
		t.Errorf("got %d, want the German text below:\n%s", w.Code, w.Body)
	}
}

func TestListsHoldWhatTheirNameSays(t *testing.T) {
	d := newDesk(t)
	fresh, mine, answered := d.Question(), d.Question(), d.Question(func(q *domain.Question) { q.Theme, q.Municipality = "innovatie", "maastricht" })
	if _, err := d.Cases.Take(t.Context(), d.Act(mine)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Cases.Answer(t.Context(), d.Act(answered), "Ja."); err != nil {
		t.Fatal(err)
	}
	advice := d.Advice()
	for query, want := range map[string][]string{
		"lijst=nieuw": {fresh, advice}, "lijst=mijn": {mine}, "lijst=bezig": {mine}, "lijst=wacht": {answered}, "lijst=te-laat": nil, "lijst=gesloten": nil,
		"": {fresh, advice}, "lijst=onzin": {fresh, advice}, "lijst=nieuw&soort=advice": {advice}, "lijst=nieuw&thema=energie": {fresh},
		"lijst=wacht&regio=zuid-limburg": {answered}, "lijst=wacht&regio=noord-limburg": nil, "lijst=nieuw&wie=niemand": {fresh, advice}, "lijst=nieuw&taal_vrager=de": nil,
		"lijst=bezig&wie=" + d.Accounts[staff.Officer].ID: {mine},
	} {
		body := d.Get(staff.Officer, "/balie/zaken/?"+query).Body.String()
		for _, ref := range []string{fresh, mine, answered, advice} {
			if got := strings.Contains(body, path(ref)); got != slices.Contains(want, ref) {
				t.Errorf("%s: got %s listed %v, want %v", query, ref, got, !got)
			}
		}
	}
	d.Pass(10 * 24 * time.Hour)
	d.SignIn(staff.Officer, staff.Person{Name: "Later", Email: "later@balie.example.nl", Roles: []staff.Role{staff.Officer}})
	if body := d.Get(staff.Officer, "/balie/zaken/?lijst=te-laat").Body.String(); !strings.Contains(body, fresh) || !strings.Contains(body, "werkdagen te laat") {
		t.Error("after ten days: got the case not too late")
	}
}

func TestLongListsHavePages(t *testing.T) {
	d := newDesk(t)
	for i := range 52 {
		d.Question(func(q *domain.Question) { q.Topic = fmt.Sprint("Vraag ", i) })
	}
	first := d.Get(staff.Officer, "/balie/zaken/?lijst=nieuw").Body.String()
	second := d.Get(staff.Officer, "/balie/zaken/?lijst=nieuw&blad=2").Body.String()
	if a, b := strings.Count(first, `class="case-link"`), strings.Count(second, `class="case-link"`); a != 50 || b != 2 {
		t.Errorf("got %d and %d cases, want 50 and 2", a, b)
	}
}

func TestFiltersLeadToAnAddressThatHoldsNothingElse(t *testing.T) {
	d := newDesk(t)
	w := d.Post(staff.Officer, "/balie/zaken/", url.Values{"lijst": {"mijn"}, "soort": {"advice"}, "thema": {"onzin"}, "wie": {"Jan <b>"}, "naam": {"J. Voorbeeld"}})
	if got, want := w.Header().Get("Location"), "/balie/zaken/?lijst=mijn&soort=advice"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAMessageToAProfileIsRelayedAndAnsweredByHand(t *testing.T) {
	d := newDesk(t)
	d.Published("adviseurs/a-adviseur")
	d.Published("adviseurs/b-adviseur", func(s *domain.SignUp) { s.Name, s.Email = "B. Adviseur", "b@adviesbureau.example" })
	ref := d.Message("adviseurs/a-adviseur")
	if one := d.Case(ref); one.Relayed() == nil || one.Relayed().Page != "adviseurs/a-adviseur" {
		t.Fatalf("got %+v, want it relayed by itself", one.Relays)
	}
	refused := filled(d, ref, "weigering", "reden", "geen_capaciteit")
	if w := d.Post(staff.Officer, path(ref, "weigering"), refused); w.Code != http.StatusSeeOther || d.Case(ref).Status != domain.ContactDesk {
		t.Fatalf("refused: got %d and %s", w.Code, d.Case(ref).Status)
	}
	wrong := filled(d, ref, "doorsturen", "profiel", "adviseurs/bestaat-niet")
	if w := d.Post(staff.Officer, path(ref, "doorsturen"), wrong); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("to nobody: got %d, want 422", w.Code)
	}
	other := filled(d, ref, "doorsturen", "profiel", "adviseurs/b-adviseur")
	if w := d.Post(staff.Officer, path(ref, "doorsturen"), other); w.Code != http.StatusSeeOther || d.Case(ref).Relayed().Name != "B. Adviseur" {
		t.Fatalf("relayed: got %d: %s", w.Code, w.Body)
	}
	reply := filled(d, ref, "reactie", "tekst", "Ik bel u morgen.")
	if w := d.Post(staff.Officer, path(ref, "reactie"), reply); w.Code != http.StatusSeeOther || d.Case(ref).Status != domain.StatusAnswered {
		t.Errorf("replied: got %d and %s: %s", w.Code, d.Case(ref).Status, w.Body)
	}
	body := d.Get(staff.Officer, path(ref)).Body.String()
	for _, want := range []string{"Doorgestuurd aan", "teruggegeven", "gereageerd op", "B. Adviseur"} {
		if !strings.Contains(body, want) {
			t.Errorf("got no %q in the page", want)
		}
	}
}
