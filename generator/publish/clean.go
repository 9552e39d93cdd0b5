package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// clean removes what no longer counts: the staging folder, half-written
// manifests, and releases that are not kept. What stands in no manifest stays.
func (h *home) clean() error {
	if err := os.RemoveAll(h.staging()); err != nil {
		return err
	}
	entries, err := os.ReadDir(h.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if name, ours := strings.CutSuffix(e.Name(), ".json.tmp"); ours && (isRelease(name) || name == "state") {
			if err := os.Remove(h.folder(e.Name())); err != nil {
				return err
			}
		}
		release, isManifest := strings.CutSuffix(e.Name(), ".json")
		if isManifest && isRelease(release) && !h.keeps(release) {
			if err := h.remove(release); err != nil {
				return fmt.Errorf("remove release %s: %w", release, err)
			}
		}
	}
	return nil
}

// remove deletes a release: its files, its folders if they are empty then, and
// last its manifest, so that an interrupted removal is taken up again.
func (h *home) remove(release string) error {
	m, err := h.readManifest(release)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(h.folder(release))
	if errors.Is(err, fs.ErrNotExist) {
		return os.Remove(h.manifest(release))
	}
	if err != nil {
		return err
	}
	for _, f := range m.Files {
		if err := root.Remove(filepath.FromSlash(f.Path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(err, root.Close())
		}
	}
	for _, folder := range m.folders() {
		_ = root.Remove(filepath.FromSlash(folder)) // stays when something else lies in it
	}
	if err := root.Close(); err != nil {
		return err
	}
	_ = os.Remove(h.folder(release)) // likewise
	return os.Remove(h.manifest(release))
}
