package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"mkbloket/internal/store"
)

const headID = "audit-head"

// head is the record with the latest entries and what must be true of the log.
type head struct {
	Count    int     `json:"count"`    // of entries ever written
	First    int     `json:"first"`    // number of the oldest record kept, from 1
	Before   string  `json:"before"`   // hash of the last entry before that record; empty: none
	Dropped  int     `json:"dropped"`  // entries before that record
	Segments int     `json:"segments"` // number of the newest record
	Entries  []Entry `json:"entries"`  // those after the newest record
	Last     string  `json:"last"`     // hash of the last entry of all
	Mac      string  `json:"mac"`      // of everything above but the entries, which Last covers
}

// segment is a record of older entries.
type segment struct {
	Entries []Entry `json:"entries"`
}

func segmentID(n int) string { return fmt.Sprintf("audit-%06d", n) }

// seal is the hash that a head must carry.
func (l *Log) seal(h head) string {
	return l.hash("head", fmt.Sprint(h.Count, h.First, h.Dropped, h.Segments, len(h.Entries)), h.Before, h.Last)
}

// head reads the head, and its version in the store: 0 for a log that has no
// entry yet. A head with another seal than it must have gives ErrBroken, so
// that nothing is added to a log that cannot be trusted.
func (l *Log) head(ctx context.Context) (head, uint64, error) {
	r, err := l.config.Store.Get(ctx, headID)
	if errors.Is(err, store.ErrNotFound) {
		return head{First: 1}, 0, nil
	}
	if err != nil {
		return head{}, 0, err
	}
	var h head
	if err := json.Unmarshal(r.Body, &h); err != nil || h.Mac != l.seal(h) {
		return head{}, 0, fmt.Errorf("%w: its head is not as it was written", ErrBroken)
	}
	return h, r.Version, nil
}

// write puts the head back, or makes it when version is 0.
func (l *Log) write(ctx context.Context, h head, version uint64) error {
	h.Mac = l.seal(h)
	body, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("encode head: %w", err)
	}
	r := store.Record{ID: headID, Body: body}
	if version == 0 {
		_, err = l.config.Store.Create(ctx, r)
	} else {
		_, err = l.config.Store.Update(ctx, headID, version, r)
	}
	return err
}

// archive copies the entries of the head to a record of their own. One that is
// there already is a copy that a crash left, and must be the same.
func (l *Log) archive(ctx context.Context, h head) error {
	body, err := json.Marshal(segment{h.Entries})
	if err != nil {
		return fmt.Errorf("encode entries: %w", err)
	}
	id := segmentID(h.Segments + 1)
	_, err = l.config.Store.Create(ctx, store.Record{ID: id, Body: body})
	if !errors.Is(err, store.ErrExists) {
		return err
	}
	left, err := l.config.Store.Get(ctx, id)
	if err != nil {
		return err
	}
	if !bytes.Equal(left.Body, body) {
		return fmt.Errorf("%w: %s holds other entries than it must", ErrBroken, id)
	}
	return nil
}

// segment reads the entries of an older record.
func (l *Log) segment(ctx context.Context, n int) ([]Entry, error) {
	r, err := l.config.Store.Get(ctx, segmentID(n))
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("%w: %s is missing", ErrBroken, segmentID(n))
	}
	if err != nil {
		return nil, err
	}
	var s segment
	if err := json.Unmarshal(r.Body, &s); err != nil {
		return nil, fmt.Errorf("%w: %s cannot be read", ErrBroken, segmentID(n))
	}
	return s.Entries, nil
}
