package storetest

import (
	"fmt"
	"testing"
	"time"

	"mkbloket/internal/store"
)

// expiring returns a queued record that lives for d.
func expiring(id string, d time.Duration) store.Record {
	r := queued(id, "p", start)
	r.ExpiresAt = start.Add(d)
	return r
}

func expiry(t *testing.T, f *fixture) {
	f.create(t, expiring("a", time.Hour))
	f.create(t, queued("b", "p", start))
	f.clock.Advance(time.Hour - 1)
	if _, err := f.Get(t.Context(), "a"); err != nil {
		t.Errorf("get just before expiry: got %v, want the record", err)
	}
	if got := fmt.Sprint(f.ids(t, "queue", "p", store.Page{})); got != "[a b]" {
		t.Errorf("list just before expiry: got %s, want [a b]", got)
	}
	f.clock.Advance(1)
	wantNotFound(t, f, "a")
	if got := fmt.Sprint(f.ids(t, "queue", "p", store.Page{})); got != "[b]" {
		t.Errorf("list at expiry: got %s, want [b]", got)
	}
	if got := fmt.Sprint(f.ids(t, "queue", "p", store.Page{Limit: 1})); got != "[b]" {
		t.Errorf("list at expiry in pages of one: got %s, want [b]", got)
	}
}

func expiredID(t *testing.T, f *fixture) {
	f.create(t, expiring("a", time.Hour))
	f.clock.Advance(2 * time.Hour)
	fresh := queued("a", "other", start)
	if got := f.create(t, fresh); got.Version != 1 {
		t.Errorf("create: got version %d, want 1", got.Version)
	}
	if got := f.ids(t, "queue", "p", store.Page{}); len(got) != 0 {
		t.Errorf("list of the old partition: got %q, want none", got)
	}
	if n, err := f.Purge(t.Context()); err != nil || n != 0 {
		t.Errorf("purge: got %d, %v, want 0", n, err)
	}
	if _, err := f.Get(t.Context(), "a"); err != nil {
		t.Errorf("get after purge: got %v, want the new record", err)
	}
}

func expiryMoves(t *testing.T, f *fixture) {
	for _, id := range []string{"later", "never", "sooner"} {
		f.create(t, expiring(id, time.Hour))
	}
	for id, r := range map[string]store.Record{
		"later": expiring("later", 3*time.Hour), "never": queued("never", "p", start), "sooner": expiring("sooner", time.Minute),
	} {
		if _, err := f.Update(t.Context(), id, 1, r); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		advance time.Duration
		want    string
	}{{0, "[later never sooner]"}, {time.Minute, "[later never]"}, {2 * time.Hour, "[later never]"}, {time.Hour, "[never]"}} {
		f.clock.Advance(c.advance)
		if _, err := f.Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(f.ids(t, "queue", "p", store.Page{})); got != c.want {
			t.Errorf("%v later: got %s, want %s", c.advance, got, c.want)
		}
	}
}

func purge(t *testing.T, f *fixture) {
	const many = 600
	for i := range many {
		f.create(t, expiring(fmt.Sprintf("old-%d", i), time.Minute))
	}
	f.create(t, expiring("live", time.Hour))
	f.create(t, queued("kept", "p", start))
	if n, err := f.Purge(t.Context()); err != nil || n != 0 {
		t.Errorf("purge before expiry: got %d, %v, want 0", n, err)
	}
	f.clock.Advance(time.Minute)
	if n, err := f.Purge(t.Context()); err != nil || n != many {
		t.Errorf("purge: got %d, %v, want %d", n, err, many)
	}
	if n, err := f.Purge(t.Context()); err != nil || n != 0 {
		t.Errorf("second purge: got %d, %v, want 0", n, err)
	}
	if got := fmt.Sprint(f.ids(t, "queue", "p", store.Page{})); got != "[kept live]" {
		t.Errorf("list: got %s, want [kept live]", got)
	}
}
