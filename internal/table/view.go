package table

// View is a table as the partial "figure" draws it: all words in one language.
type View struct {
	Name   string
	Title  string
	Lead   string
	Corner string // what the first column holds
	Head   []string
	Rows   []ViewRow
	Sums   []string // what there is at least in each column; nil: no such row
	Chart  *Chart   // nil: the table is picture enough
	Small  bool     // some numbers are hidden
	Empty  bool     // nothing was counted, or so little that nothing is shown
	File   string   // address of the same as CSV; empty: none
	Excel  string   // the same for Excel; empty: none
}

// ViewRow is a row with its name.
type ViewRow struct {
	Name  string
	Cells []ViewCell
}

// ViewCell is a number with its shade, 0 to 4, of a cross table.
type ViewCell struct {
	Text  string
	Shade int
}

// View makes the table ready to be drawn. It is to be Public or Careful.
func (t *Table) View(w Words) View {
	v := View{Name: t.Name, Title: w.Text(w.Lang, "cijfers."+t.Name+".title"), Lead: w.Text(w.Lang, "cijfers."+t.Name+".lead"),
		Corner: w.Text(w.Lang, "cijfers."+t.Name+".row"), Small: t.HasHidden(), Empty: t.IsSmall()}
	for _, c := range t.Columns {
		v.Head = append(v.Head, w.Name(c))
	}
	most := t.largest()
	for i, r := range t.Rows {
		row := ViewRow{Name: w.Name(r)}
		for _, n := range t.Cells[i] {
			row.Cells = append(row.Cells, ViewCell{w.Number(n), t.shade(n, most)})
		}
		v.Rows = append(v.Rows, row)
	}
	if t.Sort != Times && len(t.Rows) > 1 && t.Rows[0].Vocabulary != VocabularyFigure { // each row asks something else
		v.Sums = t.sums(w)
	}
	if t.Sort != Cross && !v.Empty {
		v.Chart = t.Draw("g-"+t.Name, w)
	}
	return v
}

func (t *Table) sums(w Words) []string {
	var out []string
	for j := range t.Columns {
		switch least := t.AtLeast(j); {
		case !t.Rounded && !t.hides(j):
			out = append(out, w.Number(t.Total(j)))
		case least == 0:
			out = append(out, "–") // nothing is shown, so nothing can be said
		default:
			out = append(out, w.Text(w.Lang, "cijfers.at_least", "aantal", least))
		}
	}
	return out
}

func (t *Table) hides(column int) bool {
	for _, row := range t.Cells {
		if row[column] == Hidden {
			return true
		}
	}
	return false
}

func (t *Table) largest() int {
	most := 1
	for _, row := range t.Cells {
		for _, n := range row {
			most = max(most, n)
		}
	}
	return most
}

// shade is how dark a cell of a cross table is: its part of the largest.
func (t *Table) shade(n, most int) int {
	if t.Sort != Cross || n <= 0 {
		return 0
	}
	return min(4, 1+4*n/(most+1))
}
