package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/privacy"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

// backup writes the store of a data folder, its secret and the list of who was
// erased into one file, also while a server runs on the folder. It holds every
// case that was acknowledged before it began.
func backup(ctx context.Context, args []string, s streams) error {
	f := flags("backup", s)
	data := f.String("data", "var", "folder with what people sent in")
	out := f.String("out", "", "file to write; it must not be there yet")
	if err := parse(f, args); err != nil {
		return err
	}
	if *out == "" {
		fmt.Fprintln(s.err, "noem met -out het bestand, bijvoorbeeld -out loket-2026-11-23.tar")
		return errUsage
	}
	m, err := makeBackup(ctx, *data, *out)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %d zaken, nagekeken\n", *out, m.Cases)
	return nil
}

// makeBackup makes the file out, which is whole and durable or not there. After
// a crash it can be there in part; then verify and restore refuse it.
func makeBackup(ctx context.Context, data, out string) (m manifest, err error) {
	if !exists(filepath.Join(data, storeFile)) {
		return m, fmt.Errorf("%s is er niet", filepath.Join(data, storeFile))
	}
	file, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return m, fmt.Errorf("make backup: %w", err)
	}
	if m, err = fillBackup(ctx, data, file); err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return m, errors.Join(err, os.Remove(out))
	}
	return m, syncFolder(filepath.Dir(out))
}

// fillBackup gathers the files in a folder beside the backup, checks them, and
// packs them.
func fillBackup(ctx context.Context, data string, file *os.File) (m manifest, err error) {
	work, err := os.MkdirTemp(filepath.Dir(file.Name()), ".backup-*")
	if err != nil {
		return m, fmt.Errorf("make backup: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	m = manifest{Format: archiveFormat, MadeAt: time.Now().UTC().Truncate(time.Second)}
	if err := snapshotStore(ctx, data, filepath.Join(work, storeFile)); err != nil {
		return m, err
	}
	for _, name := range archiveNames()[1:] {
		if err := copyInto(filepath.Join(work, name), filepath.Join(data, name)); err != nil {
			return m, err
		}
	}
	if m.Cases, err = checkStore(ctx, filepath.Join(work, storeFile)); err != nil {
		return m, err
	}
	if m.Files, err = describe(work); err != nil {
		return m, err
	}
	return m, pack(file, m, work)
}

// copyInto copies a file that may be missing.
func copyInto(to, from string) error {
	if !exists(from) {
		return nil
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("copy file: %w", err)
	}
	return errors.Join(copyFile(f, from), f.Close())
}

// snapshotStore writes a consistent copy of the store: from the file when
// nobody has it open, and otherwise from the server that has.
func snapshotStore(ctx context.Context, data, to string) error {
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("copy store: %w", err)
	}
	db, err := bolt.Open(filepath.Join(data, storeFile), time.Now)
	switch {
	case errors.Is(err, bolt.ErrLocked):
		err = fetchStore(ctx, data, f)
	case err == nil:
		err = errors.Join(db.Backup(f), db.Close())
	}
	return errors.Join(err, f.Close())
}

// fetchStore writes the copy that a running server gives. One that breaks off
// is an error: HTTP marks the end.
func fetchStore(ctx context.Context, data string, w io.Writer) error {
	answer, err := askServer(ctx, data, "backup")
	if err != nil {
		return err
	}
	_, err = io.Copy(w, answer)
	if err = errors.Join(err, answer.Close()); err != nil {
		return fmt.Errorf("copy store of the running server: %w", err)
	}
	return nil
}

// checkStore opens the store in a file, which checks all of it, and counts the
// cases.
func checkStore(ctx context.Context, path string) (n int, err error) {
	db, err := bolt.Open(path, time.Now)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return checkCases(ctx, db)
}

// checkCases reads every case and counts them.
func checkCases(ctx context.Context, s store.Store) (n int, err error) {
	err = eachRecord(ctx, s, func(r store.Record) error {
		if !privacy.IsCase(r.ID) {
			return nil
		}
		n++
		_, err := cases.Decode(r)
		return err
	})
	if err != nil {
		return n, fmt.Errorf("check cases: %w", err)
	}
	return n, nil
}
