package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// site gives the files of version n of an example site: every file names n, so
// that a mixture shows.
func site(n, pages int) map[string]string {
	files := map[string]string{
		"index.html":               fmt.Sprintf("front %d", n),
		".well-known/security.txt": "Contact: mailto:test@example.org\n",
		"assets/site.00ff.css":     "body{}",
	}
	for i := range pages {
		files[fmt.Sprintf("pages/p%d/index.html", i)] = fmt.Sprintf("page %d of release %d", i, n)
	}
	return files
}

func publish(t testing.TB, out string, files map[string]string) *Manifest {
	t.Helper()
	m, err := tryPublish(t.Context(), out, files)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func tryPublish(ctx context.Context, out string, files map[string]string) (*Manifest, error) {
	r, err := Open(ctx, out)
	if err != nil {
		return nil, err
	}
	for name, text := range files {
		if err := r.Write(name, []byte(text)); err != nil {
			return nil, errors.Join(err, r.Abort())
		}
	}
	return r.Commit()
}

// tree reads a folder as path → text.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func wantTree(t testing.TB, dir string, want map[string]string) {
	t.Helper()
	if got := tree(t, dir); !maps.Equal(got, want) {
		t.Fatalf("%s: got %v, want %v", dir, got, want)
	}
}

// beside lists what lies in the folder of releases, without lock and state.
func beside(t testing.TB, out string) []string {
	t.Helper()
	entries, err := os.ReadDir(out + ".releases")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != "lock" && e.Name() != "state.json" {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestCommitPutsExactlyTheFilesInARealFolder(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	for n := range 3 {
		m := publish(t, out, site(n, 4+n))
		wantTree(t, out, site(n, 4+n))
		if err := Verify(out, m); err != nil {
			t.Error(err)
		}
		current, err := Current(out)
		if err != nil || current.Release != m.Release || !slices.Equal(current.Files, m.Files) {
			t.Errorf("current: got %v %v, want release %s", current, err, m.Release)
		}
	}
	if info, err := os.Lstat(out); err != nil || !info.IsDir() {
		t.Errorf("got %v %v, want a folder, not a link", info, err)
	}
}

func TestManifestNamesTypeSizeAndHash(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	m := publish(t, out, map[string]string{"b/index.html": "abc", "a.ics": ""})
	want := []File{
		{"a.ics", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0, "text/calendar; charset=utf-8"},
		{"b/index.html", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3, "text/html; charset=utf-8"},
	}
	if !slices.Equal(m.Files, want) {
		t.Errorf("got %v, want %v", m.Files, want)
	}
}

func TestThreeEarlierReleasesAreKept(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	for n := range 6 {
		publish(t, out, site(n, 3))
	}
	got := beside(t, out)
	want := []string{"000003", "000003.json", "000004", "000004.json", "000005", "000005.json", "000006.json"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	wantTree(t, out+".releases/000003", site(2, 3))
}

func TestRollbackGoesBackReleaseByRelease(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	for n := range 3 {
		publish(t, out, site(n, n))
	}
	for _, n := range []int{1, 0} {
		m, err := Rollback(t.Context(), out)
		if err != nil {
			t.Fatal(err)
		}
		wantTree(t, out, site(n, n))
		if err := Verify(out, m); err != nil {
			t.Error(err)
		}
	}
	if _, err := Rollback(t.Context(), out); !errors.Is(err, ErrNoRelease) {
		t.Errorf("got %v, want ErrNoRelease", err)
	}
	wantTree(t, out, site(0, 0))
	publish(t, out, site(9, 1)) // after a rollback building goes on
	if _, err := Rollback(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	wantTree(t, out, site(0, 0))
}

func TestRollbackWithoutReleasesIsRefused(t *testing.T) {
	if _, err := Rollback(t.Context(), filepath.Join(t.TempDir(), "public")); !errors.Is(err, ErrNoRelease) {
		t.Errorf("got %v, want ErrNoRelease", err)
	}
}

func TestOnePathIsWrittenOnce(t *testing.T) {
	r, err := Open(t.Context(), filepath.Join(t.TempDir(), "public"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Abort()
	var all sync.WaitGroup
	errs := make(chan error, 8)
	for range cap(errs) {
		all.Go(func() { errs <- r.Write("a/index.html", []byte("x")) })
	}
	all.Wait()
	close(errs)
	written := 0
	for err := range errs {
		switch {
		case err == nil:
			written++
		case !errors.Is(err, ErrTwice):
			t.Errorf("got %v, want ErrTwice", err)
		}
	}
	if written != 1 {
		t.Errorf("got %d writes, want 1", written)
	}
}

func TestAClosedReleaseTakesNothing(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	r, err := Open(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Write("a.txt", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := r.Abort(); err != nil {
		t.Errorf("abort after commit: got %v, want nil", err)
	}
	if err := r.Write("b.txt", nil); !errors.Is(err, ErrClosed) {
		t.Errorf("write: got %v, want ErrClosed", err)
	}
	if _, err := r.Commit(); !errors.Is(err, ErrClosed) {
		t.Errorf("commit: got %v, want ErrClosed", err)
	}
	wantTree(t, out, map[string]string{"a.txt": ""})
}

func TestVerifyFindsDamage(t *testing.T) {
	damage := map[string]func(out string) error{
		"changed": func(out string) error { return os.WriteFile(out+"/index.html", []byte("front 7"), 0o644) },
		"lacking": func(out string) error { return os.Remove(out + "/pages/p0/index.html") },
		"added":   func(out string) error { return os.WriteFile(out+"/extra.html", nil, 0o644) },
	}
	for name, do := range damage {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "public")
			m := publish(t, out, site(1, 2))
			if err := do(out); err != nil {
				t.Fatal(err)
			}
			if err := Verify(out, m); !errors.Is(err, ErrDamaged) {
				t.Errorf("got %v, want ErrDamaged", err)
			}
		})
	}
}
