package bolt

import (
	"context"
	"errors"
	"runtime/debug"

	"mkbloket/internal/store"
)

// Bounds of one transaction, to bound its memory and its time.
const (
	maxOps   = 512     // writes
	maxBytes = 8 << 20 // bytes of records
)

// op is one waiting write. Its apply either changes the tables or returns an
// error, never both; faults of the engine go through tables.note.
type op struct {
	ctx   context.Context
	size  int // bytes that it writes, about
	apply func(*tables) error
	err   error         // the answer, valid when done is closed
	done  chan struct{} // closed when the answer is there
}

// do hands a write to the writer and waits for its answer. When the context
// ends first it returns at once; the write may happen still.
func (s *Store) do(ctx context.Context, size int, apply func(*tables) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	o := &op{ctx: ctx, size: size, apply: apply, done: make(chan struct{})}
	select {
	case s.ops <- o:
	case <-s.closing:
		return unavailable(errClosed)
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-o.done:
		return o.err
	case <-ctx.Done():
		return ctx.Err()
	case <-s.stopped:
	}
	select {
	case <-o.done: // the last thing the writer did
		return o.err
	default:
		return unavailable(errClosed)
	}
}

var (
	errClosed = errors.New("store is closed")
	errFrozen = errors.New("an earlier write failed while it was made final; restart to go on")
)

// write is the writer: it takes what is waiting, commits it and answers, until
// the store is closed. What waits at that moment is answered by do.
func (s *Store) write() {
	defer close(s.stopped)
	debug.SetPanicOnFault(true)
	for {
		select {
		case <-s.closing:
			return
		case first := <-s.ops:
			ops := s.gather(first)
			if err := s.commit(ops); err != nil {
				for _, o := range ops {
					o.err = err
				}
			}
			for _, o := range ops {
				close(o.done)
			}
		}
	}
}

// gather returns first and what else is waiting, as far as the bounds allow.
func (s *Store) gather(first *op) []*op {
	ops, bytes := []*op{first}, first.size
	for len(ops) < maxOps && bytes < maxBytes {
		select {
		case o := <-s.ops:
			ops, bytes = append(ops, o), bytes+o.size
		default:
			return ops
		}
	}
	return ops
}

// commit applies ops in one transaction and syncs it. Each op gets its own
// error; an error of commit itself is that of all: no answer, not even a
// failed condition, may rest on a change that was not kept.
func (s *Store) commit(ops []*op) (err error) {
	if s.broken.Load() {
		return corrupt("the engine stopped earlier")
	}
	if s.frozen {
		return unavailable(errFrozen)
	}
	defer func() {
		if r := recover(); r != nil {
			s.broken.Store(true)
			err = corrupt("the engine stopped: %v", r)
		}
	}()
	tx, err := s.db.Begin(true)
	if err != nil {
		return unavailable(err)
	}
	t, err := openTables(tx)
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	for _, o := range ops {
		if o.err = o.ctx.Err(); o.err == nil {
			o.err = o.apply(t)
		}
	}
	if t.failed != nil || !t.changed {
		err := tx.Rollback()
		if t.failed != nil {
			return unavailable(errors.Join(t.failed, err))
		}
		return asUnavailable(err)
	}
	id := tx.ID()
	if err := tx.Commit(); err != nil {
		s.frozen = s.visible(id)
		return unavailable(err)
	}
	return nil
}

// visible reports whether the transaction id can be read although its commit
// failed: its header was written but perhaps not synced. A next transaction
// could then reuse pages that the header on disk still needs, so writing has
// to stop. Every earlier failure, such as a full disk, leaves the state before
// it, and the next write may succeed.
func (s *Store) visible(id int) bool {
	tx, err := s.db.Begin(false)
	if err != nil {
		return true
	}
	seen := tx.ID() >= id
	return tx.Rollback() != nil || seen
}

// live returns the record id without its body, or ErrNotFound when it is not
// there or expired.
func (s *Store) live(t *tables, id string) (store.Record, error) {
	r, _, err := t.get(id)
	if err == nil && r.Expired(s.now()) {
		return store.Record{}, store.ErrNotFound
	}
	return r, err
}
