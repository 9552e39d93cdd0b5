package calendar

import (
	"fmt"
	"time"
)

// Names of the months, as they are written inside a date.
var (
	dutchMonths = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli",
		"augustus", "september", "oktober", "november", "december"}
	germanMonths = [...]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
		"August", "September", "Oktober", "November", "Dezember"}
)

// FormatDate writes the day of t in the Netherlands for a reader of lang:
// "5 februari 2027" (nl), "5 February 2027" (en), "5. Februar 2027" (de). Any
// other language gets Dutch.
func FormatDate(t time.Time, lang string) string {
	year, month, day := t.In(Location()).Date()
	switch lang {
	case "en":
		return fmt.Sprintf("%d %s %d", day, month, year)
	case "de":
		return fmt.Sprintf("%d. %s %d", day, germanMonths[month-1], year)
	}
	return fmt.Sprintf("%d %s %d", day, dutchMonths[month-1], year)
}

// FormatMoment writes the day and the time of t in the Netherlands, to the
// minute and without rounding up: "5 februari 2027 om 9.05 uur" (nl),
// "5 February 2027 at 09:05" (en), "5. Februar 2027 um 9:05 Uhr" (de). Any
// other language gets Dutch.
func FormatMoment(t time.Time, lang string) string {
	hour, minute, _ := t.In(Location()).Clock()
	day := FormatDate(t, lang)
	switch lang {
	case "en":
		return fmt.Sprintf("%s at %02d:%02d", day, hour, minute)
	case "de":
		return fmt.Sprintf("%s um %d:%02d Uhr", day, hour, minute)
	}
	return fmt.Sprintf("%s om %d.%02d uur", day, hour, minute)
}
