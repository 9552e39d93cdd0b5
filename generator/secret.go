package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const secretSize = 32 // bytes of a fresh one; one from elsewhere may be longer

// readSecret reads the key of tokens, references and hashes, and makes it at
// the first start. It must stay the same: see docs/runbook.md. So it is not
// made beside a store that has cases; then it got lost, for instance in
// restoring a backup, and empty says so.
func readSecret(path string, empty func() (bool, error)) ([]byte, error) {
	secret, err := os.ReadFile(path)
	switch {
	case err == nil && len(secret) >= secretSize:
		return secret, nil
	case err == nil:
		return nil, fmt.Errorf("%s has %d bytes, fewer than %d: restore it from a backup", path, len(secret), secretSize)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("read secret: %w", err)
	}
	fresh, err := empty()
	if err != nil {
		return nil, err
	}
	if !fresh {
		return nil, fmt.Errorf("%s is missing while there are cases: restore it from a backup; "+
			"if it is lost for good, make another: (umask 077; head -c %d /dev/urandom > %[1]s)", path, secretSize)
	}
	secret = make([]byte, secretSize)
	_, _ = rand.Read(secret) // never fails
	return secret, writeDurably(path, secret)
}

// writeDurably leaves either no file or the whole one, also after a crash.
func writeDurably(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("write secret: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write secret: %w", errors.Join(err, os.Remove(f.Name())))
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("write secret: %w", err)
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// wideRights gives a line for each file that others than its owner can reach.
// An empty path, or a file that is not there, is left out.
func wideRights(paths ...string) []string {
	var lines []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			lines = append(lines, fmt.Sprintf("%s has mode %04o: a secret can be read by others; make it 0600", path, info.Mode().Perm()))
		}
	}
	return lines
}
