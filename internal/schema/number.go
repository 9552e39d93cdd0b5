package schema

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"mkbloket/internal/calendar"
)

// Int binds a whole number. Min and Max limit its value.
func Int(name string, to *int) Field { return intField(name, KindInt, to, BadNumber, wholeNumber) }

// Euro binds an amount in whole euros. It reads "1500", "1.500", "€ 1.500,50"
// and "1500.50"; cents are rounded to the nearest euro.
func Euro(name string, to *int) Field {
	return intField(name, KindEuro, to, BadAmount, wholeEuros).Max(100_000_000_000)
}

// Bool binds yes or no.
func Bool(name string, to *bool) Field {
	return Field{name: name, kind: KindBool,
		get: func() []string {
			if !*to {
				return nil
			}
			return []string{"ja"}
		},
		set: func(f Field, in []string) *Fault {
			*to = false
			if len(in) == 0 {
				return nil
			}
			switch strings.ToLower(strings.TrimSpace(in[0])) {
			case "ja", "true":
				*to = true
			case "nee", "false":
				return f.missing()
			default:
				return &Fault{Code: BadBool}
			}
			return nil
		}}
}

// Date binds a day, written 2027-02-05, as its first moment in the Netherlands.
func Date(name string, to *time.Time) Field {
	return timeField(name, KindDate, to, BadDate, midnight, func(s string) (time.Time, error) {
		return time.ParseInLocation(time.DateOnly, s, calendar.Location())
	})
}

// Start binds a moment, written 2027-02-05 or 2027-02-05 09:00 in Dutch time;
// without a time it is the first moment of the day.
func Start(name string, to *time.Time) Field {
	return timeField(name, KindMoment, to, BadMoment, midnight, moment)
}

// End binds a moment like Start; without a time it is the last second of the day.
func End(name string, to *time.Time) Field {
	return timeField(name, KindMoment, to, BadMoment, lastSecond, func(s string) (time.Time, error) {
		t, err := moment(s)
		if err == nil && len(s) == len(time.DateOnly) {
			t = t.AddDate(0, 0, 1).Add(-time.Second)
		}
		return t, err
	})
}

const (
	minuteForm = "2006-01-02 15:04"
	midnight   = "00:00:00"
	lastSecond = "23:59:59"
)

// moment reads a day or a minute in Dutch time. The hour that is skipped in
// spring has no moments.
func moment(s string) (time.Time, error) {
	if len(s) == len(time.DateOnly) {
		return time.ParseInLocation(time.DateOnly, s, calendar.Location())
	}
	t, err := time.ParseInLocation(minuteForm, s, calendar.Location())
	if err == nil && t.Format(minuteForm) != s {
		return time.Time{}, fmt.Errorf("the clock skips %s", s)
	}
	return t, err
}

// timeField binds a time that is written as a day when its clock shows whole.
func timeField(name string, kind Kind, to *time.Time, code Code, whole string, parse func(string) (time.Time, error)) Field {
	return Field{name: name, kind: kind,
		get: func() []string {
			switch t := to.In(calendar.Location()); {
			case to.IsZero():
				return nil
			case t.Format(time.TimeOnly) == whole:
				return []string{t.Format(time.DateOnly)}
			default:
				return []string{t.Format(minuteForm)}
			}
		},
		set: func(_ Field, in []string) *Fault {
			*to = time.Time{}
			if len(in) == 0 {
				return nil
			}
			t, err := parse(strings.TrimSpace(in[0]))
			if err != nil || t.Year() < 1900 || t.Year() > 2200 {
				return &Fault{Code: code}
			}
			*to = t
			return nil
		}}
}

func intField(name string, kind Kind, to *int, code Code, parse func(string) (int, bool)) Field {
	return Field{name: name, kind: kind,
		get: func() []string {
			if *to == 0 {
				return nil
			}
			return []string{strconv.Itoa(*to)}
		},
		set: func(f Field, in []string) *Fault {
			*to = 0
			if len(in) == 0 {
				return nil
			}
			n, ok := parse(strings.TrimSpace(in[0]))
			switch {
			case !ok || len(in) > 1:
				return &Fault{Code: code}
			case f.max != 0 && n > f.max:
				return &Fault{Code: TooLarge, N: f.max}
			case n < f.min:
				return &Fault{Code: TooSmall, N: f.min}
			}
			*to = n
			return nil
		}}
}

func wholeNumber(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && onlyDigits(s)
}

func onlyDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// wholeEuros reads an amount as Dutch, German and English writers type it. A
// separator followed by exactly three digits groups thousands; a last one
// followed by one or two digits starts the cents.
func wholeEuros(s string) (int, bool) {
	s = strings.NewReplacer("€", "", "euro", "", "eur", "", " ", "", "\u00a0", "", "\u202f", "").Replace(strings.ToLower(s))
	for _, dash := range []string{",--", ",-", ",–", ",—", ".-"} { // "1.500,-": no cents
		s = strings.TrimSuffix(s, dash)
	}
	cents := "0"
	if i := strings.LastIndexAny(s, ".,"); i >= 0 && len(s)-i-1 <= 2 {
		s, cents = s[:i], s[i+1:]
	}
	s, ok := ungrouped(s)
	n, err := strconv.Atoi(s)
	if err != nil || !ok || !onlyDigits(s) || !onlyDigits(cents) {
		return 0, false
	}
	if cents[0] >= '5' {
		n++
	}
	return n, true
}

// ungrouped takes out the separators of thousands: all the same, each after
// one to three digits and before exactly three.
func ungrouped(s string) (string, bool) {
	i := strings.IndexAny(s, ".,")
	if i < 0 {
		return s, true
	}
	parts := strings.Split(s, s[i:i+1])
	for j, part := range parts {
		if j > 0 && len(part) != 3 || j == 0 && (part == "" || len(part) > 3) {
			return "", false
		}
	}
	return strings.Join(parts, ""), true
}
