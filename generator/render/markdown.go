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

// Markdown turns an editor's text into HTML.
func Markdown(source []byte) (template.HTML, error) {
	var out bytes.Buffer
	out.Grow(len(source) * 2)
	if err := converter.Convert(source, &out); err != nil {
		return "", fmt.Errorf("render Markdown: %w", err)
	}
	return templates.Trusted(out.String()), nil
}

// linkPolicy keeps links to what requirement 17 allows and marks external ones.
type linkPolicy struct{}

func (linkPolicy) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	var images []*ast.Image
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
			if n.AutoLinkType == ast.AutoLinkURL && external(n.URL(reader.Source())) {
				n.SetAttributeString("rel", []byte("noopener"))
			}
		case *ast.Image:
			images = append(images, n)
		}
		return ast.WalkContinue, nil
	})
	for _, n := range images { // check reports them; here they only must not reach a page
		n.Parent().RemoveChild(n.Parent(), n)
	}
}

// allowed gives the target back when its scheme is http, https, mailto or tel,
// or when it is relative, and "#" otherwise.
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
	return []byte("#")
}

func external(target []byte) bool {
	return bytes.HasPrefix(target, []byte("http://")) || bytes.HasPrefix(target, []byte("https://"))
}
