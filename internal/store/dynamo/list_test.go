package dynamo_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
)

// ids are the IDs of records.
func ids(records []store.Record) []string {
	var list []string
	for _, r := range records {
		list = append(list, r.ID)
	}
	return list
}

// fill creates records r0, r1, … a second apart.
func fill(t *testing.T, s *dynamo.Store, n int, body string) (want []string) {
	t.Helper()
	for i := range n {
		r := record(fmt.Sprint("r", i), body)
		r.Index[0].At = noon.Add(time.Duration(i) * time.Second)
		if _, err := s.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		want = append(want, r.ID)
	}
	return want
}

func TestListLeavesOutWhatTheIndexDoesNotKnowYet(t *testing.T) {
	t.Parallel()
	d := newDesk(t, noonClock)
	plain := d.plain(t)
	fill(t, plain, 6, "")
	change := func() {
		moves := map[string]store.Entry{
			"r1": {Index: "queue", Partition: "other", At: noon.Add(time.Second)},
			"r2": {Index: "queue", Partition: "p", At: noon.Add(time.Hour)},
			"r3": {Index: "person", Partition: "p", At: noon.Add(3 * time.Second)},
		}
		for id, e := range moves {
			if _, err := plain.Update(t.Context(), id, 1, store.Record{Index: []store.Entry{e}}); err != nil {
				t.Error(err)
			}
		}
		if err := plain.Delete(t.Context(), "r4", 1); err != nil {
			t.Error(err)
		}
	}
	s := d.over(t, &line{decide: func(op string, _ int) answer {
		if op == "BatchGetItem" { // the places are known: now they change
			change()
		}
		return nil
	}})
	got, _, err := s.List(t.Context(), "queue", "p", store.Page{})
	if want := []string{"r0", "r5"}; err != nil || !slices.Equal(ids(got), want) {
		t.Errorf("got %q, %v, want %q", ids(got), err, want)
	}
}

// undone has a batch done for one of its keys only.
func undone(send func() (*http.Response, error)) (*http.Response, error) {
	got, err := send()
	if err != nil {
		return nil, err
	}
	defer got.Body.Close()
	var out struct {
		Responses       map[string][]map[string]json.RawMessage
		UnprocessedKeys map[string]any
	}
	if err := json.NewDecoder(got.Body).Decode(&out); err != nil {
		return nil, err
	}
	for table, items := range out.Responses {
		var keys []any
		for _, it := range items[1:] {
			keys = append(keys, map[string]any{"id": it["id"]})
		}
		out.Responses[table] = items[:1]
		if len(keys) > 0 {
			out.UnprocessedKeys = map[string]any{table: map[string]any{"Keys": keys, "ConsistentRead": true}}
		}
	}
	b, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	return says(http.StatusOK, string(b))(nil)
}

func TestListAsksAgainForWhatWasLeftUndone(t *testing.T) {
	t.Parallel()
	d := newDesk(t, noonClock)
	want := fill(t, d.plain(t), 7, "")
	batches := 0
	s := d.over(t, &line{decide: func(op string, n int) answer {
		if op == "BatchGetItem" {
			batches = n
			return undone
		}
		return nil
	}})
	got, next, err := s.List(t.Context(), "queue", "p", store.Page{})
	if err != nil || next != "" || !slices.Equal(ids(got), want) {
		t.Errorf("got %q, cursor %q, %v, want %q", ids(got), next, err, want)
	}
	if batches != len(want) {
		t.Errorf("got %d batches, want %d", batches, len(want))
	}
}

func TestListPageIsBoundedInBytes(t *testing.T) {
	t.Parallel()
	d := newDesk(t, noonClock)
	const size = 100_000
	want := fill(t, d.plain(t), 30, strings.Repeat("x", size))
	var got []string
	read := 0
	s := d.over(t, &line{decide: func(op string, _ int) answer {
		if op != "BatchGetItem" {
			return nil
		}
		return func(send func() (*http.Response, error)) (*http.Response, error) {
			r, err := send()
			if err != nil {
				return nil, err
			}
			b, err := io.ReadAll(r.Body)
			read += len(b)
			r.Body = io.NopCloser(strings.NewReader(string(b)))
			return r, err
		}
	}})
	for page := (store.Page{}); ; {
		records, next, err := s.List(t.Context(), "queue", "p", page)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(records) * size; n > 1<<20+size {
			t.Errorf("got a page of %d bytes, want about 1 MB", n)
		}
		got = append(got, ids(records)...)
		if page.After = next; next == "" {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if most := len(want) * size * 2; read > most { // binary travels as base64
		t.Errorf("read %d bytes, want at most %d", read, most)
	}
}
