package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mkbloket/internal/store"
)

// Trim removes the oldest records of which every entry is from before a moment,
// and gives the number of entries removed. The chain goes on: the head keeps
// the hash at which it now begins. The entries of the head itself stay.
// Stopping half-way leaves records that the next Trim removes.
func (l *Log) Trim(ctx context.Context, before time.Time) (removed int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.trim(ctx, before)
}

// trim is Trim for who holds the lock.
func (l *Log) trim(ctx context.Context, before time.Time) (removed int, err error) {
	h, version, err := l.head(ctx)
	if err != nil {
		return 0, fmt.Errorf("trim audit log: %w", err)
	}
	kept := h
	for kept.First <= kept.Segments {
		entries, err := l.segment(ctx, kept.First)
		if err != nil {
			return 0, fmt.Errorf("trim audit log: %w", err)
		}
		if len(entries) == 0 || !entries[len(entries)-1].At.Before(before) {
			break
		}
		kept.First, kept.Before, kept.Dropped = kept.First+1, entries[len(entries)-1].Mac, kept.Dropped+len(entries)
	}
	if kept.First > h.First {
		if err := l.write(ctx, kept, version); err != nil {
			return 0, fmt.Errorf("trim audit log: %w", err)
		}
	}
	return kept.Dropped - h.Dropped, l.sweep(ctx, kept.First-1)
}

// sweep deletes the records up to n, newest first, until one is not there.
func (l *Log) sweep(ctx context.Context, n int) error {
	for ; n > 0; n-- {
		r, err := l.config.Store.Get(ctx, segmentID(n))
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err == nil {
			err = l.config.Store.Delete(ctx, r.ID, r.Version)
		}
		if err != nil {
			return fmt.Errorf("trim audit log: %w", err)
		}
	}
	return nil
}
