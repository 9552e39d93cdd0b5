package dynamotest

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// connections is how many idle connections are kept.
const connections = 64

// Faults is a proxy in front of DynamoDB that spoils a share of the requests.
// Its methods are safe for concurrent use, also while requests run.
type Faults struct {
	server  *httptest.Server
	proxy   *httputil.ReverseProxy
	closing chan struct{}

	mu      sync.Mutex
	changed sync.Cond // a request came in or was dealt with
	rng     *rand.Rand
	deck    deck
	plan    Plan
	counts  Counts
	running int // requests under way
}

// NewFaults starts a proxy in front of endpoint that lets everything through
// until Set. The order of the faults is drawn with this seed, which it logs;
// their number is not. It ends with the test.
func NewFaults(t testing.TB, endpoint string, seed uint64) *Faults {
	t.Helper()
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("faults: seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, seed))
	f := &Faults{proxy: newProxy(target), closing: make(chan struct{}), rng: rng, deck: deck{rng: rng}}
	f.changed.L = &f.mu
	f.server = httptest.NewServer(f)
	t.Cleanup(func() {
		close(f.closing)
		f.server.Close()
	})
	return f
}

// newProxy returns a proxy that keeps the Host header, which is signed.
func newProxy(target *url.URL) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		},
		Transport: &http.Transport{MaxIdleConnsPerHost: connections},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) {
			panic(http.ErrAbortHandler) // a broken connection stays one
		},
	}
}

// URL returns the address of the proxy.
func (f *Faults) URL() string { return f.server.URL }

// Set makes p the plan for the requests that come in from now on, and begins a
// new hundred.
func (f *Faults) Set(p Plan) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.plan, f.deck.cards = p, nil
}

// Counts returns what was done so far.
func (f *Faults) Counts() Counts {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.counts
}

// Await waits until what was done so far is enough.
func (f *Faults) Await(enough func(Counts) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for !enough(f.counts) {
		f.changed.Wait()
	}
}

// Settle waits until no request is under way, late ones included. Call it when
// the clients are done and before looking at what they left.
func (f *Faults) Settle() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.running > 0 {
		f.changed.Wait()
	}
}

// ServeHTTP treats one request by the plan, once it has come in whole.
func (f *Faults) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.begin()
	defer f.done()
	body, err := io.ReadAll(r.Body) // also, without it the end of the client goes unnoticed
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	f.draw(r)(w, r)
}

// begin counts a request in.
func (f *Faults) begin() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.running++
}

// done counts a request out.
func (f *Faults) done() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.running--
	f.changed.Broadcast()
}

// draw picks what happens to a request, and counts that.
func (f *Faults) draw(r *http.Request) http.HandlerFunc {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.changed.Broadcast()
	c := passed
	if f.plan.PerCall == 0 || attempt(r) <= f.plan.PerCall {
		c = f.deck.deal(f.plan)
	}
	*f.counts.of(c)++
	return f.ways(c)[f.rng.IntN(2)]
}

// ways are the two forms that a treatment can take.
func (f *Faults) ways(c card) [2]http.HandlerFunc {
	fault := refusal(http.StatusInternalServerError, "InternalServerError")
	return map[card][2]http.HandlerFunc{
		passed:    {f.proxy.ServeHTTP, f.proxy.ServeHTTP},
		throttled: throttles,
		faulted:   {fault, fault},
		hung:      {f.hang, f.hang},
		late:      {f.late, f.late},
		lost:      {f.lose, f.cut},
	}[c]
}
