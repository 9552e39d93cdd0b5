package dynamotest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"sync"
	"testing"
)

// Plan says which share of the requests meets which fault, from 0 to 1. The
// shares together are at most 1; the rest goes through untouched.
type Plan struct {
	Throttle float64 // refused: too many requests; the table is not touched
	Fault    float64 // answered with status 500; the table is not touched
	Hang     float64 // not answered until the client gives up; the table is not touched
	Late     float64 // not answered until the client gives up, and done after that
	Lost     float64 // done, but the connection breaks before or halfway the answer
}

// Counts is how many requests met what.
type Counts struct {
	Passed, Throttled, Faulted, Hung, Late, Lost int
}

// Faults is a proxy in front of DynamoDB that spoils a share of the requests.
// Its methods are safe for concurrent use, also while requests run.
type Faults struct {
	server  *httptest.Server
	proxy   *httputil.ReverseProxy
	closing chan struct{}

	mu      sync.Mutex
	changed sync.Cond // a request came in or was dealt with
	rng     *rand.Rand
	plan    Plan
	counts  Counts
	running int // requests under way
}

// NewFaults starts a proxy in front of endpoint that lets everything through
// until Set. It draws from a generator with this seed, which it logs, and ends
// with the test.
func NewFaults(t testing.TB, endpoint string, seed uint64) *Faults {
	t.Helper()
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("faults: seed %d", seed)
	f := &Faults{proxy: newProxy(target), closing: make(chan struct{}), rng: rand.New(rand.NewPCG(seed, seed))}
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
		Transport: &http.Transport{MaxIdleConnsPerHost: 64},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) {
			panic(http.ErrAbortHandler) // a broken connection stays one
		},
	}
}

// URL returns the address of the proxy.
func (f *Faults) URL() string { return f.server.URL }

// Set makes p the plan for the requests that come in from now on.
func (f *Faults) Set(p Plan) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.plan = p
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

// ServeHTTP treats one request by the plan.
func (f *Faults) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	do := f.draw()
	defer f.done()
	do(w, r)
}

// done counts a request out.
func (f *Faults) done() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.running--
	f.changed.Broadcast()
}

// draw picks what happens to a request that came in, and counts it.
func (f *Faults) draw() http.HandlerFunc {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.changed.Broadcast()
	f.running++
	x, variant := f.rng.Float64(), f.rng.IntN(2)
	for _, c := range []struct {
		share float64
		count *int
		do    http.HandlerFunc
	}{
		{f.plan.Throttle, &f.counts.Throttled, throttles[variant]},
		{f.plan.Fault, &f.counts.Faulted, refusal(http.StatusInternalServerError, "InternalServerError")},
		{f.plan.Hang, &f.counts.Hung, f.hang},
		{f.plan.Late, &f.counts.Late, f.late},
		{f.plan.Lost, &f.counts.Lost, []http.HandlerFunc{f.lose, f.cut}[variant]},
	} {
		if x -= c.share; x < 0 {
			*c.count++
			return c.do
		}
	}
	f.counts.Passed++
	return f.proxy.ServeHTTP
}

// throttles are the two answers of a table that has too much to do.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
var throttles = []http.HandlerFunc{
	refusal(http.StatusBadRequest, "ProvisionedThroughputExceededException"),
	refusal(http.StatusBadRequest, "ThrottlingException"),
}

// refusal answers as the service does when it refuses a request.
func refusal(status int, code string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"injected"}`, code)
	}
}

// hang gives no answer.
func (f *Faults) hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // only then is the end of the client noticed
	f.abandoned(r)
	panic(http.ErrAbortHandler)
}

// abandoned waits until the client gives up or the test ends.
func (f *Faults) abandoned(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-f.closing:
	}
}

// late has the request done when nobody waits for it any more.
func (f *Faults) late(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // it did not come in whole
	}
	f.abandoned(r)
	again := r.Clone(context.WithoutCancel(r.Context()))
	again.Body = io.NopCloser(bytes.NewReader(body))
	f.proxy.ServeHTTP(httptest.NewRecorder(), again)
	panic(http.ErrAbortHandler)
}

// lose has the request done and breaks the connection without an answer.
func (f *Faults) lose(_ http.ResponseWriter, r *http.Request) {
	f.proxy.ServeHTTP(httptest.NewRecorder(), r)
	panic(http.ErrAbortHandler)
}

// cut has the request done and breaks the connection halfway the answer.
func (f *Faults) cut(w http.ResponseWriter, r *http.Request) {
	answer := httptest.NewRecorder()
	f.proxy.ServeHTTP(answer, r)
	for k, v := range answer.Header() {
		w.Header()[k] = v
	}
	body := answer.Body.Bytes()
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
