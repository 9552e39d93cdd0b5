package dynamo_test

import (
	"context"
	"fmt"
	"testing"

	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
)

// fate is what a client knows of one record of its own.
type fate struct {
	version uint64 // the last one that was acknowledged; 0: none
	open    bool   // the write of the next version has an unknown end
}

func TestAcknowledgedWritesAreThereOnceUnderFaults(t *testing.T) {
	underFaults(t, func(*testing.T, *dynamo.Store) {}, writeAlone, checkFates)
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
