package site_test

import (
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mkbloket/generator/site"
	"mkbloket/internal/domain"
	"mkbloket/templates"
)

// list makes all pages.
func list(t *testing.T, s *site.Site, set *templates.Set) []*site.Page {
	t.Helper()
	pages, err := s.Pages(set)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// byPath makes all pages and refuses two with one address.
func byPath(t *testing.T, s *site.Site, set *templates.Set) map[string]*site.Page {
	t.Helper()
	out := map[string]*site.Page{}
	for _, p := range list(t, s, set) {
		if other := out[p.Path]; other != nil {
			t.Errorf("%s is the address of a %s and a %s", p.Path, other.Type, p.Type)
		}
		out[p.Path] = p
	}
	return out
}

func TestEveryPageHasATemplateAndAnAddressOfItsOwn(t *testing.T) {
	s, set := model(t, many())
	for path, p := range byPath(t, s, set) {
		if !set.Has(p.Template) {
			t.Errorf("%s: got the template %q, which does not exist", path, p.Template)
		}
		if !strings.HasPrefix(path, "/") || p.Title == "" || p.Description == "" || strings.Contains(p.Title+p.Description, "[") {
			t.Errorf("%s: got title %q and description %q", path, p.Title, p.Description)
		}
	}
}

func TestAPageInItsOwnLanguageIsCanonical(t *testing.T) {
	s, set := model(t, nil)
	pages := byPath(t, s, set)
	const base = "https://voorbeeld.example"
	tests := []struct {
		path, canonical, alternates string
		fallback                    bool
	}{
		{"/over/", base + "/over/", "nl /over/, en /en/over/, x-default /over/", false},
		{"/en/over/", base + "/en/over/", "nl /over/, en /en/over/, x-default /over/", false},
		{"/de/over/", base + "/over/", "nl /over/, en /en/over/, x-default /over/", true},
		{"/regelingen/voorbeeld/", base + "/regelingen/voorbeeld/", "", false},
		{"/en/regelingen/voorbeeld/", base + "/regelingen/voorbeeld/", "", true},
		{"/de/regelingen/", base + "/de/regelingen/", "nl /regelingen/, en /en/regelingen/, de /de/regelingen/, x-default /regelingen/", false},
		{"/404.html", "", "", false},
		{"/en/404.html", "", "", false},
	}
	for _, test := range tests {
		p := pages[test.path]
		if p == nil {
			t.Errorf("%s: no such page", test.path)
			continue
		}
		var alternates []string
		for _, a := range p.Alternates {
			alternates = append(alternates, a.Lang+" "+strings.TrimPrefix(a.Path, base))
		}
		if got := strings.Join(alternates, ", "); got != test.alternates {
			t.Errorf("%s: got alternates %q, want %q", test.path, got, test.alternates)
		}
		if p.Canonical != test.canonical {
			t.Errorf("%s: got canonical %q, want %q", test.path, p.Canonical, test.canonical)
		}
		if p.DutchOnly != test.fallback {
			t.Errorf("%s: got fallback %v, want %v", test.path, p.DutchOnly, test.fallback)
		}
		if noIndex := test.canonical == ""; p.NoIndex != noIndex {
			t.Errorf("%s: got noindex %v, want %v", test.path, p.NoIndex, noIndex)
		}
	}
}

func TestTheLanguageSwitchStaysOnThePage(t *testing.T) {
	s, set := model(t, nil)
	for path, p := range byPath(t, s, set) {
		if len(p.Languages) != 3 {
			t.Fatalf("%s: got %d languages, want 3", path, len(p.Languages))
		}
		for _, l := range p.Languages {
			if l.Current != (l.Path == path) || l.Current != (l.Lang == p.Lang) {
				t.Errorf("%s: got %+v marked as current", path, l)
			}
		}
	}
}

func TestASiteInOneLanguageHasNoSwitch(t *testing.T) {
	s, set := model(t, map[string]string{"paginas/over.en.md": "", "site.yaml": strings.NewReplacer("[nl, en, de]", "[nl]").Replace(settings)})
	for path, p := range byPath(t, s, set) {
		if len(p.Languages) != 0 || len(p.Alternates) != 0 || strings.HasPrefix(path, "/en/") {
			t.Errorf("%s: got languages %v, alternates %v", path, p.Languages, p.Alternates)
		}
	}
}

const settings = "naam: x\nondertitel: {nl: x}\nadres_site: https://x.example\ntalen: [nl, en, de]\nmail_van: a@x.example\nmail_loket: a@x.example\n" +
	"streeftermijn_werkdagen: {vraag: 2, profiel: 5, advies: 3}\nsecurity: {contact: x, verloopt: 2027-10-01}\ntoegankelijkheid: {status: C, datum: 2026-11-23}\n"

var rowLink = regexp.MustCompile(`href="/regelingen/([a-z0-9-]+)/"`)

// rowSlugs finds which schemes the rows of a list show.
func rowSlugs(rows []template.HTML) []string {
	out := []string{}
	for _, row := range rows {
		if m := rowLink.FindStringSubmatch(string(row)); m != nil {
			out = append(out, m[1])
		}
	}
	return out
}

func schemeList(t *testing.T, pages map[string]*site.Page, path string) site.ListData {
	t.Helper()
	p := pages[path]
	if p == nil {
		t.Fatalf("%s: no such page", path)
	}
	return p.Data.(site.ListData)
}

func TestFacetsCountWhatTheirPagesShow(t *testing.T) {
	s, set := model(t, many())
	pages := byPath(t, s, set)
	facets := 0
	for _, f := range schemeList(t, pages, "/regelingen/").Facets {
		for _, c := range f.Choices {
			facets++
			list := schemeList(t, pages, c.Path)
			if shown := len(list.Special) + len(list.Rows); c.Count == 0 || shown != c.Count || list.Total != c.Count {
				t.Errorf("%s: got %d shown of %d, want %d", c.Path, shown, list.Total, c.Count)
			}
			marked := 0
			for _, g := range list.Facets {
				for _, d := range g.Choices {
					if d.Current {
						marked++
						if d.Path != c.Path {
							t.Errorf("%s: %s is marked as current", c.Path, d.Path)
						}
					}
				}
			}
			if marked != 1 {
				t.Errorf("%s: got %d choices marked as current, want 1", c.Path, marked)
			}
		}
	}
	if facets == 0 {
		t.Error("got no facets")
	}
	for _, f := range schemeList(t, pages, "/regelingen/").Facets {
		for _, c := range f.Choices {
			if c.Current {
				t.Errorf("%s is marked as current on the whole list", c.Path)
			}
		}
	}
}

func TestATermWithoutSchemesHasNoPage(t *testing.T) {
	s, set := model(t, nil)
	pages := byPath(t, s, set)
	for _, path := range []string{"/regelingen/thema/personeel/", "/regelingen/status/vol/", "/regelingen/soort/lening/"} {
		if pages[path] != nil {
			t.Errorf("got the empty page %s", path)
		}
	}
}

func TestSchemesForARegionInParticularComeFirst(t *testing.T) {
	region := func(list string) string { return "voor_wie: {regio: " + list + "}\n" }
	s, set := model(t, map[string]string{
		"regelingen/stad.md":      scheme("Stad", "doorlopend", region("[maastricht]")),
		"regelingen/zuid.md":      scheme("Zuid", "doorlopend", region("[zuid]")),
		"regelingen/noord.md":     scheme("Noord", "doorlopend", region("[noord]")),
		"regelingen/provinc.md":   scheme("Provincie", "doorlopend", region("[limburg]")),
		"regelingen/voorbeeld.md": scheme("Overal", "doorlopend", ""),
	})
	pages := byPath(t, s, set)
	tests := []struct{ path, special, rows string }{
		{"/regelingen/regio/maastricht/", "[stad]", "[voorbeeld provinc zuid]"},
		{"/regelingen/regio/zuid/", "[zuid]", "[voorbeeld provinc]"},
		{"/regelingen/regio/noord/", "[noord]", "[voorbeeld provinc]"},
		{"/regelingen/regio/limburg/", "[provinc]", "[voorbeeld]"},
		{"/regelingen/thema/innovatie/", "[]", "[noord voorbeeld provinc stad zuid]"},
	}
	for _, test := range tests {
		list := schemeList(t, pages, test.path)
		special, rows := fmt.Sprint(rowSlugs(list.Special)), fmt.Sprint(rowSlugs(list.Rows))
		if special != test.special || rows != test.rows {
			t.Errorf("%s: got %s then %s, want %s then %s", test.path, special, rows, test.special, test.rows)
		}
	}
}

func TestALongListIsCutInPages(t *testing.T) {
	changes := map[string]string{}
	for i := range 2*site.PageSize + 1 {
		changes[fmt.Sprintf("regelingen/r%02d.md", i)] = scheme(fmt.Sprintf("Regeling %02d", i), "doorlopend", "voor_wie: {regio: [zuid]}\n")
	}
	s, set := model(t, changes)
	pages := byPath(t, s, set)
	var got []string
	for n, path := range []string{"/regelingen/", "/regelingen/pagina/2/", "/regelingen/pagina/3/"} {
		list := schemeList(t, pages, path)
		got = append(got, rowSlugs(list.Rows)...)
		links := []string{list.Pager.Previous}
		for _, l := range list.Pager.Pages {
			links = append(links, l.Path)
			if l.Current != (l.Path == path) {
				t.Errorf("%s: got %+v in the pager", path, l)
			}
		}
		want := [][]string{{""}, {"/regelingen/"}, {"/regelingen/pagina/2/"}}[n]
		want = append(want, "/regelingen/", "/regelingen/pagina/2/", "/regelingen/pagina/3/")
		if !slices.Equal(links, want) || list.Pager.Number != n+1 || list.Pager.Count != 3 {
			t.Errorf("%s: got pager %+v", path, list.Pager)
		}
	}
	if !slices.Equal(got, schemeSlugs(s.Schemes)) {
		t.Errorf("the pages together show %d schemes, want all %d in order", len(got), len(s.Schemes))
	}
	if pages["/regelingen/pagina/1/"] != nil || pages["/regelingen/pagina/4/"] != nil {
		t.Error("got a first page with a number, or an empty last one")
	}
	first, second := schemeList(t, pages, "/regelingen/regio/zuid/"), schemeList(t, pages, "/regelingen/regio/zuid/pagina/3/")
	if len(first.Special) != site.PageSize || len(first.Rows) != 0 || len(second.Special) != 1 || len(second.Rows) != 1 {
		t.Errorf("got %d and %d on the first page, %d and %d on the third", len(first.Special), len(first.Rows), len(second.Special), len(second.Rows))
	}
	if p, q := pages["/regelingen/"], pages["/regelingen/pagina/2/"]; p.Title == q.Title || p.Description == q.Description {
		t.Errorf("two pages of a list share the title %q or the description %q", p.Title, p.Description)
	}
}

func TestStructuredDataHoldsNoMarkup(t *testing.T) {
	s, set := model(t, map[string]string{"regelingen/voorbeeld.md": scheme(`"</script><script>alert(1)</script>&\u2028"`, "doorlopend", "")})
	data := string(byPath(t, s, set)["/regelingen/voorbeeld/"].JSONLD)
	inner := strings.NewReplacer(`<script type="application/ld+json">`, "", "</script>", "").Replace(data)
	if strings.ContainsAny(inner, "<>&\u2028") {
		t.Errorf("got %s", data)
	}
	if strings.Count(data, "</script>") != 2 {
		t.Errorf("got %d script blocks, want 2: %s", strings.Count(data, "</script>"), data)
	}
}

func TestHomeCountsOnlySchemesThatHaveNotEnded(t *testing.T) {
	s, set := model(t, many())
	want := 0
	for _, scheme := range s.Schemes {
		if scheme.Standing.Status != domain.Ended {
			want++
		}
	}
	if got := byPath(t, s, set)["/"].Data.(site.HomeData).Schemes; got != want || want == len(s.Schemes) {
		t.Errorf("got %d of %d schemes, want %d", got, len(s.Schemes), want)
	}
}
