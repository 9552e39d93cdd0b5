package judging_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"mkbloket/internal/desk/desktest"
	"mkbloket/internal/staff"
)

func draftPath(ref string) string { return "/balie/zaken/" + ref + "/concept/" }

// answered is a question with an answer that names its asker.
func (s *scene) answered() string {
	s.Helper()
	ref := s.Question()
	if _, err := s.Cases.Take(s.Context(), s.Act(ref)); err != nil {
		s.Fatal(err)
	}
	text := "Beste " + desktest.Sender.Name + ",\n\nJa, dat kan. Bakkerij Voorbeeld krijgt korting bij de gemeente Venlo.\n\nMet vriendelijke groet,\nHet loket"
	if _, err := s.Cases.Answer(s.Context(), s.Act(ref), text); err != nil {
		s.Fatal(err)
	}
	return ref
}

// draft fills in the form of a draft and sends it.
func (s *scene) draft(role staff.Role, ref string, fields ...string) *httptest.ResponseRecorder {
	s.Helper()
	form := s.Form(s.Get(role, draftPath(ref)), draftPath(ref))
	for name, value := range map[string]string{"titel": "Krijg ik korting?", "samenvatting": "Ja.", "tekst": "Ja, dat kan.", "themas": "energie", "adres": "korting", "herkenbaar": "ja", "doen": "bewaren"} {
		form.Set(name, value)
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return s.Post(role, draftPath(ref), form)
}

func TestAnAnswerBecomesADraftInWhichNobodyIsKnown(t *testing.T) {
	s := newScene(t)
	ref := s.answered()
	s.holds(s.Get(staff.Editor, "/balie/concepten/"), 200, ref, "Antwoorden van de laatste drie maanden")
	got := s.Get(staff.Editor, draftPath(ref))
	s.holds(got, 200, "Ja, dat kan. […] krijgt korting bij de gemeente Venlo.", "Kan iemand de vrager herkennen aan deze plaats?")
	for _, secret := range []string{"Bakkerij", desktest.Sender.Name, desktest.Sender.Email} {
		if strings.Contains(got.Body.String(), secret) {
			t.Errorf("got %q on the page, want it left out", secret)
		}
	}
	s.holds(s.draft(staff.Editor, ref), 303)
	if d := s.Case(ref).Draft; d == nil || d.Slug != "korting" || d.By != s.Accounts[staff.Editor].ID {
		t.Errorf("got %+v, want the draft", d)
	}
	s.holds(s.Get(staff.Editor, draftPath(ref)+"?gedaan=bewaren"), 200, "Het concept is bewaard", "concept: true", "Krijg ik korting?")
	s.holds(s.Get(staff.Editor, "/balie/concepten/"), 200, "nog niet geschreven")
	s.holds(s.Get(staff.Editor, draftPath(ref)+"bestand/"), 200, "titel: Krijg ik korting?\n", "via_loket: true")
	s.holds(s.draft(staff.Editor, ref, "titel", "Krijg ik nog korting?"), 303) // its own address is free for it
	s.holds(s.draft(staff.Officer, ref, "doen", "verwijderen"), 303)
	if s.Case(ref).Draft != nil {
		t.Error("got a draft, want it dropped")
	}
	s.holds(s.Get(staff.Editor, draftPath(ref)+"bestand/"), 404)
}

func TestLookingOnceMoreKeepsNothing(t *testing.T) {
	s := newScene(t)
	ref := s.answered()
	s.holds(s.draft(staff.Officer, ref, "doen", "bekijken", "tekst", "Bel mevrouw Jansen."), 200, "mevrouw Jansen", "Dit lijkt de naam van een persoon.")
	if s.Case(ref).Draft != nil {
		t.Error("got a draft, want nothing kept")
	}
}

func TestADraftThatIsNotGoodComesBack(t *testing.T) {
	s := newScene(t)
	ref := s.answered()
	s.site["vragen/bezet"] = "---\n---\n"
	tests := []struct{ name, field, value, want string }{
		{"not looked at", "herkenbaar", "", `href="#herkenbaar"`},
		{"no title", "titel", " ", `href="#titel"`},
		{"a title that is too long", "titel", strings.Repeat("a", 161), `href="#titel"`},
		{"no theme", "themas", "", `href="#themas"`},
		{"an unknown theme", "themas", "weg", `href="#themas"`},
		{"an address that is taken", "adres", "bezet", `href="#adres"`},
		{"a path", "adres", "../x", `href="#adres"`},
		{"a control", "tekst", "a\x1bb", `href="#tekst"`},
	}
	for _, test := range tests {
		got := s.draft(staff.Officer, ref, "samenvatting", "Mijn eigen korte antwoord.", test.field, test.value)
		s.holds(got, 422, test.want, "Mijn eigen korte antwoord.")
	}
	s.refused = []string{"regel 8: geen koppen van het eerste niveau"}
	s.holds(s.draft(staff.Officer, ref), 422, "regel 8: geen koppen")
	if s.Case(ref).Draft != nil {
		t.Error("got a draft, want nothing kept")
	}
}

func TestTwoWritersOfADraftLoseNothing(t *testing.T) {
	s := newScene(t)
	ref := s.answered()
	form := s.Form(s.Get(staff.Officer, draftPath(ref)), draftPath(ref))
	s.holds(s.draft(staff.Editor, ref), 303)
	for name, value := range map[string]string{"titel": "Een andere vraag?", "samenvatting": "Nee.", "tekst": "Nee.", "themas": "energie", "adres": "anders", "herkenbaar": "ja", "doen": "bewaren"} {
		form.Set(name, value)
	}
	s.holds(s.Post(staff.Officer, draftPath(ref), form), 409, "Iemand anders heeft deze zaak gewijzigd", "Een andere vraag?")
}

func TestOnlyAnsweredQuestionsHaveADraft(t *testing.T) {
	s := newScene(t)
	for _, ref := range []string{s.Question(), s.Advice(), s.Profile()} {
		s.holds(s.Get(staff.Officer, draftPath(ref)), 404)
		s.holds(s.Post(staff.Officer, draftPath(ref), url.Values{"doen": {"bewaren"}}), 404)
	}
	s.holds(s.Get(staff.Admin, "/balie/concepten/"), 403)
}
