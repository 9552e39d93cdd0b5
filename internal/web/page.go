package web

import "mkbloket/templates"

// Answer is a field with what was filled in, as people read it.
type Answer struct {
	Name, Label string
	Values      []string
}

// Refused fills the template refused.
type Refused struct {
	Status  int
	Title   string
	Text    string
	ID      string   // of the request, for the desk's log
	Back    string   // address of the form, or of the front page
	Link    string   // text of the way on
	Answers []Answer // what was typed, to copy
}

// RefusedPage is a page that says why a request to path was not taken, for the
// template refused. The way on is r.Back, or the front page when nothing is at
// path.
func RefusedPage(set *templates.Set, lang, path, key string, r Refused) *templates.Page {
	r.Title, r.Text = set.Text(lang, "refused."+key+".title"), set.Text(lang, "refused."+key+".text")
	if key == "not_found" {
		r.Back, r.Link = set.Address(lang, "/"), set.Text(lang, "nav.home")
	}
	page := Frame(set, lang, path, r.Title)
	page.NoIndex, page.Error, page.Data = true, true, &r
	return page
}

// Frame is a page at a path, with its versions in the other languages.
func Frame(set *templates.Set, lang, path, title string) *templates.Page {
	site := set.Site()
	page := &templates.Page{
		Lang: lang, Title: title, Path: set.Address(lang, path), Description: title, Site: site,
		Crumbs: []templates.Link{
			{Text: set.Text(lang, "nav.home"), Path: set.Address(lang, "/")},
		},
	}
	page.Canonical = site.Base + page.Path
	for _, other := range set.Languages() {
		address := set.Address(other, path)
		page.Languages = append(page.Languages, templates.Link{Text: set.Text(lang, "lang."+other), Path: address, Lang: other, Current: other == lang})
		page.Alternates = append(page.Alternates, templates.Link{Path: site.Base + address, Lang: other})
	}
	return page
}
