package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
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
)

// plans are the ways in which a table can misbehave.
var plans = []struct {
	name string
	plan dynamotest.Plan
	hit  func(dynamotest.Counts) int
}{
	{"throttling", dynamotest.Plan{Throttle: 0.5}, func(c dynamotest.Counts) int { return c.Throttled }},
	{"faults", dynamotest.Plan{Fault: 0.5}, func(c dynamotest.Counts) int { return c.Faulted }},
	{"hangs", dynamotest.Plan{Hang: 0.05}, func(c dynamotest.Counts) int { return c.Hung }},
	{"late requests", dynamotest.Plan{Late: 0.05}, func(c dynamotest.Counts) int { return c.Late }},
	{"lost answers", dynamotest.Plan{Lost: 0.5}, func(c dynamotest.Counts) int { return c.Lost }},
	{"everything", dynamotest.Plan{Throttle: 0.25, Fault: 0.1, Hang: 0.01, Late: 0.01, Lost: 0.15},
		func(c dynamotest.Counts) int { return min(c.Throttled, c.Faulted, c.Lost) }},
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

// fate is what a client knows of one record of its own.
type fate struct {
	version uint64 // the last one that was acknowledged; 0: none
	open    bool   // the write of the next version has an unknown end
}

func TestAcknowledgedWritesAreThereOnceUnderFaults(t *testing.T) {
	dynamotest.Local(t)
	for _, p := range plans {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, time.Now)
			faults := dynamotest.NewFaults(t, dynamotest.Local(t), rand.Uint64())
			s := d.via(t, impatient(faults.URL()))
			faults.Set(p.plan)
			fates := make([]map[string]fate, clients)
			together(func(i int) { fates[i] = writeAlone(t, s, i) })
			faults.Settle()
			if p.hit(faults.Counts()) < clients {
				t.Errorf("got %+v, want more faults", faults.Counts())
			}
			checkFates(t, d.plain(t), fates)
			t.Logf("%+v", faults.Counts())
		})
	}
}

// bodyOf is what version v of a record is made of.
func bodyOf(id string, v uint64) string { return fmt.Sprint(id, " version ", v) }

// writeAlone creates records that nobody else touches, and updates each twice.
// It goes on until the first write with an unknown end; any other error is a
// wrong answer, because nobody else writes.
func writeAlone(t *testing.T, s *dynamo.Store, client int) map[string]fate {
	fates := map[string]fate{}
	for i := range perHead {
		id := fmt.Sprintf("c%d-%d", client, i)
		f := fate{}
		for v := uint64(1); v <= 3 && !f.open; v++ {
			err := within(t, func(ctx context.Context) error {
				if v == 1 {
					_, err := s.Create(ctx, record(id, bodyOf(id, v)))
					return err
				}
				_, err := s.Update(ctx, id, v-1, record(id, bodyOf(id, v)))
				return err
			})
			switch {
			case err == nil:
				f.version = v
			case uncertain(err):
				f.open = true
			default:
				t.Errorf("version %d of %s: got %v, want success or unavailable", v, id, err)
				f.open = true
			}
		}
		fates[id] = f
	}
	return fates
}

// checkFates compares the table with what the clients know.
func checkFates(t *testing.T, s *dynamo.Store, fates []map[string]fate) {
	t.Helper()
	there := everything(t, s)
	open := 0
	for _, m := range fates {
		for id, f := range m {
			r := there[id]
			delete(there, id)
			if f.open {
				open++
			}
			if r.Version != f.version && !(f.open && r.Version == f.version+1) {
				t.Errorf("%s: got version %d, want what was acknowledged: %+v", id, r.Version, f)
			}
			if want := bodyOf(id, r.Version); r.Version > 0 && string(r.Body) != want {
				t.Errorf("%s: got body %q, want %q", id, r.Body, want)
			}
		}
	}
	for id := range there {
		t.Errorf("got a record %s that nobody wrote", id)
	}
	t.Logf("%d records, %d with an unknown end", clients*perHead, open)
}

// everything reads all records, each once.
func everything(t *testing.T, s *dynamo.Store) map[string]store.Record {
	t.Helper()
	all := map[string]store.Record{}
	for next, first := store.Cursor(""), true; first || next != ""; first = false {
		page, after, err := s.All(t.Context(), next)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			if _, twice := all[r.ID]; twice {
				t.Errorf("got %s twice", r.ID)
			}
			all[r.ID] = r
		}
		next = after
	}
	return all
}

// turn is one attempt of a racer to add its token to the record.
type turn struct {
	token string
	err   error
}

func TestRacingUpdatesAreNeitherLostNorDoubledUnderFaults(t *testing.T) {
	dynamotest.Local(t)
	for _, p := range plans {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, time.Now)
			faults := dynamotest.NewFaults(t, dynamotest.Local(t), rand.Uint64())
			s, plain := d.via(t, impatient(faults.URL())), d.plain(t)
			if _, err := plain.Create(t.Context(), record("a", "")); err != nil {
				t.Fatal(err)
			}
			faults.Set(p.plan)
			turns := make([][]turn, clients)
			together(func(i int) { turns[i] = addTokens(t, s, i) })
			faults.Settle()
			checkTurns(t, plain, slices.Concat(turns...))
			t.Logf("%+v", faults.Counts())
		})
	}
}

// addTokens reads the record and writes it back with a token of its own, until
// a number of writes did not find the record changed.
func addTokens(t *testing.T, s *dynamo.Store, client int) (turns []turn) {
	for done := 0; done < perHead/2; {
		token := fmt.Sprintf("c%d-%d;", client, len(turns))
		err := within(t, func(ctx context.Context) error {
			r, err := s.Get(ctx, "a")
			if err != nil {
				return err
			}
			r.Body = append(r.Body, token...)
			_, err = s.Update(ctx, "a", r.Version, r)
			return err
		})
		turns = append(turns, turn{token, err})
		if !errors.Is(err, store.ErrStale) {
			done++
		}
	}
	return turns
}

// checkTurns holds that each token is in the record as often as its writer was
// told: once after success, never after ErrStale, at most once otherwise.
func checkTurns(t *testing.T, s *dynamo.Store, turns []turn) {
	t.Helper()
	r, err := s.Get(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	n, open := 0, 0
	for _, u := range turns {
		got := strings.Count(";"+string(r.Body), ";"+u.token)
		n += got
		switch {
		case u.err == nil && got != 1, errors.Is(u.err, store.ErrStale) && got != 0, got > 1:
			t.Errorf("%s was told %v: got it %d times", u.token, u.err, got)
		case u.err != nil && !errors.Is(u.err, store.ErrStale):
			open++
			if !uncertain(u.err) {
				t.Errorf("%s: got %v, want success, stale or unavailable", u.token, u.err)
			}
		}
	}
	if want := int(r.Version) - 1; n != want || strings.Count(string(r.Body), ";") != want {
		t.Errorf("got %d tokens, want %d, one for each version", n, want)
	}
	t.Logf("%d updates, %d with an unknown end, %d tries", n, open, len(turns))
}

func TestPurgeCountsRightWhenAnswersAreLost(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func() time.Time { return noon })
	plain := d.plain(t)
	const expired = 60
	for i := range expired {
		r := record(fmt.Sprint("old-", i), "")
		r.ExpiresAt = noon
		if _, err := plain.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := plain.Create(t.Context(), record("kept", "")); err != nil {
		t.Fatal(err)
	}
	faults := dynamotest.NewFaults(t, dynamotest.Local(t), rand.Uint64())
	faults.Set(dynamotest.Plan{Throttle: 0.1, Fault: 0.1, Lost: 0.4})
	if n, err := d.via(t, impatient(faults.URL())).Purge(t.Context()); err != nil || n != expired {
		t.Errorf("got %d, %v, want %d", n, err, expired)
	}
	if there := everything(t, plain); len(there) != 1 || there["kept"].ID == "" {
		t.Errorf("got %d records afterwards, want the one that has no expiry", len(there))
	}
}

func TestHangingTableIsGivenUpInTime(t *testing.T) {
	t.Parallel()
	d := newDesk(t, time.Now)
	faults := dynamotest.NewFaults(t, dynamotest.Local(t), 1)
	s := d.via(t, dynamotest.AWSConfig(faults.URL()))
	faults.Set(dynamotest.Plan{Hang: 1})
	begin := time.Now()
	err := within(t, func(ctx context.Context) error {
		_, err := s.Create(ctx, record("a", ""))
		return err
	})
	if took := time.Since(begin); !uncertain(err) || took > budget+time.Second {
		t.Errorf("got %v after %v, want unavailable or deadline within %v", err, took, budget)
	}
	if n := faults.Counts().Hung; n < 3 {
		t.Errorf("got %d attempts, want several: a hang is tried again", n)
	}
}

func TestOneHangDoesNotFailACall(t *testing.T) {
	t.Parallel()
	d := newDesk(t, time.Now)
	faults := dynamotest.NewFaults(t, dynamotest.Local(t), 1)
	s := d.via(t, dynamotest.AWSConfig(faults.URL()))
	faults.Set(dynamotest.Plan{Hang: 1})
	done := make(chan error, 1)
	go func() {
		done <- within(t, func(ctx context.Context) error {
			_, err := s.Create(ctx, record("a", ""))
			return err
		})
	}()
	faults.Await(func(c dynamotest.Counts) bool { return c.Hung > 0 })
	faults.Set(dynamotest.Plan{})
	if err := <-done; err != nil {
		t.Errorf("got %v, want success at the second attempt", err)
	}
}
