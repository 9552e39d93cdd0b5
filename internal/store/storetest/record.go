package storetest

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/store"
)

func createThenGet(t *testing.T, f *fixture) {
	amsterdam := time.FixedZone("CET", 3600)
	in := store.Record{
		ID: "q-7k2m", Version: 99, Body: []byte("hallo"),
		ExpiresAt: start.Add(time.Hour).In(amsterdam),
		Index: []store.Entry{
			{Index: "queue", Partition: "nieuw", At: start.In(amsterdam)},
			{Index: "person", Partition: "Zoë \x00/#", At: time.Date(1969, 1, 1, 0, 0, 0, 1, time.UTC)},
		},
	}
	created := f.create(t, in)
	want := in
	want.Version = 1
	if !same(created, want) {
		t.Errorf("create: got %+v, want %+v", created, want)
	}
	got, err := f.Get(t.Context(), in.ID)
	if err != nil || !same(got, want) {
		t.Errorf("get: got %+v, %v, want %+v", got, err, want)
	}
	if got.ExpiresAt.Location() != time.UTC || got.Index[0].At.Location() != time.UTC {
		t.Errorf("get: got times in %v and %v, want UTC", got.ExpiresAt.Location(), got.Index[0].At.Location())
	}
}

func createExisting(t *testing.T, f *fixture) {
	first := f.create(t, queued("a", "p", start))
	_, err := f.Create(t.Context(), store.Record{ID: "a", Body: []byte("other")})
	if !errors.Is(err, store.ErrExists) {
		t.Errorf("second create: got %v, want ErrExists", err)
	}
	if got, err := f.Get(t.Context(), "a"); err != nil || !same(got, first) {
		t.Errorf("get: got %+v, %v, want the first %+v", got, err, first)
	}
}

func bodies(t *testing.T, f *fixture) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for id, body := range map[string][]byte{
		"nil": nil, "empty": {}, "zero": {0}, "all": all, "notutf8": []byte("\xff\xfe\xc3("),
		"largest": bytes.Repeat([]byte("0123456789abcdef\x00\xff\r\n"), store.MaxBody/20),
	} {
		f.create(t, store.Record{ID: id, Body: body})
		got, err := f.Get(t.Context(), id)
		if err != nil || !bytes.Equal(got.Body, body) {
			t.Errorf("%s: got %d bytes, %v, want the same %d bytes", id, len(got.Body), err, len(body))
		}
	}
}

func update(t *testing.T, f *fixture) {
	f.create(t, queued("a", "p", start))
	for v := uint64(1); v <= 3; v++ {
		in := store.Record{Version: 77, Body: []byte{byte(v)}, ExpiresAt: start.Add(time.Duration(v) * time.Hour)}
		want := in
		want.ID, want.Version = "a", v+1
		updated, err := f.Update(t.Context(), "a", v, in)
		if err != nil || !same(updated, want) {
			t.Fatalf("update of version %d: got %+v, %v, want %+v", v, updated, err, want)
		}
		if got, err := f.Get(t.Context(), "a"); err != nil || !same(got, want) {
			t.Errorf("get: got %+v, %v, want %+v", got, err, want)
		}
	}
}

func stale(t *testing.T, f *fixture) {
	f.create(t, queued("a", "p", start))
	second, err := f.Update(t.Context(), "a", 1, queued("a", "p", start))
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range []uint64{0, 1, 3} {
		if _, err := f.Update(t.Context(), "a", version, store.Record{}); !errors.Is(err, store.ErrStale) {
			t.Errorf("update of version %d: got %v, want ErrStale", version, err)
		}
		if err := f.Delete(t.Context(), "a", version); !errors.Is(err, store.ErrStale) {
			t.Errorf("delete of version %d: got %v, want ErrStale", version, err)
		}
	}
	if got, err := f.Get(t.Context(), "a"); err != nil || !same(got, second) {
		t.Errorf("get: got %+v, %v, want %+v", got, err, second)
	}
}

func missing(t *testing.T, f *fixture) {
	f.create(t, store.Record{ID: "other"})
	wantNotFound(t, f, "a")
}

// wantNotFound asks every method for a record that is not to be found.
func wantNotFound(t *testing.T, f *fixture, id string) {
	t.Helper()
	if _, err := f.Get(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("get: got %v, want ErrNotFound", err)
	}
	if _, err := f.Update(t.Context(), id, 1, store.Record{}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("update: got %v, want ErrNotFound", err)
	}
	if err := f.Delete(t.Context(), id, 1); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("delete: got %v, want ErrNotFound", err)
	}
}

func deleteFrees(t *testing.T, f *fixture) {
	f.create(t, queued("a", "p", start))
	if err := f.Delete(t.Context(), "a", 1); err != nil {
		t.Fatal(err)
	}
	wantNotFound(t, f, "a")
	if got := f.create(t, queued("a", "p", start)); got.Version != 1 {
		t.Errorf("create after delete: got version %d, want 1", got.Version)
	}
}

func copies(t *testing.T, f *fixture) {
	spoil := func(r store.Record) {
		r.Body[0], r.Index[0] = 'X', store.Entry{Index: "spoilt", Partition: "spoilt"}
	}
	in := queued("a", "p", start)
	want := queued("a", "p", start)
	want.Version = 1
	created := f.create(t, in)
	spoil(in)
	spoil(created)
	got, err := f.Get(t.Context(), "a")
	if err != nil || !same(got, want) {
		t.Fatalf("after create: got %+v, %v, want %+v", got, err, want)
	}
	spoil(got)
	listed, _, err := f.List(t.Context(), "queue", "p", store.Page{})
	if err != nil || len(listed) != 1 || !same(listed[0], want) {
		t.Fatalf("after get: got %+v, %v, want %+v", listed, err, want)
	}
	spoil(listed[0])
	in, want.Version = queued("a", "p", start), 2
	updated, err := f.Update(t.Context(), "a", 1, in)
	if err != nil {
		t.Fatal(err)
	}
	spoil(in)
	spoil(updated)
	if got, err := f.Get(t.Context(), "a"); err != nil || !same(got, want) {
		t.Errorf("after update: got %+v, %v, want %+v", got, err, want)
	}
}

func limits(t *testing.T, f *fixture) {
	f.create(t, store.Record{ID: "a"})
	entry := store.Entry{Index: "queue", Partition: "p", At: start}
	with := func(change func(*store.Entry)) []store.Entry {
		e := entry
		change(&e)
		return []store.Entry{e}
	}
	for _, c := range []struct {
		name string
		r    store.Record
		want error
	}{
		{"no id", store.Record{}, store.ErrInvalid},
		{"capital in id", store.Record{ID: "A"}, store.ErrInvalid},
		{"slash in id", store.Record{ID: "a/b"}, store.ErrInvalid},
		{"long id", store.Record{ID: strings.Repeat("a", store.MaxID+1)}, store.ErrInvalid},
		{"no index name", store.Record{ID: "b", Index: with(func(e *store.Entry) { e.Index = "" })}, store.ErrInvalid},
		{"no partition", store.Record{ID: "b", Index: with(func(e *store.Entry) { e.Partition = "" })}, store.ErrInvalid},
		{"partition not utf-8", store.Record{ID: "b", Index: with(func(e *store.Entry) { e.Partition = "\xff" })}, store.ErrInvalid},
		{"long partition", store.Record{ID: "b", Index: with(func(e *store.Entry) { e.Partition = strings.Repeat("p", store.MaxPartition+1) })}, store.ErrInvalid},
		{"year 10000", store.Record{ID: "b", Index: with(func(e *store.Entry) { e.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) })}, store.ErrInvalid},
		{"two entries in one index", store.Record{ID: "b", Index: []store.Entry{entry, entry}}, store.ErrInvalid},
		{"large body", store.Record{ID: "b", Body: make([]byte, store.MaxBody+1)}, store.ErrTooLarge},
	} {
		if _, err := f.Create(t.Context(), c.r); !errors.Is(err, c.want) {
			t.Errorf("create, %s: got %v, want %v", c.name, err, c.want)
		}
		if c.r.ID == "b" {
			c.r.ID = "a"
			if _, err := f.Update(t.Context(), "a", 1, c.r); !errors.Is(err, c.want) {
				t.Errorf("update, %s: got %v, want %v", c.name, err, c.want)
			}
		}
	}
	longest := store.Record{ID: strings.Repeat("z", store.MaxID), Index: with(func(e *store.Entry) {
		e.Index, e.Partition = strings.Repeat("i", store.MaxIndexName), strings.Repeat("é", store.MaxPartition/2)
	})}
	f.create(t, longest)
	if got := f.ids(t, longest.Index[0].Index, longest.Index[0].Partition, store.Page{}); len(got) != 1 {
		t.Errorf("list of the longest names: got %q, want one record", got)
	}
	if _, err := f.Update(t.Context(), "a", 1, store.Record{ID: "c"}); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("update with another id: got %v, want ErrInvalid", err)
	}
	if _, err := f.Get(t.Context(), "../a"); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("get: got %v, want ErrInvalid", err)
	}
}

func endedContext(t *testing.T, f *fixture) {
	kept := f.create(t, queued("a", "p", start))
	ctx := ended(t)
	calls := map[string]func() error{
		"create": func() error { _, err := f.Create(ctx, store.Record{ID: "b"}); return err },
		"get":    func() error { _, err := f.Get(ctx, "a"); return err },
		"update": func() error { _, err := f.Update(ctx, "a", 1, store.Record{}); return err },
		"list":   func() error { _, _, err := f.List(ctx, "queue", "p", store.Page{}); return err },
		"all":    func() error { _, _, err := f.All(ctx, ""); return err },
		"delete": func() error { return f.Delete(ctx, "a", 1) },
		"count":  func() error { _, err := f.Count(ctx, "k", time.Minute, start); return err },
		"purge":  func() error { _, err := f.Purge(ctx); return err },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", name, err)
		}
	}
	if got, err := f.Get(t.Context(), "a"); err != nil || !same(got, kept) {
		t.Errorf("get afterwards: got %+v, %v, want %+v", got, err, kept)
	}
	wantNotFound(t, f, "b")
	if n, err := f.Count(t.Context(), "k", time.Minute, start); err != nil || n != 1 {
		t.Errorf("count afterwards: got %d, %v, want 1", n, err)
	}
}
