package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"mkbloket/internal/store"
)

// purgeSize is how many records or counters one step of a purge removes: few
// enough that other writes in the transaction do not notice.
const purgeSize = 256

// Create implements store.Store.
func (s *Store) Create(ctx context.Context, r store.Record) (store.Record, error) {
	r, err := r.Kept(1)
	if err != nil {
		return store.Record{}, fmt.Errorf("create record: %w", err)
	}
	value := encode(r)
	err = s.do(ctx, len(value), func(t *tables) error {
		old, _, err := t.get(r.ID)
		switch {
		case errors.Is(err, store.ErrNotFound):
		case err != nil:
			return err
		case !old.Expired(s.now()):
			return store.ErrExists
		default:
			t.unlist(old)
		}
		t.save(r, value)
		return nil
	})
	if err != nil {
		return store.Record{}, fmt.Errorf("create record %s: %w", r.ID, err)
	}
	return r, nil
}

// Update implements store.Store.
func (s *Store) Update(ctx context.Context, id string, version uint64, r store.Record) (store.Record, error) {
	if r.ID != "" && r.ID != id {
		return store.Record{}, fmt.Errorf("update record: %w: another id in the record", store.ErrInvalid)
	}
	r.ID = id
	r, err := r.Kept(version + 1)
	if err != nil {
		return store.Record{}, fmt.Errorf("update record: %w", err)
	}
	value := encode(r)
	err = s.do(ctx, len(value), func(t *tables) error {
		old, err := s.match(t, id, version)
		if err != nil {
			return err
		}
		t.unlist(old)
		t.save(r, value)
		return nil
	})
	if err != nil {
		return store.Record{}, fmt.Errorf("update record %s: %w", id, err)
	}
	return r, nil
}

// Delete implements store.Store.
func (s *Store) Delete(ctx context.Context, id string, version uint64) error {
	if err := store.CheckID(id); err != nil {
		return fmt.Errorf("delete record: %w", err)
	}
	err := s.do(ctx, 0, func(t *tables) error {
		old, err := s.match(t, id, version)
		if err != nil {
			return err
		}
		t.remove(old)
		return nil
	})
	if err != nil {
		return fmt.Errorf("delete record %s: %w", id, err)
	}
	return nil
}

// match returns the live record id if it has this version.
func (s *Store) match(t *tables, id string, version uint64) (store.Record, error) {
	r, err := s.live(t, id)
	if err == nil && r.Version != version {
		return store.Record{}, store.ErrStale
	}
	return r, err
}

// Count implements store.Store. Each count also removes up to two counters of
// windows that have ended.
func (s *Store) Count(ctx context.Context, key string, window time.Duration, now time.Time) (int, error) {
	if err := store.CheckCount(key, window, now); err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	k := counterKey(key, window, now)
	var n uint64
	err := s.do(ctx, len(k), func(t *tables) error {
		before, err := decodeCount(k, t.counter.Get(k))
		if err != nil {
			return err
		}
		t.dropUntil(now, 2)
		n = before + 1
		t.put(t.counter, k, encodeCount(k, n))
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return int(n), nil
}

// dropUntil removes up to most counters whose window has ended at now, and
// returns how many.
func (t *tables) dropUntil(now time.Time, most int) int {
	n := 0
	for ; n < most; n++ {
		k, _ := t.counter.Cursor().First()
		if k == nil || readTime(k).After(now) {
			break
		}
		t.drop(t.counter, bytes.Clone(k))
	}
	return n
}

// Purge implements store.Store. It works in small steps between other writes.
func (s *Store) Purge(ctx context.Context) (int, error) {
	total := 0
	for {
		var records, counters int
		err := s.do(ctx, 0, func(t *tables) error {
			var err error
			counters = t.dropUntil(s.now(), purgeSize)
			records, err = t.purge(s.now())
			return err
		})
		if err != nil {
			return total, fmt.Errorf("purge store: %w", err)
		}
		total += records
		if records < purgeSize && counters < purgeSize {
			return total, nil
		}
	}
}

// purge removes up to purgeSize records that have expired at now. It reads
// them all before it removes the first.
func (t *tables) purge(now time.Time) (int, error) {
	var expired []store.Record
	c := t.expiry.Cursor()
	for k, _ := c.First(); k != nil && len(expired) < purgeSize && !readTime(k).After(now); k, _ = c.Next() {
		r, _, err := t.get(string(k[timeSize:]))
		if err != nil || !r.ExpiresAt.Equal(readTime(k)) {
			return 0, corrupt("an expiry entry leads to no sound record: %v", err)
		}
		expired = append(expired, r)
	}
	for _, r := range expired {
		t.remove(r)
	}
	return len(expired), nil
}
