package dynamo_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// Size of the fault runs.
const (
	clients  = 16
	perHead  = 8                      // records of each client
	budget   = 8 * time.Second        // of one call, as the forms have
	patience = 300 * time.Millisecond // for an answer, so that hanging costs little
	spared   = 8                      // faults in a call that must succeed: half its attempts
)

// plans are the ways in which a table can misbehave.
var plans = []struct {
	name string
	plan dynamotest.Plan
}{
	{"throttling", dynamotest.Plan{Throttle: 0.5}},
	{"faults", dynamotest.Plan{Fault: 0.5}},
	{"hangs", dynamotest.Plan{Hang: 0.15}},
	{"late requests", dynamotest.Plan{Late: 0.15}},
	{"lost answers", dynamotest.Plan{Lost: 0.5}},
	{"everything", dynamotest.Plan{Throttle: 0.25, Fault: 0.1, Hang: 0.02, Late: 0.02, Lost: 0.15}},
}

// underFaults runs a test for each plan on a table of its own: prepare with a
// store that meets no faults, work with one that meets the plan, and check
// with the first when all is done.
func underFaults[T any](t *testing.T, prepare func(*testing.T, *dynamo.Store), work func(t *testing.T, s *dynamo.Store, client int) T,
	check func(*testing.T, *dynamo.Store, []T)) {
	t.Parallel()
	dynamotest.Local(t)
	for _, p := range plans {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, time.Now)
			faults := dynamotest.NewFaults(t, dynamotest.Local(t), rand.Uint64())
			s, plain := d.via(t, impatient(faults.URL())), d.plain(t)
			prepare(t, plain)
			faults.Set(p.plan)
			known := make([]T, clients)
			together(func(i int) { known[i] = work(t, s, i) })
			faults.Settle()
			// More than a hundred requests are certain: each client makes perHead.
			if got, want := faults.Counts(), p.plan.InHundred(); !got.Holds(want) {
				t.Errorf("got %+v, want at least %+v", got, want)
			}
			check(t, plain, known)
			t.Logf("%+v", faults.Counts())
		})
	}
}

// impatient is the configuration of a client that waits shortly for an answer.
func impatient(endpoint string) aws.Config {
	c := dynamotest.AWSConfig(endpoint)
	c.HTTPClient = &http.Client{Transport: &http.Transport{
		DialContext:           (&net.Dialer{Timeout: patience}).DialContext,
		ResponseHeaderTimeout: patience, MaxIdleConnsPerHost: clients,
	}}
	return c
}

// together runs fn in all clients at once.
func together(fn func(client int)) {
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() { fn(i) })
	}
	all.Wait()
}

// uncertain reports an error that leaves open whether the write happened.
func uncertain(err error) bool {
	return errors.Is(err, store.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded)
}

// within calls do with the time budget of one call.
func within(t *testing.T, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(t.Context(), budget)
	defer cancel()
	return do(ctx)
}
