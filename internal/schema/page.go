package schema

import (
	"slices"
	"strings"
)

// KindPage is a page of one of several content sections: SECTION/SLUG.
const KindPage Kind = "page"

// Page binds a page of one of the sections, such as adviseurs/jan-jansen.
// Whether the site has it is for whoever knows the site to say.
func Page(name string, to *string, sections ...string) Field {
	return textField(name, KindPage, to, func(s string) (string, *Fault) {
		s = strings.TrimSpace(s)
		section, slug, ok := strings.Cut(s, "/")
		if !ok || !slices.Contains(sections, section) || !IsSlug(slug) {
			return "", &Fault{Code: BadSlug}
		}
		return s, nil
	})
}
