package feeds

import "mkbloket/internal/table"

// figures writes the public figures as one table of all tables, in the main
// language: one number a line, so that a program can read it.
func (b *builder) figures() []byte {
	w := table.Words{Lang: b.lang, Text: b.set.Text, Label: b.set.Label}
	records := [][]string{{b.text("cijfers.csv_table"), b.text("cijfers.csv_row"), b.text("cijfers.csv_column"), b.text("cijfers.csv_value")}}
	for _, t := range b.Figures.Read() {
		title := b.text("cijfers." + t.Name + ".title")
		for i, row := range t.Rows {
			for j, column := range t.Columns {
				records = append(records, []string{title, w.Name(row), w.Name(column), w.Number(t.Cells[i][j])})
			}
		}
	}
	return table.CSV{Mark: true}.Write(records)
}
