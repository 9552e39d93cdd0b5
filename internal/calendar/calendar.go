// Package calendar knows the days on which the desk works, and writes dates
// for readers of Dutch, English and German.
//
// Everything happens in the time zone of the Netherlands, whatever zone a time
// is given in: a question sent at 23:30 UTC in July belongs to the next day.
// The zone's data is compiled in, so the package works on a machine without
// it.
//
// Working days are Monday to Friday without the public holidays of the
// Algemene termijnenwet. The package does not know opening hours, nor days on
// which this desk happens to be closed.
//
// Functions are pure and safe for concurrent use; none reads the clock.
package calendar

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // so that the zone is known on every machine
)

// amsterdam loads the zone once. It is compiled in, so it cannot be missing.
var amsterdam = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(fmt.Sprintf("calendar: %v", err))
	}
	return zone
})

// Location returns the time zone of the Netherlands, Europe/Amsterdam.
func Location() *time.Location { return amsterdam() }

// NextDay is the first moment of the day after t in the Netherlands.
func NextDay(t time.Time) time.Time {
	year, month, day := t.In(Location()).Date()
	return time.Date(year, month, day+1, 0, 0, 0, 0, Location())
}

// IsWorkingDay reports whether t falls, in the Netherlands, on a Monday to
// Friday that is not one of Holidays.
func IsWorkingDay(t time.Time) bool {
	t = t.In(Location())
	if t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		return false
	}
	year, month, day := t.Date()
	for _, h := range Holidays(year) {
		if h.Date.Month() == month && h.Date.Day() == day {
			return false
		}
	}
	return true
}

// AddWorkingDays returns the moment n working days after t, at the same time
// of day in the Netherlands. The day of t itself does not count, as in a legal
// term: Friday plus one is Monday, and so is Saturday plus one. A negative n
// counts back. With n = 0 the result is t when that is a working day, and
// otherwise the same time on the next working day. The result is always a
// working day.
func AddWorkingDays(t time.Time, n int) time.Time {
	t = t.In(Location())
	if n == 0 && IsWorkingDay(t) {
		return t
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for left := max(n, 1); left > 0; {
		t = t.AddDate(0, 0, step)
		if IsWorkingDay(t) {
			left--
		}
	}
	return t
}
