package dynamo_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// others are what other writers do between an attempt whose answer was lost
// and the next one.
type others func(t *testing.T, s *dynamo.Store)

func nobody(*testing.T, *dynamo.Store) {}

// updates returns others that update record a a number of times.
func updates(times int) others {
	return func(t *testing.T, s *dynamo.Store) {
		for range times {
			r, err := s.Get(t.Context(), "a")
			if err != nil {
				t.Fatal(err)
			}
			r.Body = []byte("theirs")
			if _, err := s.Update(t.Context(), "a", r.Version, r); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// deletes removes record a.
func deletes(t *testing.T, s *dynamo.Store) {
	r, err := s.Get(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), "a", r.Version); err != nil {
		t.Fatal(err)
	}
}

// creates makes record a.
func creates(t *testing.T, s *dynamo.Store) {
	if _, err := s.Create(t.Context(), record("a", "theirs")); err != nil {
		t.Fatal(err)
	}
}

func TestWriteKnowsItsOwnWorkWhenTheAnswerIsLost(t *testing.T) {
	dynamotest.Local(t)
	t.Parallel()
	const many = 70 // updates, more than an item remembers
	create := func(t *testing.T, s *dynamo.Store) error {
		_, err := s.Create(t.Context(), record("a", "ours"))
		return err
	}
	update := func(t *testing.T, s *dynamo.Store) error {
		_, err := s.Update(t.Context(), "a", 1, record("a", "ours"))
		return err
	}
	remove := func(t *testing.T, s *dynamo.Store) error { return s.Delete(t.Context(), "a", 1) }
	for _, c := range []struct {
		name    string
		before  others
		call    func(*testing.T, *dynamo.Store) error
		first   answer // to the first attempt of the write
		between others
		want    error
		state   string // version and body afterwards
	}{
		{"create", nobody, create, lost, nobody, nil, "1 ours"},
		{"create, not done at first", nobody, create, unsent, nobody, nil, "1 ours"},
		{"create, updated since", nobody, create, lost, updates(2), nil, "3 theirs"},
		{"create, forgotten since", nobody, create, lost, updates(many), store.ErrUnavailable, "71 theirs"},
		{"create, others were first", nobody, create, unsent, creates, store.ErrExists, "1 theirs"},
		{"update", creates, update, lost, nobody, nil, "2 ours"},
		{"update, not done at first", creates, update, unsent, nobody, nil, "2 ours"},
		{"update, updated since", creates, update, lost, updates(2), nil, "4 theirs"},
		{"update, forgotten since", creates, update, lost, updates(many), store.ErrUnavailable, "72 theirs"},
		{"update, deleted since", creates, update, lost, deletes, store.ErrNotFound, "none"},
		{"update, others were first", creates, update, unsent, updates(1), store.ErrStale, "2 theirs"},
		{"update, others were first by far", creates, update, unsent, updates(many), store.ErrUnavailable, "71 theirs"},
		{"delete", creates, remove, lost, nobody, nil, "none"},
		{"delete, not done at first", creates, remove, unsent, nobody, nil, "none"},
		{"delete, created again since", creates, remove, lost, creates, store.ErrUnavailable, "1 theirs"},
		{"delete, others were first", creates, remove, unsent, deletes, nil, "none"},
		{"delete, updated meanwhile", creates, remove, unsent, updates(1), store.ErrStale, "2 theirs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, noonClock)
			plain := d.plain(t)
			c.before(t, plain)
			s := d.over(t, &line{decide: func(op string, n int) answer {
				write := op == "PutItem" || op == "UpdateItem" || op == "DeleteItem"
				if write && n == 1 {
					return c.first
				}
				if write && n == 2 {
					c.between(t, plain)
				}
				return nil
			}})
			if err := c.call(t, s); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if got := state(t, plain); got != c.state {
				t.Errorf("afterwards: got %q, want %q", got, c.state)
			}
		})
	}
}

// state tells version and body of record a.
func state(t *testing.T, s *dynamo.Store) string {
	t.Helper()
	r, err := s.Get(t.Context(), "a")
	if errors.Is(err, store.ErrNotFound) {
		return "none"
	}
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(fmt.Sprint(r.Version, " ", string(r.Body)))
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
	plan := dynamotest.Plan{Throttle: 0.1, Fault: 0.1, Lost: 0.4, PerCall: spared}
	faults.Set(plan)
	if n, err := d.via(t, dynamotest.AWSConfig(faults.URL())).Purge(t.Context()); err != nil || n != expired {
		t.Errorf("got %d, %v, want %d", n, err, expired)
	}
	if got, want := faults.Counts(), plan.InHundred(); !got.Holds(want) { // only 40 of a hundred pass
		t.Errorf("got %+v, want at least %+v", got, want)
	}
	if there := everything(t, plain); len(there) != 1 || there["kept"].ID == "" {
		t.Errorf("got %d records afterwards, want the one that has no expiry", len(there))
	}
}
