package headers

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// answers are real answers through Middleware: a page, an error, a redirect.
func answers(t *testing.T) map[string]http.Header {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", Page.CacheControl())
		w.Header().Set("Content-Type", ContentType("index.html"))
		_, _ = w.Write([]byte("<p>page</p>"))
	})
	mux.Handle("/old", http.RedirectHandler("/page", http.StatusMovedPermanently))
	mux.HandleFunc("/fault", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "fault", 500) })
	all := map[string]http.Header{}
	for _, path := range []string{"/page", "/old", "/fault", "/missing"} {
		w := httptest.NewRecorder()
		Middleware(mux).ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		all[path] = w.Result().Header
	}
	return all
}

// directives splits a Content-Security-Policy.
func directives(policy string) map[string][]string {
	all := map[string][]string{}
	for part := range strings.SplitSeq(policy, ";") {
		if words := strings.Fields(part); len(words) > 0 {
			all[words[0]] = words[1:]
		}
	}
	return all
}

func TestPolicyIsTheOneThatWasAskedFor(t *testing.T) {
	want := map[string]string{
		"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "font-src": "'self'",
		"connect-src": "'self'", "manifest-src": "'self'", "form-action": "'self'", "frame-ancestors": "'none'",
		"base-uri": "'none'", "object-src": "'none'",
	}
	got := directives(ContentSecurityPolicy)
	for name, value := range want {
		if strings.Join(got[name], " ") != value {
			t.Errorf("%s: got %v, want %s", name, got[name], value)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %d directives, want %d", len(got), len(want))
	}
}

// The rules of the test of internet.nl for "security options"
// (https://internet.nl/faqs/appsecpriv/).
func TestEveryAnswerPassesTheRulesOfInternetNL(t *testing.T) {
	for path, h := range answers(t) {
		policy := directives(h.Get("Content-Security-Policy"))
		if got := policy["default-src"]; !slices.Equal(got, []string{"'none'"}) && !slices.Equal(got, []string{"'self'"}) {
			t.Errorf("%s: default-src: got %v, want 'none' or 'self'", path, got)
		}
		for _, name := range []string{"base-uri", "form-action", "frame-ancestors"} { // these do not fall back to default-src
			if got := policy[name]; len(got) != 1 || got[0] != "'none'" && got[0] != "'self'" {
				t.Errorf("%s: %s: got %v, want 'none' or 'self'", path, name, got)
			}
		}
		for name, sources := range policy {
			for _, source := range sources {
				if strings.Contains(source, "unsafe-") || strings.Contains(source, "*") || strings.HasSuffix(source, ":") || strings.HasPrefix(source, "http:") {
					t.Errorf("%s: %s: got %s, want no such source", path, name, source)
				}
			}
		}
		if got := maxAge(h.Get("Strict-Transport-Security")); got < 31536000 {
			t.Errorf("%s: HSTS: got %d seconds, want a year or more", path, got)
		}
		if got := h.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options: got %q, want nosniff", path, got)
		}
		if got := h.Get("X-Frame-Options"); got != "DENY" && got != "SAMEORIGIN" {
			t.Errorf("%s: X-Frame-Options: got %q, want DENY or SAMEORIGIN", path, got)
		}
		if got := h.Get("Referrer-Policy"); got != "no-referrer" && got != "same-origin" {
			t.Errorf("%s: Referrer-Policy: got %q, want no-referrer or same-origin", path, got)
		}
	}
}

func maxAge(value string) int {
	for part := range strings.SplitSeq(value, ";") {
		if age, ok := strings.CutPrefix(strings.TrimSpace(part), "max-age="); ok {
			n, _ := strconv.Atoi(age)
			return n
		}
	}
	return 0
}

// The modifiers of the HTTP Observatory
// (https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring):
// points are added only to a score of 90 or more.
func TestObservatoryScoreIs115OrMore(t *testing.T) {
	for path, h := range answers(t) {
		if got := score(h); got < 115 {
			t.Errorf("%s: got %d, want 115 or more", path, got)
		}
	}
	if got := score(http.Header{}); got >= 50 {
		t.Errorf("no headers: got %d, want a bad score, or the test measures nothing", got)
	}
}

func score(h http.Header) int {
	points, extra := 100, 0
	policy := directives(h.Get("Content-Security-Policy"))
	switch {
	case len(policy) == 0:
		points -= 25
	case strings.Contains(h.Get("Content-Security-Policy"), "unsafe-"):
		points -= 20
	case slices.Equal(policy["default-src"], []string{"'none'"}):
		extra += 10
	default:
		extra += 5
	}
	switch {
	case len(policy["frame-ancestors"]) > 0:
		extra += 5
	case h.Get("X-Frame-Options") == "":
		points -= 20
	}
	if maxAge(h.Get("Strict-Transport-Security")) < 15768000 {
		points -= 20
	}
	if h.Get("X-Content-Type-Options") != "nosniff" {
		points -= 5
	}
	switch h.Get("Referrer-Policy") {
	case "no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin":
		extra += 5
	}
	if h.Get("Cross-Origin-Resource-Policy") == "same-origin" {
		extra += 10
	}
	if points < 90 {
		return points
	}
	return points + extra
}

// The list of https://securityheaders.com: all six give an A+.
func TestEveryAnswerHasTheListOfSecurityHeaders(t *testing.T) {
	list := []string{"Strict-Transport-Security", "Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options",
		"Referrer-Policy", "Permissions-Policy"}
	for path, h := range answers(t) {
		for _, name := range list {
			if len(h.Values(name)) != 1 {
				t.Errorf("%s: %s: got %v, want one value", path, name, h.Values(name))
			}
		}
		for _, name := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin", "Set-Cookie"} {
			if got := h.Get(name); got != "" {
				t.Errorf("%s: %s: got %q, want none", path, name, got)
			}
		}
		for feature := range strings.SplitSeq(h.Get("Permissions-Policy"), ", ") {
			if name, ok := strings.CutSuffix(feature, "=()"); !ok || name == "" {
				t.Errorf("%s: Permissions-Policy: got %q, want it off for everybody", path, feature)
			}
		}
	}
}

func TestOnlyWhatMayBeKeptIsKept(t *testing.T) {
	want := map[string]string{"/page": "public, max-age=0, must-revalidate", "/old": "no-store", "/fault": "no-store", "/missing": "no-store"}
	for path, h := range answers(t) {
		if got := h.Get("Cache-Control"); got != want[path] {
			t.Errorf("%s: got %q, want %q", path, got, want[path])
		}
	}
	for address, want := range map[string]Kind{"/assets/site.0f.css": Asset, "/": Page, "/regelingen.json": Page, "/assetsx": Page} {
		if got := KindOf(address); got != want {
			t.Errorf("%s: got %d, want %d", address, got, want)
		}
	}
}

func TestPreparedHeadersAreNotSharedByAdding(t *testing.T) {
	p := Prepare(All())
	a, b := http.Header{}, http.Header{}
	p.Apply(a)
	p.Apply(b)
	a.Add("X-Frame-Options", "other")
	if got := b.Values("X-Frame-Options"); !slices.Equal(got, []string{"DENY"}) {
		t.Errorf("got %v, want DENY only", got)
	}
}

func TestContentTypesNameTheirCharset(t *testing.T) {
	for ext, got := range contentType {
		if want := Compressible(got); strings.Contains(got, "charset=utf-8") != want {
			t.Errorf("%s: got %s, want a charset: %v", ext, got, want)
		}
	}
	if got, want := ContentType("a.exe"), "application/octet-stream"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
