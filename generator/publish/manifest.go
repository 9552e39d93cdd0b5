package publish

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Manifest lists the files of one release.
type Manifest struct {
	Release string `json:"release"` // its number, six digits
	Files   []File `json:"files"`   // by path
}

// File is one published file.
type File struct {
	Path   string `json:"path"` // with slashes, without one in front
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"` // in bytes
	Type   string `json:"type"` // Content-Type
}

func newManifest(release string, files map[string]File) *Manifest {
	sorted := slices.SortedFunc(maps.Values(files), func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return &Manifest{Release: release, Files: sorted}
}

// top gives the names directly in the folder of the release, sorted.
func (m *Manifest) top() []string {
	var names []string
	for _, f := range m.Files {
		name, _, _ := strings.Cut(f.Path, "/")
		if len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// folders gives every folder of the release, the deepest first.
func (m *Manifest) folders() []string {
	seen := map[string]bool{}
	for _, f := range m.Files {
		for dir := path.Dir(f.Path); dir != "." && !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
		}
	}
	return slices.SortedFunc(maps.Keys(seen), func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(b, "/"), strings.Count(a, "/")), cmp.Compare(a, b))
	})
}

// find gives the file at a path.
func (m *Manifest) find(name string) (File, bool) {
	i, ok := slices.BinarySearchFunc(m.Files, name, func(f File, name string) int { return cmp.Compare(f.Path, name) })
	if !ok {
		return File{}, false
	}
	return m.Files[i], true
}

// Current gives the manifest of the release that out holds, without waiting for
// a build that runs. Without a release it is ErrNoRelease.
func Current(out string) (*Manifest, error) {
	h, err := newHome(out)
	if err != nil {
		return nil, err
	}
	if err := h.readState(); err != nil {
		return nil, err
	}
	if h.state.Current == "" {
		return nil, fmt.Errorf("%s: %w", out, ErrNoRelease)
	}
	return h.readManifest(h.state.Current)
}

// Verify reads every file in out and compares it with the manifest m. A file
// that lacks, differs or should not be there is ErrDamaged.
func Verify(out string, m *Manifest) error {
	root, err := os.OpenRoot(out)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	defer root.Close()
	for _, f := range m.Files {
		sum, err := hash(root, f.Path)
		switch {
		case err != nil:
			return fmt.Errorf("verify release %s: %w: %w", m.Release, ErrDamaged, err)
		case sum != f.SHA256:
			return fmt.Errorf("verify release %s: %w: %s has other content", m.Release, ErrDamaged, f.Path)
		}
	}
	return extra(root, m)
}

// extra finds what lies in root and not in m.
func extra(root *os.Root, m *Manifest) error {
	err := fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if _, ok := m.find(name); !ok {
			return fmt.Errorf("%w: %s is not in it", ErrDamaged, name)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("verify release %s: %w", m.Release, err)
	}
	return nil
}

func hash(root *os.Root, name string) (string, error) {
	file, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return "", err
	}
	defer file.Close() // read only: nothing to lose
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func (h *home) readManifest(release string) (*Manifest, error) {
	data, err := os.ReadFile(h.manifest(release))
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	m := &Manifest{}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("manifest %s: %w", h.manifest(release), err)
	}
	return m, nil
}
