// Package table holds tables of counts and what is made of them: what may be
// published, a chart, a CSV file and the file of public figures.
//
//	Table ──Public──▶ numbers rounded down, small ones left out
//	      ──Draw────▶ Chart, for the partial "chart"
//	      ──CSV─────▶ a file that a spreadsheet opens safely
//	      ──Sheet───▶ content/cijfers.yaml, and back
//
// It knows no case and no template, and reads no clock. What rows and columns
// are called is asked of a Words, so a table is the same in every language.
// Values are safe for concurrent reading.
// See docs/decisions/0021-figures.md for what is published and why.
package table

// Term is a row or a column: a slug in a vocabulary of the taxonomy, or in one
// of the vocabularies of this package.
type Term struct{ Vocabulary, Slug string }

// Vocabularies of figures that are no list of the taxonomy. Their labels are
// the texts keuze.VOCABULARY.SLUG, but for VocabularyMonth and
// VocabularyOutcome.
const (
	VocabularyMonth   = "maand"    // 2026-11
	VocabularyOutcome = "uitkomst" // texts uitkomst.SLUG
	VocabularyKind    = "zaaksoort"
	VocabularyFigure  = "cijfer" // what a column counts
)

// Unknown is the slug of what the sender did not say.
const Unknown = "onbekend"

// Sort says what the numbers of a table are.
type Sort string

// The sorts of table.
const (
	Counts Sort = "telling" // numbers of cases, one column beside the other
	Cross  Sort = "kruis"   // the same of two properties of people at once
	Work   Sort = "werk"    // numbers of cases on the desk's pile, not of a group of people
	Times  Sort = "tijd"    // a number of cases and then working days
)

// Table is a table of whole numbers.
type Table struct {
	Name    string // slug; its texts are cijfers.NAME.title and .lead
	Sort    Sort
	Rows    []Term
	Columns []Term
	Cells   [][]int // by row and column
	Rounded bool    // it is Public
}

// New makes a table of zeros.
func New(name string, sort Sort, rows, columns []Term) *Table {
	t := &Table{Name: name, Sort: sort, Rows: rows, Columns: columns, Cells: make([][]int, len(rows))}
	for i := range t.Cells {
		t.Cells[i] = make([]int, len(columns))
	}
	return t
}

// Terms makes terms of the slugs of one vocabulary.
func Terms(vocabulary string, slugs ...string) []Term {
	terms := make([]Term, len(slugs))
	for i, s := range slugs {
		terms[i] = Term{vocabulary, s}
	}
	return terms
}

// Add adds n to the cell of a row and a column, by their slugs. What the table
// has no place for is counted as Unknown where there is such a place, and
// otherwise not at all.
func (t *Table) Add(row, column string, n int) {
	i, j := place(t.Rows, row), place(t.Columns, column)
	if i >= 0 && j >= 0 {
		t.Cells[i][j] += n
	}
}

func place(terms []Term, slug string) int {
	unknown := -1
	for i, t := range terms {
		if t.Slug == slug {
			return i
		}
		if t.Slug == Unknown {
			unknown = i
		}
	}
	return unknown
}

// IsEmpty reports whether every number is zero.
func (t *Table) IsEmpty() bool {
	for _, row := range t.Cells {
		for _, n := range row {
			if n != 0 {
				return false
			}
		}
	}
	return true
}

// Filled is the table without rows in which every number is zero.
func (t *Table) Filled() *Table {
	out := &Table{Name: t.Name, Sort: t.Sort, Columns: t.Columns, Rounded: t.Rounded}
	for i, row := range t.Cells {
		for _, n := range row {
			if n != 0 {
				out.Rows, out.Cells = append(out.Rows, t.Rows[i]), append(out.Cells, row)
				break
			}
		}
	}
	return out
}

// Total is the sum of a column.
func (t *Table) Total(column int) int {
	sum := 0
	for _, row := range t.Cells {
		sum += row[column]
	}
	return sum
}
