package follow_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/follow"
	"mkbloket/internal/store"
)

func TestAWrongTextComesBackWithWhatToDo(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(question(), "nl")
	var tests = []struct {
		name, text, want string
	}{
		{"nothing", "  ", "Vul in: Wat wilt u ons laten weten?"},
		{"too long", strings.Repeat("a", 5001), "niet meer dan 5000 tekens"},
		{"a citizen service number", "Mijn nummer is 111222333.", "burgerservicenummer"},
		{"a bank account", "Naar NL91 ABNA 0417 1643 00 graag.", "rekeningnummer"},
		{"a control character", "a\x00b", "Er gaat iets niet goed"},
	}
	for _, test := range tests {
		w := d.post(d.filled(ref, "aanvullen", "tekst", test.text))
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d, want 422", test.name, w.Code)
		}
		has(t, w.Body.String(), test.want, `href="#tekst"`, `aria-invalid="true"`, "<title>Fout: ", `role="alert"`)
		if text := strings.TrimSpace(test.text); text != "" && !strings.Contains(text, "\x00") {
			has(t, w.Body.String(), text)
		}
	}
	if w := d.post(d.filled(ref, "aanvullen", "tekst", "Mijn nummer is 111222333.", "gevoelig", "ja")); w.Code != http.StatusSeeOther {
		t.Errorf("a number that is meant: got %d, want 303", w.Code)
	}
	d.must(d.Answer(d.Context(), officer(ref), "Kijk op de site."))
	w := d.post(d.filled(ref, "beoordelen", "toelichting", "Bewaard"))
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no answer chosen: got %d, want 422", w.Code)
	}
	has(t, w.Body.String(), `href="#geholpen"`, `id="geholpen"`, "Bewaard")
}

func TestAFaultOfTheStoreKeepsTheText(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(question(), "nl")
	v := d.filled(ref, "aanvullen", "tekst", "Mijn lange tekst")
	link := d.link(ref, "/volgen/")
	d.store.err = store.ErrUnavailable
	w := d.post(v)
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "60" {
		t.Errorf("got %d, Retry-After %q, want 503 and 60", w.Code, w.Header().Get("Retry-After"))
	}
	has(t, w.Body.String(), "Mijn lange tekst", v.Get("formulier"), "Er is nog niets verstuurd")
	if w := d.page("/volgen/", link); w.Code != http.StatusServiceUnavailable {
		t.Errorf("GET: got %d, want 503", w.Code)
	} else {
		has(t, w.Body.String(), "Wij kunnen deze pagina nu niet laten zien")
	}
	d.store.err = nil
	if w := d.post(d.form(w.Body.String(), "aanvullen")); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("the form without its text: got %d, want 422", w.Code)
	}
	if w := d.post(v); w.Code != http.StatusSeeOther || len(d.read(ref).Thread) != 1 {
		t.Errorf("again: got %d and %d texts, want 303 and 1", w.Code, len(d.read(ref).Thread))
	}
}

func TestTooManyPostsOfOneOriginAreRefusedWithTheText(t *testing.T) {
	d := newDesk(t, func(c *follow.Config) { c.PerOrigin = 2 })
	ref := d.submit(question(), "nl")
	for i, want := range []int{303, 303, 429} {
		w := d.post(d.filled(ref, "aanvullen", "tekst", "Tekst "+strings.Repeat("x", i+1)))
		if w.Code != want {
			t.Errorf("post %d: got %d, want %d", i+1, w.Code, want)
		}
		if want == 429 {
			has(t, w.Body.String(), "Tekst xxx")
		}
	}
	d.clock.move(10 * time.Minute)
	if w := d.post(d.filled(ref, "aanvullen", "tekst", "Later")); w.Code != http.StatusSeeOther {
		t.Errorf("ten minutes later: got %d, want 303", w.Code)
	}
}

func TestPostsThatNoPageSendsAreRefused(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(question(), "nl")
	v := d.filled(ref, "aanvullen", "tekst", "Van elders")
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
		{"too large", v.Encode() + "&x=" + strings.Repeat("a", 256_000), nil, 413},
		{"too many fields", v.Encode() + strings.Repeat("&y=1", 400), nil, 400},
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
	if got := len(d.read(ref).Thread); got != 0 {
		t.Errorf("got %d texts, want none", got)
	}
}

func TestMethodsAndPathsThatAreNotThere(t *testing.T) {
	d := newDesk(t)
	var tests = []struct {
		method, path string
		want         int
	}{
		{"POST", "/volgen/", 405}, {"PUT", follow.Action, 405}, {"DELETE", "/en/volgen/wissen/", 405}, {"GET", follow.Action, 303},
		{"GET", "/volgen/anders/", 404}, {"GET", "/volgen//", 404}, {"GET", "/fr/volgen/", 404}, {"HEAD", "/volgen/", 200},
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
	`</title><script>x</script>`, `<base href=//evil.example>`, "\r\nX-Evil: 1", `<input name=doen value=wissen>`,
}

func TestHostilePostsGetNoFaultAndReflectNothing(t *testing.T) {
	d := newDesk(t, func(c *follow.Config) { c.PerOrigin = -1 })
	ref := d.submit(question(), "nl")
	link := d.link(ref, "/volgen/")
	for _, attack := range markup {
		for _, do := range []string{"aanvullen", "heropenen", "beoordelen", "intrekken", "link", "bevestigen", attack} {
			for _, base := range []url.Values{link, {"k": {attack}, "s": {attack}, "t": {attack}}} {
				w := d.post(with(base, "doen", do, "tekst", attack, "toelichting", attack, "geholpen", attack, "verder", attack,
					"kenmerk", attack, "email", attack, "taal", attack, "formulier", attack, "gevoelig", attack))
				if w.Code >= 500 {
					t.Errorf("%s %q: got %d", do, attack, w.Code)
				}
				if strings.Contains(attack, "<") && strings.Contains(w.Body.String(), attack) || w.Header().Get("X-Evil") != "" {
					t.Errorf("%s: got %q in the answer", do, attack)
				}
				if to := w.Header().Get("Location"); to != "" && !strings.HasPrefix(to, "/volgen/") {
					t.Errorf("%s: got led to %q", do, to)
				}
			}
			d.store.stale = true // nothing is to end the case before its turn
		}
		d.store.stale = false
		w := d.page("/volgen/", url.Values{"k": {attack}, "s": {attack}, "gedaan": {attack}, "tekst": {attack}})
		if w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), attack) {
			t.Errorf("GET: got %d, want 404 without %q", w.Code, attack)
		}
	}
}

func TestGetChangesNothing(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(profile(), "nl")
	follows, confirms := url.Values{"k": {ref}, "s": {d.FollowKey(d.read(ref))}}, d.link(ref, "/volgen/bevestigen/")
	got := d.store.during(func() {
		for _, path := range []string{"/volgen/", "/volgen/intrekken/", "/volgen/wissen/", "/volgen/verzonden/", "/volgen/bevestigen/"} {
			d.page(path, follows)
			d.page(path, confirms)
			d.page("/en"+path, with(follows, "doen", "intrekken", "gedaan", "wissen"))
		}
	})
	if i := slices.IndexFunc(got, func(what string) bool { return what != "get" }); i >= 0 || len(got) == 0 {
		t.Errorf("got %v asked of the store, want it read only", got)
	}
}

func TestTheLogHoldsNothingThatWasTypedAndNoKey(t *testing.T) {
	const canary = "kanarie4711"
	d := newDesk(t, func(c *follow.Config) { c.PerOrigin = 3 })
	ref := d.submit(question(), "nl")
	link := d.link(ref, "/volgen/")
	v := d.filled(ref, "aanvullen", "tekst", canary)
	for range 5 {
		d.post(v)
	}
	d.page("/volgen/", with(link, "s", canary))
	d.post(with(v, "s", canary))
	d.post(url.Values{"doen": {"link"}, "kenmerk": {canary}, "email": {canary + "@voorbeeld.example"}})
	d.store.err = store.ErrUnavailable
	d.post(v)
	d.page("/volgen/", link)
	d.get("/volgen/" + canary + "/")
	if d.log.Len() == 0 {
		t.Fatal("nothing was logged")
	}
	for _, secret := range []string{canary, link.Get("s"), ref, "192.0.2.1", "voorbeeld.example"} {
		if strings.Contains(d.log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, d.log)
		}
	}
}
