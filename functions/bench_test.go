package functions

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/httpapi/httpapitest"
	"mkbloket/internal/cloud/runtimetest"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// BenchmarkInit measures the time from the start of a process to its first
// call for an event, and the size of the program for this machine:
//
//	go test -run '^$' -bench Init -benchtime 30x ./functions
func BenchmarkInit(b *testing.B) {
	for _, name := range cloud.Functions() {
		b.Run(name, func(b *testing.B) {
			path := runtimetest.Build(b) + "/" + name + "/bootstrap"
			var took []time.Duration
			for b.Loop() {
				f := runtimetest.Start(b, path, everything()...)
				took = append(took, f.Init())
				f.Stop()
			}
			info, err := os.Stat(path)
			if err != nil {
				b.Fatal(err)
			}
			report(b, "init", took)
			b.ReportMetric(float64(info.Size())/1e6, "MB")
		})
	}
}

// everything are the variables of all functions.
func everything() []string {
	return append(environment(), "MAIL_CONFIGURATION_SET=loket", "RETENTION=on", "AWS_ENDPOINT_URL_SESV2=http://127.0.0.1:1", "GOMAXPROCS=2")
}

// report gives the shortest, the median and the longest of durations, in
// milliseconds. On a machine with other work the shortest says most.
func report(b *testing.B, what string, took []time.Duration) {
	slices.Sort(took)
	for name, d := range map[string]time.Duration{"min": took[0], "median": took[len(took)/2], "max": took[len(took)-1]} {
		b.ReportMetric(float64(d.Microseconds())/1000, what+"-"+name+"-ms")
	}
}

// busy is a proxy that knows how long at least one request was under way.
type busy struct {
	http.Handler
	mu    sync.Mutex
	now   int
	since time.Time
	total time.Duration
}

func (p *busy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	if p.now++; p.now == 1 {
		p.since = time.Now()
	}
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.now--; p.now == 0 {
			p.total += time.Since(p.since)
		}
	}()
	p.Handler.ServeHTTP(w, r)
}

// BenchmarkPost measures a warm post of a question through the real program and
// DynamoDB Local, less the time in which the table had a request:
//
//	go test -run '^$' -bench Post -benchtime 200x ./functions
func BenchmarkPost(b *testing.B) {
	endpoint := dynamotest.Local(b)
	_, table := dynamotest.Table(b, endpoint, cases.Indexes())
	target, err := url.Parse(endpoint)
	if err != nil {
		b.Fatal(err)
	}
	proxy := &busy{Handler: httputil.NewSingleHostReverseProxy(target)}
	server := httptest.NewServer(proxy)
	defer server.Close()
	f := runtimetest.Start(b, runtimetest.Build(b)+"/question/bootstrap",
		append(environment(), "TABLE="+table, "AWS_ENDPOINT_URL_DYNAMODB="+server.URL, "GOMAXPROCS=2")...)
	var all, own []time.Duration
	for i := 0; b.Loop(); i++ {
		event := question(b, i)
		before, started := proxy.total, time.Now()
		answer, err := f.Invoke(b.Context(), event)
		took := time.Since(started)
		if err != nil || !strings.Contains(string(answer), `"statusCode":303`) {
			b.Fatalf("got %s and %v, want 303", answer, err)
		}
		all, own = append(all, took), append(own, took-(proxy.total-before))
	}
	report(b, "post", all)
	report(b, "own", own)
}

func question(b *testing.B, i int) []byte {
	b.Helper()
	v := url.Values{
		"onderwerp": {fmt.Sprint("Vraag ", i)}, "vraag": {"Waar kan ik terecht?"}, "naam": {"J. Voorbeeld"},
		"email": {"j@voorbeeld.example"}, "contactvoorkeur": {"email"}, "toestemming": {"ja"}, "taal": {"nl"},
	}
	r := httptest.NewRequest("POST", "/api/question", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = fmt.Sprintf("192.0.2.%d:4000", i%250) // each origin has a limit
	event, err := httpapitest.Event(r)
	if err != nil {
		b.Fatal(err)
	}
	return event
}
