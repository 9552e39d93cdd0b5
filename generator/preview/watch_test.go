package preview

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// buffer is a log that two goroutines may use.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// watched starts Watch on dir; each rebuild shows on the channel.
func watched(t *testing.T, dir string, result error) (rebuilt <-chan struct{}, log *buffer) {
	t.Helper()
	log = &buffer{}
	calls, ready, ended := make(chan struct{}, 100), make(chan struct{}), make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		ended <- Watch(ctx, []string{dir}, func() { close(ready) }, func(context.Context) error {
			calls <- struct{}{}
			return result
		}, slog.New(slog.NewTextHandler(log, nil)))
	}()
	<-ready
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("watch: got %v, want nil", err)
		}
	})
	return calls, log
}

func wait(t *testing.T, rebuilt <-chan struct{}, why string) {
	t.Helper()
	select {
	case <-rebuilt:
	case <-time.After(5 * time.Second):
		t.Fatalf("%s: got no rebuild, want one", why)
	}
}

func TestEveryKindOfChangeLeadsToARebuild(t *testing.T) {
	dir := t.TempDir()
	changes := []struct {
		name string
		do   func() error
	}{
		{"new file", func() error { return os.WriteFile(dir+"/a.md", []byte("a"), 0o644) }},
		{"edited file", func() error { return os.WriteFile(dir+"/a.md", []byte("b"), 0o644) }},
		{"saved by renaming", func() error {
			return errors.Join(os.WriteFile(dir+"/.a.md.swp", []byte("c"), 0o644), os.Rename(dir+"/.a.md.swp", dir+"/a.md"))
		}},
		{"new folders", func() error { return os.MkdirAll(dir+"/nieuws/2026", 0o755) }},
		{"file in a new folder", func() error { return os.WriteFile(dir+"/nieuws/2026/x.md", []byte("x"), 0o644) }},
		{"removed file", func() error { return os.Remove(dir + "/a.md") }},
		{"removed folder", func() error { return os.RemoveAll(dir + "/nieuws") }},
	}
	rebuilt, _ := watched(t, dir, nil)
	for _, c := range changes {
		if err := c.do(); err != nil {
			t.Fatal(err)
		}
		wait(t, rebuilt, c.name)
	}
}

func TestManyChangesAtOnceLeadToFewRebuilds(t *testing.T) {
	dir := t.TempDir()
	rebuilt, _ := watched(t, dir, nil)
	for i := range 200 {
		if err := os.WriteFile(filepath.Join(dir, "f"+string(rune('a'+i%26))+".md"), []byte{byte(i)}, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	wait(t, rebuilt, "200 writes")
	if got := 1 + len(rebuilt); got > 20 {
		t.Errorf("got %d rebuilds for 200 writes, want few", got)
	}
}

func TestAFailedRebuildIsLoggedAndWatchingGoesOn(t *testing.T) {
	dir := t.TempDir()
	rebuilt, log := watched(t, dir, errors.New("no such theme"))
	for _, name := range []string{"/a.md", "/b.md", "/c.md"} {
		if err := os.WriteFile(dir+name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		wait(t, rebuilt, name)
	}
	if got := log.String(); !bytes.Contains([]byte(got), []byte("no such theme")) {
		t.Errorf("got log %q, want the error in it", got)
	}
}

func TestWhatEditorsKeepBesideAFileDoesNotMatter(t *testing.T) {
	dir := t.TempDir()
	rebuilt, _ := watched(t, dir, nil)
	for _, name := range []string{"/.a.md.swp", "/a.md~", "/.#a.md"} {
		if err := os.WriteFile(dir+name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(dir+"/a.md", nil, 0o644); err != nil { // events come in order
		t.Fatal(err)
	}
	wait(t, rebuilt, "the file itself")
	if got := len(rebuilt); got > 0 {
		t.Errorf("got %d more rebuilds, want one in all", got)
	}
}

func TestWatchRefusesAFolderThatIsNotThere(t *testing.T) {
	err := Watch(t.Context(), []string{filepath.Join(t.TempDir(), "none")}, nil, nil, slog.Default())
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want os.ErrNotExist", err)
	}
}
