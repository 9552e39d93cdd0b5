package bolt

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"mkbloket/internal/store"
)

// pageBytes ends a page of List once its bodies are this large together.
const pageBytes = 1 << 20

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, id string) (store.Record, error) {
	if err := store.CheckID(id); err != nil {
		return store.Record{}, fmt.Errorf("get record: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return store.Record{}, fmt.Errorf("get record %s: %w", id, err)
	}
	var r store.Record
	err := s.view(func(t *tables) error {
		found, body, err := t.get(id)
		if err != nil {
			return err
		}
		if found.Expired(s.now()) {
			return store.ErrNotFound
		}
		r, r.Body = found, bytes.Clone(body)
		return nil
	})
	if err != nil {
		return store.Record{}, fmt.Errorf("get record %s: %w", id, err)
	}
	return r, nil
}

// List implements store.Store. One page is one snapshot.
func (s *Store) List(ctx context.Context, index, partition string, page store.Page) ([]store.Record, store.Cursor, error) {
	l, err := s.newListing(index, partition, page)
	if err == nil {
		err = s.view(func(t *tables) error { return l.run(ctx, t) })
	}
	if err != nil {
		return nil, "", fmt.Errorf("list %s: %w", index, err)
	}
	return l.records, l.next, nil
}

// listing is one page in the making.
type listing struct {
	prefix, start, after []byte // keys: of the partition, to seek, to skip
	until                time.Time
	now                  time.Time
	limit, size          int // most records; bytes so far
	records              []store.Record
	last, next           store.Cursor // place of the last record; place where a next page starts
}

// newListing checks the arguments of List.
func (s *Store) newListing(index, partition string, page store.Page) (*listing, error) {
	limit, err := page.Size()
	if err != nil {
		return nil, err
	}
	if err := store.CheckIndex(index, partition); err != nil {
		return nil, err
	}
	l := &listing{prefix: partitionKey(index, partition), until: page.Until, now: s.now(), limit: limit}
	l.start = l.prefix
	if page.After != "" {
		at, id, err := page.After.Place()
		if err != nil {
			return nil, err
		}
		l.after = entryKey(store.Entry{Index: index, Partition: partition, At: at}, id)
		l.start = l.after
	}
	return l, nil
}

// run walks the partition until the page is full.
func (l *listing) run(ctx context.Context, t *tables) error {
	c := t.index.Cursor()
	for k, _ := c.Seek(l.start); bytes.HasPrefix(k, l.prefix); k, _ = c.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if bytes.Equal(k, l.after) {
			continue
		}
		e, id, ok := splitEntry(k)
		if !ok {
			return corrupt("an index entry cannot be read")
		}
		if !l.until.IsZero() && e.At.After(l.until) {
			return nil
		}
		if len(l.records) == l.limit || l.size >= pageBytes {
			l.next = l.last
			return nil
		}
		if err := l.add(t, e, id); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// add puts the record of an index entry on the page, unless it has expired.
func (l *listing) add(t *tables, e store.Entry, id string) error {
	r, body, err := t.get(id)
	if err != nil {
		return corrupt("an index entry leads to no sound record %q: %v", id, err)
	}
	if !holds(r, e) {
		return corrupt("record %q is listed where it does not belong", id)
	}
	if r.Expired(l.now) {
		return nil
	}
	r.Body = bytes.Clone(body)
	l.records, l.size, l.last = append(l.records, r), l.size+len(body), store.NewCursor(e.At, id)
	return nil
}

// holds reports whether r has the index entry e.
func holds(r store.Record, e store.Entry) bool {
	for _, own := range r.Index {
		if own.Index == e.Index && own.Partition == e.Partition && own.At.Equal(e.At) {
			return true
		}
	}
	return false
}
