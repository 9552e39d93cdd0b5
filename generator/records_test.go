package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/generator/content"
	"mkbloket/generator/content/contenttest"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/handover"
	"mkbloket/internal/matching"
	"mkbloket/internal/schema"
	"mkbloket/templates"
)

// profileCase is a profile that was published at adviseurs/SLUG, or taken off
// the site in another status.
func profileCase(n int, status, slug string, changes map[string]string) *cases.Case {
	c := exampleCase(n)
	c.Kind, c.Status, c.Page, c.ConfirmedAt, c.ClosedAt = domain.KindProfile, status, "adviseurs/"+slug, c.CreatedAt, c.CreatedAt
	c.Fields = map[string][]string{
		"profielsoort": {"adviseur"}, "naam": {"Naam van " + slug}, "biedt": {"Hulp"}, "themas": {"innovatie"}, "regios": {"zuid"}, "talen": {"nl"},
		"kosten": {"gratis"}, "onafhankelijk": {"Ja."}, "email": {"geheim@voorbeeld.example"}, "toestemming_publicatie": {"ja"},
		"tekst": {"Wij helpen ondernemers in Limburg met hun plannen, kort en goed."},
	}
	for name, value := range changes {
		c.Fields[name] = []string{value}
	}
	return c
}

// draftCase is an answered question of which a draft was kept.
func draftCase(n int, slug string) *cases.Case {
	c := exampleCase(n)
	c.Draft = &cases.FAQDraft{Slug: slug, Title: "Mag dat?", Summary: "Ja.", Text: "Ja, dat mag.", Themes: []string{"innovatie"}}
	return c
}

// runExport runs the command and gives its exit code and all it wrote.
func runExport(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	s := streams{&out, &out}
	code := exitCode(records(t.Context(), append([]string{"export", "-date", "2026-11-23"}, args...), s), s)
	return code, out.String()
}

// tree is every file below a folder.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestRecordsExportWritesWhatTheDeskApprovedAndNothingElse(t *testing.T) {
	for _, kind := range places() {
		t.Run(kind, func(t *testing.T) {
			paused := profileCase(2, domain.ProfilePaused, "piet", nil)
			paused.PausedUntil, paused.Deputy = time.Date(2027, 1, 4, 23, 0, 0, 0, time.UTC), "adviseurs/jan"
			place := placeWith(t, kind, profileCase(1, domain.ProfilePublished, "jan", nil), paused, profileCase(3, domain.ProfileExpired, "kees", nil),
				profileCase(4, domain.ProfileUnlisted, "weg", nil), profileCase(5, domain.ProfileChecked, "nog-niet", nil), draftCase(6, "mag-dat"), exampleCase(7))
			dir := contenttest.Folder(t, map[string]string{
				"adviseurs/weg.md":    "---\ntitel: Weg\nsamenvatting: Weg.\nthemas: [innovatie]\nregios: [zuid]\ntalen: [nl]\nvia_loket: true\n---\n\nTekst.\n",
				"adviseurs/weg.en.md": "---\ntitel: Gone\n---\n\nText.\n",
				"vragen/oud.md":       "---\ntitel: Oud?\nsamenvatting: Ja.\nthemas: [innovatie]\nconcept: true\nvia_loket: true\n---\n\nTekst.\n",
				"vragen/eigen.md":     "---\ntitel: Eigen?\nsamenvatting: Ja.\nthemas: [innovatie]\nconcept: true\n---\n\nTekst.\n",
			})
			before := tree(t, dir)
			code, shown := runExport(t, "-content", dir, "-data", place, "-controleer")
			if want := "4 nieuw, 0 gewijzigd, 3 weg zou veranderen"; code != 0 || !strings.Contains(shown, want) || !maps.Equal(tree(t, dir), before) {
				t.Fatalf("got %d\n%s\nwant %q and nothing written", code, shown, want)
			}
			code, got := runExport(t, "-content", dir, "-data", place)
			if want := "4 nieuw, 0 gewijzigd, 3 weg geschreven"; code != 0 || !strings.Contains(got, want) {
				t.Fatalf("got %d\n%s\nwant %q", code, got, want)
			}
			after := tree(t, dir)
			var made, gone []string
			for name := range after {
				if _, had := before[name]; !had {
					made = append(made, name)
				}
			}
			for name := range before {
				if _, has := after[name]; !has {
					gone = append(gone, name)
				}
			}
			slices.Sort(made)
			slices.Sort(gone)
			if want := []string{"adviseurs/jan.md", "adviseurs/kees.md", "adviseurs/piet.md", "vragen/mag-dat.md"}; !slices.Equal(made, want) {
				t.Errorf("got %q, want %q", made, want)
			}
			if want := []string{"adviseurs/weg.en.md", "adviseurs/weg.md", "vragen/oud.md"}; !slices.Equal(gone, want) {
				t.Errorf("got %q gone, want %q", gone, want)
			}
			if want := "weer_beschikbaar_vanaf: 2027-01-05\nvervanger: jan\n"; !strings.Contains(after["adviseurs/piet.md"], want) {
				t.Errorf("got %s, want %q in it", after["adviseurs/piet.md"], want)
			}
			if strings.Contains(fmt.Sprint(after, got), "geheim@") {
				t.Error("got the private address, want it nowhere")
			}
			code, again := runExport(t, "-content", dir, "-data", place)
			if want := dir + ": 0 nieuw, 0 gewijzigd, 0 weg geschreven\n"; code != 0 || again != want {
				t.Errorf("got %d %q the second time, want %q", code, again, want)
			}
		})
	}
}

func TestRecordsExportWritesNothingWhenSomethingIsWrong(t *testing.T) {
	good := profileCase(1, domain.ProfilePublished, "jan", nil)
	theirs := "---\ntitel: Eigen\nsamenvatting: Van de redactie.\nthemas: [innovatie]\nregios: [zuid]\ntalen: [nl]\n---\n\nTekst.\n"
	desks := strings.Replace(theirs, "talen: [nl]\n", "talen: [nl]\nvia_loket: true\n", 1)
	tests := []struct {
		name    string
		cases   []*cases.Case
		content map[string]string
		want    string
	}{
		{"a page of the editors", []*cases.Case{good}, map[string]string{"adviseurs/jan.md": theirs}, "adviseurs/jan.md: dit bestand is van de redactie"},
		{"a theme that is no more", []*cases.Case{good, profileCase(2, domain.ProfilePublished, "piet", map[string]string{"themas": "weg"})}, nil, "2222-2224: not fit"},
		{"a link to a page that goes", []*cases.Case{good, profileCase(2, domain.ProfileUnlisted, "weg", nil)},
			map[string]string{"adviseurs/weg.md": desks, "paginas/over.md": "---\ntitel: Over\nsamenvatting: Een voorbeeld.\n---\n\n[Weg](/adviseurs/weg/)\n", "paginas/over.en.md": ""},
			"paginas/over.md:6: de link /adviseurs/weg/ leidt nergens heen"},
		{"two drafts of one name", []*cases.Case{draftCase(1, "mag-dat"), draftCase(2, "mag-dat")}, nil, "vragen/mag-dat.md is ook van 2222-2223"},
		{"a store that never published", []*cases.Case{exampleCase(1)}, map[string]string{"adviseurs/jan.md": desks}, "is dit de goede opslag?"},
		{"content with an error", []*cases.Case{good}, map[string]string{"paginas/fout.md": "geen voorkant\n"}, "paginas/fout.md:1: begin het bestand"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := contenttest.Folder(t, test.content)
			before := tree(t, dir)
			code, got := runExport(t, "-content", dir, "-data", placeWith(t, "folder", test.cases...))
			if code != 1 || !strings.Contains(got, test.want) {
				t.Errorf("got %d\n%s\nwant 1 and %q", code, got, test.want)
			}
			if !maps.Equal(tree(t, dir), before) {
				t.Error("got another content folder, want nothing written")
			}
		})
	}
}

func TestAQuestionThatAnEditorFinishedStays(t *testing.T) {
	finished := "---\ntitel: Mag dat echt?\nsamenvatting: Ja.\nthemas: [innovatie]\nvia_loket: true\n---\n\nBeter.\n"
	dir := contenttest.Folder(t, map[string]string{"vragen/mag-dat.md": finished, "vragen/klaar.md": finished})
	if code, got := runExport(t, "-content", dir, "-data", placeWith(t, "folder", draftCase(1, "mag-dat"))); code != 0 {
		t.Fatal(got)
	}
	for _, name := range []string{"vragen/mag-dat.md", "vragen/klaar.md"} {
		if got := tree(t, dir)[name]; got != finished {
			t.Errorf("%s: got %q, want %q", name, got, finished)
		}
	}
}

func TestALinkInTheContentFolderIsNotFollowed(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "buiten.md")
	if err := os.WriteFile(outside, []byte("buiten"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := errorsOf(os.Mkdir(filepath.Join(dir, "adviseurs"), 0o755), os.Symlink(outside, filepath.Join(dir, "adviseurs", "jan.md"))); err != nil {
		t.Skip("this system has no symbolic links: ", err)
	}
	if err := (export{dir: dir}).write([]change{{Path: "adviseurs/jan.md", After: []byte("binnen")}}); err == nil {
		t.Error("got no error, want the link refused")
	}
	for _, name := range []string{"../x.md", "/tmp/x.md", "adviseurs/../../x.md"} {
		if err := (export{dir: dir}).write([]change{{Path: name, After: []byte("x")}}); err == nil {
			t.Errorf("%s: got no error, want it refused", name)
		}
	}
	if got, _ := os.ReadFile(outside); string(got) != "buiten" {
		t.Errorf("got %q outside, want it untouched", got)
	}
	if entries, _ := os.ReadDir(filepath.Join(dir, "adviseurs")); len(entries) != 1 {
		t.Errorf("got %v, want nothing left behind", entries)
	}
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Requirement 71: what is not approved, or a concept, is in no output.
func TestAConceptIsInNoOutput(t *testing.T) {
	dir := contenttest.Folder(t, map[string]string{
		"vragen/geheim.md":    "---\ntitel: Kanarie?\nsamenvatting: Kanarie.\nthemas: [innovatie]\nregelingen: [voorbeeld]\nconcept: true\n---\n\nKanarie.\n",
		"adviseurs/geheim.md": "---\ntitel: Kanarie\nsamenvatting: Kanarie.\nthemas: [innovatie]\nregios: [zuid]\ntalen: [nl]\nvoorbeeld: true\n---\n\nKanarie.\n",
	})
	p, problems, err := load(options{content: dir, templates: templates.Embedded(), today: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)})
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	err = p.write(t.Context(), func(name string, data []byte) error {
		if strings.Contains(name, "geheim") || bytes.Contains(data, []byte("anarie")) || bytes.Contains(data, []byte("/geheim/")) {
			t.Errorf("got the concept in %s, want it nowhere", name)
		}
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
}

func TestAProfileThatIsAwaySaysSoOnItsPage(t *testing.T) {
	dir := contenttest.Folder(t, map[string]string{
		"adviseurs/weg.md": "---\ntitel: Weg\nsamenvatting: Weg.\nthemas: [innovatie]\nregios: [zuid]\ntalen: [nl]\nweer_beschikbaar_vanaf: 2027-01-05\nvervanger: adviseur\n---\n\nTekst.\n",
	})
	p, problems, err := load(options{content: dir, templates: templates.Embedded(), today: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)})
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	wants := map[string]string{
		"/adviseurs/weg/index.html":    `Weer beschikbaar vanaf 5 januari 2027.</strong> Tot dan kunt u terecht bij <a href="/adviseurs/adviseur/">Voorbeeldadviseur</a>`,
		"/en/adviseurs/weg/index.html": `Available again from 5 January 2027.</strong> Until then you can go to <a href="/en/adviseurs/adviseur/">`,
	}
	var mu sync.Mutex
	err = p.write(t.Context(), func(name string, data []byte) error {
		mu.Lock()
		defer mu.Unlock()
		if want := wants[name]; want != "" && bytes.Contains(data, []byte(want)) {
			delete(wants, name)
		}
		return nil
	}, nil)
	if err != nil || len(wants) > 0 {
		t.Errorf("got pages without %q (%v), want it in them", wants, err)
	}
}

func TestTheServerTellsWhatWasApproved(t *testing.T) {
	db, closeStore, err := openPlace(placeWith(t, "folder", profileCase(1, domain.ProfilePublished, "jan", nil)), false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = closeStore() }()
	taxonomy := domain.NewTaxonomy()
	taxonomy.Themes, taxonomy.Regions = schema.Enum("themas", "innovatie"), schema.Enum("regios", "zuid")
	built := (*domain.Taxonomy)(nil)
	handler := recordsHandler(db, func() *domain.Taxonomy { return built }, time.Now)
	ask := func() *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		handler(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/records", nil))
		return w
	}
	if got := ask().Code; got != http.StatusServiceUnavailable {
		t.Errorf("got %d before the first build, want 503", got)
	}
	built = taxonomy
	var got handover.Records
	if err := json.NewDecoder(ask().Body).Decode(&got); err != nil || len(got.Files) != 1 || got.Files[0].Path != "adviseurs/jan.md" || got.Empty {
		t.Errorf("got %+v %v, want one file", got, err)
	}
}

func TestTheDeskSeesWhatTheBuilderWouldSay(t *testing.T) {
	e := export{dir: contenttest.Folder(t, nil), now: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
	text := "---\ntitel: Mag dat?\nsamenvatting: Ja.\nthemas: [innovatie]\n---\n\n[Weg](/weg/)\n"
	got, err := e.overlaid("vragen/mag-dat.md", []byte(text))
	if err != nil || len(got) != 1 || got[0].Path != "vragen/mag-dat.md" || got[0].Line != 7 {
		t.Errorf("got %v %v, want the link on line 7", got, err)
	}
	if got, err = e.overlaid("vragen/mag-dat.md", []byte(strings.Replace(text, "/weg/", "/vragen/voorbeeldvraag/", 1))); err != nil || len(got) != 0 {
		t.Errorf("got %v %v, want nothing", got, err)
	}
	if data, ok := publishedFile(e.dir, "adviseurs/adviseur"); !ok || !bytes.Contains(data, []byte("Voorbeeldadviseur")) {
		t.Errorf("got %q %v, want the file", data, ok)
	}
	if _, ok := publishedFile(e.dir, "../site"); ok {
		t.Error("got a file outside the sections, want none")
	}
}

// The themes that belong to an ambition are those of the real content.
func TestAmbitionsLeadToThemesOfTheContent(t *testing.T) {
	bundle, _, err := content.Load("../content")
	if err != nil {
		t.Fatal(err)
	}
	for _, ambition := range bundle.Taxonomy.Ambitions.Slugs() {
		for _, theme := range matching.Themes(ambition) {
			if !bundle.Taxonomy.Themes.Has(theme) {
				t.Errorf("%s: got theme %q, want one of %v", ambition, theme, bundle.Taxonomy.Themes.Slugs())
			}
		}
	}
}
