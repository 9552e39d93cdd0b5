package mail

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func newFolder(t *testing.T) (*Folder, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "uit", "post")
	f, err := NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f, dir
}

// names lists what is in dir.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	return got
}

func TestFolderIsASender(t *testing.T) {
	f, dir := newFolder(t)
	testSender(t, f, func(id string) []byte {
		raw, err := os.ReadFile(filepath.Join(dir, id+".eml"))
		if err != nil {
			return nil
		}
		return raw
	})
	if got := names(t, dir); len(got) != 1 || got[0] != sample().ID+".eml" {
		t.Errorf("left in the folder: %v", got)
	}
}

func TestFolderDoesNotWriteAMessageTwice(t *testing.T) {
	f, dir := newFolder(t)
	path := filepath.Join(dir, sample().ID+".eml")
	if err := os.WriteFile(path, []byte("taken before"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "taken before" {
		t.Errorf("got %q, %v, want the file untouched", got, err)
	}
}

func TestFolderOverwritesWhatACrashLeftBehind(t *testing.T) {
	f, dir := newFolder(t)
	left := filepath.Join(dir, "."+sample().ID+".tmp")
	if err := os.WriteFile(left, make([]byte, 1<<16), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	want, _ := sample().Bytes()
	got, err := os.ReadFile(filepath.Join(dir, sample().ID+".eml"))
	if err != nil || string(got) != string(want) {
		t.Errorf("got %d bytes, %v, want %d", len(got), err, len(want))
	}
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("left in the folder: %v", got)
	}
}

func TestFolderKeepsMessagesToTheOwner(t *testing.T) {
	f, dir := newFolder(t)
	if err := f.Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, sample().ID+".eml"): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s: got %v, want %v", filepath.Base(path), got, want)
		}
	}
}

func TestFolderThatIsGoneIsTemporaryAndComesBack(t *testing.T) {
	f, dir := newFolder(t)
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := f.Send(t.Context(), sample()); !errors.Is(err, ErrTemporary) {
		t.Errorf("got %v, want ErrTemporary", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := f.Send(t.Context(), sample()); err != nil {
		t.Errorf("after it came back: %v", err)
	}
}

func TestNewFolderReportsAFileInItsPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "post")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := NewFolder(path); err == nil {
		t.Error("got no error for a file")
	}
}

func TestFolderTakesTheSameMessageFromManyAtOnce(t *testing.T) {
	f, dir := newFolder(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := f.Send(t.Context(), sample()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("in the folder: %v, want one message", got)
	}
}
