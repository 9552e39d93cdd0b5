package preview

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"mkbloket/internal/headers"
)

var longText = strings.Repeat("Regelingen voor ondernemers in Limburg. ", 200)

// example is a small site.
func example(t testing.TB) *Files {
	t.Helper()
	f, err := NewFiles(Site{Main: "nl", Moved: map[string]string{
		"/regelingen/oud/": "/regelingen/wbso/", "/nergens/": "/ook-nergens/",
	}, Files: map[string][]byte{
		"/index.html":                 []byte("<h1>Voorpagina</h1>"),
		"/404.html":                   []byte("<h1>Deze pagina bestaat niet</h1>"),
		"/en/404.html":                []byte("<h1>This page does not exist</h1>"),
		"/regelingen/wbso/index.html": []byte("<h1>WBSO</h1>" + longText),
		"/regelingen.json":            []byte(`{"schemes":[]}`),
		"/kalender.ics":               []byte("BEGIN:VCALENDAR\r\n"),
		"/assets/site.0011aabbcc.css": []byte("body{color:#000}"),
		"/assets/logo.0011aabbcc.png": []byte("\x89PNG"),
		"/.well-known/security.txt":   []byte("Contact: mailto:test@example.org\n"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// get asks h for a target; pairs are header names and values.
func get(t testing.TB, h http.Handler, method, target string, pairs ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func text(t testing.TB, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFilesAnswersByAddress(t *testing.T) {
	f := example(t)
	cases := []struct {
		method, target string
		status         int
		location, body string
		contentType    string
		cache          headers.Kind
	}{
		{"GET", "/", 200, "", "Voorpagina", "text/html; charset=utf-8", headers.Page},
		{"GET", "/?utm_source=x", 200, "", "Voorpagina", "text/html; charset=utf-8", headers.Page},
		{"GET", "/regelingen/wbso/", 200, "", "WBSO", "text/html; charset=utf-8", headers.Page},
		{"GET", "/regelingen/wbso", 308, "/regelingen/wbso/", "", "", headers.Dynamic},
		{"GET", "/regelingen/wbso/index.html", 308, "/regelingen/wbso/", "", "", headers.Dynamic},
		{"GET", "/index.html", 308, "/", "", "", headers.Dynamic},
		{"GET", "/regelingen/oud/", 308, "/regelingen/wbso/", "", "", headers.Dynamic},
		{"GET", "/nl/regelingen/wbso/", 308, "/regelingen/wbso/", "", "", headers.Dynamic},
		{"GET", "/nl/", 308, "/", "", "", headers.Dynamic},
		{"GET", "/nl/weg/", 404, "", "bestaat niet", "text/html; charset=utf-8", headers.Dynamic},
		{"GET", "/nergens/", 404, "", "bestaat niet", "text/html; charset=utf-8", headers.Dynamic},
		{"GET", "/regelingen.json", 200, "", "schemes", "application/json; charset=utf-8", headers.Page},
		{"GET", "/kalender.ics", 200, "", "VCALENDAR", "text/calendar; charset=utf-8", headers.Page},
		{"GET", "/.well-known/security.txt", 200, "", "Contact", "text/plain; charset=utf-8", headers.Page},
		{"GET", "/assets/site.0011aabbcc.css", 200, "", "body", "text/css; charset=utf-8", headers.Asset},
		{"GET", "/assets/logo.0011aabbcc.png", 200, "", "PNG", "image/png", headers.Asset},
		{"GET", "/assets/", 404, "", "bestaat niet", "text/html; charset=utf-8", headers.Dynamic},
		{"GET", "/regelingen/", 404, "", "bestaat niet", "text/html; charset=utf-8", headers.Dynamic},
		{"GET", "/en/missing/", 404, "", "does not exist", "text/html; charset=utf-8", headers.Dynamic},
		{"GET", "/enx/missing/", 404, "", "bestaat niet", "text/html; charset=utf-8", headers.Dynamic},
		{"POST", "/", 405, "", "Dit kan hier niet", "text/html; charset=utf-8", headers.Dynamic},
		{"DELETE", "/regelingen/wbso/", 405, "", "Dit kan hier niet", "text/html; charset=utf-8", headers.Dynamic},
		{"OPTIONS", "/missing", 405, "", "Dit kan hier niet", "text/html; charset=utf-8", headers.Dynamic},
	}
	for _, c := range cases {
		r := get(t, f, c.method, c.target)
		if body := text(t, r); r.StatusCode != c.status || !strings.Contains(body, c.body) {
			t.Errorf("%s %s: got %d %q, want %d %q", c.method, c.target, r.StatusCode, body, c.status, c.body)
		}
		for name, want := range map[string]string{"Location": c.location, "Content-Type": c.contentType, "Cache-Control": c.cache.CacheControl()} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s %s: got %s %q, want %q", c.method, c.target, name, got, want)
			}
		}
	}
}

func TestFilesRefusesTricksWithPaths(t *testing.T) {
	f := example(t)
	targets := []string{"/Regelingen/wbso/", "/regelingen/WBSO/", "/regelingen//wbso/", "//regelingen/wbso/", "/./", "/regelingen/../",
		"/%2e%2e/", "/..%2f", "/regelingen%2Fwbso/", "/%72egelingen/wbso/", "/regelingen/wbso/%00", "/regelingen/wbso/.", "/regelingen/wbso/..",
		"/regelingen\\wbso/", "/.git/config", "/.env", "/404.html/", "/index.html/", "/regelingen.json/", "/assets", "/.well-known/",
		"/regelingen/wbso/index.htm", "/regelingen/wbso/;x", "/%ff", "//example.org/%2f..", "/\u202e"}
	for _, target := range targets {
		u, err := url.ParseRequestURI(target)
		if err != nil {
			t.Fatalf("%s: %v", target, err)
		}
		if strings.HasPrefix(target, "//") { // a parser takes the first part for a host
			u = &url.URL{Path: target}
		}
		w := httptest.NewRecorder()
		f.ServeHTTP(w, &http.Request{Method: "GET", URL: u, Header: http.Header{}})
		if w.Code != http.StatusNotFound || w.Header().Get("Location") != "" {
			t.Errorf("%q: got %d %q, want 404", target, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestHeadAnswersAsGetWithoutBody(t *testing.T) {
	f := example(t)
	for _, target := range []string{"/", "/missing", "/regelingen/wbso/"} {
		a, b := get(t, f, "GET", target), get(t, f, "HEAD", target)
		if got := text(t, b); got != "" {
			t.Errorf("%s: got body %q, want none", target, got)
		}
		if got, want := b.Header.Get("Content-Length"), a.Header.Get("Content-Length"); got != want || b.StatusCode != a.StatusCode {
			t.Errorf("%s: got %d %s, want %d %s", target, b.StatusCode, got, a.StatusCode, want)
		}
	}
}

func TestEtagSavesSendingAgain(t *testing.T) {
	f := example(t)
	for _, encoding := range []string{"", "gzip"} {
		etag := get(t, f, "GET", "/regelingen/wbso/", "Accept-Encoding", encoding).Header.Get("Etag")
		for tags, want := range map[string]int{
			etag: 304, "W/" + etag: 304, `"other", ` + etag: 304, "*": 304, `"other"`: 200, "": 200, strings.Trim(etag, `"`): 200,
		} {
			r := get(t, f, "GET", "/regelingen/wbso/", "Accept-Encoding", encoding, "If-None-Match", tags)
			if r.StatusCode != want {
				t.Errorf("%s: got %d, want %d", tags, r.StatusCode, want)
			}
			if r.StatusCode == 304 && (text(t, r) != "" || r.Header.Get("Etag") != etag || r.Header.Get("Vary") != "Accept-Encoding") {
				t.Errorf("%s: got %v, want the tag and Vary and no body", tags, r.Header)
			}
		}
	}
	plain, small := get(t, f, "GET", "/regelingen/wbso/"), get(t, f, "GET", "/regelingen/wbso/", "Accept-Encoding", "gzip")
	if plain.Header.Get("Etag") == small.Header.Get("Etag") {
		t.Error("got one tag for two encodings, want two")
	}
	if r := get(t, f, "GET", "/missing", "If-None-Match", "*"); r.StatusCode != 404 {
		t.Errorf("missing page: got %d, want 404", r.StatusCode)
	}
}

func TestGzipIsSentOnlyToThoseWhoAcceptItAndWhereItHelps(t *testing.T) {
	f := example(t)
	cases := []struct {
		target, accept string
		want           bool
	}{
		{"/regelingen/wbso/", "gzip", true},
		{"/regelingen/wbso/", "gzip, deflate, br, zstd", true},
		{"/regelingen/wbso/", "br;q=1.0, GZIP;q=0.5", true},
		{"/regelingen/wbso/", "*", true},
		{"/regelingen/wbso/", "gzip;q=0, *", false},
		{"/regelingen/wbso/", "gzip; q=0.000", false},
		{"/regelingen/wbso/", "gzip;q=x", false},
		{"/regelingen/wbso/", "*;q=0", false},
		{"/regelingen/wbso/", "br", false},
		{"/regelingen/wbso/", "notgzip", false},
		{"/regelingen/wbso/", "", false},
		{"/assets/logo.0011aabbcc.png", "gzip", false},
		{"/regelingen.json", "gzip", false}, // would grow
	}
	for _, c := range cases {
		r := get(t, f, "GET", c.target, "Accept-Encoding", c.accept)
		if got := r.Header.Get("Content-Encoding") == "gzip"; got != c.want {
			t.Errorf("%s for %q: got gzip %v, want %v", c.target, c.accept, got, c.want)
		}
		if got, want := r.Header.Get("Vary") != "", !strings.HasSuffix(c.target, ".png"); got != want {
			t.Errorf("%s: got Vary %v, want %v", c.target, got, want)
		}
	}
	z, err := gzip.NewReader(bytes.NewReader([]byte(text(t, get(t, f, "GET", "/regelingen/wbso/", "Accept-Encoding", "gzip")))))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if want := "<h1>WBSO</h1>" + longText; err != nil || string(got) != want {
		t.Errorf("got %d bytes %v, want %d", len(got), err, len(want))
	}
}

func TestNewFilesRefusesAddressesThatMeanSomethingElse(t *testing.T) {
	for _, address := range []string{"", "/", "index.html", "/a/", "/../x", "/a/../b", "/A.html", "/.env", "/a/.git/x", "/a b", "/a%20b",
		"/é.html", "/a\x00", "//a", "/_reload", "/_reload.js", "/_problems", "/healthz"} {
		if _, err := NewFiles(Site{Files: map[string][]byte{address: nil}}); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: got %v, want ErrAddress", address, err)
		}
	}
}

// FuzzPath states: what is answered with 200 is a known address written in the
// one way it is written, a redirect leads to a known address, and everything
// carries the security headers.
func FuzzPath(f *testing.F) {
	files := example(f)
	for _, seed := range []string{"/", "/regelingen/wbso", "/%2e%2e/", "//x", "/Index.html", "/a\x00", "/regelingen%2fwbso/", "/.well-known/security.txt", "*", ""} {
		f.Add(seed, "GET", "loket.example")
	}
	f.Fuzz(func(t *testing.T, target, method, host string) {
		u, err := url.ParseRequestURI(target)
		if err != nil {
			return // net/http answers 400
		}
		w := httptest.NewRecorder()
		files.ServeHTTP(w, &http.Request{Method: method, URL: u, Host: host, Header: http.Header{"Host": {host}}})
		for _, h := range headers.All() {
			if got := w.Header().Get(h.Name); got != h.Value {
				t.Fatalf("%q: got %s %q, want %q", target, h.Name, got, h.Value)
			}
		}
		switch w.Code {
		case http.StatusOK:
			if files.entries[u.EscapedPath()] == nil {
				t.Errorf("%q: got 200, want it only for known addresses", target)
			}
		case http.StatusPermanentRedirect:
			if files.entries[w.Header().Get("Location")] == nil {
				t.Errorf("%q: got a redirect to %q, want a known address", target, w.Header().Get("Location"))
			}
		case http.StatusNotFound, http.StatusMethodNotAllowed:
		default:
			t.Errorf("%q: got %d, want 200, 308, 404 or 405", target, w.Code)
		}
	})
}
