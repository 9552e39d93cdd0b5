package render_test

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/generator/content"
	"mkbloket/generator/content/contenttest"
	"mkbloket/generator/render"
	"mkbloket/generator/site"
	"mkbloket/internal/calendar"
	"mkbloket/templates"
)

// example is the example site with changes.
type example struct {
	dir    string
	bundle *content.Bundle
	set    *templates.Set
	pages  []*site.Page
}

func load(t *testing.T, changes map[string]string) example {
	t.Helper()
	e := example{dir: contenttest.Folder(t, changes)}
	bundle, problems, err := content.Load(e.dir)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	e.bundle = bundle
	e.set, err = templates.New(templates.Embedded(), templates.Options{
		Languages: bundle.Site.Languages, Taxonomy: bundle.Taxonomy, Minify: render.Minifier(), Markdown: render.Markdown,
		Site: templates.SiteInfo{Name: bundle.Site.Name, Base: bundle.Site.Base, Subtitle: map[string]string{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	model, err := site.New(bundle, time.Date(2026, 11, 23, 9, 0, 0, 0, calendar.Location()))
	if err != nil {
		t.Fatal(err)
	}
	if e.pages, err = model.Pages(e.set); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestCheckNamesWhatIsWrongInATextWithItsLine(t *testing.T) {
	const refused = "schrijf een link als /regelingen/wbso/, #kop of https://www.rvo.nl; andere soorten mogen niet"
	tests := []struct {
		name, text string
		want       []string // lines of paginas/over.md
	}{
		{"nothing", "## Kop\n\n[a](/regelingen/voorbeeld/) [b](#kop) [c](https://example.nl) [d](mailto:a@example.nl) [e](/en/over/)\n", nil},
		{"link with a query", "[a](/regelingen/?x=1)\n", nil},
		{"link to an extra file", "[a](/kalender.ics)\n", nil},
		{"dead link with a suggestion", "a\n\n[a](/regelingen/vorbeeld/)\n", []string{"7: de link /regelingen/vorbeeld/ leidt nergens heen; bedoelt u /regelingen/voorbeeld/?"}},
		{"slash forgotten", "[a](/regelingen/voorbeeld)\n", []string{"5: de link /regelingen/voorbeeld leidt nergens heen; bedoelt u /regelingen/voorbeeld/?"}},
		{"dead link without one", "[a](/iets/heel/anders/)\n", []string{"5: de link /iets/heel/anders/ leidt nergens heen"}},
		{"dead anchor on the page", "[a](#weg)\n", []string{"5: op /over/ is geen kop met anker #weg"}},
		{"anchor on another page", "[a](/regelingen/voorbeeld/#wat-is-het)\n", nil},
		{"dead anchor on another page", "[a](/regelingen/voorbeeld/#weg)\n", []string{"5: op /regelingen/voorbeeld/ is geen kop met anker #weg"}},
		{"script", "a\n\nb\n\n[a](javascript:alert(1))\n", []string{"9: " + refused}},
		{"script as an address", "<javascript:alert(1)>\n", []string{"5: " + refused}},
		{"relative link", "[a](over)\n", []string{"5: " + refused}},
		{"protocol-relative link", "[a](//example.nl)\n", []string{"5: " + refused}},
		{"empty link", "[a]()\n", []string{"5: " + refused}},
		{"image", "a\n\n![x](/x.png)\n", []string{"7: afbeeldingen kunnen niet in de tekst"}},
		{"HTML block", "a\n\n<div>\n", []string{"7: gebruik geen HTML; schrijf Markdown"}},
		{"HTML in a line", "a <b>c\n", []string{"5: gebruik geen HTML; schrijf Markdown"}},
		{"first heading", "# Kop\n", []string{"5: begin koppen bij ##; de titel staat al op de pagina"}},
		{"several", "# Kop\n\n[a](/weg/)\n\n![x](y)\n", []string{"5: begin koppen bij ##; de titel staat al op de pagina", "7: de link /weg/ leidt nergens heen", "9: afbeeldingen kunnen niet in de tekst"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := load(t, map[string]string{"paginas/over.md": "---\ntitel: Over\nsamenvatting: Een voorbeeld.\n---\n" + test.text})
			var got []string
			texts, err := render.ReadTexts(e.bundle)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range texts.Check(e.pages, []string{"/kalender.ics"}) {
				got = append(got, strings.TrimPrefix(p.String(), e.dir+"/paginas/over.md:"))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

// missing matches what a page shows for a key without a text.
var missing = regexp.MustCompile(`\[[a-z0-9_]+(\.[A-Za-z0-9_-]+)+\]`)

func TestPagesAreTheSameEveryTime(t *testing.T) {
	files := func() map[string]string {
		e := load(t, nil)
		out := map[string]string{}
		var mu sync.Mutex
		err := render.Pages(t.Context(), e.set, e.pages, func(path string, data []byte) error {
			mu.Lock()
			defer mu.Unlock()
			if _, twice := out[path]; twice {
				t.Errorf("%s is written twice", path)
			}
			out[path] = string(data)
			return nil
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	first, second := files(), files()
	if len(first) == 0 || len(first) != len(second) {
		t.Fatalf("got %d and %d files, want the same number", len(first), len(second))
	}
	for path, text := range first {
		if second[path] != text {
			t.Errorf("%s differs between two builds", path)
		}
		if key := missing.FindString(text); key != "" {
			t.Errorf("%s shows the key %s instead of a text", path, key)
		}
	}
}

func TestASchemeWithoutSourcesIsAPage(t *testing.T) {
	text := strings.Replace(contenttest.Scheme, "bronnen:\n  - titel: Voorbeeldbron\n    url: https://example.nl/regeling\n", "", 1)
	e := load(t, map[string]string{"regelingen/voorbeeld.md": text})
	err := render.Pages(t.Context(), e.set, e.pages, func(string, []byte) error { return nil }, nil)
	if err != nil {
		t.Error(err)
	}
}

func TestPagesStopAtTheFirstErrorOfTheSink(t *testing.T) {
	e := load(t, nil)
	full := errors.New("disk full")
	if err := render.Pages(t.Context(), e.set, e.pages, func(string, []byte) error { return full }, nil); !errors.Is(err, full) {
		t.Errorf("got %v, want %v", err, full)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	written := false
	err := render.Pages(ctx, e.set, e.pages, func(string, []byte) error { written = true; return nil }, nil)
	if !errors.Is(err, context.Canceled) || written {
		t.Errorf("after cancelling: got %v, written %v", err, written)
	}
}

func TestFileOfAnAddress(t *testing.T) {
	for address, want := range map[string]string{"/": "/index.html", "/over/": "/over/index.html", "/404.html": "/404.html", "/regelingen.json": "/regelingen.json"} {
		if got := render.File(address); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
}
