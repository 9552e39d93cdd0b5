package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// schema is the version of what the tables hold. A change of it comes with a
// migration from the version before, in one transaction, in Open.
const schema = 1

// create makes the folder and the file at path unless there is a file. It
// fills the file under another name and links it in place when it is on disk,
// so that a half-made store is never seen, and two processes make one.
func create(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return asUnavailable(err)
	}
	dir := filepath.Dir(path)
	if err := makeDir(dir); err != nil {
		return unavailable(err)
	}
	tmp, err := os.MkdirTemp(dir, filepath.Base(path)+".new-")
	if err != nil {
		return unavailable(err)
	}
	defer os.RemoveAll(tmp)
	fresh := filepath.Join(tmp, "store")
	if err := fill(fresh); err != nil {
		return unavailable(err)
	}
	if err := os.Link(fresh, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return unavailable(err)
	}
	return asUnavailable(syncDir(dir))
}

// makeDir makes a folder that is not there, with its parents, and makes its
// name durable.
func makeDir(dir string) error {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return syncDir(filepath.Dir(dir))
}

// fill writes an empty store to path, synced.
func fill(path string) error {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range []string{tableMeta, tableRecord, tableIndex, tableExpiry, tableCounter} {
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return fmt.Errorf("create table %s: %w", name, err)
			}
		}
		return tx.Bucket([]byte(tableMeta)).Put([]byte(keySchema), binary.BigEndian.AppendUint32(nil, schema))
	})
	return errors.Join(err, db.Close())
}

// syncDir makes the names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// asUnavailable returns err as ErrUnavailable, and nil as nil.
func asUnavailable(err error) error {
	if err == nil {
		return nil
	}
	return unavailable(err)
}

// Warnings returns a line for each way in which others than the owner can
// reach the store: a file wider than 0600 or a folder wider than 0700. The
// program shows them when it starts.
func (s *Store) Warnings() ([]string, error) {
	var lines []string
	for _, p := range []struct {
		path string
		most fs.FileMode
	}{{filepath.Dir(s.path), 0o700}, {s.path, 0o600}} {
		info, err := os.Stat(p.path)
		if err != nil {
			return nil, fmt.Errorf("look at store: %w", err)
		}
		if mode := info.Mode().Perm(); mode&^p.most != 0 {
			lines = append(lines, fmt.Sprintf("%s has mode %04o: personal data can be read by others; make it %04o", p.path, mode, p.most))
		}
	}
	return lines, nil
}
