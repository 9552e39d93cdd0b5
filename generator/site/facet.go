package site

import (
	"cmp"
	"html/template"
	"slices"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// Facet is one way to narrow a list: a page of its own for every term.
type Facet struct {
	Param      string // part of the address: /regelingen/thema/innovatie/
	Vocabulary *schema.Vocabulary
	Choices    []Choice
	HTML       template.HTML // the partial "facet", rendered
}

// Choice is one term of a facet.
type Choice struct {
	Slug    string
	Path    string // without language prefix
	Count   int
	Current bool
}

// axis says how items of a list relate to the terms of a vocabulary: whether
// an item fits a term, and whether it was made for it in particular.
type axis[T any] struct {
	param      string
	vocabulary *schema.Vocabulary
	match      func(item T, slug string) (fits, specific bool)
}

// listing is a list of items with the ways to narrow it.
type listing[T any] struct {
	base  string // "/regelingen/"
	items []T
	axes  []axis[T]
}

// selection is the part of a listing for one term; special ones come first.
type selection[T any] struct {
	items   []T
	special int // how many of items were made for the term in particular
}

func (l listing[T]) choose(a axis[T], slug string) selection[T] {
	var special, general []T
	for _, item := range l.items {
		switch fits, specific := a.match(item, slug); {
		case fits && specific:
			special = append(special, item)
		case fits:
			general = append(general, item)
		}
	}
	return selection[T]{append(special, general...), len(special)}
}

// facets counts every term once. Terms without items are left out, and so are
// terms that leave nothing out, except regions, which the map links to.
func (l listing[T]) facets() ([]Facet, map[string]selection[T]) {
	var out []Facet
	selections := map[string]selection[T]{}
	for _, a := range l.axes {
		facet := Facet{Param: a.param, Vocabulary: a.vocabulary}
		for _, slug := range a.vocabulary.Slugs() {
			s := l.choose(a, slug)
			if len(s.items) == 0 || len(s.items) == len(l.items) && s.special == 0 && a.param != "regio" {
				continue
			}
			path := l.base + a.param + "/" + slug + "/"
			selections[path] = s
			facet.Choices = append(facet.Choices, Choice{Slug: slug, Path: path, Count: len(s.items)})
		}
		if a.param == "thema" {
			slices.SortStableFunc(facet.Choices, func(a, b Choice) int { return cmp.Compare(b.Count, a.Count) })
		}
		out = append(out, facet)
	}
	return out, selections
}

// draw renders facets once for all pages of a list.
func (b *builder) draw(facets []Facet) []Facet {
	out := slices.Clone(facets)
	for i := range out {
		out[i].HTML = b.partial("facet", out[i])
	}
	return out
}

// marked copies drawn facets with the choice of a page marked as current.
func (b *builder) marked(facets []Facet, path string) []Facet {
	out := slices.Clone(facets)
	for i := range out {
		if j := slices.IndexFunc(out[i].Choices, func(c Choice) bool { return c.Path == path }); j >= 0 {
			out[i].Choices = slices.Clone(out[i].Choices)
			out[i].Choices[j].Current = true
			out[i].HTML = b.partial("facet", out[i])
		}
	}
	return out
}

// names reports whether list holds slug: whoever fits was made for it.
func names(list []string, slug string) (fits, specific bool) {
	has := slices.Contains(list, slug)
	return has, has
}

// serves reports whether something for the terms in list serves slug, and
// whether it was made for it in particular.
func serves(v *schema.Vocabulary, list []string, slug string) (fits, specific bool) {
	return domain.Covers(v, list, slug), slices.Contains(list, slug)
}

func (s *Site) schemeListing() listing[*Scheme] {
	t := s.Taxonomy
	return listing[*Scheme]{base: "/regelingen/", items: s.Schemes, axes: []axis[*Scheme]{
		{"status", t.Statuses, func(d *Scheme, slug string) (bool, bool) {
			return string(d.Standing.Status) == slug, true
		}},
		{"soort", t.Instruments, func(d *Scheme, slug string) (bool, bool) {
			return d.Main().Record.Instrument == slug, true
		}},
		{"thema", t.Themes, func(d *Scheme, slug string) (bool, bool) { return names(d.Main().Record.Themes, slug) }},
		{"fase", t.Phases, func(d *Scheme, slug string) (bool, bool) { return names(d.Main().Record.Phases, slug) }},
		{"sector", t.Sectors, func(d *Scheme, slug string) (bool, bool) {
			return serves(t.Sectors, d.Main().Record.For.Sectors, slug)
		}},
		{"regio", t.Regions, func(d *Scheme, slug string) (bool, bool) {
			return serves(t.Regions, d.Main().Record.For.Regions, slug)
		}},
	}}
}

func (s *Site) profileListing(base string, items []*Profile) listing[*Profile] {
	t := s.Taxonomy
	return listing[*Profile]{base: base, items: items, axes: []axis[*Profile]{
		{"thema", t.Themes, func(p *Profile, slug string) (bool, bool) { return names(p.Main().Record.Themes, slug) }},
		{"sector", t.Sectors, func(p *Profile, slug string) (bool, bool) {
			return serves(t.Sectors, p.Main().Record.Sectors, slug)
		}},
		{"regio", t.Regions, func(p *Profile, slug string) (bool, bool) {
			return serves(t.Regions, p.Main().Record.Regions, slug)
		}},
	}}
}

func (s *Site) faqListing() listing[*FAQ] {
	return listing[*FAQ]{base: "/vragen/", items: s.FAQs, axes: []axis[*FAQ]{
		{"thema", s.Taxonomy.Themes, func(q *FAQ, slug string) (bool, bool) { return names(q.Main().Record.Themes, slug) }},
	}}
}
