package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"mkbloket/internal/store"
	"mkbloket/internal/store/storetest"
)

func TestOpenFindsTablesThatDisagree(t *testing.T) {
	e := store.Entry{Index: "queue", Partition: "p", At: noon}
	bucket := func(tx *bbolt.Tx, name string) *bbolt.Bucket { return tx.Bucket([]byte(name)) }
	for name, change := range map[string]func(*bbolt.Tx) error{
		"record without index entry":  func(tx *bbolt.Tx) error { return bucket(tx, tableIndex).Delete(entryKey(e, "a")) },
		"index entry without record":  func(tx *bbolt.Tx) error { return bucket(tx, tableIndex).Put(entryKey(e, "b"), nil) },
		"record without expiry entry": func(tx *bbolt.Tx) error { return bucket(tx, tableExpiry).Delete(expiryKey(noon.Add(time.Hour), "a")) },
		"expiry entry without record": func(tx *bbolt.Tx) error { return bucket(tx, tableExpiry).Put(expiryKey(noon, "b"), nil) },
		"record lost":                 func(tx *bbolt.Tx) error { return bucket(tx, tableRecord).Delete([]byte("a")) },
		"record cut off":              func(tx *bbolt.Tx) error { return bucket(tx, tableRecord).Put([]byte("a"), []byte("short")) },
		"record under another id": func(tx *bbolt.Tx) error {
			return bucket(tx, tableRecord).Put([]byte("b"), bytes.Clone(bucket(tx, tableRecord).Get([]byte("a"))))
		},
		"counter cut off": func(tx *bbolt.Tx) error {
			return bucket(tx, tableCounter).Put(counterKey("k", time.Hour, noon), []byte{1})
		},
		"no table": func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte(tableCounter)) },
	} {
		path := filepath.Join(t.TempDir(), "cases.db")
		edit(t, path, change)
		if _, err := Open(path, time.Now); !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want ErrCorrupt with the path", name, err)
		}
	}
}

// sample makes a store of several page sorts and returns its bytes and a
// dump of its content.
func sample(t *testing.T) (file []byte, content string) {
	path := filepath.Join(t.TempDir(), "cases.db")
	s, err := Open(path, storetest.NewClock(noon).Now)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		r := record(fmt.Sprintf("r-%03d", i), strings.Repeat(fmt.Sprint(i), 1+i*i%700))
		r.Index[0].At = noon.Add(time.Duration(i) * time.Minute)
		r.ExpiresAt = noon.Add(time.Duration(1+i) * time.Hour)
		if _, err := s.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Count(t.Context(), fmt.Sprint("k", i%50), time.Hour, noon); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 50 {
		if err := s.Delete(t.Context(), fmt.Sprintf("r-%03d", i*5), 1); err != nil {
			t.Fatal(err)
		}
	}
	content = dump(t, s)
	var b bytes.Buffer
	if err := errors.Join(s.Backup(&b), s.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), content
}

// dump lists everything that reads can see.
func dump(t *testing.T, s *Store) string {
	var b strings.Builder
	page := store.Page{}
	for {
		records, next, err := s.List(t.Context(), "queue", "p", page)
		if err != nil {
			return err.Error()
		}
		for _, r := range records {
			fmt.Fprintf(&b, "%+v\n", r)
		}
		if page.After = next; next == "" {
			return b.String()
		}
	}
}

// openDamaged opens the bytes as a store. Either it says clearly that the file
// is damaged, or everything is there.
func openDamaged(t *testing.T, path string, file []byte, content string) (refused bool) {
	t.Helper()
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(path, storetest.NewClock(noon).Now)
	if err != nil {
		known := errors.Is(err, store.ErrCorrupt) || errors.Is(err, ErrNewer)
		if !known || !strings.Contains(err.Error(), path) {
			t.Errorf("got %v, want ErrCorrupt with the path", err)
		}
		return true
	}
	if got := dump(t, s); got != content {
		t.Error("opened without a word, but the content is another")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	return false
}

func TestOpenRefusesACutOffFile(t *testing.T) {
	file, content := sample(t)
	path := filepath.Join(t.TempDir(), "cases.db")
	for size := 0; size < len(file); size += 4096 {
		for _, odd := range []int{0, 1, 100} {
			if !openDamaged(t, path, file[:min(size+odd, len(file)-1)], content) {
				t.Errorf("cut at %d of %d: opened", size+odd, len(file))
			}
		}
	}
}

func TestOpenRefusesFlippedBitsOrHasEverything(t *testing.T) {
	file, content := sample(t)
	path := filepath.Join(t.TempDir(), "cases.db")
	flips := setting(t, "FLIPS", 250)
	random := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range flips {
		damaged := bytes.Clone(file)
		bit := random.IntN(8 * len(damaged))
		damaged[bit/8] ^= 1 << (bit % 8)
		if openDamaged(t, path, damaged, content) {
			refused++
		}
		if t.Failed() {
			t.Fatalf("bit %d of byte %d", bit%8, bit/8)
		}
	}
	if refused == 0 {
		t.Errorf("none of %d flips was noticed", flips)
	}
	t.Logf("%d of %d flips refused; the others hit unused bytes", refused, flips)
}

func TestOpenRefusesFlippedBitsInPageHeaders(t *testing.T) {
	file, content := sample(t)
	path := filepath.Join(t.TempDir(), "cases.db")
	random := rand.New(rand.NewPCG(3, 4))
	for page := 0; page < len(file); page += os.Getpagesize() {
		for range 3 {
			damaged := bytes.Clone(file)
			damaged[page+random.IntN(80)] ^= 1 << random.IntN(8)
			openDamaged(t, path, damaged, content)
		}
	}
}

func TestOpenRefusesAForeignFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cases.db")
	for _, file := range []string{"", "not a store", strings.Repeat("x", 1<<16)} {
		openDamaged(t, path, []byte(file), "")
	}
	other := filepath.Join(t.TempDir(), "other.db")
	db, err := bbolt.Open(other, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(other, time.Now); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("an empty bbolt file: got %v, want ErrCorrupt", err)
	}
}

func TestDamageUnderAnOpenStoreIsAnError(t *testing.T) {
	s := newTest(t)
	for i := range 500 {
		if _, err := s.Create(t.Context(), record(fmt.Sprint("r", i), strings.Repeat("x", 500))); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(s.path, 8192); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), "r250"); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("get: got %v, want ErrCorrupt", err)
	}
	if err := s.Verify(t.Context()); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("verify: got %v, want ErrCorrupt", err)
	}
}
