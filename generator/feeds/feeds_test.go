package feeds_test

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"mkbloket/generator/content"
	"mkbloket/generator/feeds"
	"mkbloket/generator/site"
	"mkbloket/internal/calendar"
	"mkbloket/templates"
)

var update = flag.Bool("update", false, "write the golden files anew")

const base = "https://loket.example"

// today is the day of every build in these tests; the hour must not matter.
var today = time.Date(2026, 11, 23, 14, 30, 0, 0, calendar.Location())

const texts = `{
 "nav.schemes": {"nl": "Regelingen"}, "nav.news": {"nl": "Nieuws"}, "nav.questions": {"nl": "Vragen"},
 "nav.advisers": {"nl": "Adviseurs"}, "nav.entrepreneurs": {"nl": "Ondernemers"},
 "keuze.status.open": {"nl": "Open", "en": "Open", "de": "Offen"},
 "keuze.status.bijna_vol": {"nl": "Bijna vol", "en": "Nearly full", "de": "Fast ausgeschöpft"},
 "keuze.status.altijd": {"nl": "Altijd open", "en": "Always open", "de": "Immer offen"},
 "keuze.status.aangekondigd": {"nl": "Aangekondigd", "en": "Announced", "de": "Angekündigt"},
 "keuze.status.onbekend": {"nl": "Onbekend", "en": "Unknown", "de": "Unbekannt"},
 "keuze.status.vol": {"nl": "Vol", "en": "Full", "de": "Ausgeschöpft"},
 "keuze.status.gesloten": {"nl": "Nu gesloten", "en": "Closed", "de": "Geschlossen"},
 "keuze.status.gestopt": {"nl": "Gestopt", "en": "Ended", "de": "Beendet"}
}`

func load(t testing.TB) *content.Bundle {
	t.Helper()
	bundle, problems, err := content.Load("testdata/content")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	return bundle
}

// build makes the files of a bundle, by address.
func build(t testing.TB, bundle *content.Bundle, day time.Time) map[string][]byte {
	t.Helper()
	s, set := model(t, bundle, day)
	pages, err := s.Pages(set)
	if err != nil {
		t.Fatal(err)
	}
	files, err := feeds.Files(s, set, pages)
	if err != nil {
		t.Fatal(err)
	}
	byPath := map[string][]byte{}
	for _, f := range files {
		if byPath[f.Path] != nil {
			t.Errorf("got %s twice", f.Path)
		}
		byPath[f.Path] = f.Data
	}
	return byPath
}

func model(t testing.TB, bundle *content.Bundle, day time.Time) (*site.Site, *templates.Set) {
	t.Helper()
	set, err := templates.New(fstest.MapFS{
		"layout.html":     {Data: []byte(`{{define "header"}}{{end}}{{define "footer"}}{{end}}{{define "facet"}}{{end}}{{define "schemerow"}}{{end}}{{define "faqrow"}}{{end}}{{define "profilerow"}}{{end}}{{define "newsrow"}}{{end}}`)},
		"i18n/test.json":  {Data: []byte(texts)},
		"assets/site.css": {Data: []byte("")},
	}, templates.Options{Languages: bundle.Site.Languages, Taxonomy: bundle.Taxonomy, Site: templates.SiteInfo{
		Name: bundle.Site.Name, Base: bundle.Site.Base, Subtitle: map[string]string{"nl": bundle.Site.Subtitle.NL}}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.New(bundle, day)
	if err != nil {
		t.Fatal(err)
	}
	return s, set
}

func TestFilesAreAsTheGoldenOnes(t *testing.T) {
	files := build(t, load(t), today)
	if *update {
		writeGolden(t, files)
	}
	want := readGolden(t)
	if got, want := slices.Sorted(maps.Keys(files)), slices.Sorted(maps.Keys(want)); !slices.Equal(got, want) {
		t.Errorf("got files %q\nwant %q", got, want)
	}
	for path, data := range files {
		if got, want := difference(data, want[path]); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
		}
	}
}

// difference gives the first line that differs, twice "" when none does.
func difference(got, want []byte) (string, string) {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(g):
			return "(end of file)", w[i]
		case i >= len(w):
			return g[i], "(end of file)"
		case g[i] != w[i]:
			return g[i], w[i]
		}
	}
	return "", ""
}

const golden = "testdata/golden"

func writeGolden(t *testing.T, files map[string][]byte) {
	t.Helper()
	if err := os.RemoveAll(golden); err != nil {
		t.Fatal(err)
	}
	for path, data := range files {
		name := filepath.Join(golden, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func readGolden(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(golden, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(golden, name)
		if err != nil {
			return err
		}
		files["/"+filepath.ToSlash(rel)], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestFilesAreTheSameAtAnyHourAndZoneOfTheDay(t *testing.T) {
	want := build(t, load(t), today)
	for _, day := range []time.Time{
		time.Date(2026, 11, 23, 18, 0, 0, 0, calendar.Location()),
		time.Date(2026, 11, 23, 22, 59, 0, 0, time.UTC),
	} {
		for path, data := range build(t, load(t), day) {
			if !bytes.Equal(data, want[path]) {
				t.Errorf("%s at %s: got other bytes than at %s", path, day, today)
			}
		}
	}
}

func TestFilesRefusesAnAddressWithoutHost(t *testing.T) {
	for _, address := range []string{"", "/lokaal", "https://%zz"} {
		bundle := load(t)
		bundle.Site.Base = address
		s, set := model(t, bundle, today)
		if files, err := feeds.Files(s, set, nil); err == nil {
			t.Errorf("address %q: got %d files, want an error", address, len(files))
		}
	}
}

func TestSchemesThatSaySoHaveACalendar(t *testing.T) {
	bundle := load(t)
	files := build(t, bundle, today)
	s, _ := model(t, bundle, today)
	want := map[string]bool{"voorbeeld-rondes": true, "voorbeeld-gestopt": true, "voorbeeld-doorlopend": false}
	for _, d := range s.Schemes {
		if got := d.HasCalendar(); got != want[d.Slug] {
			t.Errorf("%s: got %v, want %v", d.Slug, got, want[d.Slug])
		}
		if got := files[d.Path()+"kalender.ics"] != nil; got != want[d.Slug] {
			t.Errorf("%s: got a file %v, want %v", d.Slug, got, want[d.Slug])
		}
	}
}
