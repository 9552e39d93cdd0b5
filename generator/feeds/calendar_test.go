package feeds_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
)

func TestCalendarWritesDaysAndTimes(t *testing.T) {
	at := func(s string) time.Time {
		moment, err := time.ParseInLocation(time.DateTime, s, calendar.Location())
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	tests := []struct {
		name  string
		round domain.Round
		want  []string
	}{
		{"opens on a day", domain.Round{OpensAt: at("2027-03-01 00:00:00")},
			[]string{"DTSTART;VALUE=DATE:20270301", "DTEND;VALUE=DATE:20270302"}},
		{"opens at a time in winter", domain.Round{OpensAt: at("2027-01-12 09:00:00")}, []string{"DTSTART:20270112T080000Z"}},
		{"opens at a time in summer", domain.Round{OpensAt: at("2027-07-12 09:00:00")}, []string{"DTSTART:20270712T070000Z"}},
		{"closes at the end of a day", domain.Round{ClosesAt: at("2027-12-31 23:59:59")},
			[]string{"DTSTART;VALUE=DATE:20271231", "DTEND;VALUE=DATE:20280101"}},
		{"closes on the day the clock goes back", domain.Round{ClosesAt: at("2027-10-31 23:59:59")},
			[]string{"DTSTART;VALUE=DATE:20271031", "DTEND;VALUE=DATE:20271101"}},
		{"closes at a time", domain.Round{ClosesAt: at("2027-02-05 17:00:00")}, []string{"DTSTART:20270205T160000Z"}},
		{"closes at midnight, when the day begins", domain.Round{ClosesAt: at("2027-02-05 00:00:00")}, []string{"DTSTART:20270204T230000Z"}},
		{"no dates", domain.Round{Exhausted: true}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bundle := load(t)
			for _, d := range bundle.Schemes {
				d.Main().Record.Rounds = nil
			}
			bundle.Schemes[0].Main().Record.Rounds = []domain.Round{test.round}
			got := lines(build(t, bundle, today)["/kalender.ics"], "DTSTART", "DTEND")
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestCalendarNamesEachEventOnceAndTheSameAfterAnExtension(t *testing.T) {
	opens := time.Date(2027, 3, 1, 0, 0, 0, 0, calendar.Location())
	ids := func(closes time.Time) []string {
		bundle := load(t)
		bundle.Schemes[0].Main().Record.Rounds = []domain.Round{{OpensAt: opens, ClosesAt: closes}, {OpensAt: opens, ClosesAt: closes},
			{ClosesAt: closes}, {ClosesAt: closes}}
		got := lines(build(t, bundle, today)["/kalender.ics"], "UID")
		slices.Sort(got)
		return got
	}
	before, after := ids(opens.AddDate(0, 1, 0)), ids(opens.AddDate(0, 2, 0))
	if !slices.Equal(before, after) {
		t.Errorf("got %q after a closing date moved, want %q", after, before)
	}
	if n := len(slices.Compact(slices.Clone(before))); n != len(before) {
		t.Errorf("got %d different names for %d events: %q", n, len(before), before)
	}
}

// lines gives the content lines with one of the names, in order.
func lines(data []byte, names ...string) []string {
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(string(data), "\r\n ", ""), "\r\n") {
		if name, _, ok := strings.Cut(strings.ReplaceAll(line, ";", ":"), ":"); ok && slices.Contains(names, name) {
			out = append(out, line)
		}
	}
	return out
}
