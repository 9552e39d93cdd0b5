package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"mkbloket/internal/store"
)

func TestKeptRecordHasItsVersionTimesInUTCAndMemoryOfItsOwn(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 1, time.UTC)
	cet := noon.In(time.FixedZone("CET", 3600))
	given := store.Record{ID: "a", Version: 7, ExpiresAt: cet, Body: []byte("body"),
		Index: []store.Entry{{Index: "queue", Partition: "p", At: cet}}}
	got, err := given.Kept(3)
	if err != nil {
		t.Fatal(err)
	}
	given.Body[0], given.Index[0].Partition = 'X', "other"
	want := store.Entry{Index: "queue", Partition: "p", At: noon}
	if got.ID != "a" || got.Version != 3 || got.ExpiresAt != noon || string(got.Body) != "body" || !slices.Equal(got.Index, []store.Entry{want}) {
		t.Errorf("got %+v, want version 3, %v, body and %+v", got, noon, want)
	}
	if given.Version != 7 || given.ExpiresAt != cet || given.Index[0].At != cet {
		t.Errorf("got the argument changed to %+v, want it left alone", given)
	}
}

func TestKeptRefusesWhatCheckRefuses(t *testing.T) {
	for want, r := range map[error]store.Record{
		store.ErrInvalid:  {ID: "A"},
		store.ErrTooLarge: {ID: "a", Body: make([]byte, store.MaxBody+1)},
	} {
		if _, err := r.Kept(1); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
}

func TestKeptRecordWithoutExpiryStaysWithoutIt(t *testing.T) {
	got, err := store.Record{ID: "a"}.Kept(1)
	if err != nil || !got.ExpiresAt.IsZero() || got.Body != nil || got.Index != nil {
		t.Errorf("got %+v, %v, want nothing added", got, err)
	}
}
