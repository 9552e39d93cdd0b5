package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// mend completes or undoes a switch that was interrupted.
func (h *home) mend() error {
	if aside := h.folder(asideName); h.exists(aside) {
		if h.exists(h.out) { // both renames came, the third did not
			if c := h.state.Switch; c != nil {
				return errors.Join(os.Rename(aside, h.folder(c.Folder)), h.settle(*c, true))
			}
		} else if err := os.Rename(aside, h.out); err != nil {
			return err
		}
	}
	c := h.state.Switch
	if c == nil {
		return nil
	}
	done, err := h.switched(*c)
	if err != nil {
		return err
	}
	return h.settle(*c, done)
}

func (h *home) settle(c change, done bool) error {
	if !done {
		h.state.Switch = nil
		return h.writeState()
	}
	m, err := h.readManifest(c.To)
	if err != nil {
		return err
	}
	return h.finish(m, c)
}

// switched tells which of the two releases out holds, by a file in which they
// differ.
func (h *home) switched(c change) (bool, error) {
	if !h.exists(h.out) {
		return false, nil
	}
	to, err := h.readManifest(c.To)
	if err != nil {
		return false, err
	}
	from := &Manifest{}
	if h.state.Current != "" {
		if from, err = h.readManifest(h.state.Current); err != nil {
			return false, err
		}
	}
	if slices.Equal(to.Files, from.Files) { // then only the names beside out matter
		return !h.exists(h.folder(c.Folder)), nil
	}
	return holds(h.out, to, from)
}

// holds reports whether dir is the release a and not b.
func holds(dir string, a, b *Manifest) (bool, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return false, err
	}
	defer root.Close()
	for _, f := range a.Files {
		if other, ok := b.find(f.Path); ok && other.SHA256 == f.SHA256 {
			continue
		}
		sum, err := hash(root, f.Path)
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		return sum == f.SHA256, err
	}
	for _, f := range b.Files { // a is a part of b
		if _, ok := a.find(f.Path); !ok {
			_, err := root.Lstat(filepath.FromSlash(f.Path))
			return errors.Is(err, fs.ErrNotExist), nil
		}
	}
	return false, nil
}
