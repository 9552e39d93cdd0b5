package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"mkbloket/internal/headers"
)

const secret = "between the CDN and us"

// read takes an event from testdata.
func read(t testing.TB, name string) Request {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var e Request
	if err := json.Unmarshal(data, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// event is a small event that passes.
func event(method, path string) Request {
	return Request{Version: "2.0", RawPath: path, Headers: map[string]string{"x-origin-secret": secret},
		Context: RequestContext{HTTP: HTTPContext{Method: method, SourceIP: "192.0.2.1"}}}
}

// answer gives an event to a handler.
func answer(t testing.TB, e Request, next http.HandlerFunc) Response {
	t.Helper()
	out, err := Handler(next, Config{Host: "loket.example", OriginSecret: secret, Log: slog.New(slog.DiscardHandler)})(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// seen is the request that a handler gets of an event.
func seen(t testing.TB, e Request) (got *http.Request, body string) {
	t.Helper()
	answer(t, e, func(_ http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got, body = r, string(b)
	})
	if got == nil {
		t.Fatal("the handler was not called")
	}
	return got, body
}

func TestEventOfAPageBecomesItsRequest(t *testing.T) {
	r, body := seen(t, read(t, "get.json"))
	for what, pair := range map[string][2]string{
		"method": {r.Method, "GET"}, "path": {r.URL.Path, "/en/vraag-stellen/"}, "host": {r.Host, "loket.example"},
		"address": {r.RemoteAddr, "198.51.100.10:46532"}, "referer": {r.Referer(), "https://loket.example/en/"},
		"query": {r.URL.RawQuery, "regeling=wbso&thema=een%20twee&thema=drie"}, "second value": {r.URL.Query()["thema"][1], "drie"},
		"request line": {r.RequestURI, "/en/vraag-stellen/?regeling=wbso&thema=een%20twee&thema=drie"},
		"body":         {body, ""}, "host as header": {r.Header.Get("Host"), ""}, "client's number": {r.Header.Get("X-Request-Id"), ""},
		"secret": {r.Header.Get(OriginHeader), ""}, "forwarded": {r.Header.Get("X-Forwarded-For"), ""}, "viewer": {r.Header.Get("Cloudfront-Viewer-Address"), ""},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %q, want %q", what, pair[0], pair[1])
		}
	}
}

func TestEventOfAPostBecomesItsRequest(t *testing.T) {
	r, body := seen(t, read(t, "post.json"))
	if want := "naam=J.+Voorbeeld&vraag=Regel%0D%0A"; body != want || r.ContentLength != int64(len(want)) {
		t.Errorf("body: got %q of %d bytes, want %q", body, r.ContentLength, want)
	}
	if got, want := r.RemoteAddr, "[2001:db8:85a3::8a2e:370:7334]:46532"; got != want {
		t.Errorf("address: got %s, want %s", got, want)
	}
	if cookie, err := r.Cookie("taal"); err != nil || cookie.Value != "nl" {
		t.Errorf("cookie: got %v and %v, want nl", cookie, err)
	}
	if got, want := r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"; got != want {
		t.Errorf("type: got %q, want %q", got, want)
	}
}

func TestPathsArriveAsTheyWereAskedFor(t *testing.T) {
	var tests = []struct{ raw, path, escaped string }{
		{"/vraag-stellen/", "/vraag-stellen/", "/vraag-stellen/"},
		{"/a%2Fb", "/a/b", "/a%2Fb"},
		{"/caf%C3%A9", "/café", "/caf%C3%A9"},
		{"/café", "/café", "/caf%C3%A9"}, // decoded by API Gateway
		{"/een twee", "/een twee", "/een%20twee"},
		{"/100%", "/100%", "/100%25"},
		{"/a?b#c", "/a?b#c", "/a%3Fb%23c"},
		{"//elders.example/x", "//elders.example/x", "//elders.example/x"},
		{"/api/../elders", "/api/../elders", "/api/../elders"},
		{"", "", ""},
		{"/\x00\r\n", "/\x00\r\n", "/%00%0D%0A"},
	}
	for _, test := range tests {
		r, _ := seen(t, event("GET", test.raw))
		if r.URL.Path != test.path || r.URL.EscapedPath() != test.escaped {
			t.Errorf("%q: got %q, escaped %q, want %q, %q", test.raw, r.URL.Path, r.URL.EscapedPath(), test.path, test.escaped)
		}
	}
}

func TestAddressComesFromTheCDNOrThePeer(t *testing.T) {
	var tests = []struct{ viewer, source, want string }{
		{"198.51.100.10:46532", "130.176.1.1", "198.51.100.10:46532"},
		{"2001:db8::1:443", "130.176.1.1", "[2001:db8::1]:443"},
		{"[2001:db8::1]:443", "130.176.1.1", "[2001:db8::1]:443"},
		{"", "130.176.1.1", "130.176.1.1:0"},
		{"elders", "130.176.1.1", "130.176.1.1:0"},
		{"198.51.100.10:99999", "130.176.1.1", "130.176.1.1:0"},
		{"198.51.100.10", "2001:db8::2", "[2001:db8::2]:0"},
		{"", "geen adres", ""},
	}
	for _, test := range tests {
		e := event("GET", "/")
		e.Headers["cloudfront-viewer-address"], e.Context.HTTP.SourceIP = test.viewer, test.source
		if r, _ := seen(t, e); r.RemoteAddr != test.want {
			t.Errorf("%q, %q: got %q, want %q", test.viewer, test.source, r.RemoteAddr, test.want)
		}
	}
}

func TestOnlyTheCDNGetsIn(t *testing.T) {
	var tests = []struct {
		name, sent, wanted string
		status             int
	}{
		{"the secret", secret, secret, 200}, {"none", "", secret, 403}, {"another", "x" + secret, secret, 403},
		{"the start", secret[:5], secret, 403}, {"none is set up", "", "", 403}, {"none is set up, one is sent", secret, "", 403},
	}
	for _, test := range tests {
		e := event("GET", "/")
		e.Headers["x-origin-secret"] = test.sent
		called := false
		next := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true })
		out, err := Handler(next, Config{OriginSecret: test.wanted, Log: slog.New(slog.DiscardHandler)})(t.Context(), e)
		if err != nil || out.Status != test.status || called != (test.status == 200) {
			t.Errorf("%s: got %d, handler called: %v, want %d", test.name, out.Status, called, test.status)
		}
		if test.status == 403 && (!strings.Contains(out.Body, "via de website") || out.Headers["Cache-Control"] != "no-store") {
			t.Errorf("%s: got %q, kept as %q, want a text that is not kept", test.name, out.Body, out.Headers["Cache-Control"])
		}
	}
}

func TestNumberOfTheRequestIsThatOfTheInvocation(t *testing.T) {
	for id, want := range map[string]string{
		"8f507cfc-0d3a-4697-b07a-ac58fc914c95": "8f507cfc0d3a", "KORT": "", "zzzzzzzz-0d3a-4697-b07a-ac58fc914c95": "",
	} {
		ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: id})
		var got string
		next := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get("X-Request-Id") })
		if _, err := Handler(next, Config{OriginSecret: secret, Log: slog.New(slog.DiscardHandler)})(ctx, event("GET", "/")); err != nil || got != want {
			t.Errorf("%s: got %q and %v, want %q", id, got, err, want)
		}
	}
}

func TestEveryAnswerHasTheSecurityHeaders(t *testing.T) {
	wrong := event("POST", "/")
	wrong.Body, wrong.Base64 = "geen base64!", true
	stranger := event("GET", "/")
	delete(stranger.Headers, "x-origin-secret")
	for name, e := range map[string]Request{"page": event("GET", "/"), "panic": event("GET", "/panic"), "broken body": wrong, "stranger": stranger, "nothing": {}} {
		out := answer(t, e, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/panic" {
				panic("j@voorbeeld.example")
			}
		})
		for _, h := range headers.All() {
			if got := out.Headers[h.Name]; got != h.Value {
				t.Errorf("%s: %s: got %q, want %q", name, h.Name, got, h.Value)
			}
		}
	}
}

func TestPanicIsLoggedWithoutItsValueAndAnsweredWithoutDetails(t *testing.T) {
	var log bytes.Buffer
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write([]byte("half"))
		panic("j@voorbeeld.example")
	})
	out, err := Handler(next, Config{OriginSecret: secret, Log: slog.New(slog.NewJSONHandler(&log, nil))})(context.Background(), event("GET", "/"))
	if err != nil || out.Status != 500 || strings.Contains(out.Body, "half") || strings.Contains(out.Body, "voorbeeld") {
		t.Errorf("got %d %q and %v, want 500 without details", out.Status, out.Body, err)
	}
	if got := log.String(); !strings.Contains(got, `"msg":"panic"`) || strings.Contains(got, "voorbeeld") {
		t.Errorf("log: got %s, want the panic without its value", got)
	}
}

func TestEventsOfOtherSortsAreRefused(t *testing.T) {
	old := event("GET", "/")
	old.Version = "1.0"
	noMethod := event("", "/")
	body := event("POST", "/")
	body.Body, body.Base64 = "@@@", true
	for name, e := range map[string]Request{"payload 1.0": old, "without method": noMethod, "broken base64": body} {
		called := false
		out := answer(t, e, func(http.ResponseWriter, *http.Request) { called = true })
		if out.Status != http.StatusBadRequest || called {
			t.Errorf("%s: got %d, handler called: %v, want 400", name, out.Status, called)
		}
	}
}
