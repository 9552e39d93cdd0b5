package bolt

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mkbloket/internal/store"
	"mkbloket/internal/store/storetest"
)

// fillUp creates records until the store refuses, and returns how many it kept.
func fillUp(t *testing.T, s *Store, body string) int {
	t.Helper()
	for i := range 100_000 {
		_, err := s.Create(t.Context(), record(fmt.Sprint("r", i), body))
		if errors.Is(err, store.ErrUnavailable) {
			return i
		}
		if err != nil {
			t.Fatalf("record %d: got %v, want ErrUnavailable at some time", i, err)
		}
	}
	t.Fatal("the store never filled up")
	return 0
}

// checkFull checks that a full store still reads, keeps no part of the refused
// write, and writes again once a record is gone.
func checkFull(t *testing.T, s *Store, kept int, room func()) {
	t.Helper()
	if got, err := s.Get(t.Context(), fmt.Sprint("r", kept-1)); err != nil {
		t.Errorf("get while full: got %v, %v, want the last record", got.ID, err)
	}
	if _, err := s.Get(t.Context(), fmt.Sprint("r", kept)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("get of the refused record: got %v, want ErrNotFound", err)
	}
	room()
	if _, err := s.Create(t.Context(), record("again", "x")); err != nil {
		t.Errorf("create with room again: got %v, want none", err)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestFileAtItsLimitRefusesAndRecovers(t *testing.T) {
	s := newTest(t)
	s.db.MaxSize = 1 << 20 // no growth from here
	kept := fillUp(t, s, strings.Repeat("x", 10_000))
	checkFull(t, s, kept, func() { s.db.MaxSize = 0 })
}

func TestFullDiskRefusesAndRecovers(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("needs the right to mount a small disk: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 500_000), 0o600); err != nil {
		t.Fatal(err)
	}
	s := openTest(t, filepath.Join(dir, "cases.db"), storetest.NewClock(noon).Now)
	kept := fillUp(t, s, strings.Repeat("x", 10_000))
	checkFull(t, s, kept, func() {
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
	})
}

func TestReadOnlyDiskIsUnavailable(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=2m,ro", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("needs the right to mount a small disk: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	path := filepath.Join(dir, "cases.db")
	if _, err := Open(path, storetest.NewClock(noon).Now); !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want ErrUnavailable with the path", err)
	}
}
