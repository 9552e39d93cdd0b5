package templates

import "html/template"

// Chrome is the part of a page that is the same for a whole section in one
// language; it is rendered once.
type Chrome struct{ Header, Footer template.HTML }

// Sections are the entries of the main menu, in order: name of the text and path.
var Sections = []Link{
	{Text: "nav.schemes", Path: "/regelingen/"},
	{Text: "nav.questions", Path: "/vragen/"},
	{Text: "nav.advisers", Path: "/adviseurs/"},
	{Text: "nav.entrepreneurs", Path: "/ondernemers/"},
	{Text: "nav.news", Path: "/nieuws/"},
}

// makeChrome draws header and footer once for each entry of the main menu, and
// for pages below none.
func (s *Set) makeChrome(l *language, lang string) (map[string]Chrome, error) {
	chrome := map[string]Chrome{}
	for _, section := range append([]Link{{}}, Sections...) {
		page := &Page{Lang: lang, Nav: section.Path, Site: s.options.Site}
		header, err := l.partial("header", page)
		if err != nil {
			return nil, err
		}
		footer, err := l.partial("footer", page)
		if err != nil {
			return nil, err
		}
		chrome[section.Path] = Chrome{header, footer}
	}
	return chrome, nil
}
