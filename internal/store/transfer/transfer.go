// Package transfer moves everything from one store to another, of any engine,
// and shows that it arrived.
//
// It copies records: ID, index entries, expiry and body. Versions start again
// at 1, and counters stay behind: they limit the last minutes only. While it
// works nothing else may write to either store.
package transfer

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"mkbloket/internal/store"
)

// Errors of Copy.
var (
	// ErrConflict reports that the destination holds a record that the source
	// does not have, or has with another content. Nothing of it was changed.
	ErrConflict = errors.New("the destination holds something else")

	// ErrChanged reports that the source changed during the copy: something
	// still writes to it.
	ErrChanged = errors.New("the source changed during the copy")
)

const writers = 8 // records on their way at the same time

// Copy creates every live record of from in to, and then reads both again and
// compares. Records that are there already, equal, are left alone, so a copy
// that was cut off can simply be run again. It returns how many records both
// stores hold.
func Copy(ctx context.Context, from, to store.Store) (int, error) {
	copied := 0
	err := each(ctx, from, func(page []store.Record) error {
		copied += len(page)
		return create(ctx, to, page)
	})
	if err != nil {
		return 0, fmt.Errorf("copy: %w", err)
	}
	if err := compare(ctx, from, to, copied); err != nil {
		return 0, fmt.Errorf("compare: %w", err)
	}
	return copied, nil
}

// each calls do with every page of a store.
func each(ctx context.Context, s store.Store, do func([]store.Record) error) error {
	for next := store.Cursor(""); ; {
		page, after, err := s.All(ctx, next)
		if err != nil {
			return err
		}
		if err := do(page); err != nil {
			return err
		}
		if next = after; next == "" {
			return nil
		}
	}
}

// create writes a page, several records at a time, and gives all that failed.
func create(ctx context.Context, to store.Store, page []store.Record) error {
	var group sync.WaitGroup
	failed := make([]error, len(page))
	turns := make(chan struct{}, writers)
	for i, r := range page {
		turns <- struct{}{}
		group.Go(func() {
			defer func() { <-turns }()
			failed[i] = createOne(ctx, to, r)
		})
	}
	group.Wait()
	return errors.Join(failed...)
}

func createOne(ctx context.Context, to store.Store, r store.Record) error {
	_, err := to.Create(ctx, r)
	if !errors.Is(err, store.ErrExists) {
		return err
	}
	there, err := to.Get(ctx, r.ID)
	if err != nil {
		return err
	}
	if !store.SameContent(r, there) {
		return fmt.Errorf("record %s: %w", r.ID, ErrConflict)
	}
	return nil
}

// compare reads both stores as they are now.
func compare(ctx context.Context, from, to store.Store, want int) error {
	n := 0
	err := each(ctx, from, func(page []store.Record) error {
		n += len(page)
		for _, r := range page {
			there, err := to.Get(ctx, r.ID)
			if errors.Is(err, store.ErrNotFound) {
				return fmt.Errorf("record %s: %w", r.ID, ErrChanged)
			}
			if err != nil {
				return err
			}
			if !store.SameContent(r, there) {
				return fmt.Errorf("record %s: %w", r.ID, ErrChanged)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if n != want {
		return fmt.Errorf("%d records instead of %d: %w", n, want, ErrChanged)
	}
	held := 0
	if err := each(ctx, to, func(page []store.Record) error { held += len(page); return nil }); err != nil {
		return err
	}
	if held != want {
		return fmt.Errorf("%d records instead of %d: %w", held, want, ErrConflict)
	}
	return nil
}
