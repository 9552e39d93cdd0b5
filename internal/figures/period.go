package figures

import (
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/table"
)

// Period is from which months cases are counted: those that came in from From
// and before Until, both the first moment of a month in the Netherlands.
type Period struct{ From, Until time.Time }

// Periods that can be chosen, by name.
const (
	PeriodQuarter  = "3-maanden"
	PeriodYear     = "12-maanden"
	PeriodThisYear = "dit-jaar"
	PeriodLastYear = "vorig-jaar"
)

// Periods lists the names, the usual one first.
func Periods() []string {
	return []string{PeriodYear, PeriodQuarter, PeriodThisYear, PeriodLastYear}
}

// PeriodOf is the period of a name as it is at a moment, false when there is no
// such name. Periods of months end with the present one.
func PeriodOf(name string, now time.Time) (Period, bool) {
	year, month, _ := now.In(calendar.Location()).Date()
	first := func(year int, month time.Month) time.Time {
		return time.Date(year, month, 1, 0, 0, 0, 0, calendar.Location())
	}
	switch name {
	case PeriodQuarter:
		return Period{first(year, month-2), first(year, month+1)}, true
	case PeriodYear:
		return Period{first(year, month-11), first(year, month+1)}, true
	case PeriodThisYear:
		return Period{first(year, 1), first(year, month+1)}, true
	case PeriodLastYear:
		return Period{first(year-1, 1), first(year, 1)}, true
	}
	return Period{}, false
}

// Closed is the last n whole months before now, for figures that no longer
// change much.
func Closed(n int, now time.Time) Period {
	year, month, _ := now.In(calendar.Location()).Date()
	until := time.Date(year, month, 1, 0, 0, 0, 0, calendar.Location())
	return Period{until.AddDate(0, -n, 0), until}
}

// Has reports whether a moment is in the period. A case that was made anonymous
// keeps of its moment the month in UTC.
func (p Period) Has(t time.Time) bool { return !t.Before(p.From) && t.Before(p.Until) }

// months lists the slugs of the months of the period, oldest first.
func (p Period) months() []string {
	var out []string
	for t := p.From; t.Before(p.Until); t = t.AddDate(0, 1, 0) {
		out = append(out, table.Month(t))
	}
	return out
}
