package site_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/generator/content"
	"mkbloket/generator/content/contenttest"
	"mkbloket/generator/site"
	"mkbloket/internal/calendar"
	"mkbloket/templates"
)

// day is a morning in the Netherlands.
func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.ParseInLocation(time.DateOnly, s, calendar.Location())
	if err != nil {
		t.Fatal(err)
	}
	return d.Add(9 * time.Hour)
}

// model is the example site of 23 November 2026 with changes.
func model(t *testing.T, changes map[string]string) (*site.Site, *templates.Set) {
	t.Helper()
	bundle, problems, err := content.Load(contenttest.Folder(t, changes))
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	s, err := site.New(bundle, day(t, "2026-11-23"))
	if err != nil {
		t.Fatal(err)
	}
	set, err := templates.New(templates.Embedded(), templates.Options{
		Languages: bundle.Site.Languages, Taxonomy: bundle.Taxonomy,
		Site: templates.SiteInfo{Name: bundle.Site.Name, Base: bundle.Site.Base, Subtitle: map[string]string{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, set
}

// scheme is an example scheme with a title and more front matter.
func scheme(title, opening, more string) string {
	text := strings.Replace(contenttest.Scheme, "titel: Voorbeeldregeling", "titel: "+title, 1)
	text = strings.Replace(text, "openstelling: doorlopend\n", "openstelling: "+opening+"\n"+more, 1)
	return strings.Replace(text, "loketten: [loket]\n", "", 1)
}

func round(opens, closes string) string {
	return "rondes:\n  - {opent: " + opens + ", sluit: " + closes + "}\n"
}

func schemeSlugs(list []*site.Scheme) []string {
	out := []string{}
	for _, s := range list {
		out = append(out, s.Slug)
	}
	return out
}

// many are schemes of every standing.
func many() map[string]string {
	return map[string]string{
		"regelingen/gestopt.md":      scheme("A gestopt", "gestopt", ""),
		"regelingen/onbekend.md":     scheme("A onbekend", "onbekend", ""),
		"regelingen/later-open.md":   scheme("B open", "rondes", round("2026-01-01", "2027-06-30")),
		"regelingen/eerst-open.md":   scheme("C open", "rondes", round("2026-01-01", "2026-12-31")),
		"regelingen/eeuwig-open.md":  scheme("A open", "rondes", "rondes:\n  - {opent: 2026-01-01}\n"),
		"regelingen/gesloten.md":     scheme("A gesloten", "rondes", round("2025-01-01", "2025-12-31")),
		"regelingen/aangekondigd.md": scheme("A aangekondigd", "rondes", round("2027-01-01", "2027-12-31")),
		"regelingen/tot-eind.md":     scheme("Z doorlopend", "doorlopend", round("2026-01-01", "2026-11-30")),
		"regelingen/vol.md":          scheme("A vol", "rondes", "rondes:\n  - {opent: 2026-01-01, sluit: 2027-01-01, vol: true, stand_op: 2026-10-01}\n"),
		"regelingen/zebra.md":        scheme("Één doorlopend", "doorlopend", ""),
	}
}

func TestSchemesThatCanBeAppliedForComeFirst(t *testing.T) {
	s, _ := model(t, many())
	got := schemeSlugs(s.Schemes)
	want := []string{"eerst-open", "later-open", "eeuwig-open", "tot-eind", "zebra", "voorbeeld", "aangekondigd", "onbekend", "vol", "gesloten", "gestopt"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestClosingListsWhatHasALastDaySoonestFirst(t *testing.T) {
	s, _ := model(t, many())
	for n, want := range map[int][]string{0: {}, 2: {"tot-eind", "eerst-open"}, 9: {"tot-eind", "eerst-open", "later-open"}} {
		if got := schemeSlugs(s.Closing(n)); !slices.Equal(got, want) {
			t.Errorf("Closing(%d): got %v, want %v", n, got, want)
		}
	}
}

func TestRelatedSharesMostAndHasNotEnded(t *testing.T) {
	changes := map[string]string{
		"regelingen/gestopt.md": scheme("Gestopt", "gestopt", "in_plaats_van: [voorbeeld]\n"),
		"regelingen/anders.md":  strings.Replace(scheme("Anders", "doorlopend", ""), "themas: [innovatie]", "themas: [personeel]", 1),
		"regelingen/minder.md":  strings.Replace(scheme("Aap", "doorlopend", ""), "fasen: [start]", "fasen: [groei]", 1),
		"regelingen/meer.md":    scheme("Zebra", "doorlopend", ""),
	}
	s, _ := model(t, changes)
	find := func(slug string) *site.Scheme {
		return s.Schemes[slices.IndexFunc(s.Schemes, func(d *site.Scheme) bool { return d.Slug == slug })]
	}
	if got, want := schemeSlugs(find("voorbeeld").Related), []string{"meer", "minder"}; !slices.Equal(got, want) {
		t.Errorf("related: got %v, want %v", got, want)
	}
	if got, want := schemeSlugs(find("gestopt").Instead), []string{"voorbeeld"}; !slices.Equal(got, want) {
		t.Errorf("instead: got %v, want %v", got, want)
	}
	if got := find("anders").Related; len(got) != 0 {
		t.Errorf("related by another theme: got %v, want none", schemeSlugs(got))
	}
}

func TestAtMostFiveAreRelated(t *testing.T) {
	changes := map[string]string{}
	for i := range 9 {
		changes[fmt.Sprintf("regelingen/r%d.md", i)] = scheme(fmt.Sprint("Regeling ", i), "doorlopend", "")
	}
	s, _ := model(t, changes)
	for _, d := range s.Schemes {
		if len(d.Related) != 5 || slices.Contains(d.Related, d) {
			t.Errorf("%s: got %v, want five others", d.Slug, schemeSlugs(d.Related))
		}
	}
}

func TestRecordsKnowWhoNamesThem(t *testing.T) {
	s, _ := model(t, nil)
	o, d, p, q := s.Organisations[0], s.Schemes[0], s.Advisers[0], s.FAQs[0]
	switch {
	case p.Organisation != o:
		t.Error("the adviser does not know its organisation")
	case !slices.Contains(o.Advisers, p) || !slices.Contains(o.Schemes, d):
		t.Error("the organisation does not know its adviser and scheme")
	case !slices.Contains(d.Desks, o) || !slices.Contains(d.Advisers, p) || !slices.Contains(d.FAQs, q):
		t.Error("the scheme does not know its desk, adviser and question")
	case !slices.Contains(q.Schemes, d):
		t.Error("the question does not know its scheme")
	}
}

func TestAnAdviserIsListedOnceForAScheme(t *testing.T) {
	s, _ := model(t, map[string]string{
		"adviseurs/tweede.md": "---\ntitel: Tweede\nsamenvatting: Een voorbeeld.\nthemas: [innovatie]\nregios: [zuid]\ntalen: [nl]\n---\n",
	})
	var got []string
	for _, p := range s.Schemes[0].Advisers {
		got = append(got, p.Slug)
	}
	if want := []string{"adviseur", "tweede"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v: the desk's own adviser first", got, want)
	}
}

func TestExamplesAndTomorrowsNewsAreNotPublished(t *testing.T) {
	s, set := model(t, map[string]string{
		"adviseurs/demo.md":   "---\ntitel: Demo\nsamenvatting: Een voorbeeld.\nthemas: [innovatie]\nregios: [zuid]\ntalen: [nl]\nvoorbeeld: true\n---\n",
		"nieuws/morgen.md":    "---\ntitel: Morgen\nsamenvatting: Een voorbeeld.\ndatum: 2026-11-24\n---\n",
		"nieuws/vandaag.md":   "---\ntitel: Vandaag\nsamenvatting: Een voorbeeld.\ndatum: 2026-11-23\n---\n",
		"nieuws/eergister.md": "---\ntitel: Eergisteren\nsamenvatting: Een voorbeeld.\ndatum: 2026-11-21\n---\n",
	})
	for _, p := range list(t, s, set) {
		if strings.Contains(p.Path, "demo") || strings.Contains(p.Path, "morgen") {
			t.Errorf("got the page %s", p.Path)
		}
	}
	var got []string
	for _, n := range s.News {
		got = append(got, n.Slug)
	}
	if want := []string{"vandaag", "eergister", "bericht"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTheSameInputGivesTheSamePages(t *testing.T) {
	pages := func() []string {
		s, set := model(t, many())
		var out []string
		for _, p := range list(t, s, set) {
			out = append(out, fmt.Sprint(p.Path, p.Title, p.Description, p.Canonical, p.Alternates, p.Crumbs, p.JSONLD, p.Modified))
		}
		return out
	}
	if first, second := pages(), pages(); !reflect.DeepEqual(first, second) {
		t.Error("two builds give other pages")
	}
}

func TestTitlesAreInEveryLanguageForForms(t *testing.T) {
	s, _ := model(t, map[string]string{"regelingen/voorbeeld.en.md": "---\ntitel: Example\n---\n"})
	tests := []struct{ lang, section, slug, want string }{
		{"nl", "regelingen", "voorbeeld", "Voorbeeldregeling"}, {"en", "regelingen", "voorbeeld", "Example"}, {"de", "regelingen", "voorbeeld", "Voorbeeldregeling"},
		{"nl", "adviseurs", "adviseur", "Voorbeeldadviseur"}, {"nl", "regelingen", "weg", ""}, {"nl", "paginas", "over", ""},
	}
	for _, test := range tests {
		if got := s.Titles()[test.section][test.slug][test.lang]; got != test.want {
			t.Errorf("%s/%s in %s: got %q, want %q", test.section, test.slug, test.lang, got, test.want)
		}
	}
}
