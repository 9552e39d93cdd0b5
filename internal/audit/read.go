package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/store"
)

// Stand is what to note of a log elsewhere: how many entries it has and the
// hash of the last. The same log, longer, still has that entry.
type Stand struct {
	Count int
	Mac   string
}

// String is the stand as it is written down: a number, a colon and a hash.
func (s Stand) String() string { return fmt.Sprintf("%d:%s", s.Count, s.Mac) }

// ParseStand reads what String wrote.
func ParseStand(text string) (Stand, error) {
	var s Stand
	number, mac, ok := strings.Cut(text, ":")
	if _, err := fmt.Sscanf(number, "%d", &s.Count); err != nil || !ok || s.Count < 0 {
		return Stand{}, fmt.Errorf("%q is not a number, a colon and a hash", text)
	}
	s.Mac = mac
	return s, nil
}

// Verify checks the whole log and gives its stand. The error is ErrBroken with
// the first entry that is not as it was written, or one of the store. Entries
// that are appended meanwhile may be left out.
func (l *Log) Verify(ctx context.Context) (Stand, error) { return l.verify(ctx, nil) }

// VerifySince is Verify, and checks besides that the log still holds what it
// held at an earlier stand.
func (l *Log) VerifySince(ctx context.Context, earlier Stand) (Stand, error) {
	found := earlier.Count == 0
	now, err := l.verify(ctx, func(e Entry) {
		found = found || e.Number == earlier.Count && e.Mac == earlier.Mac
	})
	if err == nil && !found {
		err = fmt.Errorf("%w: entry %d is not the one that was noted", ErrBroken, earlier.Count)
	}
	return now, err
}

func (l *Log) verify(ctx context.Context, see func(Entry)) (Stand, error) {
	h, _, err := l.head(ctx)
	if err != nil {
		return Stand{}, err
	}
	check := checker{log: l, last: h.Before, number: h.Dropped, see: see}
	for n := h.First; n <= h.Segments; n++ {
		entries, err := l.segment(ctx, n)
		if err != nil {
			return Stand{}, fmt.Errorf("after entry %d: %w", check.number, err)
		}
		if err := check.all(entries); err != nil {
			return Stand{}, err
		}
	}
	if err := check.all(h.Entries); err != nil {
		return Stand{}, err
	}
	if check.number != h.Count || check.last != h.Last {
		return Stand{}, fmt.Errorf("%w: it ends at entry %d and must end at %d", ErrBroken, check.number, h.Count)
	}
	return Stand{h.Count, h.Last}, l.noLoose(ctx, h)
}

// noLoose finds entries that no head knows of: an emptied log, or a record that
// was put beside it. The copy that a crash left has the number after the newest.
func (l *Log) noLoose(ctx context.Context, h head) error {
	first := h.Segments + 1
	if h.Count > 0 {
		first++
	}
	_, err := l.config.Store.Get(ctx, segmentID(first))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("%w: %s is there and the head does not know it", ErrBroken, segmentID(first))
	}
	return err
}

// checker follows the chain.
type checker struct {
	log    *Log
	last   string
	number int
	see    func(Entry)
}

func (c *checker) all(entries []Entry) error {
	for _, e := range entries {
		if e.Number != c.number+1 || e.Mac != c.log.mac(c.last, e) {
			return fmt.Errorf("%w: entry %d is not as it was written", ErrBroken, c.number+1)
		}
		c.number, c.last = e.Number, e.Mac
		if c.see != nil {
			c.see(e)
		}
	}
	return nil
}

// Filter says which entries are wanted. Empty parts take all.
type Filter struct {
	From, To              time.Time // To is not included
	Actor, Action, Object string    // exactly these
}

func (f Filter) takes(e Entry) bool {
	return (f.From.IsZero() || !e.At.Before(f.From)) && (f.To.IsZero() || e.At.Before(f.To)) &&
		(f.Actor == "" || f.Actor == e.Actor) && (f.Action == "" || f.Action == e.Action) && (f.Object == "" || f.Object == e.Object)
}

// scanned is how many records one List reads at most.
const scanned = 100

// List gives at most limit entries that the filter takes, newest first, with
// numbers below before (0: from the newest). The next page begins at before =
// next; next is 0 when nothing follows. A page may hold fewer entries than
// limit, even none, while more follow: it reads at most 100 records. It does
// not check the chain.
func (l *Log) List(ctx context.Context, f Filter, before, limit int) (entries []Entry, next int, err error) {
	h, _, err := l.head(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("list audit log: %w", err)
	}
	if before <= 0 || before > h.Count {
		before = h.Count + 1
	}
	part, n, lowest := h.Entries, h.Segments, before
	for read := 0; ; read++ {
		for _, e := range slices.Backward(part) {
			lowest = min(lowest, e.Number)
			if e.Number >= before || !f.takes(e) {
				continue
			}
			if len(entries) == limit {
				return entries, entries[limit-1].Number, nil
			}
			entries = append(entries, e)
		}
		if n < h.First {
			return entries, 0, nil
		}
		if read >= scanned {
			return entries, lowest, nil
		}
		if n = l.skip(h, n, before); n < h.First {
			return entries, 0, nil
		}
		if part, err = l.segment(ctx, n); err != nil {
			return nil, 0, fmt.Errorf("list audit log: %w", err)
		}
		n--
	}
}

// skip is the newest record, at most n, that can hold an entry before a number:
// each full record holds as many.
func (l *Log) skip(h head, n, before int) int {
	return min(n, h.First+max(before-2-h.Dropped, 0)/perRecord)
}
