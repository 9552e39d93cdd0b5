package judging_test

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"mkbloket/internal/audit"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/desktest"
	"mkbloket/internal/desk/judging"
	"mkbloket/internal/domain"
	"mkbloket/internal/publication"
	"mkbloket/internal/staff"
	"mkbloket/templates"
)

// scene is a desk with a site that is a map.
type scene struct {
	*desktest.Desk
	site    map[string]string // by page
	refused []string          // what the builder says about every file
	failed  error             // of writing
}

func newScene(t *testing.T) *scene {
	s := &scene{Desk: desktest.New(t), site: map[string]string{"adviseurs/bezet": "---\n---\n"}}
	s.Serve(judging.Routes(s.Server, judging.Config{
		Cases:     s.Cases,
		Published: func(page string) ([]byte, bool) { text, ok := s.site[page]; return []byte(text), ok },
		Preview: func(f publication.File) (template.HTML, error) {
			return templates.Trusted("<p>voorbeeld van " + template.HTMLEscapeString(f.Path) + "</p>"), nil
		},
		Problems: func(publication.File) ([]string, error) { return s.refused, nil },
		Write:    func(context.Context) (string, error) { return "adviseurs/x.md: nieuw\n", s.failed },
	}))
	return s
}

func path(ref string) string { return "/balie/profielen/" + ref + "/" }

// do fills in a form of the page of a profile and sends it.
func (s *scene) do(role staff.Role, ref, deed string, fields ...string) *httptest.ResponseRecorder {
	s.Helper()
	action := path(ref) + deed + "/"
	form := s.Form(s.Get(role, path(ref)), action)
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return s.Post(role, action, form)
}

func (s *scene) holds(w *httptest.ResponseRecorder, status int, texts ...string) {
	s.Helper()
	if w.Code != status {
		s.Errorf("got %d, want %d\n%s", w.Code, status, w.Body)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			s.Errorf("got %s\nwant %q in it", w.Body, text)
		}
	}
}

// The way from a sign-up to the site and off it again.
func TestAProfileIsCheckedPlacedPausedAndTakenOff(t *testing.T) {
	s := newScene(t)
	ref := s.Profile()
	s.holds(s.Get(staff.Officer, "/balie/profielen/"), 200, "A. Adviseur", "Te beoordelen <b>1</b>")
	s.holds(s.Get(staff.Officer, path(ref)), 200, "titel: A. Adviseur", "Dit bestand is nieuw", "voorbeeld van adviseurs/a-adviseur.md", "Ik heb het nagekeken")
	s.holds(s.do(staff.Officer, ref, "controleren"), 303)
	got := s.do(staff.Lead, ref, "plaatsen", "adres", "a-adviseur", "reden", "akkoord")
	if want := path(ref) + "?gedaan=plaatsen"; got.Code != 303 || got.Header().Get("Location") != want {
		t.Fatalf("got %d to %s, want 303 to %s\n%s", got.Code, got.Header().Get("Location"), want, got.Body)
	}
	c := s.Case(ref)
	if c.Status != domain.ProfilePublished || c.Page != "adviseurs/a-adviseur" {
		t.Errorf("got %s at %q, want it published", c.Status, c.Page)
	}
	s.site["adviseurs/a-adviseur"] = "---\ntitel: Ouder\n---\n"
	s.holds(s.Get(staff.Lead, path(ref)+"?gedaan=plaatsen"), 200, "Het profiel is goedgekeurd", "<del>titel: Ouder</del>", "<ins>titel: A. Adviseur</ins>")
	s.holds(s.do(staff.Officer, ref, "pauzeren", "tot", "2027-01-05", "reden", "vakantie"), 303)
	s.holds(s.Get(staff.Officer, path(ref)), 200, "weer beschikbaar vanaf 5 januari 2027", "weer_beschikbaar_vanaf: 2027-01-05")
	s.holds(s.do(staff.Officer, ref, "hervatten", "reden", "terug"), 303)
	s.holds(s.do(staff.Editor, ref, "van-de-site", "reden", "op verzoek"), 303)
	if c = s.Case(ref); c.Status != domain.ProfileUnlisted {
		t.Errorf("got %s, want it unlisted", c.Status)
	}
	lines, _, err := s.Audit.List(t.Context(), audit.Filter{}, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, l := range lines {
		if l.Object == ref && strings.HasPrefix(l.Action, "profiel:") {
			said = append(said, l.Action+" "+l.Reason)
		}
	}
	slices.Sort(said)
	want := []string{"profiel: controleren ", "profiel: hervatten terug", "profiel: pauzeren vakantie", "profiel: plaatsen akkoord", "profiel: van-de-site op verzoek"}
	if !slices.Equal(said, want) {
		t.Errorf("got %q, want %q", said, want)
	}
}

// Requirement 68, and the second pair of eyes: an officer judges, and does not publish.
func TestPlacingNeedsTheRightAndARecentLogin(t *testing.T) {
	s := newScene(t)
	ref := s.Profile()
	s.do(staff.Officer, ref, "controleren")
	action := path(ref) + "plaatsen/"
	form := s.Form(s.Get(staff.Lead, path(ref)), action)
	form.Set("adres", "a-adviseur")
	form.Set("reden", "akkoord")
	if page := s.Get(staff.Officer, path(ref)).Body.String(); strings.Contains(page, action) {
		t.Error("got the form to place for an officer, want it left out")
	}
	s.holds(s.Post(staff.Officer, action, form), 403)
	s.holds(s.Post(staff.Admin, action, form), 403)
	s.holds(s.Post(desktest.Nobody, action, form), 401)
	s.Pass(11 * 60e9)
	s.holds(s.Post(staff.Lead, action, form), 401, "a-adviseur", "akkoord")
	if c := s.Case(ref); c.Status != domain.ProfileChecked {
		t.Errorf("got %s, want nothing placed", c.Status)
	}
}

func TestWhatIsWrongWithAFormComesBack(t *testing.T) {
	s := newScene(t)
	ref := s.Profile()
	s.do(staff.Officer, ref, "controleren")
	tests := []struct {
		name   string
		fields []string
		want   []string
	}{
		{"no reason", []string{"adres", "nieuw-adres", "reden", ""}, []string{`href="#plaatsen-reden"`, `value="nieuw-adres"`}},
		{"an address that the site has", []string{"adres", "bezet", "reden", "waarom-niet"}, []string{`href="#plaatsen-adres"`, `value="waarom-niet"`}},
		{"a reserved address", []string{"adres", "feed", "reden", "x"}, []string{`href="#plaatsen-adres"`}},
		{"a path", []string{"adres", "../x", "reden", "x"}, []string{`href="#plaatsen-adres"`, `value="../x"`}},
		{"an option", []string{"adres", "-rf", "reden", "x"}, []string{`href="#plaatsen-adres"`}},
	}
	for _, test := range tests {
		got := s.do(staff.Lead, ref, "plaatsen", test.fields...)
		s.holds(got, 422, test.want...)
	}
	s.refused = []string{"regel 5: geen HTML"}
	s.holds(s.do(staff.Lead, ref, "plaatsen", "adres", "vrij-adres", "reden", "x"), 422, "Dit kan zo niet op de site", "regel 5: geen HTML")
	s.holds(s.do(staff.Officer, ref, "afwijzen", "waarom", "zomaar"), 422, `href="#afwijzen-waarom"`)
	if c := s.Case(ref); c.Status != domain.ProfileChecked {
		t.Errorf("got %s, want nothing done", c.Status)
	}
	s.refused = nil
	published := s.Published("adviseurs/ander", func(p *domain.SignUp) { p.Name, p.Email = "B. Ander", "b@example.org" })
	for _, day := range []string{"", "gisteren", "2026-11-23", "2027-12-31"} {
		s.holds(s.do(staff.Officer, published, "pauzeren", "tot", day, "reden", "x"), 422, `href="#pauzeren-tot"`)
	}
}

func TestTwoAtOnceLoseNothing(t *testing.T) {
	s := newScene(t)
	ref := s.Profile()
	s.do(staff.Officer, ref, "controleren")
	action := path(ref) + "plaatsen/"
	form := s.Form(s.Get(staff.Lead, path(ref)), action)
	form.Set("adres", "eigen-adres")
	form.Set("reden", "mijn reden")
	if _, err := s.Cases.Note(t.Context(), s.Act(ref), "Nog even wachten."); err != nil {
		t.Fatal(err)
	}
	got := s.Post(staff.Lead, action, form)
	s.holds(got, 409, "Iemand anders heeft dit profiel gewijzigd", `value="eigen-adres"`, `value="mijn reden"`)
	again := s.Form(got, action)
	again.Set("adres", "eigen-adres")
	again.Set("reden", "mijn reden")
	s.holds(s.Post(staff.Lead, action, again), 303)
	fresh := s.Form(s.Get(staff.Lead, path(ref)), path(ref)+"pauzeren/")
	s.holds(s.Post(staff.Lead, path(ref)+"controleren/", fresh), 409, "past niet meer")
}

func TestAChangeIsJudgedAsADiff(t *testing.T) {
	s := newScene(t)
	ref := s.Published("adviseurs/a-adviseur")
	before := s.Case(ref)
	s.site[before.Page] = s.file(ref)
	propose := func() {
		fields := map[string][]string{}
		for name, values := range before.Fields {
			fields[name] = values
		}
		fields["biedt"] = []string{"Iets nieuws"}
		act := cases.Act{Ref: ref, By: cases.Actor{Party: domain.PartyOwner}, Token: t.Name()}
		act.Token += s.Now().String()
		if _, err := s.Cases.Propose(t.Context(), act, fields); err != nil {
			t.Fatal(err)
		}
	}
	propose()
	s.holds(s.Get(staff.Officer, "/balie/profielen/"), 200, "Wijziging gevraagd <b>1</b>", "1 veld anders")
	s.holds(s.Get(staff.Officer, path(ref)), 200, "<del>biedt: Een eerste gesprek</del>", "<ins>biedt: Iets nieuws</ins>", "Wat verandert er?", "1 regel weg, 1 erbij")
	s.holds(s.do(staff.Officer, ref, "wijziging-weigeren", "waarom", "misleidend"), 303)
	if c := s.Case(ref); c.Proposal != nil || c.Fields["biedt"][0] != "Een eerste gesprek" {
		t.Errorf("got %v, want the profile as it was", c.Fields["biedt"])
	}
	s.Pass(60e9)
	propose()
	s.holds(s.do(staff.Editor, ref, "wijziging-plaatsen", "reden", "klopt"), 303)
	if c := s.Case(ref); c.Proposal != nil || c.Fields["biedt"][0] != "Iets nieuws" || c.Page != before.Page {
		t.Errorf("got %v at %s, want the change", c.Fields["biedt"], c.Page)
	}
}

// file is the file of a profile, as the desk gives it.
func (s *scene) file(ref string) string {
	s.Helper()
	w := s.Get(staff.Officer, path(ref)+"bestand/")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/markdown; charset=utf-8" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		s.Fatalf("got %d %v, want a file to keep", w.Code, w.Header())
	}
	return w.Body.String()
}

func TestAHostileProfileIsShownAsText(t *testing.T) {
	s := newScene(t)
	const script = "<script>alert(1)</script>"
	ref := s.Profile(func(p *domain.SignUp) {
		p.Name, p.Company, p.Offers, p.Independence = script, script, script, script
		p.Text = script + " en nog veel meer tekst, zodat het lang genoeg is."
	})
	for _, path := range []string{"/balie/profielen/", path(ref)} {
		got := s.Get(staff.Officer, path)
		s.holds(got, 200, "&lt;script&gt;")
		if strings.Contains(got.Body.String(), "<script>alert") {
			t.Errorf("%s: got the script as it was typed, want it as text", path)
		}
	}
}

func TestWhatIsNotThereAndWhatOneMayNotSeeAreOneAnswer(t *testing.T) {
	s := newScene(t)
	ref := s.Profile(func(p *domain.SignUp) { p.Regions = []string{"zuid-limburg"} })
	question := s.Question()
	const north staff.Role = "noord"
	s.SignIn(north, staff.Person{Name: "Noord", Email: "noord@balie.example.nl", Roles: []staff.Role{staff.Officer}, Regions: []string{"noord-limburg"}})
	for _, path := range []string{path(ref), path(ref) + "bestand/", path(question), path("2222-2222"), path("x"), "/balie/zaken/" + question + "/concept/"} {
		s.holds(s.Get(north, path), 404)
	}
	if got := s.Get(north, "/balie/profielen/").Body.String(); strings.Contains(got, ref) {
		t.Error("got a profile of another region in the list, want it left out")
	}
}

func TestATwinOfAnotherRegionIsNotNamed(t *testing.T) {
	s := newScene(t)
	own := s.Profile()
	other := s.Profile(func(p *domain.SignUp) { p.Regions = []string{"zuid-limburg"} })
	const north staff.Role = "noord"
	s.SignIn(north, staff.Person{Name: "Noord", Email: "noord@balie.example.nl", Roles: []staff.Role{staff.Officer}, Regions: []string{"noord-limburg"}})
	s.holds(s.Get(staff.Officer, path(own)), 200, other)
	w := s.Get(north, path(own))
	s.holds(w, 200)
	if strings.Contains(w.Body.String(), other) {
		t.Error("got a profile of another region named as a double, want it left out")
	}
}

func TestTheButtonToWriteTellsWhatItDid(t *testing.T) {
	s := newScene(t)
	if got := s.Get(staff.Officer, "/balie/profielen/").Body.String(); strings.Contains(got, "schrijven/") {
		t.Error("got the button for an officer, want it left out")
	}
	write := func() *httptest.ResponseRecorder {
		return s.Post(staff.Editor, "/balie/profielen/schrijven/", s.Form(s.Get(staff.Editor, "/balie/profielen/"), "/balie/profielen/schrijven/"))
	}
	s.holds(write(), 200, "De bestanden zijn geschreven", "adviseurs/x.md: nieuw")
	s.failed = errors.New("paginas/over.md:6: de link leidt nergens heen")
	s.holds(write(), 409, "Het schrijven is niet gelukt", "leidt nergens heen")
}
