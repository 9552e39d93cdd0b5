package main

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

// fullStore has no room for a case while full is set, but has for a counter.
type fullStore struct {
	store.Store
	full   bool
	counts int
}

func (s *fullStore) Create(ctx context.Context, r store.Record) (store.Record, error) {
	if s.full {
		return store.Record{}, store.ErrUnavailable
	}
	return s.Store.Create(ctx, r)
}

func (s *fullStore) Count(ctx context.Context, key string, window time.Duration, now time.Time) (int, error) {
	s.counts++
	return s.Store.Count(ctx, key, window, now)
}

func newFullStore(t *testing.T) *fullStore {
	t.Helper()
	db, err := bolt.Open(filepath.Join(t.TempDir(), "loket.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return &fullStore{Store: db}
}

func TestAskingForReadinessWritesNowAndThen(t *testing.T) {
	inner := newFullStore(t)
	s := &ready{Store: inner}
	gone, leave := context.WithCancel(t.Context())
	leave()
	for range 50 {
		if err := s.check(gone); err != nil { // who asks may hang up: the answer is for others too
			t.Fatal(err)
		}
	}
	if inner.counts != 1 {
		t.Errorf("got %d writes for 50 questions, want 1", inner.counts)
	}
}

func TestACaseThatCannotBeWrittenMakesTheStoreUnready(t *testing.T) {
	inner := newFullStore(t)
	s := &ready{Store: inner}
	inner.full = true
	if _, err := s.Create(t.Context(), store.Record{ID: "a"}); !errors.Is(err, store.ErrUnavailable) {
		t.Fatalf("got %v, want %v", err, store.ErrUnavailable)
	}
	if err := s.check(t.Context()); !errors.Is(err, errFailing) {
		t.Errorf("full: got %v, want %v", err, errFailing)
	}
	inner.full = false
	if _, err := s.Create(t.Context(), store.Record{ID: "a"}); err != nil {
		t.Fatal(err)
	}
	if err := s.check(t.Context()); err != nil {
		t.Errorf("with room again: got %v, want ready", err)
	}
}
