package browsertest

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What a first view may cost, in bytes after gzip.
const (
	mostFirstView = 14_000 // HTML and style sheet together
	mostScript    = 5_000
)

// weight is a file and its size after gzip.
type weight struct {
	path  string
	bytes int
}

func TestEveryPageIsLight(t *testing.T) {
	t.Parallel()
	dir := builtSite(t)
	sheets := slices.DeleteFunc(built(t, dir, ".css"), func(w weight) bool { return strings.Contains(w.path, "/desk.") }) // no page of the site names it
	style, script := total(sheets), total(built(t, dir, ".js"))
	if script > mostScript {
		t.Errorf("scripts: got %d bytes, want at most %d", script, mostScript)
	}
	pages := built(t, dir, ".html")
	if len(pages) < 1000 || style == 0 || script == 0 {
		t.Fatalf("got %d pages, %d bytes of style, %d bytes of script: something is missing", len(pages), style, script)
	}
	slices.SortFunc(pages, func(a, b weight) int { return cmp.Compare(b.bytes, a.bytes) })
	t.Logf("style sheet %d bytes, script %d bytes; heaviest pages with the style sheet:", style, script)
	for i, p := range pages {
		if i < 10 {
			t.Logf("%7d %s", p.bytes+style, p.path)
		}
		if p.bytes+style > mostFirstView {
			t.Errorf("%s: got %d bytes with the style sheet, want at most %d", p.path, p.bytes+style, mostFirstView)
		}
	}
}

func total(files []weight) int {
	sum := 0
	for _, f := range files {
		sum += f.bytes
	}
	return sum
}

// built weighs the files of the site whose names end so.
func built(t *testing.T, dir, ending string) []weight {
	t.Helper()
	var found []weight
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ending) {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		found = append(found, weight{strings.TrimPrefix(path, dir), zipped(data)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// zipped is the size of data as the local server sends it.
func zipped(data []byte) int {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(data) // a buffer takes everything
	_ = z.Close()
	return b.Len()
}
