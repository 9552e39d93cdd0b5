// Package templates holds what visitors see: the page templates, the texts in
// every language, and the assets with their fingerprinted addresses.
//
// Files:
//
//	layout.html     head, header, footer: the parts that every page shares
//	pages/*.html    one template per type of page, named by its file
//	desk/*.html     the same for staff, with a layout of their own; Dutch only
//	partials/*.html pieces that pages share
//	i18n/*.json     key → language → text
//	mail/*.txt      one message each, in every language; mail/*.json are pieces
//	mail/layout.html what makes a message HTML
//	assets/*        style sheet, script, images
//
// New parses everything once per language, so the functions t, label, link and
// date speak that language without being told. A page is a Page with its own
// data in Page.Data. Package templates makes template.HTML in one function,
// Trusted, and nowhere else.
package templates

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"

	"mkbloket/internal/domain"
)

//go:embed layout.html pages desk partials i18n assets mail
var embedded embed.FS

// Embedded is the templates, texts and assets that were compiled in.
func Embedded() fs.FS { return embedded }

// Minifier shrinks text of a media type ("text/html", "text/css", ...).
// Template text may hold actions between {{ and }}.
type Minifier func(mediaType string, text []byte) ([]byte, error)

// Options is what New needs beside the files.
type Options struct {
	Languages []string // the first is the main one and has no prefix in addresses
	Taxonomy  *domain.Taxonomy
	Minify    Minifier // nil: leave everything as it is
	Site      SiteInfo
	Markdown  func(source []byte) (template.HTML, error) // nil where no page shows Markdown
	Reload    bool                                       // pages reload themselves when the content changes
	Desk      bool                                       // the pages are those of the desk: desk/*.html in place of pages/*.html

	// For a program that must start fast and shows a few pages of a site that
	// was built elsewhere.
	Pages  []string          // the templates it needs, parsed per language when first shown; nil: all, at once
	Assets map[string]string // address of each asset in the built site, by name; nil: they are read
}

// SiteInfo is what every page knows about the site.
type SiteInfo struct {
	Name     string
	Subtitle map[string]string // by language
	Base     string            // https://example.org, without a slash at the end
	Phone    string            // empty until the desk has one
}

// Info is what every page knows of a site.
func Info(site domain.Site) SiteInfo {
	info := SiteInfo{Name: site.Name, Base: site.Base, Phone: site.Phone, Subtitle: map[string]string{}}
	for _, lang := range site.Languages {
		info.Subtitle[lang] = site.Subtitle.In(lang)
	}
	return info
}

// Set is the parsed templates of one site. It is safe for concurrent use.
type Set struct {
	options Options
	texts   texts
	assets  *Assets
	langs   map[string]func() (*language, error)
	letters func() (*Letters, error)
}

// language is what is parsed for one language.
type language struct {
	root   *template.Template
	chrome map[string]Chrome // by entry of the main menu
}

// New parses the templates in files.
func New(files fs.FS, options Options) (*Set, error) {
	if options.Minify == nil {
		options.Minify = func(_ string, text []byte) ([]byte, error) { return text, nil }
	}
	texts, err := readTexts(files, options.Languages)
	if err != nil {
		return nil, err
	}
	assets, err := readAssets(files, options)
	if err != nil {
		return nil, err
	}
	s := &Set{options: options, texts: texts, assets: assets, langs: map[string]func() (*language, error){}, letters: letters(files, options.Site.Base)}
	for _, lang := range options.Languages {
		s.langs[lang] = sync.OnceValues(func() (*language, error) { return s.load(files, lang) })
		if options.Pages != nil {
			continue
		}
		if _, err := s.langs[lang](); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// load parses the templates for one language.
func (s *Set) load(files fs.FS, lang string) (*language, error) {
	root, err := s.parse(files, lang)
	if err != nil {
		return nil, err
	}
	l := &language{root: root}
	l.chrome, err = s.makeChrome(l, lang)
	return l, err
}

// in gives the templates of a language.
func (s *Set) in(lang string) (*language, error) {
	load, ok := s.langs[lang]
	if !ok {
		return nil, fmt.Errorf("no templates for language %q", lang)
	}
	return load()
}

func (s *Set) parse(files fs.FS, lang string) (*template.Template, error) {
	root := template.New("").Funcs(s.funcs(lang)).Option("missingkey=error")
	paths, err := templateFiles(files, s.options)
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, fmt.Errorf("read template: %w", err)
		}
		if text, err = s.fill(text, lang); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if text, err = s.options.Minify("text/html", text); err != nil {
			return nil, fmt.Errorf("minify %s: %w", path, err)
		}
		if _, err := root.New(templateName(path)).Parse(string(text)); err != nil {
			return nil, fmt.Errorf("parse %s: %w", path, err)
		}
	}
	return root, nil
}

// constant matches an action whose outcome is the same on every page of a
// language: a text without values, an address of the site, an asset.
var constant = regexp.MustCompile(`\{\{(t|link|asset) "([^"{}]+)"\}\}`)

// fill puts the outcome of constant actions in the template text, so that they
// cost nothing per page. They stand in HTML text and quoted attributes only, for
// which escaping is the same.
func (s *Set) fill(text []byte, lang string) ([]byte, error) {
	var failed error
	text = constant.ReplaceAllFunc(text, func(action []byte) []byte {
		m := constant.FindSubmatch(action)
		value := string(m[2])
		switch string(m[1]) {
		case "t":
			value = s.Text(lang, value)
		case "link":
			value = s.Address(lang, value)
		case "asset":
			path, err := s.assets.Path(value)
			failed = errors.Join(failed, err)
			value = path
		}
		return []byte(template.HTMLEscapeString(value))
	})
	return text, failed
}

// Partial renders a piece of a page in a language, for pieces that many pages
// share.
func (s *Set) Partial(lang, name string, data any) (template.HTML, error) {
	l, err := s.in(lang)
	if err != nil {
		return "", err
	}
	return l.partial(name, data)
}

func (l *language) partial(name string, data any) (template.HTML, error) {
	var out strings.Builder
	if err := l.root.ExecuteTemplate(&out, name, data); err != nil {
		return "", fmt.Errorf("render %s: %w", name, err)
	}
	return Trusted(out.String()), nil
}

// templateFiles lists the templates: those of the pages named, or of all.
func templateFiles(files fs.FS, o Options) ([]string, error) {
	paths, err := fs.Glob(files, "partials/*.html")
	if err != nil {
		return nil, err
	}
	folder := "pages"
	if o.Desk {
		folder = "desk"
	}
	found, err := fs.Glob(files, folder+"/*.html")
	if err != nil {
		return nil, err
	}
	if o.Pages != nil {
		found = slices.DeleteFunc(found, func(p string) bool { return !slices.Contains(o.Pages, templateName(p)) })
	}
	return slices.Concat([]string{"layout.html"}, paths, found), nil
}

// templateName is the file's name without folder and ending: pages/scheme.html is "scheme".
func templateName(path string) string {
	return strings.TrimSuffix(path[strings.LastIndexByte(path, '/')+1:], ".html")
}

// Execute writes the page with the template called name, in the page's language.
func (s *Set) Execute(w io.Writer, name string, page *Page) error {
	l, err := s.in(page.Lang)
	if err != nil {
		return err
	}
	page.chrome = l.chrome[page.Nav]
	return l.root.ExecuteTemplate(w, name, page)
}

// Has reports whether there is a template called name.
func (s *Set) Has(name string) bool {
	l, err := s.in(s.options.Languages[0])
	return err == nil && l.root.Lookup(name) != nil
}

// Languages gives the languages, the main one first.
func (s *Set) Languages() []string { return s.options.Languages }

// Taxonomy gives the vocabularies that labels come from.
func (s *Set) Taxonomy() *domain.Taxonomy { return s.options.Taxonomy }

// Site gives what every page knows about the site.
func (s *Set) Site() SiteInfo { return s.options.Site }

// Assets gives the fingerprinted files.
func (s *Set) Assets() *Assets { return s.assets }

// Trusted marks HTML as safe. It is called only with HTML that a template or
// goldmark in safe mode wrote, or with JSON escaped by encoding/json.
func Trusted(html string) template.HTML { return template.HTML(html) }

// Address puts the language's prefix before a path: "/over/" is "/en/over/" in English.
func (s *Set) Address(lang, path string) string { return Address(s.options.Languages, lang, path) }

// Address is Set.Address for whoever has no Set yet; the first of languages is
// the main one.
func Address(languages []string, lang, path string) string {
	if lang == languages[0] {
		return path
	}
	return "/" + lang + path
}

// Missing lists the texts that a language lacks, as "key: language", sorted.
func (s *Set) Missing() []string {
	var missing []string
	for key, byLang := range s.texts {
		for _, lang := range s.options.Languages {
			if byLang[lang] == "" {
				missing = append(missing, key+": "+lang)
			}
		}
	}
	slices.Sort(missing)
	return missing
}
