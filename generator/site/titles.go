package site

import (
	"mkbloket/generator/content"
	"mkbloket/internal/snapshot"
)

// Titles gives the titles of what a form can be about.
func (s *Site) Titles() map[string]map[string]snapshot.Title {
	schemes := map[string]snapshot.Title{}
	for _, d := range s.Schemes {
		schemes[d.Slug] = snapshot.Title{}
		for _, lang := range s.Config.Languages {
			schemes[d.Slug][lang] = d.In(lang).Record.Title
		}
	}
	return map[string]map[string]snapshot.Title{
		content.Schemes: schemes, content.Advisers: s.titles(s.Advisers), content.Entrepreneurs: s.titles(s.Entrepreneurs),
	}
}

func (s *Site) titles(profiles []*Profile) map[string]snapshot.Title {
	titles := map[string]snapshot.Title{}
	for _, p := range profiles {
		titles[p.Slug] = snapshot.Title{}
		for _, lang := range s.Config.Languages {
			titles[p.Slug][lang] = p.In(lang).Record.Title
		}
	}
	return titles
}
