package site

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Most related items on a page.
const (
	mostRelated  = 5
	mostAdvisers = 5
)

// relate connects records: by the slugs that editors wrote, and by theme.
func (s *Site) relate() {
	organisations := bySlug(s.Organisations, func(o *Organisation) string { return o.Slug })
	schemes := bySlug(s.Schemes, func(d *Scheme) string { return d.Slug })
	for _, p := range append(slices.Clip(s.Advisers), s.Entrepreneurs...) {
		if o := organisations[p.Main().Record.Organisation]; o != nil {
			p.Organisation = o
			o.Advisers = append(o.Advisers, p)
		}
	}
	s.relateDeputies()
	related := s.candidates()
	advisers := byTheme(s.Advisers, func(p *Profile) []string { return p.Main().Record.Themes })
	for _, scheme := range s.Schemes {
		r := &scheme.Main().Record
		scheme.Related = related.of(scheme)
		scheme.Advisers = knowing(scheme, advisers[r.Themes[0]], organisations)
		for _, slug := range r.Instead {
			scheme.Instead = append(scheme.Instead, schemes[slug])
		}
		for _, slug := range r.Desks {
			o := organisations[slug]
			scheme.Desks = append(scheme.Desks, o)
			o.Schemes = append(o.Schemes, scheme)
		}
	}
	s.relateFAQs(schemes)
}

// relateDeputies finds who stands in for those who take no contacts now: one who
// does.
func (s *Site) relateDeputies() {
	advisers := bySlug(s.Advisers, func(p *Profile) string { return p.Slug })
	for _, p := range append(slices.Clip(s.Advisers), s.Entrepreneurs...) {
		deputy := advisers[p.Main().Record.Deputy]
		if !p.BackAt.IsZero() && deputy != nil && deputy != p && deputy.BackAt.IsZero() {
			p.Deputy = deputy
		}
	}
}

func (s *Site) relateFAQs(schemes map[string]*Scheme) {
	themes := byTheme(s.FAQs, func(q *FAQ) []string { return q.Main().Record.Themes[:1] })
	for _, q := range s.FAQs {
		for _, slug := range q.Main().Record.Schemes {
			q.Schemes = append(q.Schemes, schemes[slug])
			schemes[slug].FAQs = append(schemes[slug].FAQs, q)
		}
		for _, other := range themes[q.Main().Record.Themes[0]] {
			if other != q && len(q.Related) < mostRelated {
				q.Related = append(q.Related, other)
			}
		}
	}
}

func bySlug[T any](list []T, slug func(T) string) map[string]T {
	m := make(map[string]T, len(list))
	for _, item := range list {
		m[slug(item)] = item
	}
	return m
}

func byTheme[T any](list []T, themes func(T) []string) map[string][]T {
	m := map[string][]T{}
	for _, item := range list {
		for _, theme := range themes(item) {
			m[theme] = append(m[theme], item)
		}
	}
	return m
}

func shared(a, b []string) int {
	n := 0
	for _, s := range a {
		if slices.Contains(b, s) {
			n++
		}
	}
	return n
}

// knowing picks advisers for a scheme: first those of the desks it names, then
// those who share its main theme.
func knowing(scheme *Scheme, sameTheme []*Profile, organisations map[string]*Organisation) []*Profile {
	var out []*Profile
	for _, slug := range scheme.Main().Record.Desks {
		if o := organisations[slug]; o != nil {
			out = append(out, o.Advisers...)
		}
	}
	for _, p := range sameTheme {
		if len(out) >= mostAdvisers {
			break
		}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out[:min(len(out), mostAdvisers)]
}

// fold makes a title comparable: lower case, without accents.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}
