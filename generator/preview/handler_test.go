package preview

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"mkbloket/generator/content"
	"mkbloket/internal/headers"
)

// newHandler makes a Handler with a form that answers "form", one that panics,
// and a log that the test can read.
func newHandler(t testing.TB, change func(*Config)) (*Handler, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("form")) })
	mux.HandleFunc("/api/panic", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Half", "done")
		panic("jan@example.org")
	})
	mux.HandleFunc("/api/half", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		panic("too late")
	})
	c := Config{
		Files: example(t), Forms: mux, FormPaths: []string{"/vraag-stellen/", "/en/vraag-stellen/"},
		Log: slog.New(slog.NewJSONHandler(&log, nil)), Reload: true,
	}
	if change != nil {
		change(&c)
	}
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return h, &log
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	if _, err := New(Config{Log: slog.Default()}); err == nil {
		t.Error("got nil, want an error without files")
	}
}

func TestRequestsReachTheirPart(t *testing.T) {
	h, _ := newHandler(t, nil)
	cases := []struct {
		method, target string
		status         int
		body           string
	}{
		{"GET", "/", 200, "Voorpagina"},
		{"GET", "/vraag-stellen/", 200, "form"},
		{"GET", "/vraag-stellen/ontvangen/", 200, "form"},
		{"GET", "/en/vraag-stellen/", 200, "form"},
		{"GET", "/vraag-stellen", 308, ""},
		{"GET", "/vraag-stellen%2F", 404, "bestaat niet"},
		{"POST", "/api/question", 200, "form"},
		{"GET", "/de/vraag-stellen/", 404, "bestaat niet"},
		{"GET", "/vraag-stellenx/", 404, "bestaat niet"},
		{"GET", "/api", 404, "bestaat niet"},
		{"POST", "/", 405, "Dit kan hier niet"},
		{"GET", "/healthz", 200, "ok\n"},
		{"POST", "/healthz", 405, "Dit kan hier niet"},
		{"GET", "/readyz", 200, "ok\n"},
		{"GET", "/_problems", 200, "Geen fouten"},
		{"GET", "/_reload.js", 200, "EventSource"},
		{"HEAD", "/_reload", 200, ""},
		{"POST", "/_reload", 405, "Dit kan hier niet"},
		{"GET", "/_other", 404, "bestaat niet"},
	}
	for _, c := range cases {
		r := get(t, h, c.method, c.target)
		if body := text(t, r); r.StatusCode != c.status || !strings.Contains(body, c.body) {
			t.Errorf("%s %s: got %d %q, want %d %q", c.method, c.target, r.StatusCode, body, c.status, c.body)
		}
	}
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	h, _ := newHandler(t, func(c *Config) { c.Hosts = []string{"example.com"} })
	requests := [][2]string{{"GET", "/"}, {"GET", "/missing"}, {"GET", "/regelingen/wbso"}, {"POST", "/"}, {"GET", "/vraag-stellen/"},
		{"GET", "/vraag-stellen"}, {"GET", "/api/panic"}, {"GET", "/healthz"}, {"GET", "/readyz"}, {"GET", "/_problems"}, {"GET", "/_reload.js"},
		{"GET", "http://evil.example/"}, {"GET", "/assets/site.0011aabbcc.css"}, {"HEAD", "/_reload"}}
	for _, q := range requests {
		r := get(t, h, q[0], q[1])
		for _, want := range headers.All() {
			if got := r.Header.Values(want.Name); len(got) != 1 || got[0] != want.Value {
				t.Errorf("%s: got %s %q, want %q", q[1], want.Name, got, want.Value)
			}
		}
		if r.Header.Get("Cache-Control") == "" || r.StatusCode >= 300 && r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: got %d with Cache-Control %q, want no-store", q[1], r.StatusCode, r.Header.Get("Cache-Control"))
		}
	}
}

func TestDevelopmentAddressesDoNotExistOtherwise(t *testing.T) {
	h, _ := newHandler(t, func(c *Config) { c.Reload = false })
	for _, target := range []string{"/_reload", "/_reload.js", "/_problems"} {
		if r := get(t, h, "GET", target); r.StatusCode != 404 {
			t.Errorf("%s: got %d, want 404", target, r.StatusCode)
		}
	}
	if got := get(t, h, "GET", "/").Header.Get("Cache-Control"); got != headers.Page.CacheControl() {
		t.Errorf("got %q, want the page to be kept", got)
	}
}

func TestAPageSaysWhichVersionItWasMadeFrom(t *testing.T) {
	h, _ := newHandler(t, nil)
	for n, want := range []string{"-0", "-1"} {
		for _, target := range []string{"/", "/vraag-stellen/", "/missing"} {
			got := get(t, h, "GET", target).Header.Get("Server-Timing")
			if want := `site;desc="` + h.reload.instance + want + `"`; got != want {
				t.Errorf("%s after %d swaps: got %s, want %s", target, n, got, want)
			}
		}
		h.Swap(example(t))
	}
}

func TestReadinessSaysNoMoreThanNo(t *testing.T) {
	h, log := newHandler(t, func(c *Config) {
		c.Ready = func(context.Context) error { return errors.New("disk full at /secret") }
	})
	r := get(t, h, "GET", "/readyz")
	if got := text(t, r); r.StatusCode != 503 || got != "not ready\n" {
		t.Errorf("got %d %q, want 503 and no details", r.StatusCode, got)
	}
	if !strings.Contains(log.String(), "disk full") {
		t.Errorf("got log %s, want the cause in it", log)
	}
	if r := get(t, h, "GET", "/healthz"); r.StatusCode != 200 {
		t.Errorf("healthz: got %d, want 200: the process lives", r.StatusCode)
	}
}

func TestSwapReplacesTheSiteAndKeepsOldAssetsForAWhile(t *testing.T) {
	h, _ := newHandler(t, nil)
	const old = "/assets/site.0011aabbcc.css"
	for n := range keepAssets + 1 {
		if r := get(t, h, "GET", old); r.StatusCode != 200 {
			t.Fatalf("after %d swaps: got %d, want 200", n, r.StatusCode)
		}
		f, err := NewFiles(Site{Files: map[string][]byte{"/index.html": []byte("new")}})
		if err != nil {
			t.Fatal(err)
		}
		h.Swap(f)
		if got := text(t, get(t, h, "GET", "/")); got != "new" {
			t.Fatalf("got %q, want new", got)
		}
		if r := get(t, h, "GET", "/regelingen/wbso/"); r.StatusCode != 404 {
			t.Fatalf("removed page: got %d, want 404", r.StatusCode)
		}
	}
	if r := get(t, h, "GET", old); r.StatusCode != 404 {
		t.Errorf("after %d swaps: got %d, want 404", keepAssets+1, r.StatusCode)
	}
}

func TestUpdateShowsProblemsAndKeepsTheSite(t *testing.T) {
	h, _ := newHandler(t, nil)
	build := func(files map[string][]byte, err error) func(context.Context) (Site, error) {
		return func(context.Context) (Site, error) { return Site{Files: files}, err }
	}
	wrong := Problems{{Path: "regelingen/wbso.md", Line: 14, Field: "titel", Message: "schrijf <b>kort</b>"}}
	if err := h.Update(t.Context(), build(nil, wrong)); err != nil {
		t.Fatal(err)
	}
	got := text(t, get(t, h, "GET", "/_problems"))
	for _, want := range []string{"1 fout in de inhoud", "regelingen/wbso.md:14", "titel: schrijf &lt;b&gt;kort", `class="problems"`, "/assets/site.0011aabbcc.css"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want %s in it", got, want)
		}
	}
	if got := text(t, get(t, h, "GET", "/")); !strings.Contains(got, "Voorpagina") {
		t.Errorf("got %q, want the last good site", got)
	}
	broken := errors.New("template broken")
	if err := h.Update(t.Context(), build(nil, broken)); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	if got := text(t, get(t, h, "GET", "/_problems")); !strings.Contains(got, "template broken") {
		t.Errorf("got %s, want the error in it", got)
	}
	if err := h.Update(t.Context(), build(map[string][]byte{"/index.html": []byte("mended")}, nil)); err != nil {
		t.Fatal(err)
	}
	if got := text(t, get(t, h, "GET", "/_problems")); !strings.Contains(got, "Geen fouten") {
		t.Errorf("got %s, want no problems", got)
	}
	if got := text(t, get(t, h, "GET", "/")); got != "mended" {
		t.Errorf("got %q, want mended", got)
	}
}

func TestWithoutASiteVisitorsAreAskedToComeBack(t *testing.T) {
	h, _ := newHandler(t, func(c *Config) { c.Files, c.Reload = &Files{}, false })
	for target, want := range map[string]int{"/": 503, "/regelingen/": 503, "/vraag-stellen/": 503, "/readyz": 503, "/healthz": 200} {
		r := get(t, h, "GET", target)
		if r.StatusCode != want {
			t.Errorf("%s: got %d, want %d", target, r.StatusCode, want)
		}
	}
	r := get(t, h, "POST", "/api/question")
	if body := text(t, r); r.StatusCode != 503 || r.Header.Get("Retry-After") == "" || !strings.Contains(body, "niets verstuurd") {
		t.Errorf("post: got %d, Retry-After %q, want 503 that says that nothing was sent", r.StatusCode, r.Header.Get("Retry-After"))
	}
}

func TestProblemsIsAnErrorThatCounts(t *testing.T) {
	p := Problems{{Path: "a.md", Line: 2, Message: "x"}, content.Problem{Path: "b.md", Line: 1, Message: "y"}}
	if got, want := p.Error(), "2 fouten in de inhoud: a.md:2: x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAFirstBuildWithProblemsShowsThem(t *testing.T) {
	empty, err := NewFiles(Site{})
	if err != nil {
		t.Fatal(err)
	}
	h, err := New(Config{Files: empty, Log: slog.New(slog.DiscardHandler), Reload: true})
	if err != nil {
		t.Fatal(err)
	}
	h.Fail([]content.Problem{{Path: "site.yaml", Line: 1, Message: "maak dit bestand"}})
	r := get(t, h, "GET", "/regelingen/")
	if where := r.Header.Get("Location"); r.StatusCode != http.StatusTemporaryRedirect || where != "/_problems" {
		t.Errorf("got %d to %q, want 307 to /_problems", r.StatusCode, where)
	}
}
