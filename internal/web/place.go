package web

import (
	"slices"
	"strings"
)

// Place is where a handler answers: at Action, to which its forms post, and at
// every address that begins with one of Pages, in each language.
type Place struct {
	Action string   // such as /api/follow
	Pages  []string // such as /volgen/ and /en/volgen/
}

// Has reports whether an address belongs to the place.
func (p Place) Has(path string) bool {
	return path == p.Action || slices.ContainsFunc(p.Pages, func(page string) bool { return strings.HasPrefix(path, page) })
}
