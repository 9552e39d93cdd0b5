package feeds_test

import (
	"slices"
	"strings"
	"testing"

	"mkbloket/internal/table"
)

func TestFiguresAreOneNumberALine(t *testing.T) {
	bundle := load(t)
	if data, ok := build(t, bundle, today)["/cijfers.csv"]; ok {
		t.Errorf("got %q without figures, want no file", data)
	}
	l, _ := table.LayoutOf(table.ByTheme)
	one := l.Make(bundle.Taxonomy.Themes.Slugs()[0], table.Unknown)
	one.Cells[0][0], one.Cells[1][0] = 23, 2
	bundle.Figures = table.NewSheet(today, today, today, []*table.Table{one})
	got := strings.Split(string(build(t, bundle, today)["/cijfers.csv"]), "\r\n")
	label := bundle.Taxonomy.Themes.Terms()[0].Labels["nl"]
	want := []string{"\ufeff" + `"[cijfers.csv_table]","[cijfers.csv_row]","[cijfers.csv_column]","[cijfers.csv_value]"`,
		`"[cijfers.vragen-thema.title]","` + label + `","[keuze.cijfer.aantal]","20"`,
		`"[cijfers.vragen-thema.title]","[keuze.themas.onbekend]","[keuze.cijfer.aantal]","[cijfers.small]"`, ""}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
