package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
	"mkbloket/internal/store/transfer"
)

var start = time.Date(2026, 11, 23, 10, 0, 0, 5, time.UTC)

func open(t *testing.T) store.Store {
	t.Helper()
	db, err := bolt.Open(filepath.Join(t.TempDir(), "loket.db"), func() time.Time { return start })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func record(i int) store.Record {
	r := store.Record{ID: fmt.Sprint("r", i), Body: fmt.Append(nil, "body ", i),
		Index: []store.Entry{{Index: "queue", Partition: "nieuw", At: start}, {Index: "mail", Partition: "uit", At: start.Add(time.Duration(i))}}}
	if i%3 == 0 {
		r.ExpiresAt = start.Add(time.Hour)
	}
	return r
}

func fill(t *testing.T, s store.Store, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		if _, err := s.Create(t.Context(), record(i)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCopyMovesEveryLiveRecordWithItsPlaces(t *testing.T) {
	from, to := open(t), open(t)
	fill(t, from, 0, 250)
	old := store.Record{ID: "expired", ExpiresAt: start}
	if _, err := from.Create(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	if n, err := transfer.Copy(t.Context(), from, to); err != nil || n != 250 {
		t.Fatalf("got %d, %v, want 250", n, err)
	}
	want, got := list(t, from), list(t, to)
	if fmt.Sprint(got) != fmt.Sprint(want) || len(got) != 250 {
		t.Errorf("got %d in the index, want the same %d", len(got), len(want))
	}
}

func list(t *testing.T, s store.Store) (ids []string) {
	t.Helper()
	for page := (store.Page{}); ; {
		records, next, err := s.List(t.Context(), "mail", "uit", page)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			ids = append(ids, r.ID)
		}
		if page.After = next; next == "" {
			return ids
		}
	}
}

// faulty fails the Create of one record, and lets a test interfere.
type faulty struct {
	store.Store
	fail  string
	after func() // once
	once  sync.Once
}

var errFull = errors.New("full")

func (f *faulty) Create(ctx context.Context, r store.Record) (store.Record, error) {
	if r.ID == f.fail {
		return store.Record{}, errFull
	}
	made, err := f.Store.Create(ctx, r)
	if f.after != nil {
		f.once.Do(f.after)
	}
	return made, err
}

func TestACopyThatWasCutOffCanBeRunAgain(t *testing.T) {
	from, to := open(t), open(t)
	fill(t, from, 0, 200)
	if _, err := transfer.Copy(t.Context(), from, &faulty{Store: to, fail: "r77"}); !errors.Is(err, errFull) {
		t.Fatalf("got %v, want the fault", err)
	}
	if n, err := transfer.Copy(t.Context(), from, to); err != nil || n != 200 {
		t.Errorf("got %d, %v, want 200", n, err)
	}
	if n, err := transfer.Copy(t.Context(), from, to); err != nil || n != 200 {
		t.Errorf("once more: got %d, %v, want 200", n, err)
	}
}

func TestCopyRefusesADestinationWithSomethingElse(t *testing.T) {
	other := record(1)
	other.Body = []byte("other")
	for name, r := range map[string]store.Record{"another record": {ID: "vreemd"}, "the same ID with another body": other} {
		from, to := open(t), open(t)
		fill(t, from, 0, 5)
		if _, err := to.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if _, err := transfer.Copy(t.Context(), from, to); !errors.Is(err, transfer.ErrConflict) {
			t.Errorf("%s: got %v, want ErrConflict", name, err)
		}
		if got, err := to.Get(t.Context(), r.ID); err != nil || string(got.Body) != string(r.Body) {
			t.Errorf("%s: got %q, %v, want it untouched", name, got.Body, err)
		}
	}
}

func TestCopyNoticesASourceThatIsStillWrittenTo(t *testing.T) {
	from, to := open(t), open(t)
	fill(t, from, 0, 5)
	meddle := func() {
		if _, err := from.Update(t.Context(), "r1", 1, store.Record{Body: []byte("later")}); err != nil {
			t.Error(err)
		}
		if _, err := from.Create(t.Context(), store.Record{ID: "late"}); err != nil {
			t.Error(err)
		}
	}
	if _, err := transfer.Copy(t.Context(), from, &faulty{Store: to, after: meddle}); !errors.Is(err, transfer.ErrChanged) {
		t.Errorf("got %v, want ErrChanged", err)
	}
}
