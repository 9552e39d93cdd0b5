package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

// restore makes a data folder of a backup. It refuses a folder that holds
// anything, and the folder is there whole and checked, or not.
func restore(ctx context.Context, args []string, s streams) error {
	f := flags("restore", s)
	in := f.String("in", "", "file that backup made")
	data := f.String("data", "", "folder to make; it must be new or empty")
	if err := parse(f, args); err != nil {
		return err
	}
	if *in == "" || *data == "" {
		fmt.Fprintln(s.err, "noem met -in de reservekopie en met -data een nieuwe map")
		return errUsage
	}
	m, err := restoreInto(ctx, *in, *data)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %d zaken van %s teruggezet, nagekeken\n", *data, m.Cases, m.MadeAt.Format(time.RFC3339))
	fmt.Fprintln(s.out, "wis nu opnieuw wie sinds die tijd gewist is: generator person erase -opnieuw (zie docs/runbook.md)")
	return nil
}

// restoreInto unpacks beside the folder and puts the result in its place.
func restoreInto(ctx context.Context, in, data string) (m manifest, err error) {
	if names, err := os.ReadDir(data); err == nil && len(names) > 0 {
		return m, fmt.Errorf("%s is niet leeg: noem een nieuwe map", data)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("look at folder: %w", err)
	}
	parent := filepath.Dir(filepath.Clean(data))
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return m, fmt.Errorf("make folder: %w", err)
	}
	work, err := os.MkdirTemp(parent, ".restore-*")
	if err != nil {
		return m, fmt.Errorf("make folder: %w", err)
	}
	if m, err = unpackChecked(ctx, in, work); err == nil {
		err = moveFolder(work, data)
	}
	if err != nil {
		return m, errors.Join(err, os.RemoveAll(work))
	}
	return m, syncFolder(parent)
}

// unpackChecked unpacks a backup and checks the store in it.
func unpackChecked(ctx context.Context, in, work string) (manifest, error) {
	m, err := unpack(in, work)
	if err != nil {
		return m, err
	}
	n, err := checkStore(ctx, filepath.Join(work, storeFile))
	if err == nil && n != m.Cases {
		err = fmt.Errorf("%w: %d zaken, en bij het maken waren het er %d", errArchive, n, m.Cases)
	}
	return m, err
}

// moveFolder gives a folder its name. An empty one under that name goes first;
// one that was filled meanwhile does not.
func moveFolder(from, to string) error {
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make place for folder: %w", err)
	}
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("put folder in place: %w", err)
	}
	return nil
}

// verify checks a backup, a data folder or a table, and changes none of them.
func verify(ctx context.Context, args []string, s streams) error {
	f := flags("verify", s)
	in := f.String("in", "", "backup to check")
	data := f.String("data", "", "data folder, or dynamodb:TABLE, to check")
	if err := parse(f, args); err != nil {
		return err
	}
	if (*in == "") == (*data == "") {
		fmt.Fprintln(s.err, "noem met -in een reservekopie, of met -data een datamap of dynamodb:TABEL")
		return errUsage
	}
	var n int
	var err error
	if *in != "" {
		n, err = verifyBackup(ctx, *in)
	} else {
		n, err = verifyPlace(ctx, *data)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %d zaken, alles in orde\n", *in+*data, n)
	return nil
}

// verifyBackup unpacks a backup beside it and checks all of it.
func verifyBackup(ctx context.Context, in string) (n int, err error) {
	work, err := os.MkdirTemp(filepath.Dir(in), ".verify-*")
	if err != nil {
		return 0, fmt.Errorf("verify backup: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	m, err := unpackChecked(ctx, in, work)
	return m.Cases, err
}

// verifyPlace checks a store in use by asking the server that uses it.
func verifyPlace(ctx context.Context, place string) (n int, err error) {
	err = withPlace(place, func(s store.Store) error {
		n, err = checkCases(ctx, s)
		return err
	})
	if !errors.Is(err, bolt.ErrLocked) {
		return n, err
	}
	answer, err := askServer(ctx, place, "verify")
	if err != nil {
		return 0, err
	}
	_, err = fmt.Fscan(io.LimitReader(answer, 20), &n)
	return n, errors.Join(err, answer.Close())
}
