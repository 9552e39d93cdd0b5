package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// home is the folder out with the folder of releases beside it.
type home struct {
	out   string
	dir   string // out.releases
	lock  *os.File
	state state
}

// state is what state.json holds.
type state struct {
	Current  string   `json:"current"`          // release in out; empty: none yet
	Top      []string `json:"top"`              // names directly in it
	Previous []string `json:"previous"`         // kept releases, newest first
	Next     int      `json:"next"`             // number of the next release
	Switch   *change  `json:"switch,omitempty"` // written before a switch, removed after it
}

// change is a switch of out from the current release to another.
type change struct {
	To     string `json:"to"`
	Folder string `json:"folder"` // where To lies before the switch, in out.releases
	Back   bool   `json:"back"`   // a rollback: Current is not kept
}

const stagingName = "staging"

func newHome(out string) (*home, error) {
	if out == "" {
		return nil, fmt.Errorf("output folder %q: %w", out, ErrForeign)
	}
	full, err := filepath.Abs(out)
	if err != nil {
		return nil, err
	}
	if full == filepath.Dir(full) {
		return nil, fmt.Errorf("output folder %q: %w", out, ErrForeign)
	}
	return &home{out: full, dir: full + ".releases", state: state{Next: 1}}, nil
}

func (h *home) staging() string             { return h.folder(stagingName) }
func (h *home) folder(name string) string   { return filepath.Join(h.dir, name) }
func (h *home) manifest(name string) string { return filepath.Join(h.dir, name+".json") }
func (h *home) statePath() string           { return filepath.Join(h.dir, "state.json") }
func (h *home) lockPath() string            { return filepath.Join(h.dir, "lock") }

func (h *home) exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// keeps reports whether a release is in out or kept beside it.
func (h *home) keeps(release string) bool {
	return release == h.state.Current || slices.Contains(h.state.Previous, release)
}

// foreign is ErrForeign with what was found.
func (h *home) foreign(why string) error { return fmt.Errorf("%s %s: %w", h.out, why, ErrForeign) }

func number(n int) string { return fmt.Sprintf("%06d", n) }

// isRelease holds for names that number makes.
func isRelease(name string) bool { return len(name) >= 6 && strings.Trim(name, "0123456789") == "" }

// enter takes the lock, reads the state, mends what a killed run left, and
// checks that out is ours.
func enter(ctx context.Context, out string) (*home, error) {
	h, err := newHome(out)
	if err != nil {
		return nil, err
	}
	if err := h.refuseStranger(); err != nil { // before anything is made beside it
		return nil, err
	}
	if err := os.MkdirAll(h.dir, 0o755); err != nil {
		return nil, err
	}
	if err := h.take(ctx); err != nil {
		return nil, err
	}
	if err := h.restore(); err != nil {
		return nil, errors.Join(err, h.leave())
	}
	return h, nil
}

func (h *home) restore() error {
	if err := h.readState(); err != nil {
		return err
	}
	if err := h.mend(); err != nil {
		return err
	}
	if err := h.refuse(); err != nil {
		return err
	}
	return h.clean()
}

// lockPause is the time between two looks at a lock that another build holds.
const lockPause = 10 * time.Millisecond

// take waits for the lock. It is bound to the open file, so a killed process
// gives it back.
func (h *home) take(ctx context.Context) error {
	file, err := os.OpenFile(h.lockPath(), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	ticker := time.NewTicker(lockPause)
	defer ticker.Stop()
	for {
		held, err := lock(file)
		if err != nil {
			return errors.Join(fmt.Errorf("lock: %w", err), file.Close())
		}
		if held {
			h.lock = file
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("wait for another build: %w", ctx.Err()), file.Close())
		case <-ticker.C:
		}
	}
}

// leave gives the lock back.
func (h *home) leave() error { return h.lock.Close() }

func (h *home) readState() error {
	data, err := os.ReadFile(h.statePath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, &h.state); err != nil {
		return fmt.Errorf("%s is damaged; remove %s and %s and build again: %w", h.statePath(), h.dir, h.out, err)
	}
	return nil
}

func (h *home) writeState() error { return h.writeJSON(h.statePath(), &h.state) }

// writeJSON replaces a file in one step.
func (h *home) writeJSON(name string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	temporary := name + ".tmp"
	if err := os.WriteFile(temporary, append(data, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(temporary, name)
}

// stage makes an empty staging folder.
func (h *home) stage() (*os.Root, error) {
	if err := os.Mkdir(h.staging(), 0o755); err != nil {
		return nil, err
	}
	return os.OpenRoot(h.staging())
}
