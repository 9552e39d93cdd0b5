package partner_test

import (
	"context"
	"sync"
	"time"

	"mkbloket/internal/store"
)

// watched is a store that writes down what it is asked, and can fail.
type watched struct {
	store.Store
	mu    sync.Mutex // of asked
	asked []string
	err   error // of every call
	stale bool  // every Update comes too late
}

func (w *watched) Get(ctx context.Context, id string) (store.Record, error) {
	if err := w.note("get"); err != nil {
		return store.Record{}, err
	}
	return w.Store.Get(ctx, id)
}

func (w *watched) Update(ctx context.Context, id string, version uint64, r store.Record) (store.Record, error) {
	if err := w.note("update"); err != nil {
		return store.Record{}, err
	}
	if w.stale {
		return store.Record{}, store.ErrStale
	}
	return w.Store.Update(ctx, id, version, r)
}

func (w *watched) Count(ctx context.Context, key string, window time.Duration, now time.Time) (int, error) {
	if err := w.note("count"); err != nil {
		return 0, err
	}
	return w.Store.Count(ctx, key, window, now)
}

func (w *watched) note(what string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, what)
	return w.err
}

// during gives what f asks the store.
func (w *watched) during(f func()) []string {
	w.mu.Lock()
	w.asked = nil
	w.mu.Unlock()
	f()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked
}
