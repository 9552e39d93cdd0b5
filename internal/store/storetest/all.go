package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"mkbloket/internal/store"
)

func all(t *testing.T, f *fixture) {
	want := map[string]store.Record{}
	for i := range 120 { // more than a page
		r := queued(fmt.Sprint("r", i), "p", start)
		want[r.ID] = f.create(t, r)
	}
	large := f.create(t, store.Record{ID: "large", Body: bytes.Repeat([]byte{0xff}, store.MaxBody)})
	want["large"] = large
	f.create(t, expiring("expired", time.Hour))
	f.clock.Advance(time.Hour)
	if _, err := f.Count(t.Context(), "k", time.Minute, start); err != nil { // a counter is no record
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for next, pages := store.Cursor(""), 0; pages == 0 || next != ""; pages++ {
		records, after, err := f.All(t.Context(), next)
		if err != nil || pages > len(want) {
			t.Fatalf("page %d: got %d records, %v", pages, len(records), err)
		}
		for _, r := range records {
			if seen[r.ID] || !same(r, want[r.ID]) {
				t.Errorf("got %s twice or changed", r.ID)
			}
			seen[r.ID] = true
		}
		next = after
	}
	if len(seen) != len(want) {
		t.Errorf("got %d records, want %d", len(seen), len(want))
	}
	if _, _, err := f.All(t.Context(), "geen-plaats"); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("damaged cursor: got %v, want ErrInvalid", err)
	}
}
