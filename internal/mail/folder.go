package mail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Folder is a Sender that keeps each message as the file <ID>.eml, for
// development, for tests and for another program to pick up. A message is
// there whole or not at all, also after a power cut. A message whose file
// exists is not written again. Two processes must not share a folder.
type Folder struct {
	dir string
	mu  sync.Mutex // the temporary file of an ID has one name
}

// NewFolder returns a Folder on dir, which it makes if need be. Only the owner
// can read the folder and its files, since messages hold personal data.
func NewFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make mail folder: %w", err)
	}
	return &Folder{dir: dir}, nil
}

// Send implements Sender. A folder that cannot be written, or is full, is
// ErrTemporary.
func (f *Folder) Send(ctx context.Context, m Message) error {
	raw, err := m.Bytes()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPermanent, err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrTemporary, err)
	}
	if err := f.write(m.ID, raw); err != nil {
		return fmt.Errorf("%w: write message %s: %w", ErrTemporary, m.ID, err)
	}
	return nil
}

// write puts raw under its name. The temporary file has a fixed name, so what a
// crash left behind is overwritten by the next attempt.
func (f *Folder) write(id string, raw []byte) error {
	final := filepath.Join(f.dir, id+".eml")
	_, err := os.Lstat(final)
	if err == nil {
		return f.sync() // the attempt that renamed it may have ended before this
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	temporary := filepath.Join(f.dir, "."+id+".tmp")
	if err := writeSynced(temporary, raw); err != nil {
		return errors.Join(err, removeIfThere(temporary))
	}
	if err := os.Rename(temporary, final); err != nil {
		return errors.Join(err, removeIfThere(temporary))
	}
	return f.sync()
}

// sync makes the names in the folder durable.
func (f *Folder) sync() error {
	dir, err := os.Open(f.dir)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func writeSynced(path string, raw []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(raw)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
