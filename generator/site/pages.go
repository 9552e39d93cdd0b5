package site

import (
	"errors"
	"html/template"
	"maps"
	"slices"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/templates"
)

// Pages lists every page of the site in every language, in the order of
// languages and sections. A document without a text in a language is shown
// there with the main language's text, a note, and the main page as canonical.
//
// An error is a fault in a template.
func (s *Site) Pages(set *templates.Set) ([]*Page, error) {
	b := &builder{Site: s, set: set, rows: map[rowKey]template.HTML{}}
	for _, lang := range s.Config.Languages {
		b.lang = lang
		b.home()
		b.schemes()
		b.faqs()
		b.profiles("/adviseurs/", "advisers", s.Advisers)
		b.profiles("/ondernemers/", "entrepreneurs", s.Entrepreneurs)
		b.organisations()
		b.news()
		b.texts()
		b.figures()
		b.notFound()
	}
	return b.pages, b.failed
}

// builder makes the pages of one language at a time.
type builder struct {
	*Site
	set    *templates.Set
	lang   string
	pages  []*Page
	rows   map[rowKey]template.HTML
	failed error
}

func (b *builder) partial(name string, data any) template.HTML {
	html, err := b.set.Partial(b.lang, name, data)
	b.failed = errors.Join(b.failed, err)
	return html
}

// draft is what differs from page to page; add fills in the rest.
type draft struct {
	kind, template, path, nav string
	title, description        string
	crumbs                    []templates.Link // after home, without the page itself
	has                       func(lang string) bool
	data                      any
	jsonld                    any
	feed, modified            string
	noIndex                   bool
}

func everywhere(string) bool { return true }

func (b *builder) add(d draft) {
	if d.has == nil {
		d.has = everywhere
	}
	p := &Page{Type: d.kind, Template: d.template, Modified: d.modified}
	p.Page = templates.Page{
		Lang: b.lang, Nav: d.nav, Title: d.title, Description: d.description,
		Path: b.address(d.path), Site: b.set.Site(), Data: d.data, Feed: d.feed,
		DutchOnly: !d.has(b.lang), NoIndex: d.noIndex,
	}
	if !d.noIndex {
		p.Canonical = b.canonical(d)
		p.Alternates = b.alternates(d)
	}
	p.Languages = b.switcher(d.path)
	if d.path != "/" {
		p.Crumbs = append([]templates.Link{{Text: b.t("nav.home"), Path: b.address("/")}}, d.crumbs...)
	}
	p.JSONLD = jsonLD(d.jsonld, p.Crumbs, b.set.Site().Base)
	b.pages = append(b.pages, p)
}

func (b *builder) t(key string, args ...any) string { return b.set.Text(b.lang, key, args...) }
func (b *builder) address(path string) string       { return b.set.Address(b.lang, path) }
func (b *builder) label(v *schema.Vocabulary, slug string) string {
	return b.set.Label(b.lang, v.Name(), slug)
}

func (b *builder) canonical(d draft) string {
	lang := b.lang
	if !d.has(lang) {
		lang = b.Config.Languages[0]
	}
	return b.set.Site().Base + b.set.Address(lang, d.path)
}

// alternates lists the languages in which the page has a text of its own.
func (b *builder) alternates(d draft) []templates.Link {
	var out []templates.Link
	for _, lang := range b.Config.Languages {
		if d.has(lang) {
			out = append(out, templates.Link{Lang: lang, Path: b.set.Site().Base + b.set.Address(lang, d.path)})
		}
	}
	if len(out) < 2 {
		return nil
	}
	return append(out, templates.Link{Lang: "x-default", Path: out[0].Path})
}

func (b *builder) switcher(path string) []templates.Link {
	if len(b.Config.Languages) < 2 {
		return nil
	}
	var out []templates.Link
	for _, lang := range b.Config.Languages {
		out = append(out, templates.Link{Text: b.t("lang." + lang), Lang: lang, Path: b.set.Address(lang, path), Current: lang == b.lang})
	}
	return out
}

func (b *builder) crumb(key, path string) []templates.Link {
	return []templates.Link{{Text: b.t(key), Path: b.address(path)}}
}

func (b *builder) home() {
	l := b.schemeListing()
	l.axes = slices.DeleteFunc(l.axes, func(a axis[*Scheme]) bool { return a.param != "thema" })
	facets, _ := l.facets()
	data := HomeData{Text: b.Texts["home"], Themes: inOrder(facets[0].Choices, b.Taxonomy.Themes), Closing: b.Closing(5),
		News: b.News[:min(3, len(b.News))], Schemes: b.running()}
	title, description, has := b.set.Site().Name, b.set.Site().Subtitle[b.lang], everywhere
	if data.Text != nil {
		description, has = data.Text.In(b.lang).Record.Summary, data.Text.Has
	}
	b.add(draft{kind: "home", template: "home", path: "/", title: title, description: description, has: has, data: data,
		feed: "/regelingen/feed.xml", jsonld: websiteLD(b.set.Site())})
}

// inOrder puts choices back in the order of their vocabulary.
func inOrder(choices []Choice, v *schema.Vocabulary) []Choice {
	var out []Choice
	for _, slug := range v.Slugs() {
		if i := slices.IndexFunc(choices, func(c Choice) bool { return c.Slug == slug }); i >= 0 {
			out = append(out, choices[i])
		}
	}
	return out
}

func (b *builder) schemes() {
	addList(b, listPage{kind: "regelingen", template: "schemes", key: "schemes", row: "schemerow", feed: "/regelingen/feed.xml"}, b.schemeListing())
	for _, d := range b.Schemes {
		v := d.In(b.lang)
		theme := d.MainTheme()
		b.add(draft{kind: "regeling", template: "scheme", path: d.Path(), nav: "/regelingen/",
			title: v.Record.Title, description: v.Record.Summary, has: d.Has, data: d, jsonld: b.schemeLD(d), modified: reviewed(v.Record.Review),
			crumbs: append(b.crumb("nav.schemes", "/regelingen/"),
				templates.Link{Text: b.label(b.Taxonomy.Themes, theme), Path: b.address("/regelingen/thema/" + theme + "/")})})
	}
}

func (b *builder) faqs() {
	addList(b, listPage{kind: "vragen", template: "faqs", key: "faqs", row: "faqrow"}, b.faqListing())
	for _, q := range b.FAQs {
		v := q.In(b.lang)
		theme := v.Record.Themes[0]
		b.add(draft{kind: "vraag", template: "faq", path: q.Path(), nav: "/vragen/",
			title: v.Record.Title, description: v.Record.Summary, has: q.Has, data: q, jsonld: faqLD(v.Record), modified: reviewed(v.Record.Review),
			crumbs: append(b.crumb("nav.questions", "/vragen/"),
				templates.Link{Text: b.label(b.Taxonomy.Themes, theme), Path: b.address("/vragen/thema/" + theme + "/")})})
	}
}

func (b *builder) profiles(base, key string, profiles []*Profile) {
	l := b.profileListing(base, profiles)
	addList(b, listPage{kind: base[1 : len(base)-1], template: "profiles", key: key, row: "profilerow", area: b.areas(l)}, l)
	for _, p := range profiles {
		v := p.In(b.lang)
		b.add(draft{kind: p.Section[:len(p.Section)-1], template: "profile", path: p.Path(), nav: base,
			title: v.Record.Title, description: v.Record.Summary, has: p.Has, data: p, crumbs: b.crumb("nav."+key, base)})
	}
}

func (b *builder) organisations() {
	groups := map[string][]*Organisation{}
	for _, o := range b.Organisations {
		helix := o.Main().Record.Helix
		groups[helix] = append(groups[helix], o)
	}
	b.add(draft{kind: "organisaties", template: "organisations", path: "/organisaties/",
		title: b.t("organisations.title"), description: b.t("organisations.lead"), data: groups})
	for _, o := range b.Organisations {
		v := o.In(b.lang)
		b.add(draft{kind: "organisatie", template: "organisation", path: o.Path(), title: v.Record.Title, description: v.Record.Summary,
			has: o.Has, data: o, jsonld: organisationLD(v.Record), modified: reviewed(v.Record.Review), crumbs: b.crumb("nav.organisations", "/organisaties/")})
	}
}

func (b *builder) news() {
	count := pageCount(len(b.News))
	for n := 1; n <= count; n++ {
		title := b.numbered(b.t("news.title"), n)
		b.add(draft{kind: "nieuws", template: "newslist", path: pagePath("/nieuws/", n), nav: "/nieuws/", title: title,
			description: b.numbered(b.t("news.lead"), n), feed: "/nieuws/feed.xml",
			data: ListData{Rows: rowsOf(b, "newsrow", pageSlice(b.News, n)), Total: len(b.News), Pager: pager("/nieuws/", n, count)}})
	}
	for _, n := range b.News {
		v := n.In(b.lang)
		b.add(draft{kind: "nieuwsbericht", template: "newsitem", path: n.Path(), nav: "/nieuws/", title: v.Record.Title, description: v.Record.Summary,
			has: n.Has, data: n, modified: v.Record.Date.Format("2006-01-02"), crumbs: b.crumb("nav.news", "/nieuws/")})
	}
}

func (b *builder) texts() {
	for _, slug := range slices.Sorted(maps.Keys(b.Texts)) {
		t := b.Texts[slug]
		if slug == "home" {
			continue
		}
		v := t.In(b.lang)
		b.add(draft{kind: "pagina", template: textTemplate(b.set, slug), path: t.Path(), title: v.Record.Title, description: v.Record.Summary,
			has: t.Has, data: TextData{Text: t, Config: b.Config, DataMap: domain.DataMap(b.Taxonomy)}})
	}
}

// TextData fills a page outside the sections.
type TextData struct {
	*Text
	Config  domain.Site
	DataMap []domain.Processing
}

// textTemplate is the page's own template (text-SLUG) where it has one.
func textTemplate(set *templates.Set, slug string) string {
	if name := "text-" + slug; set.Has(name) {
		return name
	}
	return "text"
}

func (b *builder) notFound() {
	b.add(draft{kind: "404", template: "notfound", path: "/404.html", noIndex: true,
		title: b.t("error.not_found_title"), description: b.t("error.not_found_text")})
}

func (b *builder) numbered(s string, n int) string {
	if n == 1 {
		return s
	}
	return s + " " + b.t("list.page", "n", n)
}
