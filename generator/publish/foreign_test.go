package publish

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestForeignFoldersAreNotTouched(t *testing.T) {
	cases := map[string]func(t *testing.T, out string){
		"a folder with files": func(t *testing.T, out string) { mustWrite(t, out+"/thesis.txt") },
		"a file":              func(t *testing.T, out string) { mustWrite(t, out) },
		"a symbolic link": func(t *testing.T, out string) {
			mustWrite(t, out+"-real/thesis.txt")
			if err := os.Symlink(out+"-real", out); err != nil {
				t.Fatal(err)
			}
		},
		"a file added to a release": func(t *testing.T, out string) {
			publish(t, out, site(1, 1))
			mustWrite(t, out+"/thesis.txt")
		},
		"a folder of releases with something else": func(t *testing.T, out string) {
			mustWrite(t, out+".releases/staging/thesis.txt")
		},
	}
	for name, prepare := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			out := filepath.Join(dir, "public")
			prepare(t, out)
			before := tree(t, dir)
			if _, err := Open(t.Context(), out); !errors.Is(err, ErrForeign) {
				t.Errorf("got %v, want ErrForeign", err)
			}
			wantTree(t, dir, before)
		})
	}
}

func TestFilesThatNoBuildWroteSurviveTheRemovalOfARelease(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	publish(t, out, site(0, 1))
	mustWrite(t, out+"/pages/p0/thesis.txt") // deeper than refuse looks
	for n := range 5 {
		publish(t, out, site(1+n, 1))
	}
	wantTree(t, out+".releases/000001", map[string]string{"pages/p0/thesis.txt": "mine"})
}

func mustWrite(t *testing.T, name string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestPathsThatMeanSomethingElseAreRefused(t *testing.T) {
	r, err := Open(t.Context(), filepath.Join(t.TempDir(), "public"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Abort()
	bad := []string{"", "/", ".", "..", "../x", "a/../b", "a//b", "a/", "//a", "a/./b", "a\\b", "c:x", "a\x00b", "a\nb", "a b",
		"Index.html", ".htaccess", "a/.git/config", "%2e%2e/x", "é", "a.", "a./b", ".well-known", ".well-known/.x", "con\u202e",
		strings.Repeat("a", 201), strings.Repeat("a/", 300) + "b"}
	for _, name := range bad {
		if err := r.Write(name, nil); !errors.Is(err, ErrPath) {
			t.Errorf("%q: got %v, want ErrPath", name, err)
		}
	}
	for _, name := range []string{"index.html", "/a/index.html", ".well-known/security.txt", "assets/a_b-c.0f.css", "_headers"} {
		if err := r.Write(name, nil); err != nil {
			t.Errorf("%q: got %v, want it written", name, err)
		}
	}
}

func FuzzWrittenPathsStayBelowTheFolder(f *testing.F) {
	for _, seed := range []string{"a/b.html", "../x", "/etc/hostname", "a/../../b", ".well-known/x", "..\\x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		name = strings.TrimPrefix(name, "/")
		if validPath(name) && (!filepath.IsLocal(name) || filepath.ToSlash(filepath.Clean(name)) != name) {
			t.Errorf("%q: accepted, want it refused", name)
		}
	})
}
