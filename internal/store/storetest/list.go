package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"mkbloket/internal/store"
)

func listOrder(t *testing.T, f *fixture) {
	want := []string{"year-1", "before-1970", "early", "tie-a", "tie-b", "tie-ba", "nano", "late", "year-9999"}
	at := map[string]time.Time{
		"year-1": time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), "before-1970": time.Date(1950, 1, 1, 0, 0, 0, 5, time.UTC),
		"early": start.Add(-time.Hour), "tie-a": start, "tie-b": start, "tie-ba": start,
		"nano": start.Add(1), "late": start.Add(time.Hour), "year-9999": time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC),
	}
	for _, id := range slices.Backward(want) {
		f.create(t, queued(id, "p", at[id]))
	}
	if got := f.ids(t, "queue", "p", store.Page{}); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, limit := range []int{1, 2, len(want), len(want) + 1, store.MaxLimit * 2} {
		if got := f.ids(t, "queue", "p", store.Page{Limit: limit}); !slices.Equal(got, want) {
			t.Errorf("pages of %d: got %q, want %q", limit, got, want)
		}
	}
}

func listApart(t *testing.T, f *fixture) {
	places := []store.Entry{
		{Index: "queue", Partition: "p"}, {Index: "queue", Partition: "pp"}, {Index: "queue", Partition: "p\x00"},
		{Index: "queue", Partition: "P"}, {Index: "queue-p", Partition: "p"}, {Index: "q", Partition: "ueuep"},
	}
	for i, e := range places {
		e.At = start
		f.create(t, store.Record{ID: fmt.Sprint("r", i), Index: []store.Entry{e}})
	}
	f.create(t, store.Record{ID: "nowhere"})
	for i, e := range places {
		want := []string{fmt.Sprint("r", i)}
		if got := f.ids(t, e.Index, e.Partition, store.Page{}); !slices.Equal(got, want) {
			t.Errorf("index %q, partition %q: got %q, want %q", e.Index, e.Partition, got, want)
		}
	}
	if got := f.ids(t, "queue", "none", store.Page{}); len(got) != 0 {
		t.Errorf("empty partition: got %q, want none", got)
	}
}

func listUntil(t *testing.T, f *fixture) {
	for i := range 10 {
		f.create(t, queued(fmt.Sprint("r", i), "p", start.Add(time.Duration(i)*time.Second)))
	}
	for _, c := range []struct {
		until time.Time
		want  int
	}{{start.Add(-1), 0}, {start, 1}, {start.Add(time.Second - 1), 1}, {start.Add(4 * time.Second), 5}, {start.Add(time.Hour), 10}, {time.Time{}, 10}} {
		for _, limit := range []int{0, 1, 3} {
			if got := f.ids(t, "queue", "p", store.Page{Until: c.until, Limit: limit}); len(got) != c.want {
				t.Errorf("until %v in pages of %d: got %q, want %d records", c.until, limit, got, c.want)
			}
		}
	}
}

func listPages(t *testing.T, f *fixture) {
	const n, large = 23, 8
	var want []string
	for i := range n {
		r := queued(fmt.Sprintf("r-%02d", i), "p", start.Add(time.Duration(i/4)))
		if i < large {
			r.Body = make([]byte, store.MaxBody)
		}
		f.create(t, r)
		want = append(want, r.ID)
	}
	for _, limit := range []int{1, 4, 5, n, 0} {
		records, _, err := f.List(t.Context(), "queue", "p", store.Page{Limit: limit})
		if err != nil || limit > 0 && len(records) > limit {
			t.Errorf("pages of %d: got %d records, %v", limit, len(records), err)
		}
		if got := f.ids(t, "queue", "p", store.Page{Limit: limit}); !slices.Equal(got, want) {
			t.Errorf("pages of %d: got %q, want %q", limit, got, want)
		}
	}
}

func listChanges(t *testing.T, f *fixture) {
	for i := range 10 {
		f.create(t, queued(fmt.Sprint("r", i), "p", start.Add(time.Duration(10*i))))
	}
	first, next, err := f.List(t.Context(), "queue", "p", store.Page{Limit: 4})
	if err != nil || len(first) == 0 || next == "" {
		t.Fatalf("first page: got %d records, cursor %q, %v", len(first), next, err)
	}
	last := first[len(first)-1]
	if err := f.Delete(t.Context(), last.ID, 1); err != nil { // the place of the cursor itself
		t.Fatal(err)
	}
	f.create(t, queued("before", "p", start.Add(-1)))
	f.create(t, queued("between", "p", last.Index[0].At.Add(5)))
	want := []string{"between"}
	for i := len(first); i < 10; i++ {
		want = append(want, fmt.Sprint("r", i))
	}
	if got := f.ids(t, "queue", "p", store.Page{Limit: 4, After: next}); !slices.Equal(got, want) {
		t.Errorf("pages after the first: got %q, want %q", got, want)
	}
}

func listFollows(t *testing.T, f *fixture) {
	r := queued("a", "new", start)
	r.Index = append(r.Index, store.Entry{Index: "person", Partition: "x", At: start})
	f.create(t, r)
	r.Index = []store.Entry{{Index: "queue", Partition: "done", At: start.Add(1)}}
	updated, err := f.Update(t.Context(), "a", 1, r)
	if err != nil {
		t.Fatal(err)
	}
	listed, _, err := f.List(t.Context(), "queue", "done", store.Page{})
	if err != nil || len(listed) != 1 || !same(listed[0], updated) {
		t.Errorf("list of the new place: got %+v, %v, want %+v", listed, err, updated)
	}
	empty := [][2]string{{"queue", "new"}, {"person", "x"}}
	for _, e := range empty {
		if got := f.ids(t, e[0], e[1], store.Page{}); len(got) != 0 {
			t.Errorf("list of the old place %v: got %q, want none", e, got)
		}
	}
	if err := f.Delete(t.Context(), "a", 2); err != nil {
		t.Fatal(err)
	}
	if got := f.ids(t, "queue", "done", store.Page{}); len(got) != 0 {
		t.Errorf("list after delete: got %q, want none", got)
	}
}

func listCursor(t *testing.T, f *fixture) {
	f.create(t, queued("a", "p", start))
	for _, page := range []store.Page{{After: "x"}, {After: "!!!"}, {After: "AAAAAAAAAAAAAAAA"}, {Limit: -1}} {
		if _, _, err := f.List(t.Context(), "queue", "p", page); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%+v: got %v, want ErrInvalid", page, err)
		}
	}
	for _, place := range [][2]string{{"", "p"}, {"Queue", "p"}, {"queue", ""}} {
		if _, _, err := f.List(t.Context(), place[0], place[1], store.Page{}); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%q: got %v, want ErrInvalid", place, err)
		}
	}
}
