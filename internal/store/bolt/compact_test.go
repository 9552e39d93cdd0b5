package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/store"
	"mkbloket/internal/store/storetest"
)

func TestCompactLeavesNoByteOfWhatWasDeleted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cases.db")
	s, err := Open(path, storetest.NewClock(noon).Now)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		if _, err := s.Create(t.Context(), record(fmt.Sprint("k", i), strings.Repeat(fmt.Sprint("merkteken-", i, " "), 300))); err != nil {
			t.Fatal(err)
		}
	}
	for i := 20; i < 40; i++ { // few enough, in one go each, that free pages are left over
		if err := s.Delete(t.Context(), fmt.Sprint("k", i), 1); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := s.Update(t.Context(), "k8", 1, record("k8", "kort"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Count(t.Context(), "teller", time.Hour, noon); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	old, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	before := read(t, path)
	if !marked(before) {
		t.Fatal("the deleted bytes are gone already: this test shows nothing")
	}
	if err := Compact(path); err != nil {
		t.Fatal(err)
	}
	after := read(t, path)
	if marked(after) || bytes.Contains(after, []byte("merkteken-8 ")) {
		t.Error("what was deleted is still in the file")
	}
	if zeroed, err := io.ReadAll(old); err != nil || len(bytes.Trim(zeroed, "\x00")) != 0 || len(zeroed) != len(before) {
		t.Errorf("the file that was: got %d bytes, %v, want %d, all zero", len(zeroed), err, len(before))
	}
	s = openTest(t, path, storetest.NewClock(noon).Now)
	if got, err := s.Get(t.Context(), "k8"); err != nil || got.Version != kept.Version || string(got.Body) != "kort" {
		t.Errorf("got version %d, %q, %v, want %d and the body", got.Version, got.Body, err, kept.Version)
	}
	if got, _, err := s.List(t.Context(), "queue", "p", store.Page{}); err != nil || len(got) != 40 {
		t.Errorf("got %d records, %v, want 40", len(got), err)
	}
	if n, err := s.Count(t.Context(), "teller", time.Hour, noon); err != nil || n != 2 {
		t.Errorf("counter: got %d, %v, want 2", n, err)
	}
	if names, err := os.ReadDir(filepath.Dir(path)); err != nil || len(names) != 1 {
		t.Errorf("got %v, %v, want only the store", names, err)
	}
}

func TestCompactLeavesAStoreThatIsOpenOrMissing(t *testing.T) {
	s := newTest(t)
	if err := Compact(s.path); !errors.Is(err, ErrLocked) {
		t.Errorf("open: got %v, want ErrLocked", err)
	}
	missing := filepath.Join(t.TempDir(), "cases.db")
	if err := Compact(missing); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("missing: got %v, want ErrUnavailable", err)
	}
	if _, err := os.Stat(missing); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing: got %v, want no file made", err)
	}
}

func TestCompactGoesOnAfterOneThatWasCutOff(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cases.db")
	s, err := Open(path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".compact", []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Compact(path); err != nil {
		t.Fatal(err)
	}
	openTest(t, path, time.Now)
}

// marked reports whether data holds text of a record that was deleted.
func marked(data []byte) bool {
	for i := 20; i < 40; i++ {
		if bytes.Contains(data, fmt.Appendf(nil, "merkteken-%d ", i)) {
			return true
		}
	}
	return false
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
