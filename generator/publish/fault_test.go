package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// stopped opens a release, writes files, and leaves it as a process does that
// dies: the lock is gone, the rest is there.
func stopped(t *testing.T, out string, files map[string]string) *home {
	t.Helper()
	r, err := Open(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := r.Write(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	m := newManifest(number(r.home.state.Next), r.files)
	if err := r.home.writeJSON(r.home.manifest(m.Release), m); err != nil {
		t.Fatal(err)
	}
	r.home.state.Next++
	r.home.state.Switch = &change{To: m.Release, Folder: stagingName}
	if err := errors.Join(r.close(), r.home.leave()); err != nil {
		t.Fatal(err)
	}
	return r.home
}

func TestTheNextRunMendsACrashBetweenAnyTwoSteps(t *testing.T) {
	aside := func(h *home) error { return os.Rename(h.out, h.folder(asideName)) }
	in := func(h *home) error { return os.Rename(h.staging(), h.out) }
	swap := func(h *home) error { return exchange(h.staging(), h.out) }
	moveOn := func(h *home) error { return os.Rename(h.staging(), h.folder(h.state.Current)) }
	cases := []struct {
		name  string
		steps []func(*home) error
		want  int // release in out afterwards
	}{
		{"nothing but the staging folder", nil, 1},
		{"intention written", []func(*home) error{(*home).writeState}, 1},
		{"exchanged", []func(*home) error{(*home).writeState, swap}, 2},
		{"exchanged and the old one named", []func(*home) error{(*home).writeState, swap, moveOn}, 2},
		{"two renames: old one away", []func(*home) error{(*home).writeState, aside}, 1},
		{"two renames: new one in", []func(*home) error{(*home).writeState, aside, in}, 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "public")
			publish(t, out, site(0, 2))
			publish(t, out, site(1, 2))
			h := stopped(t, out, site(2, 3))
			for _, step := range c.steps {
				if err := step(h); err != nil {
					t.Fatal(err)
				}
			}
			r, err := Open(t.Context(), out)
			if err != nil {
				t.Fatal(err)
			}
			wantTree(t, out, site(c.want, 1+c.want))
			if err := r.Abort(); err != nil {
				t.Fatal(err)
			}
			m, err := Current(out)
			if err != nil {
				t.Fatal(err)
			}
			if err := Verify(out, m); err != nil {
				t.Error(err)
			}
			if _, err := Rollback(t.Context(), out); err != nil {
				t.Error(err)
			}
			wantTree(t, out, site(c.want-1, 2))
		})
	}
}

func TestACrashWhileTheSameContentIsPublishedAgainIsMended(t *testing.T) {
	for _, named := range []bool{false, true} {
		out := filepath.Join(t.TempDir(), "public")
		publish(t, out, site(1, 2))
		h := stopped(t, out, site(1, 2))
		if err := errors.Join(h.writeState(), exchange(h.staging(), out)); err != nil {
			t.Fatal(err)
		}
		if named {
			if err := os.Rename(h.staging(), h.folder(h.state.Current)); err != nil {
				t.Fatal(err)
			}
		}
		publish(t, out, site(2, 2))
		wantTree(t, out, site(2, 2))
		if _, err := Rollback(t.Context(), out); err != nil {
			t.Fatal(err)
		}
		wantTree(t, out, site(1, 2))
	}
}

func TestTheFirstReleaseSurvivesACrashAsWell(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	h := stopped(t, out, site(1, 2))
	if err := errors.Join(h.writeState(), os.Rename(h.staging(), out)); err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Abort()
	wantTree(t, out, site(1, 2))
}

func TestASystemWithoutExchangeEndsTheSame(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	publish(t, out, site(1, 2))
	h := stopped(t, out, site(2, 3))
	if err := errors.Join(h.writeState(), h.renameTwice(h.staging())); err != nil {
		t.Fatal(err)
	}
	wantTree(t, out, site(2, 3))
	publish(t, out, site(3, 1))
	wantTree(t, out+".releases/000001", site(1, 2))
	wantTree(t, out+".releases/000002", site(2, 3))
}

func TestAFailedCommitLeavesTheOldSite(t *testing.T) {
	// A folder stands where the file must go, as a folder without rights would.
	block := func(name string) func(t *testing.T, r *Release) {
		return func(t *testing.T, r *Release) {
			mustWrite(t, filepath.Join(r.home.dir, name, "in-the-way"))
		}
	}
	unblock := func(name string) func(r *Release) error {
		return func(r *Release) error { return os.RemoveAll(filepath.Join(r.home.dir, name)) }
	}
	cases := []struct {
		name  string
		fault func(t *testing.T, r *Release)
		mend  func(r *Release) error
	}{
		{"manifest cannot be written", block("000002.json.tmp"), unblock("000002.json.tmp")},
		{"state cannot be written", block("state.json.tmp"), unblock("state.json.tmp")},
		{"staging folder is gone", func(t *testing.T, r *Release) {
			if err := os.RemoveAll(r.home.staging()); err != nil {
				t.Fatal(err)
			}
		}, func(*Release) error { return nil }},
		{"a write failed", func(t *testing.T, r *Release) {
			mustWrite(t, filepath.Join(r.home.staging(), "blocked"))
			if err := r.Write("blocked/index.html", nil); err == nil {
				t.Fatal("got nil, want an error of Write")
			}
		}, func(*Release) error { return nil }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "public")
			old := publish(t, out, site(1, 2))
			r, err := Open(t.Context(), out)
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Write("index.html", []byte("new")); err != nil {
				t.Fatal(err)
			}
			c.fault(t, r)
			if _, err := r.Commit(); err == nil {
				t.Error("got nil, want an error")
			}
			if err := Verify(out, old); err != nil {
				t.Error(err)
			}
			if err := c.mend(r); err != nil {
				t.Fatal(err)
			}
			publish(t, out, site(3, 1))
			wantTree(t, out, site(3, 1))
			if got := beside(t, out); slices.Contains(got, stagingName) {
				t.Errorf("got %v beside out, want no staging folder", got)
			}
		})
	}
}

func TestAnAbortedReleaseLeavesNothing(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	r, err := Open(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(r.Write("a.txt", nil), r.Abort()); err != nil {
		t.Fatal(err)
	}
	if got := beside(t, out); len(got) > 0 {
		t.Errorf("got %v beside out, want nothing", got)
	}
	if _, err := os.Lstat(out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want no folder", err)
	}
}

func TestASiteThatSomebodyRemovedIsBuiltAgain(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	publish(t, out, site(0, 1))
	publish(t, out, site(1, 1))
	if err := os.RemoveAll(out); err != nil {
		t.Fatal(err)
	}
	publish(t, out, site(2, 1))
	wantTree(t, out, site(2, 1))
	if _, err := Rollback(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	wantTree(t, out, site(0, 1))
}

func TestBuildsOfOneFolderQueue(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	var all sync.WaitGroup
	const builds = 8
	errs := make([]error, builds)
	for n := range builds {
		all.Go(func() { _, errs[n] = tryPublish(t.Context(), out, site(n, 20)) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	m, err := Current(out)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := m.Release, number(builds); got != want {
		t.Errorf("got release %s, want %s", got, want)
	}
	var n int
	if _, err := fmt.Sscanf(tree(t, out)["index.html"], "front %d", &n); err != nil {
		t.Fatal(err)
	}
	wantTree(t, out, site(n, 20)) // equal to that build alone
}

func TestAWaitingBuildStopsWhenItsContextEnds(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	r, err := Open(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Abort()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, out); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
