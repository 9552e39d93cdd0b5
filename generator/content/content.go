// Package content reads what editors write and says everything that is wrong
// with it.
//
//	files ──read──▶ front matter and body ──schema──▶ typed documents ──rules──▶ Bundle
//
// Load collects the problems of all files instead of stopping at the first;
// one error never hides another. Each problem names path, line and field, and
// tells in Dutch what to write. Limits on size and depth hold before any parser
// sees a byte, so a hostile file cannot exhaust the machine.
//
// Package content knows the address of a document, because a file name becomes
// one; which other pages there are, and how they look, it does not know.
package content

import (
	"cmp"
	"fmt"
	"path"
	"slices"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/table"
)

// The sections: folder names in content and first parts of addresses.
const (
	Schemes       = "regelingen"
	FAQs          = "vragen"
	Organisations = "organisaties"
	Advisers      = "adviseurs"
	Entrepreneurs = "ondernemers"
	News          = "nieuws"
	Pages         = "paginas"
	taxonomyDir   = "taxonomie"
)

// Bundle is all content, valid and cross-checked. It is read-only after Load.
type Bundle struct {
	dir           string         // as the editor named it
	settings      map[string]int // line of each key in site.yaml
	Site          domain.Site
	Taxonomy      *domain.Taxonomy
	Schemes       []*Document[domain.Scheme]
	FAQs          []*Document[domain.FAQ]
	Organisations []*Document[domain.Organisation]
	Advisers      []*Document[domain.Profile]
	Entrepreneurs []*Document[domain.Profile]
	News          []*Document[domain.News]
	Pages         []*Document[domain.Page]
	Outlines      []byte       // GeoJSON of the municipalities, or nil
	Figures       *table.Sheet // public figures, or nil
}

// Setting is a problem with a key of site.yaml.
func (b *Bundle) Setting(key, message string) Problem {
	return Problem{path.Join(b.dir, siteFile), max(1, b.settings[key]), key, message}
}

// Document is one record with its translations.
type Document[T any] struct {
	Section  string
	Slug     string
	versions map[string]*Version[T]
	main     *Version[T]
}

// Version is a document in one language.
type Version[T any] struct {
	Path     string // as shown to editors
	Lang     string
	Record   T
	Body     []byte
	BodyLine int // line of the file on which Body starts
	lines    map[string]int
}

// Line is the line of a front-matter key, 1 when it is absent.
func (v *Version[T]) Line(key string) int { return max(1, v.lines[key]) }

// In gives the version in a language, or the main one.
func (d *Document[T]) In(lang string) *Version[T] {
	if v, ok := d.versions[lang]; ok {
		return v
	}
	return d.main
}

// Has reports whether the document has a text in the language itself.
func (d *Document[T]) Has(lang string) bool { return d.versions[lang] != nil }

// Path is the document's address without language prefix: /SECTION/SLUG/, for
// one of Pages /SLUG/, and / for home.
func (d *Document[T]) Path() string {
	switch {
	case d.Section != Pages:
		return "/" + d.Section + "/" + d.Slug + "/"
	case d.Slug == "home":
		return "/"
	}
	return "/" + d.Slug + "/"
}

// Versions gives the versions in the order of languages.
func (d *Document[T]) Versions(languages []string) []*Version[T] {
	var out []*Version[T]
	for _, lang := range languages {
		if v, ok := d.versions[lang]; ok {
			out = append(out, v)
		}
	}
	return out
}

// Main gives the version in the main language.
func (d *Document[T]) Main() *Version[T] { return d.main }

// Problem is something an editor must mend.
type Problem struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

// String is the line that check prints: path:line: field: what to write.
func (p Problem) String() string {
	if p.Field == "" {
		return fmt.Sprintf("%s:%d: %s", p.Path, p.Line, p.Message)
	}
	return fmt.Sprintf("%s:%d: %s: %s", p.Path, p.Line, p.Field, p.Message)
}

// SortProblems puts problems in the order of path and line.
func SortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
}

func sentences(path string, problems []schema.Problem) []Problem {
	out := make([]Problem, len(problems))
	for i, p := range problems {
		out[i] = Problem{Path: path, Line: max(1, p.Line), Field: p.Field, Message: sentence(p.Fault)}
	}
	return out
}
