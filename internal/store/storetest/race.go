package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/store"
)

// racers is how many goroutines take part in a race.
const racers = 50

// race runs fn at the same moment in all racers and returns what each gave.
func race[T any](fn func(i int) T) []T {
	results := make([]T, racers)
	var ready, done sync.WaitGroup
	ready.Add(racers)
	for i := range racers {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			results[i] = fn(i)
		})
	}
	done.Wait()
	return results
}

func raceCreate(t *testing.T, f *fixture) {
	for round := range 10 {
		id := fmt.Sprint("r", round)
		won := -1
		for i, err := range race(func(i int) error {
			_, err := f.Create(t.Context(), store.Record{ID: id, Body: []byte{byte(i)}})
			return err
		}) {
			switch {
			case err == nil && won < 0:
				won = i
			case err == nil:
				t.Errorf("round %d: both %d and %d created the record", round, won, i)
			case !errors.Is(err, store.ErrExists):
				t.Errorf("round %d: got %v, want ErrExists", round, err)
			}
		}
		got, err := f.Get(t.Context(), id)
		if err != nil || won < 0 || len(got.Body) != 1 || int(got.Body[0]) != won {
			t.Errorf("round %d: got body %v, %v, want that of the winner %d", round, got.Body, err, won)
		}
	}
}

func raceUpdate(t *testing.T, f *fixture) {
	f.create(t, queued("a", "p", start))
	versions := race(func(i int) uint64 {
		for { // ends: each failure means that another racer went ahead
			r, err := f.Get(t.Context(), "a")
			if err != nil {
				t.Errorf("get: %v", err)
				return 0
			}
			r.Body = append(r.Body, byte(i))
			updated, err := f.Update(t.Context(), "a", r.Version, r)
			if err == nil {
				return updated.Version
			}
			if !errors.Is(err, store.ErrStale) {
				t.Errorf("update: got %v, want ErrStale", err)
				return 0
			}
		}
	})
	seen := map[uint64]bool{}
	for _, v := range versions {
		if seen[v] || v < 2 || v > racers+1 {
			t.Errorf("got version %d twice or out of range, want 2 to %d once each", v, racers+1)
		}
		seen[v] = true
	}
	got, err := f.Get(t.Context(), "a")
	if want := len("body of a") + racers; err != nil || got.Version != racers+1 || len(got.Body) != want {
		t.Errorf("got version %d with %d bytes, %v, want %d with %d: no update lost", got.Version, len(got.Body), err, racers+1, want)
	}
}

func count(t *testing.T, f *fixture) {
	at := start.Truncate(time.Hour)
	for i, c := range []struct {
		key    string
		window time.Duration
		now    time.Time
		want   int
	}{
		{"k", time.Minute, at, 1},
		{"k", time.Minute, at.Add(time.Minute - 1), 2},
		{"other \x00", time.Minute, at, 1},
		{"k", time.Hour, at, 1},
		{"k", time.Minute, at.In(time.FixedZone("CET", 3600)), 3},
		{"k", time.Minute, at.Add(time.Minute), 1},
		{"k", time.Minute, at.Add(time.Minute), 2},
		{"k", time.Hour, at.Add(59 * time.Minute), 2},
		{"k", time.Hour, at.Add(60 * time.Minute), 1},
	} {
		got, err := f.Count(t.Context(), c.key, c.window, c.now)
		if err != nil || got != c.want {
			t.Errorf("call %d: got %d, %v, want %d", i, got, err, c.want)
		}
	}
	for name, call := range map[string]func() (int, error){
		"no key":          func() (int, error) { return f.Count(t.Context(), "", time.Minute, at) },
		"no window":       func() (int, error) { return f.Count(t.Context(), "k", 0, at) },
		"negative window": func() (int, error) { return f.Count(t.Context(), "k", -time.Minute, at) },
	} {
		if _, err := call(); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
}

func raceCount(t *testing.T, f *fixture) {
	seen := map[int]bool{}
	for _, n := range race(func(int) int {
		n, err := f.Count(t.Context(), "k", time.Minute, start)
		if err != nil {
			t.Errorf("count: %v", err)
		}
		return n
	}) {
		if seen[n] || n < 1 || n > racers {
			t.Errorf("got %d twice or out of range, want 1 to %d once each", n, racers)
		}
		seen[n] = true
	}
}
