package feeds

import (
	"fmt"

	"mkbloket/generator/site"
)

// limits says when a sitemap is full: https://www.sitemaps.org/protocol.html.
type limits struct{ addresses, bytes int }

// The protocol allows 50 MB (52,428,800 bytes); the last address and the end
// of the file must fit as well.
var sitemapLimits = limits{addresses: 50_000, bytes: 52_000_000}

// perAddress is about how many bytes an address takes, to make room at once.
const perAddress = 450

const (
	sitemapPath = "/sitemap.xml"
	sitemapSpec = "http://www.sitemaps.org/schemas/sitemap/0.9"
)

// sitemaps lists the pages that are their own canonical address. When one file
// is not enough, /sitemap.xml becomes an index of /sitemap-1.xml and so on.
func (b *builder) sitemaps(pages []*site.Page, most limits) []File {
	var parts [][]byte
	m, count := newURLSet(), 0
	m.Grow(min(len(pages)*perAddress, most.bytes))
	finish := func() {
		m.WriteString("</urlset>\n")
		parts = append(parts, m.Bytes())
	}
	for _, p := range pages {
		if !b.listed(p) {
			continue
		}
		if count == most.addresses || m.Len() >= most.bytes {
			finish()
			m, count = newURLSet(), 0
		}
		writeURL(m, p)
		count++
	}
	finish()
	if len(parts) == 1 {
		return []File{{sitemapPath, parts[0]}}
	}
	return b.indexed(parts)
}

func (b *builder) indexed(parts [][]byte) []File {
	index := newMarkup()
	index.WriteString(`<sitemapindex xmlns="` + sitemapSpec + `">` + "\n")
	files := make([]File, 1, len(parts)+1)
	for i, data := range parts {
		path := fmt.Sprintf("/sitemap-%d.xml", i+1)
		index.WriteString("<sitemap>")
		index.element("loc", b.base+path)
		index.WriteString("</sitemap>\n")
		files = append(files, File{path, data})
	}
	index.WriteString("</sitemapindex>\n")
	files[0] = File{sitemapPath, index.Bytes()}
	return files
}

// listed reports whether search engines should list the page under its own
// address: not a page without a text in its language, nor one kept out.
func (b *builder) listed(p *site.Page) bool {
	return !p.NoIndex && !p.DutchOnly && p.Canonical == b.base+p.Path
}

func newURLSet() *markup {
	m := newMarkup()
	m.WriteString(`<urlset xmlns="` + sitemapSpec + `" xmlns:xhtml="http://www.w3.org/1999/xhtml">` + "\n")
	return m
}

func writeURL(m *markup, p *site.Page) {
	m.WriteString("<url>\n")
	m.element("loc", p.Canonical)
	if p.Modified != "" {
		m.element("lastmod", p.Modified)
	}
	for _, a := range p.Alternates {
		m.empty("xhtml:link", "rel", "alternate", "hreflang", a.Lang, "href", a.Path)
	}
	m.WriteString("</url>\n")
}
