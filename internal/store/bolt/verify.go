package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"

	"go.etcd.io/bbolt"
)

// verifyTries is how often Verify looks for a quiet moment to start.
const verifyTries = 20

// errBusy reports that writers were faster than the search for a header.
var errBusy = errors.New("too many writes at once")

// Verify checks everything in the store: each page, the checksum of each
// record and counter, and that indexes and records say the same. It works on
// a snapshot beside other reads and writes, and gives ErrCorrupt for the first
// fault.
func (s *Store) Verify(ctx context.Context) error {
	err := errBusy
	for try := 0; try < verifyTries && errors.Is(err, errBusy); try++ {
		err = s.view(func(t *tables) error {
			if err := checkPages(s.path, headerOf(t.tx)); err != nil {
				return err
			}
			return checkContent(ctx, t)
		})
	}
	if err != nil {
		return fmt.Errorf("verify store %s: %w", s.path, err)
	}
	return nil
}

// headerOf returns a function that finds the header of tx in the file. Two
// later transactions may have overwritten it; the pages are still there then,
// but the way to them is not, and the caller has to try again.
func headerOf(tx *bbolt.Tx) func(io.ReaderAt) (meta, error) {
	return func(f io.ReaderAt) (meta, error) {
		for _, off := range []int64{0, int64(tx.DB().Info().PageSize)} {
			if m, ok := readMeta(f, off); ok && m.txnID == uint64(tx.ID()) {
				return m, nil
			}
		}
		return meta{}, unavailable(errBusy)
	}
}

// checkContent checks what the tables hold.
func checkContent(ctx context.Context, t *tables) error {
	entries, expiries, err := checkRecords(ctx, t)
	if err != nil {
		return err
	}
	// Every record found its own keys, so equal numbers mean equal sets.
	for _, c := range []struct {
		name string
		b    *bbolt.Bucket
		want int
	}{{tableIndex, t.index, entries}, {tableExpiry, t.expiry, expiries}} {
		if got, err := countKeys(ctx, c.b); err != nil {
			return err
		} else if got != c.want {
			return corrupt("table %s has %d keys, the records give %d", c.name, got, c.want)
		}
	}
	return checkCounters(ctx, t)
}

// checkRecords checks every record and that its keys are in the indexes. It
// returns how many keys there should be.
func checkRecords(ctx context.Context, t *tables) (entries, expiries int, err error) {
	err = t.record.ForEach(func(k, v []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, body, err := decode(k, v)
		if err != nil {
			return err
		}
		r.Body = body
		if err := r.Check(); err != nil {
			return corrupt("record %q: %v", r.ID, err)
		}
		for _, e := range r.Index {
			if t.index.Get(entryKey(e, r.ID)) == nil {
				return corrupt("record %q is not in index %s", r.ID, e.Index)
			}
		}
		entries += len(r.Index)
		if r.ExpiresAt.IsZero() {
			return nil
		}
		if t.expiry.Get(expiryKey(r.ExpiresAt, r.ID)) == nil {
			return corrupt("record %q is not in table %s", r.ID, tableExpiry)
		}
		expiries++
		return nil
	})
	return entries, expiries, err
}

// countKeys counts the keys of a table whose values are all empty.
func countKeys(ctx context.Context, b *bbolt.Bucket) (int, error) {
	n := 0
	err := b.ForEach(func(_, v []byte) error {
		if len(v) != 0 {
			return corrupt("an index entry has a value")
		}
		n++
		return ctx.Err()
	})
	return n, err
}

// checkCounters checks the checksum of every counter.
func checkCounters(ctx context.Context, t *tables) error {
	return t.counter.ForEach(func(k, v []byte) error {
		if _, err := decodeCount(k, v); err != nil {
			return err
		}
		if len(k) <= timeSize+8 {
			return corrupt("a counter has no key")
		}
		return ctx.Err()
	})
}

// Backup writes a consistent copy of the store, as it is now, to w. Writes go
// on meanwhile; the pages they replace are kept until it is done. The copy is
// a file that Open accepts. Its bytes are only checked by Open: verify a
// backup before relying on it.
func (s *Store) Backup(w io.Writer) error {
	err := s.view(func(t *tables) error {
		if _, err := t.tx.WriteTo(w); err != nil {
			return unavailable(err)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("back up store %s: %w", s.path, err)
	}
	return nil
}
