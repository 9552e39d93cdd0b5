package bucket

import (
	"context"
	"fmt"
	"net/http"
	"slices"
)

// Rollback makes the bucket hold the release before the present one, in the
// same safe order, and drops the present one from the history: again, and it
// goes one further back. Without an earlier one it is ErrNoRelease; when the
// bucket no longer has its files it is ErrVersions. Nothing was changed then.
func (b *Bucket) Rollback(ctx context.Context) (Report, error) {
	s, err := b.open(ctx)
	if err != nil {
		return Report{}, err
	}
	history := s.state.Releases
	if len(history) == 0 || history[0] != s.state.Back { // otherwise that one has only to be ended
		history = history[min(1, len(history)):]
	}
	if len(history) == 0 {
		return Report{}, ErrNoRelease
	}
	before, err := b.readRelease(ctx, history[0])
	if status(err) == http.StatusNotFound {
		return Report{}, fmt.Errorf("%w: %w", ErrVersions, err)
	}
	if err != nil {
		return Report{}, err
	}
	p, have, err := s.plan(ctx, before.Files)
	if err != nil {
		return Report{}, err
	}
	if err := s.restorable(ctx, slices.Concat(p.phases...)); err != nil {
		return Report{}, err
	}
	s.state.Back = before.ID
	return s.carryOut(ctx, job{plan: p, have: have, next: release{ID: before.ID}, history: history, put: b.restore})
}
