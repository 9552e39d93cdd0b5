package calendar

import (
	"testing"
	"time"
)

func TestFormatDateAndMoment(t *testing.T) {
	winter := time.Date(2027, time.February, 5, 8, 5, 59, 0, time.UTC)
	summer := time.Date(2026, time.July, 31, 22, 30, 0, 0, time.UTC) // 1 August in the Netherlands
	for _, c := range []struct {
		lang         string
		t            time.Time
		date, moment string
	}{
		{"nl", winter, "5 februari 2027", "5 februari 2027 om 9.05 uur"},
		{"en", winter, "5 February 2027", "5 February 2027 at 09:05"},
		{"de", winter, "5. Februar 2027", "5. Februar 2027 um 9:05 Uhr"},
		{"nl", summer, "1 augustus 2026", "1 augustus 2026 om 0.30 uur"},
		{"en", summer, "1 August 2026", "1 August 2026 at 00:30"},
		{"de", summer, "1. August 2026", "1. August 2026 um 0:30 Uhr"},
		{"fr", winter, "5 februari 2027", "5 februari 2027 om 9.05 uur"},
		{"", winter, "5 februari 2027", "5 februari 2027 om 9.05 uur"},
	} {
		if got := FormatDate(c.t, c.lang); got != c.date {
			t.Errorf("FormatDate(%v, %q) = %q, want %q", c.t, c.lang, got, c.date)
		}
		if got := FormatMoment(c.t, c.lang); got != c.moment {
			t.Errorf("FormatMoment(%v, %q) = %q, want %q", c.t, c.lang, got, c.moment)
		}
	}
}

func TestFormatDateNamesEveryMonth(t *testing.T) {
	want := map[string][12]string{
		"nl": {"1 januari 2028", "1 februari 2028", "1 maart 2028", "1 april 2028", "1 mei 2028", "1 juni 2028",
			"1 juli 2028", "1 augustus 2028", "1 september 2028", "1 oktober 2028", "1 november 2028", "1 december 2028"},
		"en": {"1 January 2028", "1 February 2028", "1 March 2028", "1 April 2028", "1 May 2028", "1 June 2028",
			"1 July 2028", "1 August 2028", "1 September 2028", "1 October 2028", "1 November 2028", "1 December 2028"},
		"de": {"1. Januar 2028", "1. Februar 2028", "1. März 2028", "1. April 2028", "1. Mai 2028", "1. Juni 2028",
			"1. Juli 2028", "1. August 2028", "1. September 2028", "1. Oktober 2028", "1. November 2028", "1. Dezember 2028"},
	}
	for lang, dates := range want {
		for i, want := range dates {
			day := date(2028, time.Month(i+1), 1)
			if got := FormatDate(day, lang); got != want {
				t.Errorf("FormatDate in %s = %q, want %q", lang, got, want)
			}
		}
	}
}
