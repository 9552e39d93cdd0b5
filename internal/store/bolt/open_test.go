package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"mkbloket/internal/store/storetest"
)

func TestOpenRefusesASecondOpener(t *testing.T) {
	s := newTest(t)
	begin := time.Now()
	_, err := Open(s.path, time.Now)
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), s.path) {
		t.Errorf("got %v, want ErrLocked with the path", err)
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("took %v, want about a second at most", took)
	}
}

func TestModes(t *testing.T) {
	s := newTest(t)
	dir := filepath.Dir(s.path)
	if got, err := s.Warnings(); err != nil || len(got) != 0 {
		t.Errorf("a fresh store: got %q, %v, want no warnings", got, err)
	}
	for path, mode := range map[string]os.FileMode{dir: 0o750, s.path: 0o640} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Warnings()
	if err != nil || len(got) != 2 || !strings.Contains(got[0], "0750") || !strings.Contains(got[1], "0640") {
		t.Errorf("got %q, %v, want a line for the folder and one for the file", got, err)
	}
}

func TestCreatingLeavesOneFile(t *testing.T) {
	s := newTest(t)
	names, err := os.ReadDir(filepath.Dir(s.path))
	if err != nil || len(names) != 1 {
		t.Errorf("got %v, %v, want only the store", names, err)
	}
}

func TestOpenRefusesANewerSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cases.db")
	edit(t, path, func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(tableMeta)).Put([]byte(keySchema), binary.BigEndian.AppendUint32(nil, schema+1))
	})
	before, _ := os.ReadFile(path)
	if _, err := Open(path, time.Now); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want ErrNewer with the path", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file changed, %v", err)
	}
}

// edit makes a store with one record and changes its file behind its back.
func edit(t *testing.T, path string, change func(*bbolt.Tx) error) {
	t.Helper()
	s, err := Open(path, storetest.NewClock(noon).Now)
	if err != nil {
		t.Fatal(err)
	}
	r := record("a", "body")
	r.ExpiresAt = noon.Add(time.Hour)
	_, created := s.Create(t.Context(), r)
	_, counted := s.Count(t.Context(), "k", time.Hour, noon)
	if err := errors.Join(created, counted, s.Close()); err != nil {
		t.Fatal(err)
	}
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(change), db.Close()); err != nil {
		t.Fatal(err)
	}
}
