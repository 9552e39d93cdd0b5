package feeds

import (
	"encoding/xml"
	"slices"
	"strconv"
	"testing"

	"mkbloket/generator/site"
	"mkbloket/templates"
)

type urlSet struct {
	XMLName xml.Name
	URLs    []struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod"`
	} `xml:"url"`
	Sitemaps []struct {
		Loc string `xml:"loc"`
	} `xml:"sitemap"`
}

func parseSitemap(t *testing.T, data []byte) urlSet {
	t.Helper()
	var set urlSet
	if err := xml.Unmarshal(data, &set); err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	return set
}

func published(path string) *site.Page {
	return &site.Page{Page: templates.Page{Lang: "nl", Path: path, Canonical: "https://loket.example" + path}}
}

func TestSitemapListsOnlyPagesUnderTheirOwnAddress(t *testing.T) {
	fallback, hidden, elsewhere := published("/en/a/"), published("/404.html"), published("/de/a/")
	fallback.DutchOnly, hidden.NoIndex, elsewhere.Canonical = true, true, "https://loket.example/a/"
	dated := published("/a/")
	dated.Modified = "2026-11-20"
	b := &builder{base: "https://loket.example"}
	files := b.sitemaps([]*site.Page{published("/"), dated, fallback, hidden, elsewhere}, sitemapLimits)
	if len(files) != 1 || files[0].Path != "/sitemap.xml" {
		t.Fatalf("got %d files, want only /sitemap.xml", len(files))
	}
	got := parseSitemap(t, files[0].Data).URLs
	if len(got) != 2 || got[0].Loc != "https://loket.example/" || got[1].Loc != "https://loket.example/a/" {
		t.Fatalf("got %v, want / and /a/", got)
	}
	if got[0].LastMod != "" || got[1].LastMod != "2026-11-20" {
		t.Errorf("got days %q and %q, want none and 2026-11-20", got[0].LastMod, got[1].LastMod)
	}
}

func TestSitemapIsCutWhenItIsFull(t *testing.T) {
	var pages []*site.Page
	for i := range 7 {
		pages = append(pages, published("/"+strconv.Itoa(i)+"/"))
	}
	tests := []struct {
		name  string
		pages int
		most  limits
		want  []int // addresses per part; nil: one file without index
	}{
		{"below the limit", 2, limits{3, 1 << 20}, nil},
		{"at the limit", 3, limits{3, 1 << 20}, nil},
		{"above the limit", 4, limits{3, 1 << 20}, []int{3, 1}},
		{"several parts", 7, limits{3, 1 << 20}, []int{3, 3, 1}},
		{"too many bytes", 3, limits{100, 170}, []int{1, 1, 1}},
		{"no pages", 0, limits{3, 1 << 20}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := &builder{base: "https://loket.example"}
			files := b.sitemaps(pages[:test.pages], test.most)
			first := parseSitemap(t, files[0].Data)
			if test.want == nil {
				if len(files) != 1 || len(first.URLs) != test.pages {
					t.Fatalf("got %d files, %d addresses; want 1 and %d", len(files), len(first.URLs), test.pages)
				}
				return
			}
			var got []int
			for i, f := range files[1:] {
				if want := "https://loket.example" + f.Path; first.Sitemaps[i].Loc != want {
					t.Errorf("got %q in the index, want %q", first.Sitemaps[i].Loc, want)
				}
				got = append(got, len(parseSitemap(t, f.Data).URLs))
			}
			if !slices.Equal(got, test.want) || first.XMLName.Local != "sitemapindex" || len(first.Sitemaps) != len(test.want) {
				t.Errorf("got parts of %v and a %s of %d, want %v", got, first.XMLName.Local, len(first.Sitemaps), test.want)
			}
		})
	}
}
