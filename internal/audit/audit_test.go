package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

var (
	secret = bytes.Repeat([]byte{7}, 32)
	start  = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
)

func open(t testing.TB) *bolt.Store {
	t.Helper()
	db, err := bolt.Open(filepath.Join(t.TempDir(), "loket.db"), func() time.Time { return start })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func newLog(t testing.TB, db store.Store) *Log {
	t.Helper()
	l, err := New(Config{Store: db, Secret: secret, Now: func() time.Time { return start }})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// fill appends n entries, a minute apart.
func fill(t testing.TB, l *Log, n int) {
	t.Helper()
	for i := range n {
		e := Entry{At: start.Add(time.Duration(i) * time.Minute), Actor: fmt.Sprintf("a%d", i%3), Action: "zaak lezen", Object: fmt.Sprintf("K%d", i), Result: "gelukt"}
		if err := l.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewRefusesWhatIsMissing(t *testing.T) {
	good := Config{Store: open(t), Secret: secret, Now: time.Now}
	for name, spoil := range map[string]func(*Config){
		"store":        func(c *Config) { c.Store = nil },
		"clock":        func(c *Config) { c.Now = nil },
		"short secret": func(c *Config) { c.Secret = secret[:31] },
	} {
		c := good
		spoil(&c)
		if _, err := New(c); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}

func TestEveryLengthVerifiesAndListsNewestFirst(t *testing.T) {
	db := open(t)
	l := newLog(t, db)
	for n := range 2*perRecord + 3 {
		if stand, err := l.Verify(t.Context()); err != nil || stand.Count != n {
			t.Fatalf("after %d: got %v %v", n, stand, err)
		}
		fill(t, l, 1)
	}
	for _, limit := range []int{1, 7, 50, 1000} {
		want := 2*perRecord + 3
		for before := 0; ; {
			entries, next, err := l.List(t.Context(), Filter{}, before, limit)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if e.Number != want {
					t.Fatalf("limit %d: got entry %d, want %d", limit, e.Number, want)
				}
				want--
			}
			if before = next; next == 0 {
				break
			}
		}
		if want != 0 {
			t.Errorf("limit %d: got %d entries too few", limit, want)
		}
	}
}

func TestListFilters(t *testing.T) {
	l := newLog(t, open(t))
	fill(t, l, 150)
	for name, c := range map[string]struct {
		filter Filter
		want   int
	}{
		"actor":          {Filter{Actor: "a1"}, 50},
		"object":         {Filter{Object: "K149"}, 1},
		"action":         {Filter{Action: "wissen"}, 0},
		"from":           {Filter{From: start.Add(149 * time.Minute)}, 1},
		"to is excluded": {Filter{To: start.Add(time.Minute)}, 1},
	} {
		if got, next, err := l.List(t.Context(), c.filter, 0, 200); err != nil || len(got) != c.want || next != 0 {
			t.Errorf("%s: got %d entries, next %d, %v; want %d", name, len(got), next, err, c.want)
		}
	}
}

func TestAppendKeepsNoAddressAndNoLines(t *testing.T) {
	l := newLog(t, open(t))
	e := Entry{Action: "aanmelden\x1b[31m\nvals", Origin: "203.0.113.9/32", Reason: strings.Repeat("é", 300)}
	if err := l.Append(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	got, _, err := l.List(t.Context(), Filter{}, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if one := got[0]; one.Action != "aanmelden [31m vals" || len(one.Origin) != 12 || strings.Contains(one.Origin, "203") || len([]rune(one.Reason)) != maxField || !one.At.Equal(start) {
		t.Errorf("got %+v", one)
	}
}

// TestAReasonKeepsNoAddressOfMail is about what staff types: nothing of the log
// can be erased before its time.
func TestAReasonKeepsNoAddressOfMail(t *testing.T) {
	l := newLog(t, open(t))
	for reason, want := range map[string]string{
		"op verzoek van anna@voorbeeld.example, 3 maart": "op verzoek van [adres] 3 maart",
		"<Anna.B+x@voorbeeld.example>":                   "[adres]",
		"1 @ 2 en @loket":                                "1 @ 2 en @loket",
	} {
		if err := l.Append(t.Context(), Entry{Action: "export", Reason: reason}); err != nil {
			t.Fatal(err)
		}
		entries, _, err := l.List(t.Context(), Filter{}, 0, 1)
		if err != nil || len(entries) != 1 || entries[0].Reason != want {
			t.Errorf("%q: got %v, %v, want %q", reason, entries, err, want)
		}
	}
}

// TestManyProcessesKeepOneChain lets logs that share nothing but the store
// append at once.
func TestManyProcessesKeepOneChain(t *testing.T) {
	db := open(t)
	const logs, each = 4, 40
	var group sync.WaitGroup
	for i := range logs {
		l := newLog(t, db)
		group.Go(func() {
			for n := range each {
				if err := l.Append(context.Background(), Entry{Actor: fmt.Sprint(i), Action: "x", Object: fmt.Sprint(n)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	l := newLog(t, db)
	if stand, err := l.Verify(t.Context()); err != nil || stand.Count != logs*each {
		t.Fatalf("got %v %v, want %d entries", stand, err, logs*each)
	}
	for i := range logs {
		got, _, err := l.List(t.Context(), Filter{Actor: fmt.Sprint(i)}, 0, 1000)
		if err != nil || len(got) != each {
			t.Errorf("process %d: got %d entries, %v; want %d", i, len(got), err, each)
		}
		for n, e := range got {
			if want := fmt.Sprint(each - 1 - n); e.Object != want {
				t.Errorf("process %d: got %s, want %s: its own order is kept", i, e.Object, want)
			}
		}
	}
}

// failing fails one write, before or after it happened.
type failing struct {
	store.Store
	id    string
	after bool
	armed bool
}

var errFault = errors.New("fault")

func (f *failing) Create(ctx context.Context, r store.Record) (store.Record, error) {
	return f.try(r.ID, func() (store.Record, error) { return f.Store.Create(ctx, r) })
}

func (f *failing) Update(ctx context.Context, id string, version uint64, r store.Record) (store.Record, error) {
	return f.try(id, func() (store.Record, error) { return f.Store.Update(ctx, id, version, r) })
}

func (f *failing) try(id string, write func() (store.Record, error)) (store.Record, error) {
	if !f.armed || id != f.id {
		return write()
	}
	f.armed = false
	if f.after {
		if _, err := write(); err != nil {
			return store.Record{}, err
		}
	}
	return store.Record{}, errFault
}

func TestAStopBetweenTwoWritesLosesAndForksNothing(t *testing.T) {
	for name, f := range map[string]*failing{
		"before the copy": {id: segmentID(1)},
		"after the copy":  {id: segmentID(1), after: true},
		"before the head": {id: headID},
		"after the head":  {id: headID, after: true},
	} {
		t.Run(name, func(t *testing.T) {
			f.Store = open(t)
			fill(t, newLog(t, f.Store), perRecord)
			f.armed = true
			if err := newLog(t, f).Append(t.Context(), Entry{Action: "x"}); !errors.Is(err, errFault) {
				t.Fatalf("got %v, want the fault", err)
			}
			want := perRecord
			if name == "after the head" {
				want++ // it was written: only the answer was lost
			}
			l := newLog(t, f)
			if stand, err := l.Verify(t.Context()); err != nil || stand.Count != want {
				t.Errorf("after the fault: got %v %v, want %d", stand, err, want)
			}
			fill(t, l, 2)
			if stand, err := l.Verify(t.Context()); err != nil || stand.Count != want+2 {
				t.Errorf("afterwards: got %v %v, want %d", stand, err, want+2)
			}
		})
	}
}

func TestTrimDropsWholeOldRecordsAndTheChainHolds(t *testing.T) {
	const n = 3*perRecord + 5
	at := func(entry int) time.Time { return start.Add(time.Duration(entry-1) * time.Minute) }
	for name, c := range map[string]struct {
		before time.Time
		want   int
	}{
		"nothing is old":            {at(perRecord), 0},
		"one instant later":         {at(perRecord).Add(1), perRecord},
		"all but what the head has": {start.Add(1000 * time.Hour), 3 * perRecord},
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			l := newLog(t, db)
			fill(t, l, n)
			if got, err := l.Trim(t.Context(), c.before); err != nil || got != c.want {
				t.Fatalf("got %d %v, want %d", got, err, c.want)
			}
			if got, err := l.Trim(t.Context(), c.before); err != nil || got != 0 {
				t.Errorf("again: got %d %v, want 0", got, err)
			}
			fill(t, l, perRecord)
			if stand, err := l.Verify(t.Context()); err != nil || stand.Count != n+perRecord {
				t.Errorf("got %v %v, want %d", stand, err, n+perRecord)
			}
			kept, next, err := l.List(t.Context(), Filter{}, 0, 10_000)
			if err != nil || next != 0 || len(kept) != n+perRecord-c.want {
				t.Errorf("got %d entries, %d, %v; want %d", len(kept), next, err, n+perRecord-c.want)
			}
			if _, err := db.Get(t.Context(), segmentID(1)); (c.want > 0) != errors.Is(err, store.ErrNotFound) {
				t.Errorf("first record: got %v", err)
			}
		})
	}
}

func TestAppendRemovesWhatWasKeptLongEnough(t *testing.T) {
	now := start
	db := open(t)
	l, err := New(Config{Store: db, Secret: secret, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	write := func(n int) {
		t.Helper()
		for range n {
			if err := l.Append(t.Context(), Entry{Actor: "a", Action: "zaak gelezen"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(perRecord + 1)
	now = start.Add(Keep)
	write(perRecord) // the second record is full: one more begins the third
	if _, err := db.Get(t.Context(), segmentID(1)); err != nil {
		t.Errorf("after 24 months: got %v, want the record still there", err)
	}
	now = start.Add(Keep + time.Second)
	write(perRecord)
	if _, err := db.Get(t.Context(), segmentID(1)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a second later: got %v, want it gone", err)
	}
	if stand, err := l.Verify(t.Context()); err != nil || stand.Count != 3*perRecord+1 {
		t.Errorf("got %v %v, want a whole chain of %d", stand, err, 3*perRecord+1)
	}
}

func BenchmarkAppend(b *testing.B) {
	l := newLog(b, open(b))
	for b.Loop() {
		if err := l.Append(b.Context(), Entry{Actor: "a", Action: "zaak lezen", Object: "K7M3-P9QX", Result: "gelukt", Origin: "192.0.2.1/32"}); err != nil {
			b.Fatal(err)
		}
	}
}
