package table

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/schema"
)

// Sheet is the file of public figures: tables that are Public, of cases that
// came in from From to Until, as they stood on AsOf.
type Sheet struct {
	AsOf   time.Time
	From   time.Time
	Until  time.Time
	Tables []SheetTable
}

// SheetTable is one table in the file.
type SheetTable struct {
	Name string
	Rows []SheetRow
}

// SheetRow is a row: its slug and its numbers, each a multiple of Small or
// HiddenText.
type SheetRow struct {
	Slug    string
	Numbers []string
}

// Fields lists the fields of the file.
func (s *Sheet) Fields() []schema.Field {
	return []schema.Field{
		schema.Date("stand_op", &s.AsOf).Required(),
		schema.Date("van", &s.From).Required(),
		schema.Date("tot_en_met", &s.Until).Required(),
		schema.Group("tabellen", &s.Tables, (*SheetTable).fields),
	}
}

func (t *SheetTable) fields() []schema.Field {
	return []schema.Field{
		schema.Text("naam", &t.Name).Required().Max(schema.MaxSlug),
		schema.Group("rijen", &t.Rows, (*SheetRow).fields),
	}
}

func (r *SheetRow) fields() []schema.Field {
	return []schema.Field{
		schema.Text("rij", &r.Slug).Required().Max(schema.MaxSlug),
		schema.List("aantallen", &r.Numbers).Required().Max(12),
	}
}

// NewSheet makes the file of tables. It makes each of them Public, and leaves
// out tables of which nothing is shown and, of the others, rows that are empty.
func NewSheet(asOf, from, until time.Time, tables []*Table) *Sheet {
	s := &Sheet{AsOf: asOf, From: from, Until: until}
	for _, t := range tables {
		public := t.Public()
		if _, ok := LayoutOf(t.Name); !ok || public.IsSmall() {
			continue
		}
		one := SheetTable{Name: t.Name}
		for i, row := range public.Rows {
			one.Rows = append(one.Rows, SheetRow{row.Slug, written(public.Cells[i])})
		}
		s.Tables = append(s.Tables, one)
	}
	return s
}

func written(numbers []int) []string {
	out := make([]string, len(numbers))
	for i, n := range numbers {
		if out[i] = strconv.Itoa(n); n == Hidden {
			out[i] = HiddenText
		}
	}
	return out
}

// Write writes the file. Every value is a slug, a date or a number, so nothing
// needs quotes but HiddenText.
func (s *Sheet) Write() []byte {
	var b strings.Builder
	b.WriteString("# Gemaakt door: generator figures export. Verander hier niets met de hand.\n")
	day := func(t time.Time) string { return t.In(calendar.Location()).Format(time.DateOnly) }
	fmt.Fprintf(&b, "stand_op: %s\nvan: %s\ntot_en_met: %s\ntabellen:\n", day(s.AsOf), day(s.From), day(s.Until))
	if len(s.Tables) == 0 {
		return []byte(strings.TrimSuffix(b.String(), "\n") + " []\n")
	}
	for _, t := range s.Tables {
		fmt.Fprintf(&b, "  - naam: %s\n    rijen:\n", t.Name)
		for _, r := range t.Rows {
			fmt.Fprintf(&b, "      - {rij: %s, aantallen: [%s]}\n", r.Slug, strings.Join(quoteAll(r.Numbers), ", "))
		}
	}
	return []byte(b.String())
}

func quoteAll(numbers []string) []string {
	out := slices.Clone(numbers)
	for i, n := range out {
		out[i] = `"` + n + `"`
	}
	return out
}

// SheetFault is what is wrong with a table of the file, or with one of its rows.
type SheetFault struct {
	Table, Row int // Row is -1 when it is about the table
	Message    string
}

// Faults finds what the fields alone do not tell: a table that is not known, or
// stands twice, a row that is not in its list, and a number that may not be
// published. known tells whether a vocabulary of the taxonomy has a slug.
func (s *Sheet) Faults(known func(vocabulary, slug string) bool) []SheetFault {
	var faults []SheetFault
	seen := map[string]bool{}
	for i, t := range s.Tables {
		l, ok := LayoutOf(t.Name)
		switch {
		case !ok:
			faults = append(faults, SheetFault{i, -1, fmt.Sprintf("de tabel %q is onbekend", t.Name)})
			continue
		case seen[t.Name]:
			faults = append(faults, SheetFault{i, -1, fmt.Sprintf("de tabel %q staat er twee keer in", t.Name)})
		}
		seen[t.Name] = true
		for j, message := range l.faults(t.Rows, known) {
			if message != "" {
				faults = append(faults, SheetFault{i, j, message})
			}
		}
	}
	return faults
}

var monthSlug = regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])$`)

// faults says what is wrong with each row, "" for nothing.
func (l Layout) faults(rows []SheetRow, known func(vocabulary, slug string) bool) []string {
	out := make([]string, len(rows))
	seen := map[string]bool{}
	for i, r := range rows {
		switch {
		case !l.has(r.Slug, known):
			out[i] = fmt.Sprintf("%q hoort niet in de tabel %s", r.Slug, l.Name)
		case seen[r.Slug]:
			out[i] = fmt.Sprintf("%q staat er twee keer in", r.Slug)
		default:
			out[i] = l.numbersFault(r.Numbers)
		}
		seen[r.Slug] = true
	}
	return out
}

func (l Layout) has(slug string, known func(vocabulary, slug string) bool) bool {
	switch {
	case l.Slugs != nil:
		return slices.Contains(l.Slugs, slug)
	case l.Rows == VocabularyMonth:
		return monthSlug.MatchString(slug)
	}
	return slug == Unknown || known(l.Rows, slug)
}

// numbersFault refuses what must not be published: that the file was made by
// the program is not enough.
func (l Layout) numbersFault(numbers []string) string {
	if len(numbers) != len(l.Columns) {
		return fmt.Sprintf("schrijf %d aantallen", len(l.Columns))
	}
	for i, text := range numbers {
		if text == HiddenText {
			continue
		}
		n, err := strconv.Atoi(text)
		switch {
		case err != nil || n < 0 || strconv.Itoa(n) != text:
			return fmt.Sprintf("schrijf een getal of %q, niet %q", HiddenText, text)
		case l.Sort == Times && i > 0 && numbers[0] != HiddenText:
		case n < Small || n%Small != 0:
			return fmt.Sprintf("rond af op een veelvoud van %d, en schrijf %q als het er minder zijn; er staat %q", Small, HiddenText, text)
		}
	}
	return ""
}

// Read makes the tables of the file, which must have no Faults.
func (s *Sheet) Read() []*Table {
	var out []*Table
	for _, one := range s.Tables {
		l, _ := LayoutOf(one.Name)
		t := New(l.Name, l.Sort, nil, l.Columns)
		t.Rounded = true
		for _, r := range one.Rows {
			t.Rows, t.Cells = append(t.Rows, Term{l.Rows, r.Slug}), append(t.Cells, read(r.Numbers))
		}
		out = append(out, t)
	}
	return out
}

func read(numbers []string) []int {
	out := make([]int, len(numbers))
	for i, text := range numbers {
		n, err := strconv.Atoi(text)
		if out[i] = n; err != nil {
			out[i] = Hidden
		}
	}
	return out
}
