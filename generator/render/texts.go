package render

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"mkbloket/generator/content"
	"mkbloket/generator/site"
	"mkbloket/internal/schema"
	"mkbloket/templates"
)

// Texts are all Markdown texts of a site, parsed once: their HTML, and what
// Check must know. It is read-only after ReadTexts, so it is safe for
// concurrent use.
type Texts struct {
	html     map[*byte]template.HTML // by the first byte of the text, which no other text shares
	anchors  map[string][]string     // by address
	targets  []target
	problems []content.Problem
}

// target is a link in a text.
type target struct {
	path        string // of the file
	line        int
	page        string // address of the page the link stands on
	destination string
}

// source is a text to read.
type source struct {
	path, page string
	line       int
	body       []byte
	guest      bool // written by who presents themselves, not by an editor
}

// result is a text that was read.
type result struct {
	html     template.HTML
	anchors  []string
	targets  []target
	problems []content.Problem
	err      error
}

// ReadTexts parses and renders every text, on all processors.
func ReadTexts(b *content.Bundle) (*Texts, error) {
	var sources []source
	languages := b.Site.Languages
	sources = appendSources(sources, languages, b.Schemes)
	sources = appendSources(sources, languages, b.FAQs)
	sources = appendSources(sources, languages, b.Organisations)
	guests := len(sources)
	sources = appendSources(sources, languages, b.Advisers)
	sources = appendSources(sources, languages, b.Entrepreneurs)
	for i := guests; i < len(sources); i++ {
		sources[i].guest = true
	}
	sources = appendSources(sources, languages, b.News)
	sources = appendSources(sources, languages, b.Pages)
	results := make([]result, len(sources))
	parallel(len(sources), func(i int) { results[i] = sources[i].read() })
	t := &Texts{html: make(map[*byte]template.HTML, len(sources)), anchors: map[string][]string{}}
	for i, r := range results {
		if r.err != nil {
			return nil, fmt.Errorf("%s: %w", sources[i].path, r.err)
		}
		if len(sources[i].body) > 0 {
			t.html[&sources[i].body[0]] = r.html
		}
		t.anchors[sources[i].page] = r.anchors
		t.targets = append(t.targets, r.targets...)
		t.problems = append(t.problems, r.problems...)
	}
	return t, nil
}

func appendSources[T any](sources []source, languages []string, documents []*content.Document[T]) []source {
	for _, d := range documents {
		for _, v := range d.Versions(languages) {
			sources = append(sources, source{path: v.Path, page: templates.Address(languages, v.Lang, d.Path()), line: v.BodyLine, body: v.Body})
		}
	}
	return sources
}

// HTML gives the HTML of a text that ReadTexts read.
func (t *Texts) HTML(body []byte) (template.HTML, error) {
	if len(body) == 0 {
		return "", nil
	}
	html, ok := t.html[&body[0]]
	if !ok {
		return "", errors.New("render: this text is not part of the content")
	}
	return html, nil
}

// Check finds what is wrong inside the texts: internal links and anchors that
// lead nowhere, targets that are not allowed, raw HTML and images. The
// addresses are those of the pages and of extra files.
func (t *Texts) Check(pages []*site.Page, extra []string) []content.Problem {
	c := checker{texts: t, addresses: map[string]bool{}}
	for _, p := range pages {
		c.addresses[p.Path] = true
	}
	for _, path := range extra {
		c.addresses[path] = true
	}
	problems := slices.Clone(t.problems)
	for _, target := range t.targets {
		if message := c.fault(target); message != "" {
			problems = append(problems, content.Problem{Path: target.path, Line: target.line, Message: message})
		}
	}
	content.SortProblems(problems)
	return problems
}

type checker struct {
	texts     *Texts
	addresses map[string]bool
}

// read parses a text, notes its headings, links and faults, and renders it.
func (s source) read() result {
	var r result
	doc := converter.Parser().Parse(text.NewReader(s.body))
	problem := func(line int, message string) {
		r.problems = append(r.problems, content.Problem{Path: s.path, Line: s.line + line, Message: message})
	}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if id, ok := n.AttributeString("id"); ok {
				id := string(id.([]byte))
				if s.guest { // never that of something on the page itself, such as a field of its form
					id = "tekst-" + id
					n.SetAttributeString("id", []byte(id))
				}
				r.anchors = append(r.anchors, id)
			}
			if n.Level == 1 {
				problem(lineOf(n, s.body), "begin koppen bij ##; de titel staat al op de pagina")
			}
		case *ast.Link:
			r.targets = append(r.targets, target{s.path, s.line + lineOf(n, s.body), s.page, string(n.Destination)})
		case *ast.RawHTML, *ast.HTMLBlock:
			problem(lineOf(n, s.body), "gebruik geen HTML; schrijf Markdown")
		}
		return ast.WalkContinue, nil
	})
	if i := bytes.Index(s.body, []byte("![")); i >= 0 {
		problem(bytes.Count(s.body[:i], []byte("\n")), "afbeeldingen kunnen niet in de tekst")
	}
	if s.guest {
		markGuest(doc, s.body)
	}
	r.html, r.err = toHTML(doc, s.body)
	return r
}

// lineOf is the line, from 0, of the block that holds a node: goldmark keeps
// no position for inline nodes.
func lineOf(n ast.Node, source []byte) int {
	for ; n != nil; n = n.Parent() {
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			return bytes.Count(source[:n.Lines().At(0).Start], []byte("\n"))
		}
	}
	return 0
}

func (c *checker) fault(t target) string {
	u, err := url.Parse(t.destination)
	switch {
	case err != nil || t.destination == "#" || t.destination == "":
		return "schrijf een link als /regelingen/wbso/, #kop of https://www.rvo.nl; andere soorten mogen niet"
	case u.Scheme != "":
		return ""
	}
	page := t.page
	if u.Path != "" {
		page = u.Path
	}
	if !c.addresses[page] {
		near := schema.Nearest(page, c.nearby(page))
		if near != "" {
			near = fmt.Sprintf("; bedoelt u %s?", near)
		}
		return fmt.Sprintf("de link %s leidt nergens heen%s", t.destination, near)
	}
	if u.Fragment != "" && !slices.Contains(c.texts.anchors[page], u.Fragment) {
		return fmt.Sprintf("op %s is geen kop met anker #%s", page, u.Fragment)
	}
	return ""
}

// nearby lists the addresses with the same first part, so that a suggestion
// does not cost a comparison with every page.
func (c *checker) nearby(page string) []string {
	first, _, _ := strings.Cut(strings.TrimPrefix(page, "/"), "/")
	var out []string
	for a := range c.addresses {
		if strings.HasPrefix(a, "/"+first) || strings.Count(a, "/") == 2 {
			out = append(out, a)
		}
	}
	slices.Sort(out)
	return out
}
