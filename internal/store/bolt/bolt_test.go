package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/store"
	"mkbloket/internal/store/storetest"
)

// TestMain runs the tests, or the child of the kill test.
func TestMain(m *testing.M) {
	if path := os.Getenv(childPath); path != "" {
		os.Exit(child(path, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// openTest opens the store at path until the test ends.
func openTest(t testing.TB, path string, now func() time.Time) *Store {
	t.Helper()
	s, err := Open(path, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// newTest opens a store in a fresh folder whose clock stands at noon.
func newTest(t testing.TB) *Store {
	return openTest(t, filepath.Join(t.TempDir(), "data", "cases.db"), storetest.NewClock(noon).Now)
}

func record(id string, body string) store.Record {
	return store.Record{ID: id, Body: []byte(body), Index: []store.Entry{{Index: "queue", Partition: "p", At: noon}}}
}

func TestStoreKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T, now func() time.Time) store.Store {
		s := openTest(t, filepath.Join(t.TempDir(), "cases.db"), now)
		t.Cleanup(func() {
			if err := s.Verify(context.Background()); err != nil {
				t.Error(err)
			}
		})
		return s
	})
}

func TestRecordsAndCountersSurviveReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cases.db")
	for round := 1; round <= 3; round++ {
		s, err := Open(path, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Create(t.Context(), record(fmt.Sprint("r", round), "x")); err != nil {
			t.Error(err)
		}
		if n, err := s.Count(t.Context(), "k", time.Hour, noon); err != nil || n != round {
			t.Errorf("count: got %d, %v, want %d", n, err, round)
		}
		if got, _, err := s.List(t.Context(), "queue", "p", store.Page{}); err != nil || len(got) != round {
			t.Errorf("list: got %d records, %v, want %d", len(got), err, round)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestClosedStoreIsUnavailable(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "cases.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Create(t.Context(), record("a", "")); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("create: got %v, want ErrUnavailable", err)
	}
	if _, err := s.Get(t.Context(), "a"); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("get: got %v, want ErrUnavailable", err)
	}
}

func TestOneTransactionGivesEachWriteItsOwnResult(t *testing.T) {
	s := newTest(t)
	if _, err := s.Create(t.Context(), record("there", "")); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	write := func(ctx context.Context, id string) *op {
		r, err := record(id, "body").Kept(1)
		if err != nil {
			t.Fatal(err)
		}
		return &op{ctx: ctx, apply: func(tb *tables) error {
			if _, _, err := tb.get(id); err == nil {
				return store.ErrExists
			}
			tb.save(r, encode(r))
			return nil
		}}
	}
	ops := []*op{write(t.Context(), "a"), write(t.Context(), "there"), write(ended, "b"), write(t.Context(), "a"), write(t.Context(), "c")}
	if err := s.commit(ops); err != nil { // the writer is idle: nothing else writes
		t.Fatal(err)
	}
	for i, want := range []error{nil, store.ErrExists, context.Canceled, store.ErrExists, nil} {
		if got := ops[i].err; !errors.Is(got, want) {
			t.Errorf("write %d: got %v, want %v", i, got, want)
		}
	}
	got, _, err := s.List(t.Context(), "queue", "p", store.Page{})
	ids := []string{}
	for _, r := range got {
		ids = append(ids, r.ID)
	}
	if want := []string{"a", "c", "there"}; err != nil || !slices.Equal(ids, want) {
		t.Errorf("list: got %q, %v, want %q", ids, err, want)
	}
}

func TestWaitingWriteReturnsWhenItsContextEnds(t *testing.T) {
	s := newTest(t)
	inside, release := make(chan struct{}), make(chan struct{})
	held := make(chan error, 1)
	go func() {
		held <- s.do(context.Background(), 0, func(*tables) error {
			close(inside)
			<-release
			return nil
		})
	}()
	<-inside
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error, 1)
	go func() { _, err := s.Create(ctx, record("a", "")); waiting <- err }()
	cancel()
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	close(release)
	if err := <-held; err != nil {
		t.Error(err)
	}
	if _, err := s.Create(t.Context(), record("b", "")); err != nil {
		t.Errorf("the next write: got %v, want none", err)
	}
}

func TestBackupIsAConsistentStoreWhileWritersWrite(t *testing.T) {
	s := newTest(t)
	for i := range 200 {
		if _, err := s.Create(t.Context(), record(fmt.Sprint("before-", i), strings.Repeat("x", 3000))); err != nil {
			t.Fatal(err)
		}
	}
	stop, stopped := make(chan struct{}), make(chan error, 1)
	started := make(chan struct{})
	go func() {
		for i := 0; ; i++ {
			if _, err := s.Create(context.Background(), record(fmt.Sprint("during-", i), "x")); err != nil {
				stopped <- err
				return
			}
			if i == 10 {
				close(started)
			}
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
		}
	}()
	<-started
	var copied bytes.Buffer
	err := s.Backup(&copied)
	verified := s.Verify(t.Context())
	close(stop)
	if err := errors.Join(err, verified, <-stopped); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "restored.db")
	if err := os.WriteFile(path, copied.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	restored := openTest(t, path, storetest.NewClock(noon).Now)
	for i := range 200 {
		id := fmt.Sprint("before-", i)
		if got, err := restored.Get(t.Context(), id); err != nil || len(got.Body) != 3000 {
			t.Errorf("%s: got %d bytes, %v, want 3000", id, len(got.Body), err)
		}
	}
}

func TestUncertainStoreReadsButDoesNotWrite(t *testing.T) {
	s := newTest(t)
	if _, err := s.Create(t.Context(), record("a", "")); err != nil {
		t.Fatal(err)
	}
	tx, err := s.db.Begin(false)
	if err != nil {
		t.Fatal(err)
	}
	last := tx.ID()
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if !s.visible(last) || s.visible(last+1) {
		t.Errorf("visible: got %v for the last transaction and %v for the next, want true and false", s.visible(last), s.visible(last+1))
	}
	s.frozen = true // the writer sees it with the next write
	if _, err := s.Create(t.Context(), record("b", "")); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("create: got %v, want ErrUnavailable", err)
	}
	if _, err := s.Get(t.Context(), "a"); err != nil {
		t.Errorf("get: got %v, want the record", err)
	}
}

func TestPanicInTheEngineIsAnErrorAndEndsWriting(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "cases.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.do(t.Context(), 0, func(*tables) error { panic("page 7") }); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("the write: got %v, want ErrCorrupt", err)
	}
	if _, err := s.Create(t.Context(), record("a", "")); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("the next write: got %v, want ErrCorrupt", err)
	}
	if _, err := s.Get(t.Context(), "a"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a read: got %v, want ErrNotFound", err)
	}
	if err := s.Close(); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("close: got %v, want ErrCorrupt, at once", err)
	}
}
