package templates

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Assets are the files below assets/, each at an address that holds a hash of
// its content, so that it may be cached for ever.
type Assets struct {
	paths map[string]string
	files map[string][]byte
}

// readAssets reads and shrinks the files, unless they lie elsewhere already.
func readAssets(files fs.FS, o Options) (*Assets, error) {
	if o.Assets != nil {
		return &Assets{paths: o.Assets}, nil
	}
	a := &Assets{paths: map[string]string{}, files: map[string][]byte{}}
	entries, err := fs.ReadDir(files, "assets")
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	// Style sheets come last: they name the other files.
	slices.SortStableFunc(entries, func(x, y fs.DirEntry) int {
		return cmp.Compare(strings.Count(path.Ext(x.Name()), ".css"), strings.Count(path.Ext(y.Name()), ".css"))
	})
	for _, e := range entries {
		data, err := fs.ReadFile(files, "assets/"+e.Name())
		if err != nil {
			return nil, fmt.Errorf("read asset: %w", err)
		}
		if kind := mediaType[path.Ext(e.Name())]; kind != "" {
			if data, err = o.Minify(kind, data); err != nil {
				return nil, fmt.Errorf("minify %s: %w", e.Name(), err)
			}
		}
		if path.Ext(e.Name()) == ".css" {
			data = a.named(data)
		}
		address := fingerprinted(e.Name(), data)
		a.paths[e.Name()], a.files[address] = address, data
	}
	return a, nil
}

// named replaces the names of assets in url(...) by their fingerprinted addresses.
func (a *Assets) named(css []byte) []byte {
	for name, address := range a.paths {
		css = bytes.ReplaceAll(css, []byte("url("+name+")"), []byte("url("+address+")"))
	}
	return css
}

var mediaType = map[string]string{".css": "text/css", ".js": "application/javascript", ".svg": "image/svg+xml"}

func fingerprinted(name string, data []byte) string {
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	return "/assets/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
}

// Path gives the fingerprinted address of an asset.
func (a *Assets) Path(name string) (string, error) {
	if p, ok := a.paths[name]; ok {
		return p, nil
	}
	return "", fmt.Errorf("no asset %q", name)
}

// Paths gives the fingerprinted address of every asset by its name; callers
// must not change it.
func (a *Assets) Paths() map[string]string { return a.paths }

// Files gives every asset by its address; callers must not change it.
func (a *Assets) Files() map[string][]byte { return a.files }
