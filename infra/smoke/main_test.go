package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// serve runs the real server on loopback and gives its address and a function
// that stops it and tells what came in.
func serve(t *testing.T) (address string, cases func() string) {
	t.Helper()
	program, data := filepath.Join(t.TempDir(), "generator"), filepath.Join(t.TempDir(), "var")
	command := func(ctx context.Context, name string, args ...string) *exec.Cmd {
		c := exec.CommandContext(ctx, name, args...)
		c.Dir = "../.."
		return c
	}
	if out, err := command(t.Context(), "go", "build", "-o", program, "./generator").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	address = "http://" + free(t)
	ctx, stop := context.WithCancel(t.Context())
	server := command(ctx, program, "serve", "-addr", strings.TrimPrefix(address, "http://"), "-openbaar", "-base", address, "-data", data)
	server.Cancel = func() error { return server.Process.Signal(os.Interrupt) }
	server.WaitDelay = 30 * time.Second
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); _ = server.Wait() }) // the second wait, after cases, says that it ended
	ready(t, address)
	return address, func() string {
		stop()
		_ = server.Wait() // interrupted on purpose
		out, err := command(t.Context(), program, "cases", "-data", data).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
}

// free gives an address of loopback that nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	var c net.ListenConfig
	l, err := c.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// ready waits until the server has a site.
func ready(t *testing.T, address string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	p := &portal{client: http.DefaultClient}
	for {
		if a, err := p.once(ctx, http.MethodGet, address+"/readyz", nil, nil); err == nil && a.status == http.StatusOK {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatal("the server did not become ready")
		case <-tick.C:
		}
	}
}

func TestTheRealPortalPassesAndKeepsNothing(t *testing.T) {
	address, cases := serve(t)
	var said bytes.Buffer
	if code := run(t.Context(), []string{address + "/"}, &said, &said); code != 0 {
		t.Errorf("got %d, want 0: %s", code, &said)
	}
	if got, want := strings.Count(said.String(), "goed: "), len(checks(true)); got != want {
		t.Errorf("got %d checks passed, want %d", got, want)
	}
	for _, b := range breakages() {
		t.Run(b.name, func(t *testing.T) { fails(t, address, b) })
	}
	if got := cases(); strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, "kenmerk") {
		t.Errorf("got %q, want the heading alone: a check left something behind", got)
	}
}

// breakage is what can be wrong between the functions and a visitor.
type breakage struct {
	name  string
	spoil func(*http.Response)
	want  string // the check that finds it
}

func breakages() []breakage {
	at := func(path string, spoil func(*http.Response)) func(*http.Response) {
		return func(r *http.Response) {
			if r.Request.URL.Path == path {
				spoil(r)
			}
		}
	}
	replace := func(old, with string) func(*http.Response) {
		return func(r *http.Response) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(bytes.ReplaceAll(body, []byte(old), []byte(with))))
			r.ContentLength = -1
			r.Header.Del("Content-Length")
		}
	}
	return []breakage{
		{"no policy", func(r *http.Response) { r.Header.Del("Content-Security-Policy") }, "voorpagina"},
		{"a header twice", func(r *http.Response) { r.Header.Add("X-Frame-Options", "SAMEORIGIN") }, "voorpagina"},
		{"pages kept too long", at("/", func(r *http.Response) { r.Header.Set("Cache-Control", "max-age=86400") }), "voorpagina"},
		{"another language", at("/en/", replace(`lang="en"`, `lang="nl"`)), "voorpagina in het Engels"},
		{"front page without style", at("/", replace("/assets/", "/weg/")), "opmaak met vast adres"},
		{"assets not kept", func(r *http.Response) {
			if strings.HasPrefix(r.Request.URL.Path, "/assets/") {
				r.Header.Set("Cache-Control", "no-store")
			}
		}, "opmaak met vast adres"},
		{"redirect elsewhere", at("/regelingen", func(r *http.Response) { r.Header.Set("Location", "//example.com/regelingen/") }), "adres zonder slash"},
		{"missing page is 200", at("/deze-pagina-is-er-niet/", func(r *http.Response) { r.StatusCode = http.StatusOK }), "onbekend adres"},
		{"form without token", at("/vraag-stellen/", replace(`name="formulier"`, `name="x"`)), "formulier"},
		{"form kept by caches", at("/vraag-stellen/", func(r *http.Response) { r.Header.Set("Cache-Control", "public, max-age=60") }), "formulier"},
		{"typed text lost", at("/api/question", replace(typed, "")), "onvolledig formulier"},
		{"cross-site allowed", at("/api/question", func(r *http.Response) {
			if r.StatusCode == http.StatusForbidden {
				r.StatusCode = http.StatusUnprocessableEntity
			}
		}), "formulier van een andere site"},
		{"functions are down", at("/api/question", func(r *http.Response) { r.StatusCode = http.StatusServiceUnavailable }), "onvolledig formulier"},
	}
}

// fails looks at the portal through a proxy that spoils answers.
func fails(t *testing.T, address string, b breakage) {
	t.Helper()
	to, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Header.Del("Accept-Encoding")                   // so that there is text to spoil
			if r.In.Header.Get("Origin") == "http://"+r.In.Host { // as the functions know the name of the site
				r.Out.Header.Set("Origin", address)
			}
		},
		ModifyResponse: func(r *http.Response) error { b.spoil(r); return nil },
	}
	front := httptest.NewServer(proxy)
	defer front.Close()
	p, err := newPortal([]string{front.URL})
	if err != nil {
		t.Fatal(err)
	}
	p.pause = 0
	for _, c := range checks(true) {
		err := c.run(t.Context(), p)
		if c.name == b.want && err == nil {
			t.Errorf("got nil of %q, want an error", c.name)
		}
	}
}

func TestOnlyAnAddressOfASiteIsTaken(t *testing.T) {
	for _, args := range [][]string{nil, {"loket.example.nl"}, {"ftp://loket.example.nl"}, {"https://loket.example.nl/x"}, {"https://a.example", "https://b.example"}} {
		if got, want := run(t.Context(), args, io.Discard, io.Discard), 2; got != want {
			t.Errorf("%v: got %d, want %d", args, got, want)
		}
	}
}

func TestRedirectToHTTPSIsCheckedElsewhereThanOnLoopback(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("no") == "" {
			http.Redirect(w, r, "https://"+r.Host+"/", http.StatusMovedPermanently)
		}
	}))
	defer server.Close()
	p, err := newPortal([]string{server.URL})
	if err != nil {
		t.Fatal(err)
	}
	if err := secure(t.Context(), p); err != nil {
		t.Errorf("got %v, want nil", err)
	}
	p.base.Host += "/?no=1&"
	if err := secure(t.Context(), p); err == nil {
		t.Error("without a redirect: got nil, want an error")
	}
	if got, want := len(checks(false)), len(checks(true))+1; got != want {
		t.Errorf("got %d checks, want %d", got, want)
	}
}

func TestARequestThatBreaksOnceIsRepeated(t *testing.T) {
	n := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if n++; n == 1 {
			panic(http.ErrAbortHandler)
		} else if n == 2 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	p, err := newPortal([]string{server.URL})
	if err != nil {
		t.Fatal(err)
	}
	p.pause = 0
	a, err := p.get(t.Context(), "/")
	if err != nil || a.status != http.StatusOK || n != 3 {
		t.Errorf("got %d, %v after %d tries, want 200 after 3", a.status, err, n)
	}
}
