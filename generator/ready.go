package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"mkbloket/internal/store"
)

const (
	lookHolds = 5 * time.Second // each look is a write, and anybody may ask
	failHolds = time.Minute     // after a case that could not be written
)

// ready is a store that knows whether it takes writes. It is safe for
// concurrent use.
type ready struct {
	store.Store
	failed atomic.Int64 // when a write was last refused, in Unix nanoseconds; 0: writing works

	mu  sync.Mutex
	at  time.Time // of the last look
	err error     // what came of it
}

// Create implements store.Store.
func (s *ready) Create(ctx context.Context, r store.Record) (store.Record, error) {
	made, err := s.Store.Create(ctx, r)
	if err == nil {
		s.failed.Store(0)
	}
	s.note(err)
	return made, err
}

// Count implements store.Store.
func (s *ready) Count(ctx context.Context, key string, window time.Duration, now time.Time) (int, error) {
	n, err := s.Store.Count(ctx, key, window, now)
	s.note(err)
	return n, err
}

func (s *ready) note(err error) {
	if errors.Is(err, store.ErrUnavailable) {
		s.failed.Store(time.Now().UnixNano())
	}
}

// errFailing says that what visitors sent was refused a moment ago.
var errFailing = errors.New("a write failed less than a minute ago")

// check reports whether the store takes writes. A disk that is full for a case
// may have room for the few bytes that it writes itself, so what happened to
// the writes of visitors counts first.
func (s *ready) check(ctx context.Context) error {
	if failed := s.failed.Load(); failed != 0 && time.Since(time.Unix(0, failed)) < failHolds {
		return errFailing
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at.IsZero() || time.Since(s.at) >= lookHolds {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookHolds) // others rely on the answer
		defer cancel()
		_, s.err = s.Store.Count(ctx, "ready", time.Minute, time.Now())
		s.at = time.Now()
	}
	return s.err
}
