package e2e

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/smithy-go/middleware"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	cloudform "mkbloket/internal/cloud/form"
	"mkbloket/internal/cloud/httpapi"
	"mkbloket/internal/cloud/httpapi/httpapitest"
	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// most is a limit that is counted and never reached.
const most = 1 << 30

// inProcess is the handler that package cloud/form makes, behind the adapter,
// but in this process, with limits out of reach and a client whose calls are
// timed.
func (d *desk) inProcess() http.Handler {
	d.Helper()
	terms, quiet := d.release.terms, slog.New(slog.DiscardHandler)
	p := cloud.Process{Log: quiet, Settings: cloud.Settings{Base: terms.Site.Base, Secret: make([]byte, 32)}}
	rand.Read(p.Secret)
	handler, err := cloudform.NewHandler(p, terms, d.timedStore(), cases.Limits{PerOrigin: most, All: most, Confirmations: most})
	if err != nil {
		d.Fatal(err)
	}
	return httpapitest.Handler(httpapi.Handler(handler, httpapi.Config{
		Host: strings.TrimPrefix(terms.Site.Base, "https://"), OriginSecret: httpapitest.Secret, Log: quiet,
	}))
}

// timedStore is the store of production, with a watch on each attempt of its
// client.
func (d *desk) timedStore() *dynamo.Store {
	d.Helper()
	config := dynamotest.AWSConfig(dynamotest.Local(d.T))
	config.APIOptions = append(config.APIOptions, func(s *middleware.Stack) error {
		return s.Deserialize.Add(middleware.DeserializeMiddlewareFunc("Watch", watch), middleware.After)
	})
	s, err := dynamo.New(dynamo.Config{Client: dynamo.NewClient(config), Table: d.table.name, Indexes: cases.Indexes(), Now: time.Now})
	if err != nil {
		d.Fatal(err)
	}
	return s
}

// watch notes how long an attempt took, from the request on the line to the
// first of the answer.
func watch(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	began := time.Now()
	out, about, err := next.HandleDeserialize(ctx, in)
	if all, ok := ctx.Value(spansKey{}).(*spans); ok {
		all.add(span{began, time.Now()})
	}
	return out, about, err
}

// spansKey is the key of the *spans of a request in its context.
type spansKey struct{}

type span struct{ from, until time.Time }

// spans are the times of the calls that one post makes, some of them at the
// same time. It is safe for concurrent use.
type spans struct {
	mu  sync.Mutex
	all []span
}

func (s *spans) add(one span) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, one)
}

// together is the time in which at least one call was under way.
func (s *spans) together() (sum time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.all, func(a, b span) int { return a.from.Compare(b.from) })
	var until time.Time
	for _, one := range s.all {
		if one.from.Before(until) {
			one.from = until
		}
		if one.until.After(one.from) {
			sum, until = sum+one.until.Sub(one.from), one.until
		}
	}
	return sum
}
