package content_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"mkbloket/generator/content"
	"mkbloket/generator/content/contenttest"
)

func TestLoadRefusesFilesThatDoNotBelong(t *testing.T) {
	const (
		onlyMarkdown = ":1: alleen Markdown-bestanden (.md) zijn toegestaan"
		badName      = ":1: noem het bestand met kleine letters, cijfers en streepjes, zoals mijn-regeling.md"
		badFolder    = ":1: deze map hoort hier niet; bekende mappen: regelingen, vragen, organisaties, adviseurs, ondernemers, nieuws, paginas, taxonomie"
	)
	valid := pageHead + "---\n"
	tests := []struct {
		name, path, text string
		want             []string
	}{
		{"HTML", "paginas/x.html", "<p>", []string{"paginas/x.html" + onlyMarkdown}},
		{"image", "paginas/x.png", "x", []string{"paginas/x.png" + onlyMarkdown}},
		{"capitals in the ending", "paginas/x.MD", valid, []string{"paginas/x.MD" + onlyMarkdown}},
		{"capitals", "paginas/Over-ons.md", valid, []string{"paginas/Over-ons.md" + badName}},
		{"blank", "paginas/over ons.md", valid, []string{"paginas/over ons.md" + badName}},
		{"underscore", "paginas/over_ons.md", valid, []string{"paginas/over_ons.md" + badName}},
		{"accent", "paginas/café.md", valid, []string{"paginas/café.md" + badName}},
		{"long name", "paginas/" + strings.Repeat("a", 81) + ".md", valid, []string{"paginas/" + strings.Repeat("a", 81) + ".md" + badName}},
		{"outside a folder", "los.md", valid, []string{"los.md:1: dit bestand hoort in een map, of heet site.yaml"}},
		{"unknown folder", "regeling/x.md", valid, []string{"regeling" + badFolder}},
		{"folder within a section", "regelingen/oud/x.md", valid, []string{"regelingen/oud" + badFolder}},
		{"hidden file is passed over", "paginas/.x.swp", "x", nil},
		{"hidden folder is passed over", ".git/config", "x", nil},
		{"unknown list", "taxonomie/thema.yaml", "- {slug: a, nl: A}\n", []string{"taxonomie/thema.yaml:1: deze lijst is onbekend; bekende lijsten: fasen, groottes, instrumenten, regios, sectoren, themas"}},
		{"translation without original", "paginas/los.en.md", valid, []string{"paginas/los.en.md:1: bij deze vertaling hoort een bestand los.md"}},
		{"language of no site", "paginas/over.fr.md", valid, []string{`paginas/over.fr.md:1: taal "fr" staat niet bij talen in site.yaml`}},
		{"main language in the name", "paginas/over.nl.md", valid, []string{"paginas/over.nl.md:1: noem het bestand in de hoofdtaal over.md"}},
		{"field that is not translated", "regelingen/voorbeeld.en.md", "---\nsoort: subsidie\n---\n",
			[]string{"regelingen/voorbeeld.en.md:2: soort: dit veld vertaalt u niet; zet het alleen in het Nederlandse bestand"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := problems(t, map[string]string{test.path: test.text})
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestLoadReadsOnlyRegularFiles(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "geheim.md")
	if err := os.WriteFile(outside, []byte(pageHead+"---\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, path string
		make       func(path string) error
	}{
		{"link to a file outside", "paginas/link.md", func(p string) error { return os.Symlink(outside, p) }},
		{"link to a file inside", "paginas/link.md", func(p string) error { return os.Symlink("over.md", p) }},
		{"link to a folder", "adviseurs/link", func(p string) error { return os.Symlink(filepath.Dir(outside), p) }},
		{"link to nothing", "paginas/link.md", func(p string) error { return os.Symlink("weg.md", p) }},
		{"FIFO", "paginas/pijp.md", func(p string) error { return syscall.Mkfifo(p, 0o600) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := contenttest.Folder(t, nil)
			if err := test.make(filepath.Join(dir, test.path)); err != nil {
				t.Fatal(err)
			}
			_, found, err := content.Load(dir)
			if err != nil {
				t.Fatal(err)
			}
			want := dir + "/" + test.path + ":1: dit is geen gewoon bestand; koppelingen en apparaten mogen niet in content"
			if len(found) != 1 || found[0].String() != want {
				t.Errorf("got %v, want %s", found, want)
			}
		})
	}
}

func TestATranslationStartsFromTheMainText(t *testing.T) {
	dir := contenttest.Folder(t, map[string]string{"regelingen/voorbeeld.de.md": "---\ntitel: Beispiel\n---\nText.\n"})
	b, found, err := content.Load(dir)
	if err != nil || len(found) > 0 {
		t.Fatal(found, err)
	}
	d := b.Schemes[0]
	got, main := d.In("de"), d.Main()
	if got.Record.Title != "Beispiel" || got.Record.Summary != main.Record.Summary || got.Record.Instrument != "subsidie" {
		t.Errorf("got %+v, want the German title with the rest of the Dutch file", got.Record)
	}
	if main.Record.Title != "Voorbeeldregeling" {
		t.Errorf("the main title became %q", main.Record.Title)
	}
	if string(got.Body) != "Text.\n" || got.BodyLine != 4 {
		t.Errorf("got body %q from line %d, want Text. from line 4", got.Body, got.BodyLine)
	}
	if !d.Has("de") || d.Has("en") || d.In("en") != main {
		t.Error("a language without a file must show the main text")
	}
}
