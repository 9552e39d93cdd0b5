// Package bolt keeps a store.Store in one file on the local disk, with bbolt
// as the ordered key-value engine.
//
// All writes go through one goroutine, which puts every write that is waiting
// into one transaction, syncs it to disk and only then answers: group commit.
// A failing condition fails its own write and no other. Reads run beside it on
// a snapshot.
//
// Nothing stored is trusted. Open checks every page and every record and
// refuses a damaged file; each record carries a checksum that is compared on
// each read; a panic or memory fault in the engine becomes store.ErrCorrupt.
//
// One process at a time can have the file open. The package does not restore
// backups: a backup is a file that Open accepts, put in place while nothing
// runs.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"mkbloket/internal/store"
)

// Errors of Open, beside store.ErrCorrupt and store.ErrUnavailable.
var (
	// ErrLocked reports that another process has the file open.
	ErrLocked = errors.New("store is in use by another process")

	// ErrNewer reports a file written by a newer version of the program. It
	// is left as it is.
	ErrNewer = errors.New("store was written by a newer version of this program")
)

const (
	// lockWait is how long Open waits for each of its two locks.
	lockWait = 500 * time.Millisecond

	// mapSize is the address space taken for the file. Until the file is
	// larger a long read, such as a backup, cannot hold up a write. It is not
	// memory and not disk space.
	mapSize = 1 << 30
)

// Store is a store.Store in one file. Its methods are safe for concurrent use.
type Store struct {
	db   *bbolt.DB
	path string
	now  func() time.Time

	ops     chan *op      // writes waiting for the next transaction
	closing chan struct{} // closed by Close
	stopped chan struct{} // closed when the writer has returned
	close   sync.Once
	broken  atomic.Bool // the engine panicked: its locks cannot be trusted
	frozen  bool        // writer only: what is on disk is uncertain
}

var _ store.Store = (*Store)(nil)

// Open opens the store in the file at path, and makes the file and its folder
// when they are not there. Expiry follows the clock now, which must be safe
// for concurrent use.
//
// It reads the whole file and gives ErrCorrupt, with the name of the file,
// unless every page, record and index entry is sound. It gives ErrLocked
// after about a second when another process has the file open.
func Open(path string, now func() time.Time) (*Store, error) {
	s := &Store{
		path: path, now: now,
		ops:     make(chan *op, maxOps),
		closing: make(chan struct{}),
		stopped: make(chan struct{}),
	}
	if err := s.start(); err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	go s.write()
	return s, nil
}

// start makes the file if there is none, checks its pages, opens it and checks
// its records.
func (s *Store) start() error {
	if err := create(s.path); err != nil {
		return err
	}
	if err := checkFile(s.path); err != nil {
		return err
	}
	db, err := openDB(s.path, &bbolt.Options{
		Timeout: lockWait, FreelistType: bbolt.FreelistMapType, NoStatistics: true,
		InitialMmapSize: mapSize,
	})
	if err != nil {
		return err
	}
	s.db = db
	if err := s.view(func(t *tables) error { return checkContent(context.Background(), t) }); err != nil {
		return errors.Join(err, db.Close())
	}
	return nil
}

// checkFile checks the pages of the file under a shared lock, before anything
// trusts them.
func checkFile(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return unavailable(err)
	}
	if info.Size() == 0 { // the engine would make it a fresh store
		return corrupt("the file is empty")
	}
	db, err := openDB(path, &bbolt.Options{Timeout: lockWait, ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(checkPages(path, nil), db.Close())
}

// openDB opens the file and sorts the errors.
func openDB(path string, o *bbolt.Options) (db *bbolt.DB, err error) {
	defer guard(&err)()
	db, err = bbolt.Open(path, 0o600, o)
	switch {
	case err == nil:
		return db, nil
	case errors.Is(err, berrors.ErrTimeout):
		return nil, ErrLocked
	case errors.As(err, new(syscall.Errno)):
		return nil, unavailable(err) // the system refused
	}
	return nil, corrupt("no store: %v", err) // the engine did not like what it read
}

// Close waits for the writes under way and closes the file. Every later call
// of a method gives ErrUnavailable, and so may a write that waits now.
func (s *Store) Close() error {
	s.close.Do(func() { close(s.closing) })
	<-s.stopped
	if s.broken.Load() {
		// The engine may still hold its own locks; closing could wait for
		// ever. The system frees the file when the process ends.
		return fmt.Errorf("close store %s: %w", s.path, corrupt("an earlier fault keeps the file open"))
	}
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close store %s: %w", s.path, err)
	}
	return nil
}

// view runs fn in a read transaction on a snapshot. Faults come back as
// ErrCorrupt.
func (s *Store) view(fn func(*tables) error) (err error) {
	defer guard(&err)()
	tx, err := s.db.Begin(false)
	if err != nil {
		return unavailable(err)
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	t, err := openTables(tx)
	if err != nil {
		return err
	}
	return fn(t)
}

// guard turns a panic of the caller, memory faults included, into an error
// that is ErrCorrupt. Use: defer guard(&err)().
func guard(err *error) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		if r := recover(); r != nil {
			*err = corrupt("the engine stopped: %v", r)
		}
	}
}

// corrupt returns an ErrCorrupt with its reason.
func corrupt(format string, args ...any) error {
	return fmt.Errorf("%w: "+format+"; restore the last good backup", append([]any{store.ErrCorrupt}, args...)...)
}

// unavailable returns err as ErrUnavailable.
func unavailable(err error) error {
	return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
}
