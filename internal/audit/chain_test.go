package audit

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"mkbloket/internal/store"
)

// TestVerifyNoticesEveryChange changes the records as somebody could who writes
// to the store and has not the secret.
func TestVerifyNoticesEveryChange(t *testing.T) {
	const n = 2*perRecord + 10
	first, newest := segmentID(1), headID
	editHead := func(f func(*head)) func(*testing.T, store.Store) {
		return func(t *testing.T, db store.Store) { edit(t, db, newest, f) }
	}
	editOld := func(f func(*segment)) func(*testing.T, store.Store) {
		return func(t *testing.T, db store.Store) { edit(t, db, first, f) }
	}
	for name, change := range map[string]func(*testing.T, store.Store){
		"another reason":           editOld(func(s *segment) { s.Entries[3].Reason = "x" }),
		"another actor at the end": editHead(func(h *head) { h.Entries[9].Actor = "x" }),
		"another time":             editOld(func(s *segment) { s.Entries[0].At = start.Add(-time.Hour) }),
		"an entry removed":         editOld(func(s *segment) { s.Entries = append(s.Entries[:3], s.Entries[4:]...) }),
		"two entries exchanged":    editOld(func(s *segment) { s.Entries[1], s.Entries[2] = s.Entries[2], s.Entries[1] }),
		"an entry twice":           editOld(func(s *segment) { s.Entries = append(s.Entries, s.Entries[len(s.Entries)-1]) }),
		"an entry added": editHead(func(h *head) {
			h.Entries = append(h.Entries, Entry{Number: n + 1, Action: "x", Mac: h.Last})
			h.Count++
		}),
		"the end cut off": editHead(func(h *head) { h.Entries = h.Entries[:9] }),
		"the end cut off, counted": editHead(func(h *head) {
			h.Entries, h.Count = h.Entries[:9], h.Count-1
			h.Last = h.Entries[8].Mac
		}),
		"the head emptied":      editHead(func(h *head) { *h = head{First: 1} }),
		"the beginning hidden":  editHead(func(h *head) { h.First, h.Dropped = 2, perRecord }),
		"an old record removed": func(t *testing.T, db store.Store) { remove(t, db, first) },
		"the newest removed":    func(t *testing.T, db store.Store) { remove(t, db, segmentID(2)) },
		"the head removed":      func(t *testing.T, db store.Store) { remove(t, db, headID) },
		"records exchanged": func(t *testing.T, db store.Store) {
			a, b := get(t, db, first), get(t, db, segmentID(2))
			put(t, db, first, b.Body)
			put(t, db, segmentID(2), a.Body)
		},
		"no JSON":      func(t *testing.T, db store.Store) { put(t, db, first, []byte("{")) },
		"head no JSON": func(t *testing.T, db store.Store) { put(t, db, headID, []byte("{")) },
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			l := newLog(t, db)
			fill(t, l, n)
			change(t, db)
			if got, err := l.Verify(t.Context()); !errors.Is(err, ErrBroken) {
				t.Errorf("got %v %v, want ErrBroken", got, err)
			}
		})
	}
}

func TestNothingIsAppendedToABrokenHead(t *testing.T) {
	db := open(t)
	l := newLog(t, db)
	fill(t, l, 3)
	edit(t, db, headID, func(h *head) { h.Count = 9 })
	if err := l.Append(t.Context(), Entry{Action: "x"}); !errors.Is(err, ErrBroken) {
		t.Errorf("got %v, want ErrBroken", err)
	}
}

func TestAnOlderCopyIsNoticedWithAStand(t *testing.T) {
	db := open(t)
	l := newLog(t, db)
	fill(t, l, 5)
	old := get(t, db, headID)
	fill(t, l, 5)
	stand, err := l.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	noted, err := ParseStand(stand.String())
	if err != nil {
		t.Fatal(err)
	}
	fill(t, l, perRecord)
	if _, err := l.VerifySince(t.Context(), noted); err != nil {
		t.Errorf("longer log: got %v", err)
	}
	put(t, db, headID, old.Body)
	if _, err := l.VerifySince(t.Context(), noted); !errors.Is(err, ErrBroken) {
		t.Errorf("older copy: got %v, want ErrBroken", err)
	}
	for _, text := range []string{"", "x", "5", "x:y", "-1:y"} {
		if _, err := ParseStand(text); err == nil {
			t.Errorf("%q: got no error", text)
		}
	}
}

func TestACopyWithOtherEntriesStopsTheLog(t *testing.T) {
	db := open(t)
	l := newLog(t, db)
	fill(t, l, perRecord)
	if _, err := db.Create(t.Context(), store.Record{ID: segmentID(1), Body: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	if err := l.Append(t.Context(), Entry{Action: "x"}); !errors.Is(err, ErrBroken) {
		t.Errorf("got %v, want ErrBroken", err)
	}
}

// edit changes a record of JSON by other means than the log.
func edit[T any](t *testing.T, db store.Store, id string, change func(*T)) {
	t.Helper()
	var v T
	if err := json.Unmarshal(get(t, db, id).Body, &v); err != nil {
		t.Fatal(err)
	}
	change(&v)
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	put(t, db, id, body)
}

func get(t *testing.T, db store.Store, id string) store.Record {
	t.Helper()
	r, err := db.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func put(t *testing.T, db store.Store, id string, body []byte) {
	t.Helper()
	r := get(t, db, id)
	r.Body = body
	if _, err := db.Update(t.Context(), id, r.Version, r); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, db store.Store, id string) {
	t.Helper()
	if err := db.Delete(t.Context(), id, get(t, db, id).Version); err != nil {
		t.Fatal(err)
	}
}
