package bolt

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"mkbloket/internal/store"
)

// All implements store.Store, in order of ID. One page is one snapshot.
func (s *Store) All(ctx context.Context, after store.Cursor) (records []store.Record, next store.Cursor, err error) {
	var start string
	if after != "" {
		if _, start, err = after.Place(); err != nil {
			return nil, "", fmt.Errorf("read all records: %w", err)
		}
	}
	err = s.view(func(t *tables) error {
		records, next, err = allFrom(ctx, t, start, s.now())
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("read all records: %w", err)
	}
	return records, next, nil
}

// allFrom gives a page of the live records after the ID start.
func allFrom(ctx context.Context, t *tables, start string, now time.Time) (records []store.Record, next store.Cursor, err error) {
	size := 0
	c := t.record.Cursor()
	for k, v := c.Seek([]byte(start)); k != nil; k, v = c.Next() {
		if string(k) == start {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, "", err
		}
		if len(records) == store.DefaultLimit || size >= pageBytes {
			return records, store.NewCursor(time.Time{}, records[len(records)-1].ID), nil
		}
		r, body, err := decode(k, v)
		if err != nil {
			return nil, "", err
		}
		if !r.Expired(now) {
			r.Body = bytes.Clone(body)
			records, size = append(records, r), size+len(body)
		}
	}
	return records, "", ctx.Err()
}
