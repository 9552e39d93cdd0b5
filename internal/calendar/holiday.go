package calendar

import (
	"slices"
	"time"
)

// Holiday is one public holiday.
type Holiday struct {
	Date time.Time // its midnight in Europe/Amsterdam
	Name string    // in Dutch
}

// Holidays returns the public holidays of a year in order of date: the days
// that article 3 of the Algemene termijnenwet names in its first paragraph
// (Nieuwjaarsdag, Tweede Paasdag, Tweede Pinksterdag, the two Kerstdagen,
// Hemelvaartsdag, the day on which the King's birthday is celebrated and 5
// May, the latter every year) and the one that its second paragraph treats as
// equal, Goede Vrijdag.
// See https://wetten.overheid.nl/BWBR0002448/ (article 3).
//
// Not in the list, because the law does not list them: Easter Day and Whit
// Sunday, which are Sundays; and the bridging days that a royal decree under
// the third paragraph equals to holidays for legal terms only, such as the
// Friday after Hemelvaartsdag.
//
// The King's birthday is celebrated on 27 April, or on the 26th when the 27th
// is a Sunday. That holds from 2014; for earlier years the list is not right.
// Two holidays can share a date: in 2016 Hemelvaartsdag was 5 May.
func Holidays(year int) []Holiday {
	easter := Easter(year)
	days := []Holiday{
		{date(year, time.January, 1), "Nieuwjaarsdag"},
		{easter.AddDate(0, 0, -2), "Goede Vrijdag"},
		{easter.AddDate(0, 0, 1), "Tweede Paasdag"},
		{kingsDay(year), "Koningsdag"},
		{date(year, time.May, 5), "Bevrijdingsdag"},
		{easter.AddDate(0, 0, 39), "Hemelvaartsdag"},
		{easter.AddDate(0, 0, 50), "Tweede Pinksterdag"},
		{date(year, time.December, 25), "Eerste Kerstdag"},
		{date(year, time.December, 26), "Tweede Kerstdag"},
	}
	slices.SortStableFunc(days, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return days
}

// Easter returns the midnight with which Easter Day begins in the Netherlands,
// by the Gregorian computus of Oudin (1940), as given by the United States
// Naval Observatory: https://aa.usno.navy.mil/faq/easter.
func Easter(year int) time.Time {
	century := year / 100
	golden := year % 19
	correction := (century - 17) / 25
	epact := (century - century/4 - (century-correction)/3 + 19*golden + 15) % 30
	epact -= (epact / 28) * (1 - (epact/28)*(29/(epact+1))*((21-golden)/11))
	weekday := (year + year/4 + epact + 2 - century + century/4) % 7
	offset := epact - weekday
	month := 3 + (offset+40)/44
	day := offset + 28 - 31*(month/4)
	return date(year, time.Month(month), day)
}

// kingsDay is 27 April, or the day before when that is a Sunday.
func kingsDay(year int) time.Time {
	day := date(year, time.April, 27)
	if day.Weekday() == time.Sunday {
		return day.AddDate(0, 0, -1)
	}
	return day
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, Location())
}
