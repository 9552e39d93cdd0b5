package figures

import (
	"time"

	"mkbloket/internal/calendar"
)

// workdays counts the working days between two moments. It knows the days of a
// span by heart: asking the calendar for each day of each case would take
// longer than reading the cases.
type workdays struct {
	from int   // number of the first day
	sum  []int // working days up to and including each day
}

// newWorkdays prepares the days from one moment up to another.
func newWorkdays(from, until time.Time) *workdays {
	w := &workdays{from: dayNumber(from)}
	last, sum := dayNumber(until), 0
	y, m, d := from.In(calendar.Location()).Date()
	for n := w.from; n <= last; n++ {
		if calendar.IsWorkingDay(time.Date(y, m, d+n-w.from, 12, 0, 0, 0, calendar.Location())) {
			sum++
		}
		w.sum = append(w.sum, sum)
	}
	return w
}

// dayNumber numbers the days in the Netherlands one after the other.
func dayNumber(t time.Time) int {
	y, m, d := t.In(calendar.Location()).Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// between is the number of working days after the day of a, up to and including
// the day of b: 0 on the same day. Moments outside the span count as its ends.
func (w *workdays) between(a, b time.Time) int {
	return max(0, w.at(b)-w.at(a))
}

func (w *workdays) at(t time.Time) int {
	if len(w.sum) == 0 {
		return 0
	}
	return w.sum[min(max(0, dayNumber(t)-w.from), len(w.sum)-1)]
}

// passed reports whether a moment lies after n working days, at least one, from another. Only
// on the last day, and on free days after it, the hour decides.
func (w *workdays) passed(from time.Time, n int, at time.Time) bool {
	if days := w.between(from, at); days != n {
		return days > n
	}
	return at.After(calendar.AddWorkingDays(from, n))
}
