package main

import (
	"bytes"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"mkbloket/generator/content"
	"mkbloket/generator/render"
	"mkbloket/internal/follow"
	"mkbloket/templates"
)

// realSite builds the real content into memory, for one day.
func realSite(t *testing.T) (*portal, map[string][]byte) {
	t.Helper()
	day, err := today("2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	p, problems, err := load(options{content: "../content", templates: templates.Embedded(), today: day})
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Error(problem)
	}
	if len(problems) > 0 {
		t.FailNow()
	}
	files := map[string][]byte{}
	var mu sync.Mutex
	err = p.write(t.Context(), func(name string, data []byte) error {
		mu.Lock()
		defer mu.Unlock()
		if _, twice := files[name]; twice {
			t.Errorf("%s is written twice", name)
		}
		files[name] = bytes.Clone(data)
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p, files
}

// document is what the checks need of one page.
type document struct {
	ids   map[string]int
	links []string
	wrong []string
}

var textKey = regexp.MustCompile(`\[[a-z0-9_]+(\.[A-Za-z0-9_-]+)+\]`)

// examine reads a page and lists what no page may hold.
func examine(t *testing.T, data []byte) document {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	d := document{ids: map[string]int{}}
	headings := 0
	for n := range root.Descendants() {
		if n.Type == html.TextNode && textKey.MatchString(n.Data) {
			d.wrong = append(d.wrong, "the key "+textKey.FindString(n.Data))
		}
		if n.Type != html.ElementNode {
			continue
		}
		attributes := map[string]string{}
		for _, a := range n.Attr {
			attributes[a.Key] = a.Val
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.Contains(a.Val, "ZgotmplZ") || textKey.MatchString(a.Val) {
				d.wrong = append(d.wrong, "the attribute "+a.Key+"="+a.Val)
			}
		}
		if id, ok := attributes["id"]; ok {
			d.ids[id]++
		}
		switch n.Data {
		case "h1":
			headings++
		case "style", "iframe", "object", "embed", "base":
			d.wrong = append(d.wrong, "the element "+n.Data)
		case "script":
			if n.FirstChild != nil && attributes["type"] != "application/ld+json" {
				d.wrong = append(d.wrong, "a script in the page")
			}
		}
		for _, key := range []string{"href", "src", "action"} {
			if v, ok := attributes[key]; ok {
				d.links = append(d.links, v)
			}
		}
	}
	if headings != 1 {
		d.wrong = append(d.wrong, "not exactly one h1")
	}
	return d
}

// handlers are addresses of actions, which a server answers and no file.
var handlers = regexp.MustCompile(`^(/(en|de))?/api/[a-z]+$`)

// answered reports whether a server answers at an address where no file is.
func answered(address string) bool {
	return handlers.MatchString(address) || slices.Contains(follow.Places([]string{"nl", "en", "de"}).Pages, address)
}

func TestTheRealContentMakesASoundSite(t *testing.T) {
	p, files := realSite(t)
	documents := map[string]document{}
	for name, data := range files {
		if path.Ext(name) == ".html" {
			documents[name] = examine(t, data)
		}
	}
	if len(documents) != len(p.pages) {
		t.Errorf("got %d HTML files, want %d pages", len(documents), len(p.pages))
	}
	for name, d := range documents {
		for _, wrong := range d.wrong {
			t.Errorf("%s: got %s", name, wrong)
		}
		for id, n := range d.ids {
			if n > 1 {
				t.Errorf("%s: the id %s stands %d times", name, id, n)
			}
		}
		for _, link := range d.links {
			if fault := deadLink(name, link, files, documents, p.set.Site().Base); fault != "" {
				t.Errorf("%s: %s", name, fault)
			}
		}
	}
}

// deadLink says why a link on a page leads nowhere, or "".
func deadLink(name, link string, files map[string][]byte, documents map[string]document, base string) string {
	u, err := url.Parse(strings.TrimPrefix(link, base))
	if err != nil {
		return err.Error()
	}
	if u.Scheme != "" {
		if !slices.Contains([]string{"http", "https", "mailto", "tel"}, u.Scheme) {
			return "the scheme of " + link + " is not allowed"
		}
		return ""
	}
	target := name
	if u.Path != "" {
		target = render.File(u.Path)
	}
	if answered(target) || answered(u.Path) {
		return ""
	}
	if files[target] == nil {
		return link + " leads to no file"
	}
	if d, ok := documents[target]; ok && u.Fragment != "" && d.ids[u.Fragment] == 0 {
		return link + " leads to no element"
	}
	return ""
}

// TestReservedAddressesCoverTheSite states that no text page can take the
// address of something else (requirement 8).
func TestReservedAddressesCoverTheSite(t *testing.T) {
	p, files := realSite(t)
	texts := map[string]bool{}
	for slug := range p.site.Texts {
		texts[slug] = true
	}
	for name := range files {
		first, _, nested := strings.Cut(strings.TrimPrefix(name, "/"), "/")
		if !nested || texts[first] || strings.HasPrefix(first, ".") || slices.Contains(content.Reserved, first) {
			continue
		}
		t.Errorf("%s: a page could be called %s.md and take this address", name, first)
	}
}

func TestExamineFindsWhatNoPageMayHold(t *testing.T) {
	tests := []struct{ name, page, want string }{
		{"sound page", `<h1>a</h1><script src="/a.js"></script><script type="application/ld+json">{}</script>`, ""},
		{"event attribute", `<h1 onclick="x">a</h1>`, "the attribute onclick=x"},
		{"style attribute", `<h1 style="x">a</h1>`, "the attribute style=x"},
		{"refused value", `<h1>a</h1><a href="#ZgotmplZ">b</a>`, "the attribute href=#ZgotmplZ"},
		{"script", `<h1>a</h1><script>b</script>`, "a script in the page"},
		{"missing text", `<h1>[page.title]</h1>`, "the key [page.title]"},
		{"two headings", `<h1>a</h1><h1>b</h1>`, "not exactly one h1"},
		{"frame", `<h1>a</h1><iframe></iframe>`, "the element iframe"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(examine(t, []byte(test.page)).wrong, ", "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	d := examine(t, []byte(`<h1 id="a">x</h1><p id="a"><a href="/weg/">y</a>`))
	if d.ids["a"] != 2 {
		t.Errorf("got %d elements with one id, want 2", d.ids["a"])
	}
	if got, want := deadLink("/index.html", d.links[0], nil, nil, ""), "/weg/ leads to no file"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
