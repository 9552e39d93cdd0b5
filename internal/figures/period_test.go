package figures

import (
	"math/rand/v2"
	"testing"
	"time"

	"mkbloket/internal/calendar"
)

func TestPeriodsBeginAndEndWithAMonth(t *testing.T) {
	tests := []struct{ name, now, from, until string }{
		{PeriodYear, "2026-11-23 12:00", "2025-12-01 00:00", "2026-12-01 00:00"},
		{PeriodQuarter, "2026-01-31 23:59", "2025-11-01 00:00", "2026-02-01 00:00"},
		{PeriodThisYear, "2026-11-23 12:00", "2026-01-01 00:00", "2026-12-01 00:00"},
		{PeriodLastYear, "2026-11-23 12:00", "2025-01-01 00:00", "2026-01-01 00:00"},
	}
	for _, test := range tests {
		p, ok := PeriodOf(test.name, at(test.now))
		if want := (Period{at(test.from), at(test.until)}); !ok || !p.From.Equal(want.From) || !p.Until.Equal(want.Until) {
			t.Errorf("%s at %s: got %v, want %v", test.name, test.now, p, want)
		}
	}
	if _, ok := PeriodOf("altijd", now); ok {
		t.Error("got a period of a name that is none")
	}
	if got := Closed(12, at("2026-11-01 00:00")); !got.From.Equal(at("2025-11-01 00:00")) || got.Has(at("2026-11-01 00:00")) || !got.Has(at("2026-10-31 23:59")) {
		t.Errorf("got %v, want whole months before November", got)
	}
	if got := len(Closed(12, now).months()); got != 12 {
		t.Errorf("got %d months, want 12", got)
	}
}

// TestWorkingDaysAreThoseOfTheCalendar compares with counting day by day.
func TestWorkingDaysAreThoseOfTheCalendar(t *testing.T) {
	from := at("2024-12-20 15:00")
	w := newWorkdays(from, from.AddDate(2, 0, 0))
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		a := from.Add(time.Duration(random.IntN(15000)) * time.Hour)
		b := a.Add(time.Duration(random.IntN(2000)) * time.Hour)
		want := 0
		for day := calendar.NextDay(a); day.Before(calendar.NextDay(b)); day = calendar.NextDay(day) {
			if calendar.IsWorkingDay(day) {
				want++
			}
		}
		if got := w.between(a, b); got != want {
			t.Fatalf("from %s to %s: got %d, want %d", a, b, got, want)
		}
	}
	for range 3000 {
		a := from.Add(time.Duration(random.IntN(900_000)) * time.Minute)
		b, n := a.Add(time.Duration(random.IntN(20_000))*time.Minute), 1+random.IntN(7)
		if got, want := w.passed(a, n, b), b.After(calendar.AddWorkingDays(a, n)); got != want {
			t.Fatalf("%d days from %s at %s: got passed %v, want %v", n, a, b, got, want)
		}
	}
	if got := w.between(now, from); got != 0 {
		t.Errorf("backwards: got %d, want 0", got)
	}
}
