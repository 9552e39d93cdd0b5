package calendar

import (
	"testing"
	"time"
)

func at(t *testing.T, local string) time.Time {
	t.Helper()
	got, err := time.ParseInLocation("2006-01-02 15:04", local, Location())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestIsWorkingDay(t *testing.T) {
	for _, c := range []struct {
		name, day string
		want      bool
	}{
		{"Monday", "2026-11-23", true},
		{"Friday", "2026-11-27", true},
		{"Saturday", "2026-11-28", false},
		{"Sunday", "2026-11-29", false},
		{"Good Friday", "2026-04-03", false},
		{"Easter Monday", "2026-04-06", false},
		{"King's Day", "2026-04-27", false},
		{"5 May outside a lustrum", "2026-05-05", false},
		{"Friday after Ascension", "2026-05-15", true},
		{"28 April when the 27th is a Sunday", "2025-04-28", true},
		{"New Year's Eve", "2026-12-31", true},
		{"New Year's Day", "2027-01-01", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, clock := range []string{" 00:00", " 23:59"} {
				if got := IsWorkingDay(at(t, c.day+clock)); got != c.want {
					t.Errorf("IsWorkingDay(%s) = %v, want %v", c.day+clock, got, c.want)
				}
			}
		})
	}
}

func TestIsWorkingDayGoesByTheDutchDay(t *testing.T) {
	sundayInUTC := time.Date(2026, time.July, 12, 22, 30, 0, 0, time.UTC)
	if !IsWorkingDay(sundayInUTC) {
		t.Error("Sunday 22:30 UTC in July is Monday in the Netherlands: got no working day")
	}
}

func TestAddWorkingDays(t *testing.T) {
	for _, c := range []struct {
		name, from string
		n          int
		want       string
	}{
		{"within a week", "2026-11-23 09:15", 2, "2026-11-25 09:15"},
		{"over a weekend", "2026-11-27 16:00", 1, "2026-11-30 16:00"},
		{"from a Saturday", "2026-11-28 10:00", 1, "2026-11-30 10:00"},
		{"from a Sunday", "2026-11-29 10:00", 2, "2026-12-01 10:00"},
		{"over Easter", "2026-04-02 12:00", 2, "2026-04-08 12:00"},
		{"over Ascension next to 5 May", "2027-05-04 12:00", 1, "2027-05-07 12:00"},
		{"over Christmas and New Year", "2026-12-24 12:00", 5, "2027-01-04 12:00"},
		{"over the start of summer time", "2026-03-27 09:00", 1, "2026-03-30 09:00"},
		{"over the end of summer time", "2026-10-23 09:00", 1, "2026-10-26 09:00"},
		{"a year of working days", "2026-01-02 09:00", 252, "2026-12-31 09:00"},
		{"none on a working day", "2026-11-27 16:00", 0, "2026-11-27 16:00"},
		{"none on a Saturday", "2026-11-28 16:00", 0, "2026-11-30 16:00"},
		{"back over a weekend", "2026-11-30 09:00", -1, "2026-11-27 09:00"},
		{"back from a Sunday", "2026-11-29 09:00", -1, "2026-11-27 09:00"},
		{"back over Easter", "2026-04-07 09:00", -1, "2026-04-02 09:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := AddWorkingDays(at(t, c.from), c.n)
			if want := at(t, c.want); !got.Equal(want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestAddWorkingDaysCountsExactly(t *testing.T) {
	start := at(t, "2026-01-01 08:30")
	for n := 1; n <= 300; n++ {
		end := AddWorkingDays(start, n)
		got := 0
		for day := start.AddDate(0, 0, 1); !day.After(end); day = day.AddDate(0, 0, 1) {
			if IsWorkingDay(day) {
				got++
			}
		}
		if got != n || !IsWorkingDay(end) {
			t.Fatalf("AddWorkingDays(%d) = %v, which is %d working days on", n, end, got)
		}
	}
}

func TestAddWorkingDaysCountsFromTheDutchDay(t *testing.T) {
	// 22:30 UTC on Thursday is 00:30 on Friday in the Netherlands.
	got := AddWorkingDays(time.Date(2026, time.July, 9, 22, 30, 0, 0, time.UTC), 1)
	if want := at(t, "2026-07-13 00:30"); !got.Equal(want) || got.Location() != Location() {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNextDayBeginsAtMidnightInTheNetherlands(t *testing.T) {
	for _, c := range []struct{ from, want string }{
		{"2026-11-23T10:00:00Z", "2026-11-23T23:00:00Z"},
		{"2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z"}, // a new day has just begun
		{"2026-03-28T23:30:00Z", "2026-03-29T22:00:00Z"}, // the day that has 23 hours
		{"2026-10-24T22:30:00Z", "2026-10-25T23:00:00Z"}, // the day that has 25
		{"2026-12-31T12:00:00Z", "2026-12-31T23:00:00Z"},
	} {
		from, err := time.Parse(time.RFC3339, c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := NextDay(from).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("NextDay(%s): got %s, want %s", c.from, got, c.want)
		}
	}
}
