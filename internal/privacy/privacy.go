// Package privacy gives people what the desk holds about them, erases it on
// request, and erases by itself what was kept long enough.
//
// It works on any store.Store and does no I/O but that. A person is found by
// the keyed hash of the address, so that a list of who was erased names nobody
// and can still be applied again after a backup was restored. Every case is
// read, since an address can stand in somebody else's text too.
//
// Changes are one compare-and-swap per case, so all of it may run beside a
// working desk, be killed at any point and be run again. What fails does not
// stop the rest. See docs/decisions/0016-keeping-and-erasing.md.
package privacy

import (
	"context"
	"errors"
	"fmt"

	"mkbloket/internal/cases"
	"mkbloket/internal/reference"
	"mkbloket/internal/store"
)

// tries is how often a change is made again on what somebody else changed.
const tries = 5

// Problem is one case that could not be worked on. Its text names the case and
// nobody.
type Problem struct {
	ID  string // of the record
	Err error
}

// IsCase reports whether the record with this ID is a case: its ID is a
// reference. A store may hold other records.
func IsCase(id string) bool {
	ref, err := reference.Parse(id)
	return err == nil && cases.ID(ref) == id
}

// each calls do with every live record of the store.
func each(ctx context.Context, s store.Store, do func(store.Record)) error {
	for next := store.Cursor(""); ; {
		page, after, err := s.All(ctx, next)
		if err != nil {
			return err
		}
		for _, r := range page {
			do(r)
		}
		if next = after; next == "" {
			return nil
		}
	}
}

// change applies do to the record and what it becomes when others change it
// meanwhile. A record that is gone needs no change.
func change(ctx context.Context, s store.Store, r store.Record, do func(store.Record) error) error {
	for range tries {
		err := do(r)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if !errors.Is(err, store.ErrStale) {
			return err
		}
		if r, err = s.Get(ctx, r.ID); errors.Is(err, store.ErrNotFound) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return fmt.Errorf("changed %d times meanwhile: %w", tries, store.ErrStale)
}
