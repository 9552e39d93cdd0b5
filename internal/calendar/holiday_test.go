package calendar

import (
	"slices"
	"testing"
	"time"
)

func TestHolidays(t *testing.T) {
	table := map[int][]string{
		2025: {"01-01", "04-18", "04-21", "04-26", "05-05", "05-29", "06-09", "12-25", "12-26"},
		2026: {"01-01", "04-03", "04-06", "04-27", "05-05", "05-14", "05-25", "12-25", "12-26"},
		2027: {"01-01", "03-26", "03-29", "04-27", "05-05", "05-06", "05-17", "12-25", "12-26"},
		2028: {"01-01", "04-14", "04-17", "04-27", "05-05", "05-25", "06-05", "12-25", "12-26"},
		2029: {"01-01", "03-30", "04-02", "04-27", "05-05", "05-10", "05-21", "12-25", "12-26"},
		2030: {"01-01", "04-19", "04-22", "04-27", "05-05", "05-30", "06-10", "12-25", "12-26"},
	}
	for year, want := range table {
		var got []string
		for _, h := range Holidays(year) {
			if h.Date.Year() != year {
				t.Errorf("%s of %d falls in %d", h.Name, year, h.Date.Year())
			}
			got = append(got, h.Date.Format("01-02"))
		}
		if !slices.Equal(got, want) {
			t.Errorf("Holidays(%d) = %v, want %v", year, got, want)
		}
	}
}

func TestHolidaysAreNamedInOrder(t *testing.T) {
	var got []string
	for _, h := range Holidays(2026) {
		got = append(got, h.Name)
	}
	want := []string{"Nieuwjaarsdag", "Goede Vrijdag", "Tweede Paasdag", "Koningsdag", "Bevrijdingsdag",
		"Hemelvaartsdag", "Tweede Pinksterdag", "Eerste Kerstdag", "Tweede Kerstdag"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestHolidaysKeepBothThatShareADate(t *testing.T) {
	days := Holidays(2016)
	if got, want := len(days), 9; got != want {
		t.Fatalf("got %d holidays, want %d", got, want)
	}
	first, second := days[4], days[5]
	if !first.Date.Equal(second.Date) || first.Name != "Bevrijdingsdag" || second.Name != "Hemelvaartsdag" {
		t.Errorf("got %v and %v, want both on 5 May 2016", first, second)
	}
}

func TestKingsDayIsNeverASunday(t *testing.T) {
	want := map[int]string{2014: "26", 2025: "26", 2026: "27", 2031: "26", 2036: "26", 2042: "26"}
	for year := 2014; year <= 2100; year++ {
		got := kingsDay(year)
		if got.Weekday() == time.Sunday || got.Month() != time.April {
			t.Errorf("%d: got %v", year, got)
		}
		if day, ok := want[year]; ok && got.Format("02") != day {
			t.Errorf("%d: got %s April, want %s", year, got.Format("02"), day)
		}
	}
}

func TestEaster(t *testing.T) {
	for _, want := range []string{
		"1818-03-22", // the earliest possible
		"1943-04-25", // the latest possible
		"1954-04-18", "1981-04-19", "2000-04-23", "2008-03-23", "2019-04-21",
		"2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21",
		"2038-04-25", "2049-04-18", "2076-04-19",
	} {
		day, err := time.Parse(time.DateOnly, want)
		if err != nil {
			t.Fatal(err)
		}
		if got := Easter(day.Year()).Format(time.DateOnly); got != want {
			t.Errorf("Easter(%d) = %s, want %s", day.Year(), got, want)
		}
	}
}

// Easter is the Sunday after the fourteenth day of the ecclesiastical moon; the
// tables of the calendar reform (Inter gravissimas, 1582) give that day for
// each golden number. The epact here comes from those tables, not from the
// formula under test.
func TestEasterAgreesWithTheEpactTables(t *testing.T) {
	for year := 1900; year <= 2199; year++ { // epacts of the 20th to 22nd century
		golden := year % 19
		epact := (11*golden + 29) % 30
		moon := 44 - epact // paschal full moon as a day of March
		if moon < 21 {
			moon += 30
		}
		if epact == 24 || epact == 25 && golden > 10 {
			moon-- // no moon after 18 April, and not twice the same in one cycle
		}
		sunday := time.Date(year, time.March, moon+1, 0, 0, 0, 0, time.UTC)
		for sunday.Weekday() != time.Sunday {
			sunday = sunday.AddDate(0, 0, 1)
		}
		got, want := Easter(year).Format(time.DateOnly), sunday.Format(time.DateOnly)
		if got != want {
			t.Errorf("Easter(%d) = %s, want %s", year, got, want)
		}
	}
}
