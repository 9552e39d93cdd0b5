package store

import (
	"errors"
	"testing"
	"time"
)

func TestCursorKeepsItsPlace(t *testing.T) {
	for _, at := range []time.Time{
		{}, time.Date(1950, 1, 1, 0, 0, 0, 7, time.UTC),
		time.Date(2026, 3, 2, 12, 0, 0, 123456789, time.FixedZone("CET", 3600)),
		time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC),
	} {
		got, id, err := NewCursor(at, "r-1").Place()
		if err != nil || id != "r-1" || !got.Equal(at) || got.Location() != time.UTC {
			t.Errorf("got %v, %q, %v, want %v and r-1", got, id, err, at.UTC())
		}
	}
}

func FuzzCursorPlaceRefusesOrRoundTrips(f *testing.F) {
	f.Add(string(NewCursor(time.Unix(0, 0), "a")))
	f.Add("AAAA")
	f.Add("%%%")
	f.Add("AAAA\rA00000000000YQ") // base64 skips line ends
	f.Fuzz(func(t *testing.T, s string) {
		at, id, err := Cursor(s).Place()
		if err != nil {
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("got %v, want ErrInvalid", err)
			}
			return
		}
		if got := NewCursor(at, id); string(got) != s {
			t.Errorf("got %q, want %q", got, s)
		}
	})
}

func TestExpiredFromTheMomentItself(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		expires, now time.Time
		want         bool
	}{
		{time.Time{}, at, false},
		{at, at.Add(-1), false},
		{at, at, true},
		{at, at.Add(1), true},
	} {
		if got := (Record{ExpiresAt: c.expires}).Expired(c.now); got != c.want {
			t.Errorf("expires %v, now %v: got %v, want %v", c.expires, c.now, got, c.want)
		}
	}
}

func TestPageSizeHasADefaultAndALimit(t *testing.T) {
	for limit, want := range map[int]int{0: DefaultLimit, 1: 1, MaxLimit: MaxLimit, MaxLimit + 1: MaxLimit} {
		if got, err := (Page{Limit: limit}).Size(); err != nil || got != want {
			t.Errorf("limit %d: got %d, %v, want %d", limit, got, err, want)
		}
	}
	if _, err := (Page{Limit: -1}).Size(); !errors.Is(err, ErrInvalid) {
		t.Errorf("limit -1: got %v, want ErrInvalid", err)
	}
}
