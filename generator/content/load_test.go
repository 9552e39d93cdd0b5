package content_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mkbloket/generator/content"
	"mkbloket/generator/content/contenttest"
)

// problems loads the example folder with changes and gives what is wrong, with
// paths from that folder.
func problems(t testing.TB, changes map[string]string) []string {
	t.Helper()
	dir := contenttest.Folder(t, changes)
	_, found, err := content.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(found))
	for i, p := range found {
		out[i] = strings.TrimPrefix(p.String(), dir+"/")
	}
	return out
}

// scheme is the example scheme with text replaced.
func scheme(t testing.TB, replacements ...string) string {
	t.Helper()
	text := contenttest.Scheme
	for i := 0; i+1 < len(replacements); i += 2 {
		if !strings.Contains(text, replacements[i]) {
			t.Fatalf("the example scheme holds no %q", replacements[i])
		}
		text = strings.Replace(text, replacements[i], replacements[i+1], 1)
	}
	return text
}

const (
	page     = "paginas/fout.md"
	pageHead = "---\ntitel: Fout\nsamenvatting: Een voorbeeld.\n"
	yamlHint = "; zet tekst met een dubbele punt of # tussen aanhalingstekens en controleer het inspringen"
)

func TestTheExampleFolderIsFreeOfProblems(t *testing.T) {
	if got := problems(t, nil); len(got) != 0 {
		t.Errorf("got %q, want none", got)
	}
}

func TestLoadNamesWhatIsWrongInAFile(t *testing.T) {
	tests := []struct {
		name, path, text string
		want             []string
	}{
		{"empty file", page, "\n", []string{page + ":1: begin het bestand met een regel ---"}},
		{"no front matter", page, "# Kop\n", []string{page + ":1: begin het bestand met een regel ---"}},
		{"blank line first", page, "\n---\ntitel: x\n---\n", []string{page + ":1: begin het bestand met een regel ---"}},
		{"front matter not closed", page, "---\ntitel: x\n", []string{page + ":1: sluit de voorkant af met een regel ---"}},
		{"closing line indented", page, "---\ntitel: |\n  a\n  ---\n  b\n---\n", []string{page + ":4: zet --- vooraan op de regel, of schrijf hier iets anders"}},
		{"second document", page, pageHead + "...\nonzin: 1\n---\n", []string{page + ":5: hier klopt de YAML niet (did not find expected <document start>)" + yamlHint}},
		{"empty front matter", page, "---\n---\nTekst\n", []string{page + ":1: titel: vul dit in", page + ":1: samenvatting: vul dit in"}},
		{"front matter that is a list", page, "---\n- a\n---\n", []string{page + ":2: schrijf hier een blok met sleutels, zoals {min: 1}"}},
		{"syntax error on the first line", page, "---\ntitel: a: b\nsamenvatting: x\n---\n", []string{page + ":2: hier klopt de YAML niet (mapping values are not allowed in this context)" + yamlHint}},
		{"second document without a mark", page, pageHead + "...\n--- {onzin: 1}\n---\n", []string{page + ":5: hier klopt de YAML niet (het blok is al afgesloten met ... of ---)" + yamlHint}},
		{"list not closed on the first line", page, "---\ntitel: [a\n---\n", []string{page + ":2: hier klopt de YAML niet (did not find expected ',' or ']')" + yamlHint}},
		{"wrong indentation", page, "---\ntitel: a\n  b: c\nsamenvatting: x\n---\n", []string{page + ":3: hier klopt de YAML niet (mapping values are not allowed in this context)" + yamlHint}},
		{"stray text", page, "---\ntitel: a\nb\nsamenvatting: x\n---\n", []string{page + ":3: hier klopt de YAML niet (could not find expected ':')" + yamlHint}},
		{"quotes not closed", page, "---\ntitel: 'a\nsamenvatting: x\n---\n", []string{page + ":2: hier klopt de YAML niet (found unexpected end of stream)" + yamlHint}},
		{"list not closed on a later line", page, "---\ntitel: a\nsamenvatting: [x\n---\n", []string{page + ":3: hier klopt de YAML niet (did not find expected ',' or ']')" + yamlHint}},
		{"tab for indentation", page, "---\ntitel: a\nsamenvatting:\n\t- b\n---\n", []string{page + ":4: hier klopt de YAML niet (found character that cannot start any token)" + yamlHint}},
		{"control character", page, "---\ntitel: a\x07b\nsamenvatting: x\n---\n", []string{page + ":2: haal onzichtbare stuurtekens weg"}},
		{"unknown key with a suggestion", page, pageHead + "titl: x\n---\n", []string{page + `:4: titl: onbekende sleutel; bedoelt u "titel"?`}},
		{"duplicate key", page, pageHead + "titel: x\n---\n", []string{page + `:4: titel: "titel" staat er twee keer; haal er één weg`}},
		{"anchor and alias", page, "---\ntitel: &a Fout\nsamenvatting: *a\n---\n", []string{
			page + ":2: titel: gebruik geen ankers (&), verwijzingen (*), tags (!) of <<", page + ":3: samenvatting: gebruik geen ankers (&), verwijzingen (*), tags (!) of <<"}},
		{"tag", page, "---\ntitel: !!str Fout\nsamenvatting: x\n---\n", []string{page + ":2: titel: gebruik geen ankers (&), verwijzingen (*), tags (!) of <<"}},
		{"merge key", page, pageHead + "<<: {titel: x}\n---\n", []string{page + ":4: <<: gebruik geen ankers (&), verwijzingen (*), tags (!) of <<"}},
		{"direction character in a title", page, "---\ntitel: \"a\\u202eb\"\nsamenvatting: x\n---\n", []string{page + ":2: titel: haal onzichtbare stuurtekens weg"}},
		{"long title", page, "---\ntitel: " + strings.Repeat("a", 121) + "\nsamenvatting: x\n---\n", []string{page + ":2: titel: gebruik hoogstens 120 tekens"}},
		{"NUL in the text", page, pageHead + "---\n\na\x00\n", []string{page + ":6: haal het NUL-teken weg"}},
		{"invalid UTF-8 in the text", page, pageHead + "---\n\nEen caf\xe9.\n", []string{page + ":6: sla het bestand op als UTF-8"}},
		{"line separator", page, pageHead + "---\n\nEen\u2028twee\n", []string{page + ":6: haal het onzichtbare regelscheidingsteken weg en typ een gewone regelovergang"}},
		{"old Macintosh line ends", page, "---\rtitel: x\r---\r", []string{page + ":1: sla het bestand op met gewone regeleinden (LF of CRLF)"}},
		{"CRLF counts as one line end", page, "---\r\ntitel: Fout\r\nsamenvatting: x\r\nonzin: 1\r\n---\r\n", []string{page + ":4: onzin: onbekende sleutel"}},
		{"CRLF", page, "---\r\ntitel: Fout\r\nsamenvatting: x\r\n---\r\nTekst\r\n", nil},
		{"byte order mark", page, "\ufeff" + pageHead + "---\nTekst\n", nil},
		{"no text after the front matter", page, pageHead + "---", nil},
		{"wrong type", "nieuws/fout.md", pageHead + "datum: gisteren\n---\n", []string{"nieuws/fout.md:4: datum: schrijf een datum als 2027-02-05"}},
		{"unknown term", "nieuws/fout.md", pageHead + "datum: 2026-01-01\nthemas:\n  - inovatie\n---\n", []string{`nieuws/fout.md:6: themas: "inovatie" staat niet in de lijst; bedoelt u "innovatie"?`}},
		{"script as a web address", "organisaties/fout.md", pageHead + "helix: kennis\nregios: [zuid]\nwebsite: javascript:alert(1)\n---\n",
			[]string{"organisaties/fout.md:6: website: schrijf een adres als https://www.rvo.nl/pagina"}},
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

func TestLoadHoldsItsLimitsBeforeParsing(t *testing.T) {
	many := func(n int, line string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, line, i)
		}
		return b.String()
	}
	tests := []struct{ name, text, want string }{
		{"file", pageHead + "---\n" + strings.Repeat("a", 1<<20), page + ":1: het bestand is groter dan 1 MB"},
		{"front matter", pageHead + "# " + strings.Repeat("a", 64<<10) + "\n---\n", page + ":1: de voorkant is groter dan 64 kB; zet lange tekst onder de tweede regel ---"},
		{"hundred thousand keys", "---\n" + many(100_000, "k%d: 1\n") + "---\n", page + ":1: de voorkant is groter dan 64 kB; zet lange tekst onder de tweede regel ---"},
		{"keys", "---\n" + many(201, "k%d: 1\n") + "---\n", page + ":1: de voorkant heeft meer dan 200 sleutels"},
		{"keys in flow style", "---\ntitel: {" + many(201, "k%d: 1,") + "}\n---\n", page + ":1: de voorkant heeft meer dan 200 sleutels"},
		{"quoted keys", "---\ntitel: {" + many(201, `"k%d":1,`) + "}\n---\n", page + ":1: de voorkant heeft meer dan 200 sleutels"},
		{"keys with tabs", "---\n" + many(201, "k%d:\t1\n") + "---\n", page + ":1: de voorkant heeft meer dan 200 sleutels"},
		{"nested lists", "---\ntitel: " + strings.Repeat("[", 33) + strings.Repeat("]", 33) + "\n---\n", page + ":1: de voorkant is dieper genest dan 32 niveaus"},
		{"nested items", "---\ntitel:\n  " + strings.Repeat("- ", 33) + "a\n---\n", page + ":1: de voorkant is dieper genest dan 32 niveaus"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := problems(t, map[string]string{page: test.text})
			if want := []string{test.want}; !slices.Equal(got, want) {
				t.Errorf("got  %.300q\nwant %q", got, want)
			}
		})
	}
}

func TestLoadReportsEveryFileInOrder(t *testing.T) {
	got := problems(t, map[string]string{
		"vragen/b.md":       "---\nonzin: 1\ntitel: x\nsamenvatting: y\nthemas: [geen]\n---\n",
		"vragen/a.md":       "geen voorkant\n",
		"regelingen/c.md":   "---\ntitel: [a\n---\n",
		"nieuws/leeg.md":    "---\n---\n",
		"paginas/Fout.md":   "x",
		"regelingen/oud.md": scheme(t, "openstelling: doorlopend", "openstelling: open"),
	})
	want := []string{
		"nieuws/leeg.md:1: titel: vul dit in",
		"nieuws/leeg.md:1: samenvatting: vul dit in",
		"nieuws/leeg.md:1: datum: vul dit in",
		"paginas/Fout.md:1: noem het bestand met kleine letters, cijfers en streepjes, zoals mijn-regeling.md",
		"regelingen/c.md:2: hier klopt de YAML niet (did not find expected ',' or ']')" + yamlHint,
		`regelingen/oud.md:10: openstelling: "open" staat niet in de lijst`,
		"vragen/a.md:1: begin het bestand met een regel ---",
		"vragen/b.md:2: onzin: onbekende sleutel",
		`vragen/b.md:5: themas: "geen" staat niet in de lijst`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestATranslationDoesNotRepeatWhatItsMainFileLacks(t *testing.T) {
	got := problems(t, map[string]string{page: "---\n---\n", "paginas/fout.en.md": "---\n---\nText.\n"})
	if want := []string{page + ":1: titel: vul dit in", page + ":1: samenvatting: vul dit in"}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestLoadGivesAnErrorOnlyForTheFolderItself(t *testing.T) {
	if _, _, err := content.Load(t.TempDir() + "/weg"); err == nil {
		t.Error("got no error for a folder that does not exist")
	}
}

// FuzzLoad states that no file panics, and that every problem stands on a line of it.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{contenttest.Scheme, "---\n---", "---\n...\n---\n", "---\ntitel: |\n  ---\n---\n", "---\r\na: b\r\n---\r\n", "\ufeff---\n- \n---\n", "---\n? a\n---\n", "---\n\"a\n---\n", "---\n&a *a : !b\n---\n"} {
		f.Add([]byte(seed))
	}
	dir := contenttest.Folder(f, nil)
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(dir, "regelingen", "voorbeeld.md")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		_, found, err := content.Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		last := 1 + bytes.Count(data, []byte("\n"))
		for _, p := range found {
			if p.Path == filepath.ToSlash(path) && (p.Line < 1 || p.Line > last) {
				t.Errorf("got line %d, want one of 1 to %d: %s", p.Line, last, p)
			}
		}
	})
}
