package templates

import "html/template"

// Link is a text with where it leads.
type Link struct {
	Text    string
	Path    string
	Lang    string // language of the target, where it differs
	Current bool
}

// Page is what the layout needs, with the data of the page's own template.
type Page struct {
	Lang        string
	Nav         string // path of the menu entry the page belongs to, or empty
	Title       string // without the name of the site
	Description string
	Path        string // address with language prefix, "/en/over/"
	Canonical   string // absolute; the address that search engines should list
	Alternates  []Link // hreflang: same page in other languages, absolute
	Languages   []Link // the language switch
	Crumbs      []Link // breadcrumb, home first, without the page itself
	Feed        string // Atom feed that belongs to the page, or empty
	JSONLD      template.HTML
	NoIndex     bool
	DutchOnly   bool // shows the main language's text because there is none in Lang
	Error       bool // puts "Fout:" before the title
	Site        SiteInfo
	Data        any
	Form        any // a form on a page of another sort: that to write to a profile
	Desk        any // what desk-top and desk-bottom need; nil on every page of the site

	chrome Chrome
}

// Chrome is the header and footer, rendered once per section and language.
func (p *Page) Chrome() Chrome { return p.chrome }
