package main

import (
	"bytes"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mkbloket/internal/follow"
	"mkbloket/internal/partner"
	"mkbloket/templates"
)

func TestTwoBuildsGiveTheSameBytes(t *testing.T) {
	_, first := realSite(t)
	_, second := realSite(t)
	if got, want := slices.Sorted(maps.Keys(second)), slices.Sorted(maps.Keys(first)); !slices.Equal(got, want) {
		t.Fatalf("got %d files, want the same %d", len(got), len(want))
	}
	for name, want := range first {
		if !bytes.Equal(second[name], want) {
			t.Errorf("%s differs between two builds", name)
		}
	}
}

func TestPagesHaveUniqueTitlesAndDescriptions(t *testing.T) {
	p, _ := realSite(t)
	type text struct{ lang, what, value string }
	seen := map[text]string{}
	for _, page := range p.pages {
		if page.DutchOnly || page.NoIndex {
			continue // shows the text of another page, which is the canonical one
		}
		for what, value := range map[string]string{"title": page.Title, "description": page.Description} {
			key := text{page.Lang, what, value}
			if value == "" {
				t.Errorf("%s: got no %s", page.Path, what)
			} else if other := seen[key]; other != "" {
				t.Errorf("%s and %s have the %s %q", page.Path, other, what, value)
			}
			seen[key] = page.Path
		}
	}
	if len(seen) < 1000 {
		t.Errorf("got %d texts compared, want those of the whole site", len(seen))
	}
}

func TestPagesEscapeOnceAndLoadOnlyTheirOwnFiles(t *testing.T) {
	_, files := realSite(t)
	for name, data := range files {
		if path.Ext(name) != ".html" {
			continue
		}
		root, err := html.Parse(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			if n.Type == html.TextNode && n.Parent.Data != "script" {
				for _, sign := range []string{"&amp;", "&lt;", "&gt;", "&#", "&quot;", "<no value>"} {
					if strings.Contains(n.Data, sign) {
						t.Errorf("%s: %.80q looks escaped twice or unfilled", name, n.Data)
					}
				}
			}
			if address := loads(n); address != "" && (address[0] != '/' || strings.HasPrefix(address, "//")) {
				t.Errorf("%s: <%s> loads %s", name, n.Data, address)
			}
		}
	}
}

// loads is the address of a file that a browser fetches for an element, or "".
func loads(n *html.Node) string {
	attributes := map[string]string{}
	for _, a := range n.Attr {
		attributes[a.Key] = a.Val
	}
	switch n.Data {
	case "img", "script", "source":
		return attributes["src"]
	case "use":
		return attributes["href"]
	case "link":
		if slices.Contains([]string{"stylesheet", "icon", "preload", "manifest"}, attributes["rel"]) {
			return attributes["href"]
		}
	}
	return ""
}

func TestEveryTemplateIsUsedInEveryLanguage(t *testing.T) {
	p, _ := realSite(t)
	used := map[string]map[string]bool{}
	for _, page := range p.pages {
		if used[page.Lang] == nil {
			used[page.Lang] = map[string]bool{}
		}
		used[page.Lang][page.Template] = true
	}
	files, err := fs.Glob(templates.Embedded(), "pages/*.html")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %d templates, %v", len(files), err)
	}
	for _, lang := range p.set.Languages() {
		for _, file := range files {
			name := strings.TrimSuffix(path.Base(file), ".html")
			if slices.Contains(slices.Concat([]string{"check", "done"}, follow.Templates(), partner.Templates()), name) {
				continue // answers of packages forms, follow and partner, which execute them in their own tests
			}
			if !used[lang][name] {
				t.Errorf("%s: no page uses the template %s", lang, name)
			}
		}
	}
}
