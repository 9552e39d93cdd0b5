package bolt

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
)

// compactBytes is how much Compact copies in one transaction.
const compactBytes = 1 << 20

// Compact rewrites the store in the file at path with nothing in it but what
// is live, and overwrites the file that it was with zeros. Deleting a record
// leaves its bytes in a free page until that page is used again; after Compact
// they are in neither file. Records, versions and counters stay as they are.
// What a disk keeps of overwritten blocks is out of its reach.
//
// Nothing else may have the store open: ErrLocked. The file is checked before
// and after, as by Open. A crash leaves the old file or the new one, whole.
func Compact(path string) error {
	if err := compact(path); err != nil {
		return fmt.Errorf("compact store %s: %w", path, err)
	}
	return nil
}

func compact(path string) (err error) {
	s := &Store{path: path, now: time.Now}
	if _, err := os.Stat(path); err != nil {
		return unavailable(err)
	}
	if err := s.start(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.db.Close()) }()
	fresh := path + ".compact" // one name, so that what a crash left goes now
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unavailable(err)
	}
	if err := copyLive(s.db, fresh); err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	return replace(path, fresh)
}

// copyLive writes what is live in db to a new file, and checks that.
func copyLive(db *bbolt.DB, fresh string) error {
	to, err := bbolt.Open(fresh, 0o600, &bbolt.Options{Timeout: lockWait, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return unavailable(err)
	}
	err = errors.Join(bbolt.Compact(to, db, compactBytes), to.Sync(), to.Close())
	if err != nil {
		return unavailable(err)
	}
	check := &Store{path: fresh, now: time.Now}
	if err := check.start(); err != nil {
		return err
	}
	return check.db.Close()
}

// replace puts fresh in the place of path and overwrites what was there. A
// process that waited for the lock of the old file finds no store in it then,
// and cannot take it for the real one.
func replace(path, fresh string) error {
	old, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return unavailable(err)
	}
	err = os.Rename(fresh, path)
	if err == nil {
		err = errors.Join(syncDir(filepath.Dir(path)), wipe(old))
	}
	return asUnavailable(errors.Join(err, old.Close()))
}

// wipe overwrites the whole of f with zeros, on disk.
func wipe(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err := io.CopyN(f, zeros{}, info.Size()); err != nil {
		return err
	}
	return f.Sync()
}

// zeros reads as zeros without end.
type zeros struct{}

// Read fills b with zeros.
func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
