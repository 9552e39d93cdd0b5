package render

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"mkbloket/templates"
)

// converter is goldmark in safe mode: raw HTML is left out, and a link with a
// scheme that is not allowed loses its target. It is safe for concurrent use.
var converter = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Footnote),
	goldmark.WithParserOptions(
		parser.WithAutoHeadingID(),
		parser.WithASTTransformers(util.Prioritized(linkPolicy{}, 100)),
	),
)

// toHTML turns a parsed text into HTML.
func toHTML(doc ast.Node, source []byte) (template.HTML, error) {
	var out bytes.Buffer
	out.Grow(len(source) * 5 / 4)
	if err := converter.Renderer().Render(&out, source, doc); err != nil {
		return "", fmt.Errorf("render Markdown: %w", err)
	}
	return templates.Trusted(out.String()), nil
}

// linkPolicy keeps links to what requirement 17 allows and marks external ones.
type linkPolicy struct{}

func (linkPolicy) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	var images []*ast.Image
	var refused []*ast.AutoLink
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			n.Destination = allowed(n.Destination)
			if external(n.Destination) {
				n.SetAttributeString("rel", []byte("noopener"))
			}
		case *ast.AutoLink:
			switch url := n.URL(reader.Source()); {
			case n.AutoLinkType != ast.AutoLinkURL:
			case external(url):
				n.SetAttributeString("rel", []byte("noopener"))
			case bytes.Equal(allowed(url), nowhere):
				refused = append(refused, n)
			}
		case *ast.Image:
			images = append(images, n)
		}
		return ast.WalkContinue, nil
	})
	for _, n := range images { // check reports them; here they only must not reach a page
		n.Parent().RemoveChild(n.Parent(), n)
	}
	for _, n := range refused { // a link to nowhere, so that check reports it like any other
		link := ast.NewLink()
		link.Destination = nowhere
		link.AppendChild(link, ast.NewString(n.Label(reader.Source())))
		n.Parent().ReplaceChild(n.Parent(), n, link)
	}
}

// markGuest says of the links to other sites that somebody else than the site
// put them there, so that a profile is no way to be found better.
// https://developers.google.com/search/docs/crawling-indexing/qualify-outbound-links
func markGuest(doc ast.Node, source []byte) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Link:
			if entering && external(n.Destination) {
				n.SetAttributeString("rel", []byte(guestRel))
			}
		case *ast.AutoLink:
			if entering && external(n.URL(source)) {
				n.SetAttributeString("rel", []byte(guestRel))
			}
		}
		return ast.WalkContinue, nil
	})
}

const guestRel = "nofollow ugc noopener"

// nowhere takes the place of a target that is not allowed.
var nowhere = []byte("#")

// allowed gives the target back when its scheme is http, https, mailto or tel,
// or when it is relative, and nowhere otherwise.
func allowed(target []byte) []byte {
	s := strings.ToLower(string(target))
	for _, scheme := range []string{"http://", "https://", "mailto:", "tel:"} {
		if strings.HasPrefix(s, scheme) {
			return target
		}
	}
	if strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") || strings.HasPrefix(s, "#") {
		return target
	}
	return nowhere
}

func external(target []byte) bool {
	return hasPrefixFold(target, "http://") || hasPrefixFold(target, "https://")
}

func hasPrefixFold(s []byte, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(string(s[:len(prefix)]), prefix)
}
