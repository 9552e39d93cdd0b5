package content

import (
	"slices"

	"gopkg.in/yaml.v3"

	"mkbloket/internal/schema"
	"mkbloket/internal/table"
)

// FiguresName is the file with the public figures, in the folder itself.
const FiguresName = "cijfers.yaml"

// sheet reads the public figures, which a command makes. They are checked as
// if somebody had written them: a number that tells of fewer than five people
// is a problem, and is not published.
func (l *loader) sheet(f file) {
	node, ok := l.yaml(f)
	if !ok {
		return
	}
	sheet := new(table.Sheet)
	problems := schema.DecodeYAML(node, sheet.Fields(), false)
	l.problems = append(l.problems, sentences(l.shown(f.rel), problems)...)
	if len(problems) > 0 {
		return
	}
	if sheet.Until.Before(sheet.From) {
		l.add(f.rel, keyLines(node)["tot_en_met"], "tot_en_met", "deze dag ligt vóór van")
	}
	for _, fault := range sheet.Faults(l.knows) {
		line, field := figureLine(node, fault.Table, fault.Row), "tabellen"
		if fault.Row >= 0 {
			field = "tabellen.rijen"
		}
		l.add(f.rel, line, field, fault.Message)
	}
	l.bundle.Figures = sheet
}

// knows reports whether a list of the taxonomy has a slug.
func (l *loader) knows(vocabulary, slug string) bool {
	v := l.bundle.Taxonomy.Vocabulary(vocabulary)
	return v != nil && v.Has(slug)
}

// figureLine is the line of a table, or of one of its rows.
func figureLine(node *yaml.Node, index, row int) int {
	one := item(node, "tabellen", index)
	if row < 0 || one == nil {
		return lineOf(one)
	}
	return lineOf(item(one, "rijen", row))
}

// item is the nth of the list under a key of a mapping, nil when it is not there.
func item(node *yaml.Node, key string, n int) *yaml.Node {
	if node == nil {
		return nil
	}
	i := slices.IndexFunc(node.Content, func(c *yaml.Node) bool { return c.Value == key && c.Kind == yaml.ScalarNode })
	if i < 0 || i+1 >= len(node.Content) || n >= len(node.Content[i+1].Content) {
		return nil
	}
	return node.Content[i+1].Content[n]
}

func lineOf(node *yaml.Node) int {
	if node == nil {
		return 1
	}
	return node.Line
}
