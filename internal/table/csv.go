package table

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// CSV says how a file with comma-separated values is written.
type CSV struct {
	Semicolon bool // between values, as spreadsheets in Dutch expect
	Mark      bool // a byte order mark, by which Excel knows UTF-8
}

// formula are characters with which a spreadsheet begins a formula, and their
// full-width forms, which some read alike. See
// https://owasp.org/www-community/attacks/CSV_Injection.
const formula = "=+-@\t\r\x00＝＋－＠"

// Write writes records with CRLF ends, each value quoted (RFC 4180, section 2).
// A value with which a spreadsheet would begin a formula gets a single quote
// before it (requirement 21); whole numbers stay as they are. NUL and what is
// not UTF-8 become U+FFFD.
func (c CSV) Write(records [][]string) []byte {
	var b strings.Builder
	if c.Mark {
		b.WriteString("\ufeff")
	}
	for _, record := range records {
		for i, value := range record {
			if i > 0 {
				b.WriteByte(c.comma())
			}
			b.WriteString(quoted(value))
		}
		b.WriteString("\r\n")
	}
	return []byte(b.String())
}

func (c CSV) comma() byte {
	if c.Semicolon {
		return ';'
	}
	return ','
}

// quoted makes one value of a CSV file.
func quoted(s string) string {
	s = Neutral(s)
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// Neutral is a value that no spreadsheet takes for a formula. Blanks before the
// character count: some programs drop them.
func Neutral(s string) string {
	clean := strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "\ufffd"), "\ufffd")
	if n, err := strconv.Atoi(s); err == nil && strconv.Itoa(n) == s {
		return s
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \n\v\f\u00a0\u3000\ufeff"))
	if first != utf8.RuneError && strings.ContainsRune(formula, first) {
		return "'" + clean
	}
	return clean
}

// Records are the rows of the table with their names, the names of the columns
// first. A number that is hidden is written as the text for it.
func (t *Table) Records(w Words) [][]string {
	head := []string{w.Text(w.Lang, "cijfers."+t.Name+".row")}
	for _, c := range t.Columns {
		head = append(head, w.Name(c))
	}
	records := [][]string{head}
	for i, r := range t.Rows {
		record := []string{w.Name(r)}
		for _, n := range t.Cells[i] {
			record = append(record, w.Number(n))
		}
		records = append(records, record)
	}
	return records
}
