package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// refuseStranger refuses an out that is no folder, or holds something while no
// release was ever put there, and a folder of releases that is not one.
func (h *home) refuseStranger() error {
	if entries, err := os.ReadDir(h.dir); err == nil && len(entries) > 0 && !h.exists(h.lockPath()) {
		return fmt.Errorf("%s was not made by a build; move it away: %w", h.dir, ErrForeign)
	}
	info, err := os.Lstat(h.out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode().Type() == fs.ModeSymlink:
		return h.foreign("is a symbolic link")
	case !info.IsDir():
		return h.foreign("is a file")
	}
	if h.exists(h.statePath()) {
		return nil
	}
	entries, err := os.ReadDir(h.out)
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return h.foreign(fmt.Sprintf("holds %s and was not made by a build; choose another folder or empty it", entries[0].Name()))
	}
	return nil
}

// refuse refuses an out that holds what the present release does not.
func (h *home) refuse() error {
	if err := h.refuseStranger(); err != nil {
		return err
	}
	entries, err := os.ReadDir(h.out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !slices.Contains(h.state.Top, e.Name()) {
			return h.foreign(fmt.Sprintf("holds %s, which no build put there; move it away", e.Name()))
		}
	}
	return nil
}
