// Package storetest is the conformance suite of store.Store. Every engine runs
// it, and so must every fake that stands in for an engine in other tests.
//
// The suite asks only what the contract promises: it reads lists to the empty
// cursor and accepts short pages. It does not test what an engine adds, such
// as surviving a crash.
package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/store"
)

// Open returns an empty store that follows the clock now. It closes the store
// when the test ends.
type Open func(t *testing.T, now func() time.Time) store.Store

// Run runs the suite, each test on a store of its own. Run it with -race too.
func Run(t *testing.T, open Open) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *fixture)
	}{
		{"create then get gives the same record", createThenGet},
		{"create refuses an id that exists", createExisting},
		{"body bytes are kept exactly", bodies},
		{"update counts versions and replaces all", update},
		{"update and delete refuse a stale version", stale},
		{"a missing record is not found", missing},
		{"delete frees the id", deleteFrees},
		{"arguments and results share no memory", copies},
		{"arguments outside the limits are refused", limits},
		{"an ended context has no effect", endedContext},
		{"expiry hides a record from every method", expiry},
		{"an expired id can be created again", expiredID},
		{"update can move the expiry", expiryMoves},
		{"purge removes and counts what has expired", purge},
		{"list is in order of time then id", listOrder},
		{"list keeps partitions and indexes apart", listApart},
		{"list stops at until", listUntil},
		{"list pages hold every record once", listPages},
		{"list pages stay in place under changes", listChanges},
		{"list follows update and delete", listFollows},
		{"list refuses a damaged cursor", listCursor},
		{"all pages hold every live record once", all},
		{"count counts per key and window", count},
		{"of creates with one id one wins", raceCreate},
		{"of updates of one version one wins", raceUpdate},
		{"concurrent counts are all different", raceCount},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock := &Clock{now: start}
			c.test(t, &fixture{Store: open(t, clock.Now), clock: clock})
		})
	}
}

// start is what the clock of each test begins with.
var start = time.Date(2026, 3, 2, 9, 30, 0, 123456789, time.UTC)

// Clock is a clock that a test moves. It is safe for concurrent use.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that stands at now.
func NewClock(now time.Time) *Clock { return &Clock{now: now} }

// Now returns the time of the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock by d.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// fixture is an empty store with its clock.
type fixture struct {
	store.Store
	clock *Clock
}

// create creates r and fails the test if it cannot.
func (f *fixture) create(t *testing.T, r store.Record) store.Record {
	t.Helper()
	got, err := f.Create(t.Context(), r)
	if err != nil {
		t.Fatalf("create %s: %v", r.ID, err)
	}
	return got
}

// ids lists a whole partition, page after page.
func (f *fixture) ids(t *testing.T, index, partition string, page store.Page) []string {
	t.Helper()
	var ids []string
	for range 10_000 {
		records, next, err := f.List(t.Context(), index, partition, page)
		if err != nil {
			t.Fatalf("list %s %s: %v", index, partition, err)
		}
		for _, r := range records {
			ids = append(ids, r.ID)
		}
		if next == "" {
			return ids
		}
		page.After = next
	}
	t.Fatalf("list %s %s: does not end", index, partition)
	return nil
}

// queued returns a record in one partition of one index.
func queued(id, partition string, at time.Time) store.Record {
	return store.Record{ID: id, Index: []store.Entry{{Index: "queue", Partition: partition, At: at}}, Body: []byte("body of " + id)}
}

// same reports whether two records are equal, version included.
func same(a, b store.Record) bool { return a.Version == b.Version && store.SameContent(a, b) }

// ended returns a context that has been cancelled.
func ended(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
