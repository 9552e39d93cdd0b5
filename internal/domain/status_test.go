package domain

import (
	"testing"
	"time"

	"mkbloket/internal/calendar"
)

// at is a moment in Dutch time, zero for "".
func at(t *testing.T, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	for _, form := range []string{"2006-01-02 15:04:05", time.DateOnly} {
		if m, err := time.ParseInLocation(form, s, calendar.Location()); err == nil {
			return m
		}
	}
	t.Fatalf("%q is no moment", s)
	return time.Time{}
}

// period is a round from the start of one day to the end of another.
func period(t *testing.T, opens, closes string) Round {
	t.Helper()
	r := Round{OpensAt: at(t, opens)}
	if closes != "" {
		r.ClosesAt = at(t, closes+" 23:59:59")
	}
	return r
}

func TestStandingOfOneRound(t *testing.T) {
	may := period(t, "2027-05-01", "2027-09-30")
	with := func(change func(*Round)) Round { r := may; change(&r); return r }
	tests := []struct {
		name    string
		opening string
		round   Round
		now     string
		want    Status
	}{
		{"a second before it opens", OpeningRounds, may, "2027-04-30 23:59:59", Announced},
		{"the moment it opens", OpeningRounds, may, "2027-05-01 00:00:00", Open},
		{"the last second", OpeningRounds, may, "2027-09-30 23:59:59", Open},
		{"a second after it closed", OpeningRounds, may, "2027-10-01 00:00:00", Closed},
		{"budget gone", OpeningRounds, with(func(r *Round) { r.Exhausted = true }), "2027-06-01", Full},
		{"budget gone before it opens", OpeningRounds, with(func(r *Round) { r.Exhausted = true }), "2027-04-01", Announced},
		{"budget gone and closed", OpeningRounds, with(func(r *Round) { r.Exhausted = true }), "2027-11-01", Closed},
		{"less than a tenth left", OpeningRounds, with(func(r *Round) { r.Ceiling, r.Remaining = 1000, 99 }), "2027-06-01", NearlyFull},
		{"exactly a tenth left", OpeningRounds, with(func(r *Round) { r.Ceiling, r.Remaining = 1000, 100 }), "2027-06-01", Open},
		{"rest not known", OpeningRounds, with(func(r *Round) { r.Ceiling = 1000 }), "2027-06-01", Open},
		{"ceiling not known", OpeningRounds, with(func(r *Round) { r.Remaining = 1 }), "2027-06-01", Open},
		{"little left and gone", OpeningRounds, with(func(r *Round) { r.Ceiling, r.Remaining, r.Exhausted = 1000, 1, true }), "2027-06-01", Full},
		{"no end known", OpeningRounds, period(t, "2027-05-01", ""), "2099-01-01", Open},
		{"no start known", OpeningRounds, period(t, "", "2027-09-30"), "2027-06-01", Open},
		{"nothing known", OpeningRounds, Round{}, "2027-06-01", Uncertain},
		{"continuous before its start", OpeningContinuous, may, "2027-04-30 23:59:59", Announced},
		{"continuous within its dates", OpeningContinuous, may, "2027-09-30 23:59:59", Always},
		{"continuous after its end date", OpeningContinuous, may, "2027-10-01 00:00:00", Closed},
		{"continuous without dates", OpeningContinuous, Round{}, "2027-06-01", Always},
		{"continuous, budget gone", OpeningContinuous, with(func(r *Round) { r.Exhausted = true }), "2027-06-01", Full},
		{"continuous, little left", OpeningContinuous, with(func(r *Round) { r.Ceiling, r.Remaining = 1000, 99 }), "2027-06-01", NearlyFull},
		{"unknown with an open round", OpeningUnknown, may, "2027-06-01", Uncertain},
		{"ended with an open round", OpeningEnded, may, "2027-06-01", Ended},
		{"closes in the short night", OpeningRounds, period(t, "2027-03-01", "2027-03-28"), "2027-03-28 23:59:59", Open},
		{"closed after the short night", OpeningRounds, period(t, "2027-03-01", "2027-03-28"), "2027-03-29 00:00:00", Closed},
		{"closes in the long night", OpeningRounds, period(t, "2027-10-01", "2027-10-31"), "2027-10-31 23:59:59", Open},
		{"closed after the long night", OpeningRounds, period(t, "2027-10-01", "2027-10-31"), "2027-11-01 00:00:00", Closed},
		{"opens on the short day", OpeningRounds, period(t, "2027-03-28", "2027-04-01"), "2027-03-27 23:59:59", Announced},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := Scheme{Opening: test.opening, Rounds: []Round{test.round}}
			if got := s.StandingAt(at(t, test.now)).Status; got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestStandingIsTheSameInEveryTimeZone(t *testing.T) {
	s := Scheme{Opening: OpeningRounds, Rounds: []Round{period(t, "2027-05-01", "2027-09-30")}}
	now := at(t, "2027-10-01 00:00:00")
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("east", 14*3600), time.FixedZone("west", -12*3600)} {
		if got := s.StandingAt(now.In(zone)).Status; got != Closed {
			t.Errorf("%s: got %s, want %s", zone, got, Closed)
		}
	}
}

func TestStandingFollowsTheRoundThatSaysMost(t *testing.T) {
	past, older := period(t, "2026-01-01", "2026-06-30"), period(t, "2025-01-01", "2025-06-30")
	now, later := period(t, "2027-01-01", "2027-06-30"), period(t, "2027-03-01", "2027-12-31")
	next, afterNext := period(t, "2028-01-01", "2028-06-30"), period(t, "2029-01-01", "2029-06-30")
	full := now
	full.Exhausted = true
	endless := period(t, "2027-01-01", "")
	tests := []struct {
		name    string
		opening string
		rounds  []Round
		want    Status
		decides int // index, -1 for none
	}{
		{"none", OpeningRounds, nil, Uncertain, -1},
		{"none of a continuous scheme", OpeningContinuous, nil, Always, -1},
		{"unknown never looks at rounds", OpeningUnknown, []Round{now}, Uncertain, -1},
		{"open before announced", OpeningRounds, []Round{next, now}, Open, 1},
		{"of two open ones the first to close", OpeningRounds, []Round{later, now}, Open, 1},
		{"a last day before an open end", OpeningRounds, []Round{endless, now}, Open, 1},
		{"the next to open", OpeningRounds, []Round{past, afterNext, next}, Announced, 2},
		{"announced before full", OpeningRounds, []Round{full, next}, Announced, 1},
		{"full before closed", OpeningRounds, []Round{past, full}, Full, 1},
		{"of two closed ones the last", OpeningRounds, []Round{older, past}, Closed, 1},
		{"of two closed ones the last, whatever the order", OpeningRounds, []Round{past, older}, Closed, 0},
		{"open before full", OpeningRounds, []Round{full, later}, Open, 1},
		{"a round without dates says least", OpeningRounds, []Round{{}, past}, Closed, 1},
		{"continuous with a second period", OpeningContinuous, []Round{past, now}, Always, 1},
		{"ended names its last round", OpeningEnded, []Round{older, past}, Ended, 1},
		{"ended without rounds", OpeningEnded, nil, Ended, -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := Scheme{Opening: test.opening, Rounds: test.rounds}
			got := s.StandingAt(at(t, "2027-05-01"))
			if got.Status != test.want {
				t.Errorf("got %s, want %s", got.Status, test.want)
			}
			var want *Round
			if test.decides >= 0 {
				want = &s.Rounds[test.decides]
			}
			if got.Round != want {
				t.Errorf("got round %+v, want %+v", got.Round, want)
			}
		})
	}
}

func TestRankPutsWhatIsOpenFirstAndWhatEndedLast(t *testing.T) {
	order := []Status{Open, NearlyFull, Always, Announced, Uncertain, Full, Closed, Ended, "onzin"}
	for i, s := range order {
		if got := s.Rank(); got != i {
			t.Errorf("%s: got rank %d, want %d", s, got, i)
		}
	}
}

func TestFiguresAreAllowedOnlyWhenTheyAreSure(t *testing.T) {
	tests := []struct {
		confidence, opening string
		want                bool
	}{
		{"hoog", OpeningRounds, true}, {"middel", OpeningEnded, true}, {"", OpeningContinuous, true},
		{"laag", OpeningContinuous, false}, {"hoog", OpeningUnknown, false}, {"laag", OpeningUnknown, false},
	}
	for _, test := range tests {
		s := Scheme{Opening: test.opening, Review: Review{Confidence: test.confidence}}
		if got := s.FiguresAllowed(); got != test.want {
			t.Errorf("%s, %s: got %v, want %v", test.confidence, test.opening, got, test.want)
		}
	}
}
