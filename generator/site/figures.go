package site

import (
	"slices"

	"mkbloket/internal/domain"
	"mkbloket/internal/table"
)

// Addresses of the public figures. The file is there when there are figures.
const (
	FiguresPath = "/cijfers/"
	FiguresFile = "/cijfers.csv"
)

// FiguresData fills the page with the public figures.
type FiguresData struct {
	Sheet *table.Sheet // nil: the desk has not published any
	Views []table.View
	File  string // the same as CSV
}

// figures adds the page with the public figures, also when there are none: it
// is linked on every page, and says so.
func (b *builder) figures() {
	data := FiguresData{Sheet: b.Figures, File: FiguresFile}
	modified := ""
	if b.Figures != nil {
		modified = b.Figures.AsOf.Format("2006-01-02")
		words := table.Words{Lang: b.lang, Text: b.set.Text, Label: b.set.Label}
		for _, t := range b.Figures.Read() {
			data.Views = append(data.Views, t.View(words))
		}
	}
	b.add(draft{kind: "cijfers", template: "figures", path: FiguresPath, title: b.t("cijfers.title"), description: b.t("cijfers.lead"),
		data: data, modified: modified})
}

// Supply counts what the site has for a theme: schemes that have not ended, and
// advisers.
func (s *Site) Supply(theme string) (schemes, advisers int) {
	for _, d := range s.Schemes {
		if d.Standing.Status != domain.Ended && slices.Contains(d.Main().Record.Themes, theme) {
			schemes++
		}
	}
	for _, p := range s.Advisers {
		if slices.Contains(p.Main().Record.Themes, theme) {
			advisers++
		}
	}
	return schemes, advisers
}
