package partner_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// mine is a profile on the site and the link to keep it, from its last mail.
func (d *desk) mine(slug string) (ref string, link url.Values) {
	d.Helper()
	ref = d.profile(slug, "nl")
	return ref, d.link(ref, cases.OwnerPath)
}

func owner(ref string) cases.Act {
	return cases.Act{Ref: ref, By: cases.Actor{Party: domain.PartyOwner}}
}

func TestTheOwnerSeesWhatIsOnTheSite(t *testing.T) {
	d := newDesk(t)
	_, link := d.mine("bureau")
	w := d.page(cases.OwnerPath, link)
	if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("got %d, Cache-Control %q, want 200 and no-store", w.Code, w.Header().Get("Cache-Control"))
	}
	has(t, w.Body.String(), "BUREAU", "Hulp bij exporteren", "Innovatie", `href="/adviseurs/bureau/"`, "23 november 2027", `content="noindex"`,
		"/mijn-profiel/wijzigen/?", "/mijn-profiel/weghalen/?", "/mijn-profiel/wissen/?")
	hasNot(t, w.Body.String(), "bureau@bureau.example", "canonical")
}

func TestAChangeWaitsForTheDeskAndIsShownBesideWhatIs(t *testing.T) {
	d := newDesk(t)
	ref, link := d.mine("bureau")
	v := d.filled("/mijn-profiel/wijzigen/", link, "wijzigen", "biedt", "Hulp bij <i>alles</i>", "naam", "BUREAU", "website", "")
	v["themas"] = []string{"innovatie", "export"}
	for range 2 {
		w := d.post(v)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("got %d, want 303: %s", w.Code, w.Body)
		}
		has(t, d.get(w.Header().Get("Location")).Body.String(), "Wij hebben uw wijziging.", "Hulp bij exporteren", "Hulp bij &lt;i&gt;alles&lt;/i&gt;",
			"Innovatie, Export", "30 november 2026", "Wijziging intrekken")
	}
	one := d.read(ref)
	if one.Proposal == nil || one.Fields["biedt"][0] != "Hulp bij exporteren" || one.Proposal.Fields["email"][0] != "bureau@bureau.example" {
		t.Fatalf("got %+v, want the change beside what is on the site", one.Proposal)
	}
	var names []string
	for _, c := range one.Changes() {
		names = append(names, c.Field)
	}
	if want := []string{"biedt", "themas"}; !slices.Equal(names, want) {
		t.Errorf("got %v changed, want %v", names, want)
	}
	has(t, d.page("/mijn-profiel/wijzigen/", link).Body.String(), "Er wacht al een wijziging van u.", "Hulp bij &lt;i&gt;alles&lt;/i&gt;")
	d.must(d.AcceptProposal(d.Context(), officer(ref)))
	body := d.page(cases.OwnerPath, link).Body.String()
	has(t, body, "Hulp bij &lt;i&gt;alles&lt;/i&gt;")
	hasNot(t, body, "Hulp bij exporteren", "Wijziging intrekken")
}

func TestTheFormHoldsNoFieldThatCannotBeChanged(t *testing.T) {
	d := newDesk(t)
	ref, link := d.mine("bureau")
	body := d.page("/mijn-profiel/wijzigen/", link).Body.String()
	for _, name := range cases.Fixed() {
		hasNot(t, body, `name="`+name+`"`)
	}
	v := with(d.form(body, "wijzigen"), "biedt", "Anders", "email", "kaper@evil.example", "profielsoort", "ondernemer", "status", "gepubliceerd")
	if w := d.post(v); w.Code != http.StatusSeeOther {
		t.Fatalf("got %d, want 303", w.Code)
	}
	d.must(d.AcceptProposal(d.Context(), officer(ref)))
	if got := d.read(ref).Fields; got["email"][0] != "bureau@bureau.example" || got["profielsoort"][0] != "adviseur" || got["biedt"][0] != "Anders" || got["status"] != nil {
		t.Errorf("got %v, want only the offer changed", got)
	}
}

func TestAChangeThatIsWrongComesBack(t *testing.T) {
	d := newDesk(t)
	ref, link := d.mine("bureau")
	var tests = []struct {
		name, field, value, want string
	}{
		{"no offer", "biedt", "", `href="#biedt"`},
		{"no costs", "kosten", "", `href="#kosten"`},
		{"a short text", "tekst", "Kort.", `href="#tekst"`},
		{"a bad address", "website", "javascript:alert(1)", `href="#website"`},
		{"a secret number", "tekst", strings.Repeat("Mijn nummer is 111222333. ", 3), "burgerservicenummer"},
	}
	for _, test := range tests {
		w := d.post(d.filled("/mijn-profiel/wijzigen/", link, "wijzigen", "zoekt", "Bewaar mij", test.field, test.value))
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d, want 422", test.name, w.Code)
		}
		has(t, w.Body.String(), test.want, "Bewaar mij", "<title>Fout: ", `role="alert"`)
	}
	w := d.post(d.filled("/mijn-profiel/wijzigen/", link, "wijzigen"))
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("nothing changed: got %d, want 422", w.Code)
	}
	has(t, w.Body.String(), "U heeft niets veranderd.")
	if d.read(ref).Proposal != nil {
		t.Error("got a change from what was refused, want none")
	}
}

func TestAChangeCanBeTakenBackAndRefused(t *testing.T) {
	d := newDesk(t)
	ref, link := d.mine("bureau")
	d.post(d.filled("/mijn-profiel/wijzigen/", link, "wijzigen", "biedt", "Anders"))
	v := d.filled(cases.OwnerPath, link, "wijziging_intrekken")
	for range 2 {
		if w := d.post(v); w.Code != http.StatusSeeOther || d.read(ref).Proposal != nil {
			t.Errorf("got %d, want 303 and no change", w.Code)
		}
	}
	d.post(d.filled("/mijn-profiel/wijzigen/", link, "wijzigen", "biedt", "Weer anders"))
	d.must(d.RefuseProposal(d.Context(), officer(ref), "misleidend"))
	one := d.read(ref)
	if one.Proposal != nil || one.Fields["biedt"][0] != "Hulp bij exporteren" {
		t.Errorf("got %v, want what it was", one.Fields["biedt"])
	}
	if last := one.Mail[len(one.Mail)-1].Message; last.To != "bureau@bureau.example" || !strings.Contains(last.Text, "/mijn-profiel/?k=") {
		t.Errorf("got %+v, want the owner told, with the link", last)
	}
}

func TestWhatHoldsAtOnce(t *testing.T) {
	d := newDesk(t)
	d.profile("ander", "nl")
	ref, link := d.mine("bureau")
	post := func(do string, pairs ...string) int {
		return d.post(d.filled(cases.OwnerPath, link, do, pairs...)).Code
	}
	if got := post("contacten", "capaciteit", "4"); got != 303 || d.read(ref).Fields["capaciteit"][0] != "4" {
		t.Errorf("capacity: got %d and %v, want 303 and 4", got, d.read(ref).Fields["capaciteit"])
	}
	if got := post("contacten", "capaciteit", "400"); got != 422 {
		t.Errorf("capacity of 400: got %d, want 422", got)
	}
	if got := post("contacten", "capaciteit", ""); got != 303 || d.read(ref).Fields["capaciteit"] != nil {
		t.Errorf("no capacity: got %d and %v, want 303 and no limit", got, d.read(ref).Fields["capaciteit"])
	}
	for typed, want := range map[string]int{"https://loket.example/adviseurs/ander/": 303, "ander": 303, "/en/adviseurs/ander/": 303,
		"adviseurs/bureau": 422, "adviseurs/niemand": 422, "..//": 422, "//": 422, "https://loket.example": 422, "x y": 422} {
		if got := post("vervanging", "vervanger", typed); got != want || d.read(ref).Deputy != "adviseurs/ander" && want == 303 {
			t.Errorf("deputy %q: got %d and %q, want %d", typed, got, d.read(ref).Deputy, want)
		}
	}
	if got := post("vervanging", "vervanger", ""); got != 303 || d.read(ref).Deputy != "" {
		t.Errorf("no deputy: got %d and %q, want 303 and none", got, d.read(ref).Deputy)
	}
	if got := post("klopt"); got != 303 || !d.read(ref).ConfirmedAt.Equal(d.now()) {
		t.Errorf("confirm: got %d, want 303", got)
	}
}

func TestAPauseEndsByItself(t *testing.T) {
	d := newDesk(t)
	ref, link := d.mine("bureau")
	for until, want := range map[string]int{"": 422, "2026-11-23": 422, "2026-11-22": 422, "2027-11-23": 422, "morgen": 422} {
		w := d.post(d.filled(cases.OwnerPath, link, "pauzeren", "tot", until))
		if w.Code != want {
			t.Errorf("until %q: got %d, want %d", until, w.Code, want)
		}
		has(t, w.Body.String(), `href="#tot"`, `value="`+until+`"`)
	}
	if w := d.post(d.filled(cases.OwnerPath, link, "pauzeren", "tot", "2026-12-24")); w.Code != http.StatusSeeOther {
		t.Fatalf("got %d, want 303", w.Code)
	}
	body := d.page(cases.OwnerPath, link).Body.String()
	has(t, body, "24 december 2026", "Pauze beëindigen")
	hasNot(t, body, "Pauze beginnen")
	d.move(32 * 24 * time.Hour)
	if _, err := d.Tick(d.Context(), d.now(), cases.TickLimits{}); err != nil {
		t.Fatal(err)
	}
	if got := d.read(ref); got.Status != domain.ProfilePublished || !got.PausedUntil.IsZero() {
		t.Errorf("after the date: got %s, want it published", got.Status)
	}
	d.post(d.filled(cases.OwnerPath, link, "pauzeren", "tot", "2027-01-31"))
	if w := d.post(d.filled(cases.OwnerPath, link, "hervatten")); w.Code != http.StatusSeeOther || d.read(ref).Status != domain.ProfilePublished {
		t.Errorf("by the owner: got %d and %s, want 303 and published", w.Code, d.read(ref).Status)
	}
}

func TestTakingAwayAndErasingAskFirst(t *testing.T) {
	for do, done := range map[string]func(*cases.Case) bool{
		"weghalen": func(c *cases.Case) bool { return c.Status == domain.ProfileUnlisted && c.ErasureAt.IsZero() },
		"wissen":   func(c *cases.Case) bool { return c.Status == domain.ProfileUnlisted && !c.ErasureAt.IsZero() },
	} {
		d := newDesk(t)
		ref, link := d.mine("bureau")
		path := "/mijn-profiel/" + do + "/"
		page := d.page(path, link)
		if page.Code != http.StatusOK || done(d.read(ref)) {
			t.Errorf("%s: GET got %d, want 200 and nothing changed", do, page.Code)
		}
		v := d.form(page.Body.String(), do)
		for range 2 {
			if w := d.post(v); w.Code != http.StatusSeeOther || !done(d.read(ref)) {
				t.Errorf("%s: got %d, done %v, want 303 and done", do, w.Code, done(d.read(ref)))
			}
		}
		body := d.page(cases.OwnerPath, link).Body.String()
		has(t, body, "Uw profiel staat niet op de site.", "/volgen/?")
		hasNot(t, body, "/mijn-profiel/wijzigen/", "/mijn-profiel/weghalen/")
		if w := d.page(path, link); w.Code != http.StatusSeeOther {
			t.Errorf("%s when it is done: got %d, want 303 to the profile", do, w.Code)
		}
		if _, err := d.Profile(d.Context(), "adviseurs/bureau"); err == nil {
			t.Errorf("%s: got a profile at its page, want none", do)
		}
	}
}

// TestDeedsFitTheStatus posts every deed in every status. What is not possible
// is 409 with what was typed, and changes nothing.
func TestDeedsFitTheStatus(t *testing.T) {
	to := map[string]func(d *desk, ref string){
		domain.ProfilePublished: func(*desk, string) {},
		domain.ProfilePaused:    func(d *desk, ref string) { d.must(d.Pause(d.Context(), owner(ref), d.now().Add(240*time.Hour))) },
		domain.ProfileUnlisted:  func(d *desk, ref string) { d.must(d.Unlist(d.Context(), owner(ref))) },
		domain.ProfileExpired: func(d *desk, ref string) {
			d.move(367 * 24 * time.Hour)
			_, err := d.Tick(d.Context(), d.now(), cases.TickLimits{})
			d.must(cases.Result{}, err)
		},
	}
	verbs := map[string]domain.Verb{"wijzigen": domain.VerbPropose, "pauzeren": domain.VerbPause, "contacten": domain.VerbCapacity,
		"vervanging": domain.VerbDeputy, "klopt": domain.VerbReconfirm, "hervatten": domain.VerbResume, "weghalen": domain.VerbUnlist}
	for status, bring := range to {
		for do, verb := range verbs {
			d := newDesk(t)
			d.profile("ander", "nl")
			ref, link := d.mine("bureau")
			v := with(d.form(d.page("/mijn-profiel/wijzigen/", link).Body.String(), "wijzigen"), "doen", do, "biedt", "Bewaar mij")
			bring(d, ref)
			v.Set("tot", d.now().AddDate(0, 0, 20).Format(time.DateOnly))
			v.Set("capaciteit", "3")
			v.Set("vervanger", "ander")
			if status == domain.ProfileExpired {
				v.Set("vervanger", "") // the other one is on the site still, but let this not rest on it
			}
			before := d.read(ref)
			if before.Status != status {
				t.Fatalf("got status %s, want %s", before.Status, status)
			}
			w := d.post(v)
			fits := slices.Contains(domain.ProfileLife().Verbs(status, domain.PartyOwner), verb)
			if want := map[bool]int{true: 303, false: 409}[fits]; w.Code != want {
				t.Errorf("%s in %s: got %d, want %d", do, status, w.Code, want)
			}
			if !fits && d.read(ref).Revision != before.Revision {
				t.Errorf("%s in %s: got it changed, want nothing changed", do, status)
			}
			if !fits && do == "wijzigen" {
				has(t, w.Body.String(), "Bewaar mij")
			}
		}
	}
}

func TestTheLinkIsTheOneToFollow(t *testing.T) {
	d := newDesk(t)
	ref, link := d.mine("bureau")
	if _, err := d.Open(d.Context(), link.Get("k"), link.Get("s")); err != nil {
		t.Errorf("got %v, want the case opened", err)
	}
	question := d.submit(&domain.Question{Topic: "x", Text: "Waar kan ik terecht?", ContactBy: "email", Consent: true, Contact: sender}, "nl")
	if w := d.page(cases.OwnerPath, d.link(question, "/volgen/")); w.Code != http.StatusNotFound {
		t.Errorf("the link of a question: got %d, want 404", w.Code)
	}
	d.must(d.Unlist(d.Context(), owner(ref)))
	d.move(62 * 24 * time.Hour)
	if w := d.page(cases.OwnerPath, link); w.Code != http.StatusNotFound {
		t.Errorf("long after the end: got %d, want 404", w.Code)
	}
}
