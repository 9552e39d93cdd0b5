package schema_test

import (
	"strings"
	"testing"
	"time"

	"mkbloket/internal/schema"
)

// parse gives the canonical text of an input, or the fault's text.
func parse(f schema.Field, in ...string) string {
	if fault := f.Parse(in); fault != nil {
		return fault.Error()
	}
	return strings.Join(f.Strings(), "|")
}

// parseTest is one input of a field and what becomes of it.
type parseTest struct{ name, in, want string }

func runParse(t *testing.T, f schema.Field, tests []parseTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := parse(f, test.in); got != test.want {
				t.Errorf("%q: got %q, want %q", test.in, got, test.want)
			}
		})
	}
}

func TestTextIsOneVisibleLine(t *testing.T) {
	var s string
	runParse(t, schema.Text("x", &s).Max(10), []parseTest{
		{"plain", "Bakkerij", "Bakkerij"},
		{"blanks are folded", "  a \t b\n c ", "a b c"},
		{"no-break space is a blank", "a\u00a0b", "a b"},
		{"decomposed letters are composed", "cafe\u0301", "café"},
		{"length counts characters", "éééééééééé", "éééééééééé"},
		{"one character too many", "ééééééééééé", "te_lang 10"},
		{"markup is text", "<b>&'\"", `<b>&'"`},
		{"emoji with joiner", "👩\u200d🍳", "👩\u200d🍳"},
		{"right-to-left override", "a\u202eb", "teken"},
		{"isolate", "a\u2066b", "teken"},
		{"bell", "a\ab", "teken"},
		{"next line control becomes a blank", "a\u0085b", "a b"},
		{"NUL", "a\x00b", "teken"},
		{"non-character", "a\uffff", "teken"},
		{"non-character of another plane", "a\U0001fffe", "teken"},
		{"non-character of the Arabic block", "a\ufdd0", "teken"},
		{"invalid UTF-8", "a\xff", "teken"},
		{"only blanks is empty", " \t\n", ""},
	})
}

func TestLongTextKeepsItsLines(t *testing.T) {
	var s string
	runParse(t, schema.Long("x", &s).Min(3), []parseTest{
		{"line ends become newlines", "a\r\nb\rc", "a\nb\nc"},
		{"tabs and inner blanks stay", "a\t b", "a\t b"},
		{"composed", "e\u0301\n\n", "é\n\n"},
		{"right-to-left text with its marks stays", "\u202bשלום\u202c", "\u202bשלום\u202c"},
		{"too short", "ab", "te_kort 3"},
		{"escape", "abc\x1b[0m", "teken"},
		{"invalid UTF-8", "abc\xc3", "teken"},
	})
}

func TestEuroReadsAmountsAsPeopleWriteThem(t *testing.T) {
	var n int
	runParse(t, schema.Euro("x", &n), []parseTest{
		{"digits", "1500", "1500"},
		{"Dutch thousands", "1.500", "1500"},
		{"Dutch millions", "€ 78.000.000", "78000000"},
		{"Dutch cents", "€ 1.500,49", "1500"},
		{"Dutch cents are rounded", "1.500,50", "1501"},
		{"Dutch dash", "€ 1.500,-", "1500"},
		{"Dutch double dash", "1.500,--", "1500"},
		{"Dutch en dash", "1.500,–", "1500"},
		{"English thousands", "€1,500", "1500"},
		{"English cents", "1,500.75", "1501"},
		{"German", "1.500,00 €", "1500"},
		{"no-break spaces", "€\u00a01\u202f500", "1500"},
		{"spaces", "1 500 000", "1500000"},
		{"currency code", "EUR 1500", "1500"},
		{"currency word", "1500 euro", "1500"},
		{"one decimal", "1,5", "2"},
		{"cents alone", "0,50", "1"},
		{"zero is not filled in", "0", ""},
		{"negative", "-5", "bedrag"},
		{"plus sign", "+5", "bedrag"},
		{"letters", "veel", "bedrag"},
		{"exponent", "1e5", "bedrag"},
		{"odd groups", "1.50.000", "bedrag"},
		{"mixed separators of thousands", "1.500,000", "bedrag"},
		{"group before which too much stands", "1234.567", "bedrag"},
		{"nothing before the separator", ".500", "bedrag"},
		{"two separators", "1..500", "bedrag"},
		{"signed cents", "5,-5", "bedrag"},
		{"other currency", "$ 5", "bedrag"},
		{"Arabic digits", "٥", "bedrag"},
		{"beyond any budget", "100.000.000.001", "te_groot 100000000000"},
		{"beyond an int", "99999999999999999999", "bedrag"},
	})
}

func TestIntReadsWholeNumbersWithinItsLimits(t *testing.T) {
	var n int
	runParse(t, schema.Int("x", &n).Min(1).Max(100), []parseTest{
		{"least", "1", "1"},
		{"most", " 100 ", "100"},
		{"leading zeros", "007", "7"},
		{"too small", "0", "te_klein 1"},
		{"too large", "101", "te_groot 100"},
		{"negative", "-1", "getal"},
		{"plus sign", "+1", "getal"},
		{"fraction", "1,5", "getal"},
		{"hexadecimal", "0x10", "getal"},
		{"underscore", "1_0", "getal"},
	})
}

func TestKVKReadsPastedNumbers(t *testing.T) {
	var s string
	runParse(t, schema.KVK("x", &s), []parseTest{
		{"eight digits", "12345678", "12345678"},
		{"leading zeros stay", "00012345", "00012345"},
		{"spaces", " 12 34 56 78 ", "12345678"},
		{"dots", "12.34.56.78", "12345678"},
		{"label", "KvK 12345678", "12345678"},
		{"label with colon", "KVK: 12345678", "12345678"},
		{"full label", "KvK-nummer: 12345678", "12345678"},
		{"short label", "kvk nr. 12345678", "12345678"},
		{"no-break space", "1234\u00a05678", "12345678"},
		{"seven digits", "1234567", "kvk"},
		{"establishment number", "000012345678", "kvk"},
		{"tax number", "NL123456789B01", "kvk"},
		{"full-width digits", "１２３４５６７８", "kvk"},
	})
}

func TestPhoneTakesNumbersAsPeopleWriteThem(t *testing.T) {
	var s string
	runParse(t, schema.Phone("x", &s), []parseTest{
		{"mobile", "06-12345678", "06-12345678"},
		{"area code", "(043) 123 45 67", "(043) 123 45 67"},
		{"international", "+31 (0)43 123 45 67", "+31 (0)43 123 45 67"},
		{"Belgian", "0032/89.12.34.56", "0032/89.12.34.56"},
		{"blanks are folded", "06  1234 \u00a05678", "06 1234 5678"},
		{"copied from contacts", "\u202d+31 6 12345678\u202c", "+31 6 12345678"},
		{"too short", "1234567", "telefoon"},
		{"too long", "1234567890123456", "telefoon"},
		{"letters", "06-BELLEN12", "telefoon"},
		{"plus in the middle", "06+12345678", "telefoon"},
		{"line break in a header", "0612345678\r\nBcc: x", "telefoon"},
	})
}

func TestURLTakesOnlyPublicWebAddresses(t *testing.T) {
	var s string
	runParse(t, schema.URL("x", &s), []parseTest{
		{"https", "https://example.nl/a?b=c#d", "https://example.nl/a?b=c#d"},
		{"http", "http://example.nl", "http://example.nl"},
		{"scheme in capitals", "HTTPS://example.nl", "https://example.nl"},
		{"without scheme", "www.example.nl/pad", "https://www.example.nl/pad"},
		{"script", "javascript:alert(1)", "url"},
		{"script in disguise", "JaVaScRiPt:alert(1)//x.nl", "url"},
		{"data", "data:text/html,x.y", "url"},
		{"mail", "mailto:a@example.nl", "url"},
		{"protocol-relative", "//example.nl", "url"},
		{"user name", "https://a@example.nl", "url"},
		{"password", "https://a:b@example.nl", "url"},
		{"host without dot", "https://localhost/", "url"},
		{"only dots", "https://./", "url"},
		{"space in the host", "https://exa mple.nl", "url"},
		{"one word", "website", "url"},
		{"direction character", "https://example.nl/\u202e", "teken"},
		{"too long", "https://example.nl/" + strings.Repeat("a", 490), "te_lang 500"},
	})
}

func TestBoolTakesBothWaysOfSayingYes(t *testing.T) {
	var b bool
	runParse(t, schema.Bool("x", &b), []parseTest{
		{"form", "ja", "ja"}, {"front matter", "true", "ja"}, {"capitals", " JA ", "ja"},
		{"no", "nee", ""}, {"false", "false", ""}, {"else", "misschien", "ja_nee"}, {"YAML 1.1", "yes", "ja_nee"},
	})
	if got := parse(schema.Bool("x", &b).Required(), "nee"); got != "akkoord" {
		t.Errorf("refused consent: got %q, want akkoord", got)
	}
}

func TestMomentsAreDutchTime(t *testing.T) {
	var at time.Time
	start, end, day := schema.Start("x", &at), schema.End("x", &at), schema.Date("x", &at)
	tests := []struct {
		name  string
		field schema.Field
		in    string
		want  string // in UTC, or the fault
	}{
		{"day in winter", day, "2027-02-05", "2027-02-04T23:00:00Z"},
		{"day in summer", day, "2027-07-01", "2027-06-30T22:00:00Z"},
		{"no such day", day, "2027-02-29", "datum"},
		{"leap day", day, "2028-02-29", "2028-02-28T23:00:00Z"},
		{"day with a time", day, "2027-02-05 09:00", "datum"},
		{"Dutch order", day, "05-02-2027", "datum"},
		{"year before 1900", day, "1027-02-05", "datum"},
		{"far away", day, "2201-01-01", "datum"},
		{"opens at the start of the day", start, "2027-02-05", "2027-02-04T23:00:00Z"},
		{"opens at a time", start, "2027-02-05 09:00", "2027-02-05T08:00:00Z"},
		{"closes at the end of the day", end, "2027-02-05", "2027-02-05T22:59:59Z"},
		{"closes at a time", end, "2027-02-05 17:00", "2027-02-05T16:00:00Z"},
		{"closes at midnight", end, "2027-02-05 00:00", "2027-02-04T23:00:00Z"},
		{"the short day ends in summer time", end, "2027-03-28", "2027-03-28T21:59:59Z"},
		{"the long day ends in winter time", end, "2027-10-31", "2027-10-31T22:59:59Z"},
		{"just before the clock goes forward", start, "2027-03-28 01:59", "2027-03-28T00:59:00Z"},
		{"just after the clock went forward", start, "2027-03-28 03:00", "2027-03-28T01:00:00Z"},
		{"the skipped hour", start, "2027-03-28 02:30", "moment"},
		{"after the doubled hour", start, "2027-10-31 03:00", "2027-10-31T02:00:00Z"},
		{"hour 24", start, "2027-02-05 24:00", "moment"},
		{"with seconds", start, "2027-02-05 09:00:00", "moment"},
		{"ISO form", start, "2027-02-05T09:00", "moment"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got string
			if fault := test.field.Parse([]string{test.in}); fault != nil {
				got = fault.Error()
			} else {
				got = at.UTC().Format(time.RFC3339)
			}
			if got != test.want {
				t.Errorf("%q: got %s, want %s", test.in, got, test.want)
			}
			if again := test.field.String(); again != "" && again != test.in {
				t.Errorf("%q is written back as %q", test.in, again)
			}
		})
	}
}
