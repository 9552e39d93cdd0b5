package site

import (
	"html/template"
	"slices"
	"strings"

	"mkbloket/internal/domain"
	"mkbloket/templates"
)

// listPage says how a list is presented. The texts are KEY.title, KEY.lead,
// KEY.by_PARAM (title of a narrowed list) and KEY.by_lead.
type listPage struct {
	kind, template, key, row, feed string
	area                           *Map
}

// addList adds the whole list and one list per term, each cut in pages.
func addList[T any](b *builder, p listPage, l listing[T]) {
	facets, selections := l.facets()
	shown := facets
	if p.area != nil {
		shown = withoutMunicipalities(facets)
	}
	shown = b.draw(shown)
	whole := ListData{Facets: shown, Base: l.base, Total: len(l.items), Map: p.area}
	addPages(b, p, l.base, b.t(p.key+".title"), b.t(p.key+".lead"), whole, selection[T]{items: l.items}, nil)
	for _, f := range facets {
		for _, c := range f.Choices {
			s := selections[c.Path]
			term := b.label(f.Vocabulary, c.Slug)
			data := ListData{Heading: term, Param: f.Param, Term: c.Slug, Facets: b.marked(shown, c.Path), Base: l.base, Total: len(s.items), Map: p.area}
			if t, _ := f.Vocabulary.Term(c.Slug); b.lang == b.Config.Languages[0] {
				data.Lead = t.Explains
			}
			if f.Param != "regio" && f.Param != "sector" {
				s.special = 0
			}
			title := b.t(p.key+".by_"+f.Param, "term", term)
			description := b.t(p.key+".by_lead", "n", len(s.items), "term", title)
			addPages(b, p, c.Path, title, description, data, s, b.crumb("nav."+navKey(l.base), l.base))
		}
	}
}

// withoutMunicipalities leaves them to the map and the list beside it. Their
// pages stay.
func withoutMunicipalities(facets []Facet) []Facet {
	out := slices.Clone(facets)
	for i, f := range out {
		out[i].Choices = slices.DeleteFunc(slices.Clone(f.Choices), func(c Choice) bool {
			t, _ := f.Vocabulary.Term(c.Slug)
			return domain.IsMunicipality(t)
		})
	}
	return out
}

func navKey(base string) string {
	for _, s := range templates.Sections {
		if s.Path == base {
			return s.Text[len("nav."):]
		}
	}
	return ""
}

func addPages[T any](b *builder, p listPage, base, title, description string, data ListData, s selection[T], crumbs []templates.Link) {
	count := pageCount(len(s.items))
	for n := 1; n <= count; n++ {
		from := (n - 1) * PageSize
		rows := pageSlice(s.items, n)
		special := min(max(0, s.special-from), len(rows))
		page := data
		page.Special, page.Rows = rowsOf(b, p.row, rows[:special]), rowsOf(b, p.row, rows[special:])
		page.Pager = pager(base, n, count)
		b.add(draft{kind: p.kind, template: p.template, path: pagePath(base, n), nav: navOf(base), feed: p.feed,
			title: b.numbered(title, n), description: b.numbered(description, n), crumbs: crumbs, data: page})
	}
}

// rowsOf renders items as rows of a list, each once per language however many
// lists it stands in.
func rowsOf[T any](b *builder, name string, items []T) []template.HTML {
	out := make([]template.HTML, len(items))
	for i, item := range items {
		key := rowKey{b.lang, item}
		html, ok := b.rows[key]
		if !ok {
			html = b.partial(name, map[string]any{"Item": item, "Lang": b.lang})
			b.rows[key] = html
		}
		out[i] = html
	}
	return out
}

// rowKey is an item, by its pointer, in a language.
type rowKey struct {
	lang string
	item any
}

func navOf(path string) string {
	for _, s := range templates.Sections {
		if strings.HasPrefix(path, s.Path) {
			return s.Path
		}
	}
	return ""
}

// areas draws the municipalities, nil without outlines or profiles. The shade
// counts those who work there in particular: most serve the whole province,
// and a map in one colour says nothing.
func (b *builder) areas(l listing[*Profile]) *Map {
	if len(b.Outlines) == 0 || len(l.items) == 0 {
		return nil
	}
	m := &Map{Width: MapWidth, Height: MapHeight}
	bySlug := map[string]Area{}
	for _, o := range b.Outlines {
		a := Area{Outline: o, Count: len(l.choose(l.axes[len(l.axes)-1], o.Slug).items), Level: min(3, b.local(l.items, o.Slug))}
		if a.Count > 0 {
			a.Link = l.base + "regio/" + o.Slug + "/"
		}
		bySlug[o.Slug] = a
	}
	for _, group := range b.Taxonomy.Municipalities() {
		g := AreaGroup{Region: group.Region.Slug}
		for _, t := range group.Municipalities {
			if a, ok := bySlug[t.Slug]; ok {
				m.Areas = append(m.Areas, a)
				g.Areas = append(g.Areas, a)
			}
		}
		m.Groups = append(m.Groups, g)
	}
	return m
}

// local counts profiles that name the municipality or its sub-region.
func (b *builder) local(profiles []*Profile, slug string) int {
	near := b.Taxonomy.Regions.Lineage(slug)
	n := 0
	for _, p := range profiles {
		if shared(p.Main().Record.Regions, near[:min(2, len(near))]) > 0 {
			n++
		}
	}
	return n
}

func reviewed(r domain.Review) string {
	switch {
	case !r.ReviewedAt.IsZero():
		return r.ReviewedAt.Format("2006-01-02")
	case !r.ChangedAt.IsZero():
		return r.ChangedAt.Format("2006-01-02")
	}
	return ""
}
