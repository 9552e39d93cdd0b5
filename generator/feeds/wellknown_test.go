package feeds_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/calendar"
)

func TestSecurityTxtFollowsTheSettings(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, calendar.Location()) }
	tests := []struct {
		name, contact string
		expires       time.Time
		want          []string
	}{
		{"mail address", "security@loket.example", day(2027, 3, 1),
			[]string{"Contact: mailto:security@loket.example", "Expires: 2027-02-28T23:00:00Z"}},
		{"URI", "https://loket.example/melden", day(2027, 7, 1),
			[]string{"Contact: https://loket.example/melden", "Expires: 2027-06-30T22:00:00Z"}},
		{"mailto", "mailto:security@loket.example", day(2027, 3, 1), []string{"Contact: mailto:security@loket.example"}},
		{"more than a year ahead", "x@loket.example", day(2030, 1, 1), []string{"Expires: 2027-11-22T00:00:00Z"}},
		{"already over", "x@loket.example", day(2026, 1, 1), []string{"Expires: 2025-12-31T23:00:00Z"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bundle := load(t)
			bundle.Site.Security.Contact, bundle.Site.Security.Expires = test.contact, test.expires
			got := strings.Split(string(build(t, bundle, today)["/.well-known/security.txt"]), "\n")
			for _, want := range test.want {
				if !slices.Contains(got, want) {
					t.Errorf("got %q, want a line %q", got, want)
				}
			}
		})
	}
}

func TestSecurityTxtNamesNoPolicyThatDoesNotExist(t *testing.T) {
	bundle := load(t)
	bundle.Pages = nil
	if got := string(build(t, bundle, today)["/.well-known/security.txt"]); strings.Contains(got, "Policy:") {
		t.Errorf("got a policy without a page:\n%s", got)
	}
}
