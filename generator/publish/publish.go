// Package publish puts a built site in its folder in one step.
//
//	Open ──Write…──▶ staging folder ──Commit──▶ manifest, one exchange ──▶ out
//
// Beside the folder out, which holds the site and nothing else, lies the folder
// out.releases:
//
//	lock              held while a build or rollback runs
//	state.json        which release is in out, which earlier ones are kept
//	000007.json       manifest of release 7: path, SHA-256, size, type
//	000006/           the files of an earlier release
//	staging/          what the running build has written so far
//
// Readers of out see one release or the next, never a mixture: where the system
// can do it the two folders change places in a single system call (Linux,
// macOS). Elsewhere out is renamed away and the new one in, and Open mends what
// a crash between the two leaves.
//
// A build that is killed leaves the old release whole; the next Open removes
// what it left. Files are not forced to the disk one by one, which would take
// minutes: after a power cut Verify tells whether out is whole, and building
// again mends it.
//
// Only folders that publish made are replaced, and only files that stand in a
// manifest are deleted.
package publish

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"mkbloket/internal/headers"
)

// Kept is how many earlier releases stay on disk.
const Kept = 3

// Errors that callers decide on; test them with errors.Is.
var (
	// ErrForeign says that out holds what publish did not put there.
	ErrForeign = errors.New("not a folder made by publish")
	// ErrPath says that a path may not be written.
	ErrPath = errors.New("not a path of the site")
	// ErrTwice says that a path was written before in the same release.
	ErrTwice = errors.New("written twice")
	// ErrClosed says that the release was committed or aborted before.
	ErrClosed = errors.New("release is closed")
	// ErrNoRelease says that there is no such release to go back to or look at.
	ErrNoRelease = errors.New("no such release")
	// ErrDamaged says that the published files differ from their manifest.
	ErrDamaged = errors.New("published files differ from the manifest")
)

// Release is a release while it is being written. Write may be called from
// several goroutines at once; Commit and Abort end it.
type Release struct {
	home *home
	root *os.Root

	mu      sync.Mutex
	folders map[string]bool
	files   map[string]File
	closed  bool
}

// Open begins a release of the folder out. It waits for a build or rollback of
// the same folder, in this or another process, until ctx ends, and clears away
// what a killed one left. An out with files that publish did not put there is
// ErrForeign, and nothing is touched. End the release with Commit or Abort.
func Open(ctx context.Context, out string) (*Release, error) {
	h, err := enter(ctx, out)
	if err != nil {
		return nil, fmt.Errorf("open release: %w", err)
	}
	root, err := h.stage()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open release: %w", err), h.leave())
	}
	return &Release{home: h, root: root, folders: map[string]bool{".": true}, files: map[string]File{}}, nil
}

// Write adds a file. The path has no drive, no dots and only lower-case
// letters, digits, "-", "_" and "."; a slash in front is allowed, so that the
// address of a page will do. Other paths are ErrPath, a second time is ErrTwice.
func (r *Release) Write(name string, data []byte) error {
	name = strings.TrimPrefix(name, "/")
	if !validPath(name) {
		return fmt.Errorf("write %q: %w", name, ErrPath)
	}
	if err := r.reserve(name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := r.mkdir(path.Dir(name)); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := r.root.WriteFile(filepath.FromSlash(name), data, 0o644); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	sum := sha256.Sum256(data)
	file := File{Path: name, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)), Type: headers.ContentType(name)}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.files[name] = file
	return nil
}

// reserve claims a name.
func (r *Release) reserve(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return ErrClosed
	}
	if _, twice := r.files[name]; twice {
		return ErrTwice
	}
	r.files[name] = File{}
	return nil
}

// mkdir makes a folder. Two goroutines may make the same one at once; the lock
// is not held meanwhile.
func (r *Release) mkdir(folder string) error {
	r.mu.Lock()
	made := r.folders[folder]
	r.mu.Unlock()
	if made {
		return nil
	}
	if err := r.root.MkdirAll(filepath.FromSlash(folder), 0o755); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.folders[folder] = true
	return nil
}

// Commit puts the release in place of what out holds and returns its manifest.
// On an error before the switch out is as it was. All calls of Write must have
// returned; if one of them failed, Commit does too.
func (r *Release) Commit() (*Manifest, error) {
	if err := r.close(); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	m, err := r.home.commit(r.files)
	if err := errors.Join(err, r.home.leave()); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return m, nil
}

// Abort throws the release away. After Commit it does nothing, so that it can
// be deferred.
func (r *Release) Abort() error {
	if r.close() != nil {
		return nil
	}
	if err := errors.Join(os.RemoveAll(r.home.staging()), r.home.leave()); err != nil {
		return fmt.Errorf("abort release: %w", err)
	}
	return nil
}

func (r *Release) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return ErrClosed
	}
	r.closed = true
	return r.root.Close()
}

// Rollback puts the release before the present one back and returns its
// manifest. The present one is removed by the next build. With no earlier
// release it is ErrNoRelease.
func Rollback(ctx context.Context, out string) (*Manifest, error) {
	h, err := enter(ctx, out)
	if err != nil {
		return nil, fmt.Errorf("roll back: %w", err)
	}
	m, err := h.rollback()
	if err := errors.Join(err, h.leave()); err != nil {
		return nil, fmt.Errorf("roll back: %w", err)
	}
	return m, nil
}

// validPath holds for what every system and web server reads the same way.
func validPath(name string) bool {
	if !fs.ValidPath(name) || name == "." || len(name) > 500 {
		return false
	}
	for _, c := range name {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.ContainsRune("/-_.", c)) {
			return false
		}
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(name, ".well-known/"), "/") {
		if strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".") || len(part) > 200 {
			return false
		}
	}
	return true
}
