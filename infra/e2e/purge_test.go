package e2e

import (
	"strings"
	"testing"
	"time"

	"mkbloket/internal/store"
)

// purge starts the function purge and gives what it wrote so far.
func (d *desk) purge() string {
	d.Helper()
	d.scheduled("purge")
	return d.pools["purge"].log()
}

// expire puts in a record that has expired, a counter whose window has ended,
// and a record that expires tomorrow.
func (d *desk) expire() {
	d.Helper()
	now := time.Now()
	past := d.table.store(func() time.Time { return now.Add(-48 * time.Hour) })
	for id, at := range map[string]time.Time{"voorbij": now.Add(-time.Hour), "morgen": now.Add(24 * time.Hour)} {
		if _, err := past.Create(d.Context(), store.Record{ID: id, ExpiresAt: at, Body: []byte("{}")}); err != nil {
			d.Fatal(err)
		}
	}
	if _, err := past.Count(d.Context(), "oud", time.Hour, now.Add(-3*time.Hour)); err != nil {
		d.Fatal(err)
	}
}

func TestPurgeRemovesWhatHasExpired(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{processes: 1})
	ref := d.ask("blijft")
	before := d.table.items()
	d.expire()
	if log := d.purge(); !strings.Contains(log, `"PurgeRuns":1`) || !strings.Contains(log, `"Purged":1`) {
		t.Errorf("log: got %s, want metrics of a run that removed one record", log)
	}
	after := d.table.items()
	for id := range before {
		if after[id] == nil {
			t.Errorf("%s is gone", id)
		}
	}
	if got, want := len(after), len(before)+1; got != want || after["case#morgen"] == nil || after["case#"+strings.ToLower(ref)] == nil {
		t.Errorf("got %d items, want %d: those of before and what expires tomorrow", got, want)
	}
	if log := d.purge(); strings.Count(log, `"PurgeRuns":1`) != 2 {
		t.Errorf("log: got %s, want a second run", log)
	}
}
