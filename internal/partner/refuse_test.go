package partner_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/partner"
	"mkbloket/internal/store"
)

// paths are the pages, each with a link that opens it.
func (d *desk) paths() map[string]url.Values {
	_, mine := d.mine("bureau")
	_, referral := d.referral("nl")
	_, message := d.message("bureau")
	return map[string]url.Values{
		cases.AnswerPath: referral, cases.ReplyPath: message, cases.OwnerPath: mine,
		"/mijn-profiel/wijzigen/": mine, "/mijn-profiel/weghalen/": mine, "/mijn-profiel/wissen/": mine,
	}
}

func TestLinksThatOpenNothingAllGetOnePage(t *testing.T) {
	d := newDesk(t)
	for path, link := range d.paths() {
		other := d.link(d.profile("ander-"+strings.Trim(strings.ReplaceAll(path, "/", "-"), "-"), "nl"), cases.OwnerPath)
		bodies := map[string]bool{}
		for _, wrong := range []url.Values{with(link, "s", "x"), with(link, "s", ""), with(link, "s", other.Get("s")), with(link, "k", "2222-2222"),
			with(link, "k", "../x"), with(link, "r", "v9", "s", other.Get("s")), {"k": {link.Get("k")}}, {"s": {link.Get("s")}}} {
			w := d.page(path, wrong)
			if w.Code != http.StatusNotFound {
				t.Errorf("%s with %v: got %d, want 404", path, wrong, w.Code)
			}
			bodies[w.Body.String()[strings.Index(w.Body.String(), "<main"):]] = true
		}
		for body := range bodies {
			hasNot(t, body, "Voorbeeld", "BUREAU")
			if token := strings.Index(body, `name="formulier"`); token < 0 && len(bodies) > 1 {
				t.Errorf("%s: got %d different pages, want one", path, len(bodies))
			}
		}
		if w := d.page(path, link); w.Code != http.StatusOK {
			t.Errorf("%s with its link: got %d, want 200", path, w.Code)
		}
	}
}

func TestGetChangesNothing(t *testing.T) {
	d := newDesk(t)
	paths := d.paths()
	got := d.store.during(func() {
		for path, link := range paths {
			d.page(path, link)
			d.page("/en"+path, with(link, "doen", "weghalen", "gedaan", "wissen", "antwoord", "geaccepteerd"))
			d.page(path, nil)
		}
		d.get("/mijn-profiel/verzonden/")
		d.get(partner.Action)
	})
	if i := slices.IndexFunc(got, func(what string) bool { return what != "get" }); i >= 0 || len(got) == 0 {
		t.Errorf("got %v asked of the store, want it read only", got)
	}
}

func TestAFaultOfTheStoreKeepsTheText(t *testing.T) {
	d := newDesk(t)
	paths := d.paths()
	for path, fill := range map[string][]string{
		cases.AnswerPath: {"verwijzing", "antwoord", "geaccepteerd", "toelichting", "Mijn lange tekst"},
		cases.ReplyPath:  {"antwoorden", "antwoord", "Mijn lange tekst"}, cases.OwnerPath: {"pauzeren", "tot", "2026-12-24"},
		"/mijn-profiel/wijzigen/": {"wijzigen", "biedt", "Mijn lange tekst"},
	} {
		v := d.filled(path, paths[path], fill[0], fill[1:]...)
		d.store.err = store.ErrUnavailable
		w := d.post(v)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "60" {
			t.Errorf("%s: got %d, Retry-After %q, want 503 and 60", path, w.Code, w.Header().Get("Retry-After"))
		}
		has(t, w.Body.String(), fill[len(fill)-1], v.Get("formulier"), "Er is nog niets verstuurd")
		if w := d.page(path, paths[path]); w.Code != http.StatusServiceUnavailable {
			t.Errorf("GET %s: got %d, want 503", path, w.Code)
		}
		d.store.err, d.store.stale = nil, true
		if w := d.post(v); w.Code != http.StatusConflict {
			t.Errorf("%s, somebody is always first: got %d, want 409", path, w.Code)
		} else {
			has(t, w.Body.String(), fill[len(fill)-1])
		}
		d.store.stale = false
		again := d.form(w.Body.String(), fill[0])
		if w := d.post(again); w.Code != http.StatusSeeOther {
			t.Errorf("%s, the form that came back: got %d, want 303", path, w.Code)
		}
	}
}

func TestTooManyPostsOfOneOriginAreRefusedWithTheText(t *testing.T) {
	d := newDesk(t, func(c *partner.Config) { c.PerOrigin = 2 })
	d.profile("bureau", "nl")
	_, link := d.message("bureau")
	for i, want := range []int{303, 303, 429} {
		w := d.post(d.filled(cases.ReplyPath, link, "antwoorden", "antwoord", "Tekst "+strings.Repeat("x", i+1)))
		if w.Code != want {
			t.Errorf("post %d: got %d, want %d", i+1, w.Code, want)
		}
		if want == 429 {
			has(t, w.Body.String(), "Tekst xxx")
		}
	}
}

func TestPostsThatNoPageSendsAreRefused(t *testing.T) {
	d := newDesk(t)
	ref, link := d.mine("bureau")
	v := d.filled(cases.OwnerPath, link, "contacten", "capaciteit", "7")
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	var tests = []struct {
		name   string
		body   string
		change func(*http.Request)
		want   int
	}{
		{"of another site", v.Encode(), set("Sec-Fetch-Site", "cross-site"), 403},
		{"of another origin", v.Encode(), set("Origin", "https://evil.example"), 403},
		{"JSON", "{}", set("Content-Type", "application/json"), 415},
		{"two keys", v.Encode() + "&s=x", nil, 400},
		{"nothing to do", with(v, "doen", "verwijderen").Encode(), nil, 400},
		{"what is done on another page", with(v, "doen", "antwoorden").Encode(), nil, 404},
		{"two names", with(v, "doen", "wijzigen", "naam", "A").Encode() + "&naam=B", nil, 400},
		{"too large", v.Encode() + "&x=" + strings.Repeat("a", 256_000), nil, 413},
		{"not encoded", "%zz", nil, 400},
		{"empty", "", nil, 400},
	}
	for _, test := range tests {
		r := postRequest(test.body)
		if test.change != nil {
			test.change(r)
		}
		w := d.do(r)
		if w.Code != test.want || !strings.Contains(w.Header().Get("Content-Type"), "text/html") {
			t.Errorf("%s: got %d %s, want %d with a page", test.name, w.Code, w.Header().Get("Content-Type"), test.want)
		}
	}
	if got := d.read(ref).Fields["capaciteit"]; got != nil {
		t.Errorf("got capacity %v, want none", got)
	}
}

func TestMethodsAndPathsThatAreNotThere(t *testing.T) {
	d := newDesk(t)
	var tests = []struct {
		method, path string
		want         int
	}{
		{"POST", "/mijn-profiel/", 405}, {"PUT", partner.Action, 405}, {"DELETE", "/en/verwijzing/", 405}, {"GET", partner.Action, 303},
		{"GET", "/verwijzing/anders/", 404}, {"GET", "/antwoorden//", 404}, {"GET", "/fr/mijn-profiel/", 404}, {"HEAD", "/de/antwoorden/", 200},
	}
	for _, test := range tests {
		if got := d.do(httptest.NewRequest(test.method, test.path, nil)).Code; got != test.want {
			t.Errorf("%s %s: got %d, want %d", test.method, test.path, got, test.want)
		}
	}
}

// markup is put into every field. What comes back must hold it only escaped.
var markup = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</textarea><script>x</script>`, `{{.}}<b>`, `'><svg onload=alert(1)>`,
	`</title><script>x</script>`, "\r\nX-Evil: 1", `<input name=doen value=wissen>`,
}

func TestHostilePostsGetNoFaultAndReflectNothing(t *testing.T) {
	d := newDesk(t)
	paths := d.paths()
	dos := []string{"verwijzing", "antwoorden", "teruggeven", "wijzigen", "pauzeren", "contacten", "vervanging", "link"}
	d.store.stale = true // nothing is to end what is opened before its turn
	for _, attack := range markup {
		for _, do := range append(dos, attack) {
			for _, base := range []url.Values{paths[cases.AnswerPath], paths[cases.ReplyPath], paths[cases.OwnerPath], {"k": {attack}, "s": {attack}, "r": {attack}}} {
				w := d.post(with(base, "doen", do, "antwoord", attack, "reden", attack, "toelichting", attack, "tot", attack, "capaciteit", attack,
					"vervanger", attack, "kenmerk", attack, "email", attack, "taal", attack, "formulier", attack, "naam", attack, "biedt", attack,
					"tekst", strings.Repeat(attack, 4), "website", attack, "themas", attack, "kosten", attack))
				if w.Code >= 500 {
					t.Errorf("%s %q: got %d", do, attack, w.Code)
				}
				if strings.Contains(attack, "<") && strings.Contains(w.Body.String(), attack) || w.Header().Get("X-Evil") != "" {
					t.Errorf("%s: got %q in the answer", do, attack)
				}
				if to := w.Header().Get("Location"); to != "" && !strings.HasPrefix(to, "/mijn-profiel/") {
					t.Errorf("%s: got led to %q", do, to)
				}
			}
		}
	}
}

func TestTheLogHoldsNothingThatWasTypedAndNoKey(t *testing.T) {
	const canary = "kanarie4711"
	d := newDesk(t, func(c *partner.Config) { c.PerOrigin = 3 })
	d.profile("bureau", "nl")
	ref, link := d.message("bureau")
	v := d.filled(cases.ReplyPath, link, "antwoorden", "antwoord", canary)
	for range 5 {
		d.post(v)
	}
	d.post(with(v, "s", canary))
	d.post(url.Values{"doen": {"link"}, "kenmerk": {canary}, "email": {canary + "@voorbeeld.example"}})
	d.store.err = store.ErrUnavailable
	d.post(v)
	d.page(cases.ReplyPath, link)
	d.get("/verwijzing/" + canary + "/")
	if d.log.Len() == 0 {
		t.Fatal("nothing was logged")
	}
	for _, secret := range []string{canary, link.Get("s"), ref, "192.0.2.1", "voorbeeld.example"} {
		if strings.Contains(d.log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, d.log)
		}
	}
}

func TestNewRefusesAConfigurationThatIsNotWhole(t *testing.T) {
	if _, err := partner.New(partner.Config{}); err == nil {
		t.Error("got no error, want one")
	}
}
