package render

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"mkbloket/generator/content"
	"mkbloket/generator/site"
	"mkbloket/internal/schema"
)

// Check finds what is wrong inside the texts: internal links and anchors that
// lead nowhere, targets that are not allowed, raw HTML and images.
func Check(b *content.Bundle, pages []*site.Page, extra []string) []content.Problem {
	c := checker{addresses: map[string]bool{}, anchors: map[string][]string{}, languages: b.Site.Languages}
	for _, p := range pages {
		c.addresses[p.Path] = true
	}
	for _, path := range extra {
		c.addresses[path] = true
	}
	outline(&c, b.Schemes)
	outline(&c, b.FAQs)
	outline(&c, b.Organisations)
	outline(&c, b.Advisers)
	outline(&c, b.Entrepreneurs)
	outline(&c, b.News)
	outline(&c, b.Pages)
	c.links()
	content.SortProblems(c.problems)
	return c.problems
}

type checker struct {
	languages []string
	addresses map[string]bool
	anchors   map[string][]string // by address
	targets   []target
	problems  []content.Problem
}

// target is a link in a text.
type target struct {
	path, lang  string // of the file
	line        int
	page        string // address of the page the link stands on
	destination string
}

// outline reads the headings and links of all texts in a section.
func outline[T any](c *checker, documents []*content.Document[T]) {
	for _, d := range documents {
		for _, v := range d.Versions(c.languages) {
			page := address(c.languages, v.Lang, d.Path())
			doc := converter.Parser().Parse(text.NewReader(v.Body))
			c.walk(doc, v.Body, func(line int, message string) {
				c.problems = append(c.problems, content.Problem{Path: v.Path, Line: v.BodyLine + line, Message: message})
			}, func(line int, destination string) {
				c.targets = append(c.targets, target{v.Path, v.Lang, v.BodyLine + line, page, destination})
			}, page)
		}
	}
}

func address(languages []string, lang, path string) string {
	path = strings.TrimPrefix(path, "/"+content.Pages)
	if path == "/home/" {
		path = "/"
	}
	if lang == languages[0] {
		return path
	}
	return "/" + lang + path
}

func (c *checker) walk(doc ast.Node, source []byte, problem func(int, string), link func(int, string), page string) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if id, ok := n.AttributeString("id"); ok {
				c.anchors[page] = append(c.anchors[page], string(id.([]byte)))
			}
			if n.Level == 1 {
				problem(lineOf(n, source), "begin koppen bij ##; de titel staat al op de pagina")
			}
		case *ast.Link:
			link(lineOf(n, source), string(n.Destination))
		case *ast.RawHTML, *ast.HTMLBlock:
			problem(lineOf(n, source), "gebruik geen HTML; schrijf Markdown")
		}
		return ast.WalkContinue, nil
	})
	if bytes.Contains(source, []byte("![")) {
		problem(bytes.Count(source[:bytes.Index(source, []byte("!["))], []byte("\n")), "afbeeldingen kunnen niet in de tekst")
	}
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

func (c *checker) links() {
	for _, t := range c.targets {
		if message := c.fault(t); message != "" {
			c.problems = append(c.problems, content.Problem{Path: t.path, Line: t.line, Message: message})
		}
	}
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
	if u.Fragment != "" && !slices.Contains(c.anchors[page], u.Fragment) {
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
