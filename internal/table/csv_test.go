package table_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"mkbloket/internal/table"
)

func TestCSVIsWrittenAsAsked(t *testing.T) {
	records := [][]string{{"Onderwerp", "Aantal"}, {"Geld; \"subsidie\"", "15"}, {"twee\nregels", "minder dan 5"}}
	tests := []struct {
		name string
		csv  table.CSV
		want string
	}{
		{"plain", table.CSV{}, "\"Onderwerp\",\"Aantal\"\r\n\"Geld; \"\"subsidie\"\"\",\"15\"\r\n\"twee\nregels\",\"minder dan 5\"\r\n"},
		{"for Excel", table.CSV{Semicolon: true, Mark: true}, "\ufeff\"Onderwerp\";\"Aantal\"\r\n\"Geld; \"\"subsidie\"\"\";\"15\"\r\n\"twee\nregels\";\"minder dan 5\"\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := string(test.csv.Write(records)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestNoValueIsAFormula(t *testing.T) {
	tests := map[string]string{
		"=1+1": "'=1+1", "+31612345678": "'+31612345678", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\rx": "'\rx", "\x00=1": "'\ufffd=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x", "  =1": "'  =1", "\u00a0=1": "'\u00a0=1", "\ufeff=1": "'\ufeff=1", "\n=1": "'\n=1", "-5": "-5", "+5": "'+5",
		"gewoon": "gewoon", "1-2": "1-2", "": "", "a\x00b": "a\ufffdb", "\xff": "\ufffd", "'=1": "'=1", "é": "é",
	}
	for in, want := range tests {
		if got := table.Neutral(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// FuzzCSV states that what is written is read back as what was meant, and that
// nothing in it is a formula, NUL or broken text.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"=cmd|' /C calc'!A0", "\u2028=1", "a\"b", "a,b;c\r\nd", "\x00\x00=1", "＝HYPERLINK(1)", "\xe2\x80", "\v+1", "'", "\"", "\ufeff\ufeff-1"} {
		f.Add(s, "x", true)
	}
	f.Fuzz(func(t *testing.T, a, b string, semicolon bool) {
		r := csv.NewReader(strings.NewReader(string(table.CSV{Semicolon: semicolon}.Write([][]string{{a, b}}))))
		if semicolon {
			r.Comma = ';'
		}
		got, err := r.Read()
		if err != nil || len(got) != 2 {
			t.Fatalf("got %q, %v", got, err)
		}
		// A reader of CSV makes one kind of line end of all.
		want := []string{strings.ReplaceAll(table.Neutral(a), "\r\n", "\n"), strings.ReplaceAll(table.Neutral(b), "\r\n", "\n")}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		for _, value := range got {
			if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
				t.Errorf("got %q, want clean text", value)
			}
			if trimmed := strings.TrimLeft(value, " \n\v\f\u00a0\u3000\ufeff"); trimmed != "" && strings.ContainsAny(trimmed[:1], "=+@\t\r") {
				t.Errorf("got %q, want no formula", value)
			}
		}
	})
}
