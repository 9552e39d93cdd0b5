package snapshot_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/snapshot"
)

func example() *snapshot.Snapshot {
	t := domain.NewTaxonomy()
	for name, v := range t.Files() {
		*v = schema.NewVocabulary(name, schema.Term{Slug: "limburg", Labels: map[string]string{"nl": "Limburg"}, Code: "PV31", Synonyms: []string{"LB"}},
			schema.Term{Slug: "venlo", Parent: "limburg", Labels: map[string]string{"nl": "Venlo"}, Explains: "Aan de Maas."})
	}
	return &snapshot.Snapshot{
		Site: domain.Site{Name: "Loket", Base: "https://loket.example", Languages: []string{"nl", "en"},
			Subtitle: domain.Localised{NL: "voor ondernemers"}, MailDesk: "balie@loket.example", Targets: domain.Targets{Question: 2, Profile: 5, Advice: 3}},
		Taxonomy: t,
		Titles:   map[string]map[string]snapshot.Title{"regelingen": {"wbso": {"nl": "WBSO", "en": "WBSO (R&D)"}}},
		Assets:   map[string]string{"site.css": "/assets/site.0123.css"},
	}
}

func written(t *testing.T, s *snapshot.Snapshot) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t *testing.T, data []byte) (*snapshot.Snapshot, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "loket.json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return snapshot.Read(path)
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	want := example()
	got, err := read(t, written(t, want))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if title, ok := got.Title("en", "regelingen", "wbso"); !ok || title != "WBSO (R&D)" {
		t.Errorf("got title %q, %v", title, ok)
	}
	if title, ok := got.Title("nl", "adviseurs", "wbso"); ok {
		t.Errorf("got title %q of a record that is not there", title)
	}
	if !bytes.Equal(written(t, example()), written(t, got)) {
		t.Error("the same snapshot gave other bytes")
	}
}

func TestReadRefusesWhatItCannotTrust(t *testing.T) {
	good := string(written(t, example()))
	for name, c := range map[string]struct{ data, want string }{
		"no JSON":           {"{", "unexpected end"},
		"another format":    {strings.Replace(good, fmt.Sprintf(`"format":%d`, snapshot.Format), `"format":99`, 1), "format 99"},
		"a list is missing": {strings.Replace(good, `"themas":`, `"thema":`, 1), "no terms of themas"},
	} {
		if _, err := read(t, []byte(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", name, err, c.want)
		}
	}
	if _, err := snapshot.Read(filepath.Join(t.TempDir(), "weg.json")); err == nil {
		t.Error("no file: got no error")
	}
}
