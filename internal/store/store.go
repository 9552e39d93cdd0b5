// Package store defines how cases are kept: the Store contract, the Record it
// keeps, the errors a caller decides on and the limits every engine enforces.
//
// A record is an opaque body under a key, with a version, at most one place in
// each named index and an optional expiry. Everything the contract promises
// maps one to one on an embedded ordered key-value file and on a DynamoDB table
// (conditional put, sparse secondary index, time to live plus a filter on
// read), so that the code above it is the same in both.
//
// This package does no I/O. Engines live in packages below it and elsewhere,
// and every one of them passes package storetest.
package store

import (
	"context"
	"errors"
	"time"
)

// Errors a caller decides on with errors.Is. Every engine returns these,
// wrapped with what was being done.
var (
	// ErrExists reports that Create found a live record under the same ID.
	ErrExists = errors.New("record exists")

	// ErrNotFound reports that there is no live record under the ID. An
	// expired record is not found, whether or not it was purged.
	ErrNotFound = errors.New("record not found")

	// ErrStale reports that the record has another version than the caller
	// read: read it again and decide again.
	ErrStale = errors.New("record changed since it was read")

	// ErrUnavailable reports that the store cannot do it now: disk full,
	// read-only, closed or too slow. Trying again later is useful.
	ErrUnavailable = errors.New("store unavailable")

	// ErrTooLarge reports that a body is larger than MaxBody.
	ErrTooLarge = errors.New("record too large")

	// ErrInvalid reports an argument outside the contract, such as an ID with
	// a capital or a damaged cursor. Trying again is useless.
	ErrInvalid = errors.New("invalid argument")

	// ErrCorrupt reports that what is stored cannot be trusted. It takes a
	// person: check the store and restore a backup.
	ErrCorrupt = errors.New("store corrupt")
)

// Limits of the contract. They stay below those of DynamoDB: an item of
// 400 kB, a page of 1 MB, 20 secondary indexes in a table.
const (
	MaxBody      = 380_000 // bytes in Record.Body
	MaxID        = 64      // bytes in Record.ID
	MaxIndexName = 32      // bytes in Entry.Index
	MaxPartition = 256     // bytes in Entry.Partition and in the key of Count
	MaxEntries   = 10      // entries in Record.Index
	MaxLimit     = 1000    // records in one page
	DefaultLimit = 100     // records in a page whose Limit is zero
)

// Record is one case: an opaque body with what the store must know about it.
// Times are kept to the nanosecond and come back in UTC.
type Record struct {
	ID        string    // key: a-z, 0-9 and '-', 1 to MaxID bytes
	Version   uint64    // set by the store: 1 on Create, one more on each Update
	Index     []Entry   // where the record is listed; at most one Entry per index name
	ExpiresAt time.Time // from this moment the record is invisible; zero: never
	Body      []byte    // at most MaxBody bytes, kept exactly; nil and empty are the same
}

// Entry places a record in a named index: within Partition in order of At,
// ties in order of ID.
type Entry struct {
	Index     string    // a constant of the caller: a-z, 0-9 and '-', 1 to MaxIndexName bytes
	Partition string    // such as a queue or a person: valid UTF-8, 1 to MaxPartition bytes
	At        time.Time // year 1 to 9999
}

// Page says which part of a partition to list.
type Page struct {
	Limit int       // most records wanted: 0 is DefaultLimit, more than MaxLimit is MaxLimit
	Until time.Time // only entries with At at or before Until; zero: all
	After Cursor    // the place where the page before stopped; empty: from the start
}

// Cursor is a place in one partition of one index. It is opaque, safe in a URL
// and not secret: it holds a time and an ID. It stays valid when records come
// and go, the record at the place itself included.
type Cursor string

// Store keeps records. All methods are safe for concurrent use. Every write
// is atomic and durable before its method returns nil.
//
// A write that returns ErrUnavailable or the error of its context may have
// happened all the same, or may happen still: the answer was lost, not
// necessarily the write. Callers make a second attempt harmless, with a fixed
// ID in Create and the version in Update.
//
// No method keeps or changes memory of its arguments after it returns, and
// what a method returns is the caller's to change.
//
// A context that has ended before the call gives its error and no effect.
// Arguments outside the limits give ErrInvalid or, for a body, ErrTooLarge.
type Store interface {
	// Create stores a new record and returns it with Version 1; the Version
	// of r is ignored. It returns ErrExists, and changes nothing, when a live
	// record has this ID. It replaces an expired one.
	Create(ctx context.Context, r Record) (Record, error)

	// Get returns the record as the last successful write left it, or
	// ErrNotFound.
	Get(ctx context.Context, id string) (Record, error)

	// Update replaces the whole record id, its index entries and expiry
	// included, if its version is still version, and returns it with the next
	// version. Of writers that read the same version exactly one succeeds;
	// the others get ErrStale. ErrNotFound when there is no live record. The
	// ID of r must be id or empty; the Version of r is ignored.
	Update(ctx context.Context, id string, version uint64, r Record) (Record, error)

	// List returns live records of one partition of one index, in order of At
	// and then ID, and the cursor for the page after. Only an empty cursor
	// means that nothing follows: a page may hold fewer than Limit records,
	// even none, because engines bound the bytes of one page (about 1 MB).
	//
	// A record that is not changed while a caller pages is seen exactly once.
	// One that moves may be seen at its old place, at its new place, at both
	// or not at all. An engine may show a write in List a little later than
	// in Get, so whoever acts on a record does so with Update and its version.
	List(ctx context.Context, index, partition string, page Page) (records []Record, next Cursor, err error)

	// All returns live records of the whole store, in an order of the engine's
	// own, and the cursor for the page after, in the same way as List: only an
	// empty cursor means that nothing follows, and a record that is neither
	// made nor deleted while a caller pages is seen exactly once. It is for
	// moving and checking a store, not for answering visitors.
	All(ctx context.Context, after Cursor) (records []Record, next Cursor, err error)

	// Delete removes the record if its version is still version. It returns
	// ErrStale or ErrNotFound as Update does. A later Create under the same
	// ID starts at version 1 again.
	Delete(ctx context.Context, id string, version uint64) error

	// Count adds one to the counter of key in the fixed window that contains
	// now, and returns the new number. Windows of one length follow each
	// other without a gap, aligned to the zero time in UTC, and each length
	// has counters of its own. Counters are durable; the store drops one some
	// time after its window has ended. The key is kept as given: whoever
	// counts by address passes a keyed hash of it.
	Count(ctx context.Context, key string, window time.Duration, now time.Time) (int, error)

	// Purge removes records that have expired by the store's own clock and
	// returns how many. When it fails half-way the number is of those removed.
	Purge(ctx context.Context) (int, error)
}
