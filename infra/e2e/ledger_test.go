package e2e

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"

	"mkbloket/infra/stack"
)

// ledger notes what functions ask of the table and of SES. It is safe for
// concurrent use.
type ledger struct {
	t     testing.TB
	mu    sync.Mutex
	calls map[string][]stack.Request // by function
}

func newLedger(t testing.TB) *ledger { return &ledger{t: t, calls: map[string][]stack.Request{}} }

func (l *ledger) note(function string, r stack.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls[function] = append(l.calls[function], r)
}

// of gives what a function asked so far.
func (l *ledger) of(function string) []stack.Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]stack.Request(nil), l.calls[function]...)
}

// table gives an address at which one function finds the table at endpoint.
func (l *ledger) table(function, endpoint string) string {
	proxy := newProxy(l.t, endpoint)
	return serve(l.t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler) // the process was killed
		}
		request, err := stack.Call(r.Header.Get("X-Amz-Target"), body)
		if err != nil {
			l.t.Errorf("function %s: %v", function, err)
		}
		l.note(function, request)
		r.Body = io.NopCloser(bytes.NewReader(body))
		proxy.ServeHTTP(w, r)
	}))
}

// serve runs a server on loopback until the test ends.
func serve(t testing.TB, h http.Handler) string {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// newProxy passes requests on to endpoint. A connection that breaks there
// breaks here too.
func newProxy(t testing.TB, endpoint string) http.Handler {
	t.Helper()
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		},
		Transport:    &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		ErrorLog:     log.New(io.Discard, "", 0), // an answer that was cut off is a fault that a test ordered
	}
}

// check holds every call against the role of the function that made it.
func (l *ledger) check(template *stack.Template) {
	l.t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for function, calls := range l.calls {
		refused := map[string]bool{}
		for _, r := range calls {
			allowed, err := template.Allows(function, r)
			if err != nil {
				l.t.Fatal(err)
			}
			if what := r.Action + " on " + r.Resource; !allowed && !refused[what] {
				refused[what] = true
				l.t.Errorf("function %s does %s %v, which its role does not allow", function, what, r.Context)
			}
		}
	}
}
