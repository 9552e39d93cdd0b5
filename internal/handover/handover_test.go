package handover_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/handover"
	"mkbloket/internal/publication"
	"mkbloket/internal/schema"
	"mkbloket/internal/store/bolt"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func taxonomy() *domain.Taxonomy {
	t := domain.NewTaxonomy()
	t.Themes, t.Regions = schema.Enum("themas", "innovatie"), schema.Enum("regios", "zuid")
	return t
}

func targets() map[domain.Kind]int { return domain.Targets{Question: 2, Profile: 5, Advice: 3}.Days() }

// one is a case with much that only the desk may know.
func one(ref string, kind domain.Kind, status string, fields map[string][]string) *cases.Case {
	return &cases.Case{
		Format: cases.Format, Reference: ref, Kind: kind, Status: status, Language: "nl", CreatedAt: now, DueAt: now, Person: "kanarie-persoon", Fields: fields,
		Thread: []cases.Entry{{At: now, Kind: cases.EntryNote, Text: "kanarie-notitie"}},
	}
}

func profile(ref, slug string) *cases.Case {
	c := one(ref, domain.KindProfile, domain.ProfilePublished, map[string][]string{
		"profielsoort": {"adviseur"}, "naam": {"Naam van " + slug}, "biedt": {"Hulp"}, "themas": {"innovatie"}, "regios": {"zuid"}, "talen": {"nl"},
		"kosten": {"gratis"}, "onafhankelijk": {"Ja."}, "email": {"kanarie@voorbeeld.example"}, "capaciteit": {"97"},
		"toestemming_publicatie": {"ja"}, "tekst": {"Wij helpen ondernemers in Limburg met hun plannen, <kort> & goed."},
	})
	c.Page, c.ConfirmedAt = "adviseurs/"+slug, now
	return c
}

func question(ref, slug string) *cases.Case {
	c := one(ref, domain.KindQuestion, domain.StatusAnswered, map[string][]string{
		"onderwerp": {"Kanarie-onderwerp"}, "vraag": {"Mag kanarie-vraag dat?"}, "naam": {"Kanarie-naam"}, "email": {"kanarie2@voorbeeld.example"}, "telefoon": {"0439999999"},
	})
	c.Thread = append(c.Thread, cases.Entry{At: now, Kind: cases.EntryAnswer, Text: "kanarie-antwoord"})
	c.Draft = &cases.FAQDraft{Slug: slug, Title: "Mag dat?", Summary: "Ja.", Text: "Ja, dat mag.", Themes: []string{"innovatie"}}
	return c
}

// stored is a store with cases.
func stored(t *testing.T, all ...*cases.Case) *bolt.Store {
	t.Helper()
	db, err := bolt.Open(filepath.Join(t.TempDir(), "cases.db"), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, c := range all {
		r, err := cases.Encode(c)
		if err == nil {
			_, err = db.Create(t.Context(), r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func encoded(t *testing.T, all ...*cases.Case) []byte {
	t.Helper()
	h, err := handover.Gather(t.Context(), stored(t, all...), taxonomy(), targets(), now)
	if err != nil {
		t.Fatal(err)
	}
	data, err := h.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestOnlyWhatEverybodyMayReadIsHandedOver(t *testing.T) {
	hidden := profile("2222-2225", "nog-niet")
	hidden.Status, hidden.Page = domain.ProfileChecked, ""
	data := encoded(t, profile("2222-2223", "jan"), question("2222-2224", "mag-dat"), hidden)
	for _, secret := range []string{"anarie", "0439999999", "97", "capaciteit", "2222-222", "nog-niet"} {
		if bytes.Contains(data, []byte(secret)) {
			t.Errorf("got %q in\n%s", secret, data)
		}
	}
	h, err := handover.Decode(bytes.NewReader(data), taxonomy())
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range h.Records.Files {
		paths = append(paths, f.Path)
	}
	if want := []string{"adviseurs/jan.md", "vragen/mag-dat.md"}; !slices.Equal(paths, want) || !bytes.Contains(h.Figures, []byte("stand_op: 2026-11-23")) {
		t.Errorf("got %q and figures\n%s\nwant %q and those of the day", paths, h.Figures, want)
	}
	if again, err := h.Encode(); err != nil || !bytes.Equal(again, data) {
		t.Errorf("got %s %v the second time, want the same bytes", again, err)
	}
}

func TestOfACaseThatIsUnfitOnlyTheNumberIsHandedOver(t *testing.T) {
	wrong := profile("2222-2223", "jan")
	wrong.Fields["themas"] = []string{"kanarie-thema"}
	twin := profile("2222-2225", "piet")
	data := encoded(t, wrong, profile("2222-2224", "piet"), twin)
	if bytes.Contains(data, []byte("2222-222")) || bytes.Contains(data, []byte("anarie")) {
		t.Errorf("got the case in %s, want the number alone", data)
	}
	h, err := handover.Decode(bytes.NewReader(data), taxonomy())
	if err != nil || h.Records.Withheld != 2 || len(h.Records.Files) != 1 || h.Records.Empty {
		t.Errorf("got %+v %v, want one file and two unfit cases", h.Records, err)
	}
	if got := h.Records.Complaints(); len(got) != 1 || !strings.Contains(got[0], ": 2;") {
		t.Errorf("got %q, want the number", got)
	}
	if again, err := h.Encode(); err != nil || !bytes.Equal(again, data) {
		t.Errorf("got %s %v the second time, want the same bytes", again, err)
	}
}

func TestAnEmptyStoreSaysSo(t *testing.T) {
	h, err := handover.Decode(bytes.NewReader(encoded(t)), taxonomy())
	if err != nil || !h.Records.Empty || len(h.Records.Files) != 0 {
		t.Errorf("got %+v %v, want an empty one", h.Records, err)
	}
}

func TestATamperedHandOverIsRefused(t *testing.T) {
	data := string(encoded(t, profile("2222-2223", "jan"), question("2222-2224", "mag-dat")))
	tests := []struct {
		name, old, new string
	}{
		{"another key", `{"versie":1,`, `{"versie":1,"meer":1,`},
		{"another key of a file", `{"pad":"adviseurs/jan.md",`, `{"pad":"adviseurs/jan.md","recht":"777",`},
		{"a key twice", `{"versie":1,`, `{"versie":1,"versie":1,`},
		{"a key in capitals", `"versie"`, `"Versie"`},
		{"another version", `"versie":1`, `"versie":2`},
		{"blanks", `{"versie"`, ` {"versie"`},
		{"something after it", `]}`, `]}{}`},
		{"a number below nought", `"ongeschikt":0`, `"ongeschikt":-1`},
		{"no JSON", `{"versie"`, `versie`},
		{"cut off", `]}`, ``},
		{"a path upwards", `adviseurs/jan.md`, `adviseurs/../jan.md`},
		{"an absolute path", `adviseurs/jan.md`, `/adviseurs/jan.md`},
		{"a section of editors", `adviseurs/jan.md`, `regelingen/jan.md`},
		{"settings", `adviseurs/jan.md`, `site.yaml`},
		{"a translation", `adviseurs/jan.md`, `adviseurs/jan.en.md`},
		{"a hidden file", `adviseurs/jan.md`, `adviseurs/.jan.md`},
		{"a program", `adviseurs/jan.md`, `adviseurs/jan.go`},
		{"another order", `adviseurs/jan.md`, `vragen/jan.md`},
		{"a file twice", `vragen/mag-dat.md`, `adviseurs/jan.md`},
		{"a profile that is not the desk's", `via_loket: true\n---\n\nWij`, `---\n\nWij`},
		{"a question that is not the desk's", `concept: true\nvia_loket: true`, `concept: true`},
		{"a question that is no concept", `concept: true\nvia_loket: true`, `via_loket: true`},
		{"another field", `via_loket: true\n---\n\nWij`, `via_loket: true\nandere: ja\n---\n\nWij`},
		{"a theme that is not there", `themas: [innovatie]\nregios`, `themas: [weg]\nregios`},
		{"no figures", `"cijfers.yaml"`, `"bijlage.yaml"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			changed := strings.Replace(data, test.old, test.new, 1)
			if changed == data {
				t.Fatalf("%q is not in\n%s", test.old, data)
			}
			h, err := handover.Decode(strings.NewReader(changed), taxonomy())
			if !errors.Is(err, handover.ErrFormat) || len(h.Records.Files) != 0 || h.Figures != nil {
				t.Errorf("got %+v %v, want %v", h, err, handover.ErrFormat)
			}
		})
	}
}

func TestAHandOverHasASize(t *testing.T) {
	_, err := handover.Handover{Figures: bytes.Repeat([]byte("x"), handover.Most)}.Encode()
	if !errors.Is(err, handover.ErrLarge) {
		t.Errorf("encoding: got %v, want %v", err, handover.ErrLarge)
	}
	endless := strings.NewReader(strings.Repeat(" ", handover.Most+1))
	if _, err := handover.Decode(endless, taxonomy()); !errors.Is(err, handover.ErrLarge) {
		t.Errorf("decoding: got %v, want %v", err, handover.ErrLarge)
	}
	broken := handover.Handover{Records: handover.Records{Files: []publication.File{{Path: "adviseurs/jan.md", Data: []byte("\xff")}}}}
	if _, err := broken.Encode(); !errors.Is(err, handover.ErrFormat) {
		t.Errorf("what is no UTF-8: got %v, want %v", err, handover.ErrFormat)
	}
}

func TestTheKeyIsThatOfOneSecret(t *testing.T) {
	a, b := handover.Key(bytes.Repeat([]byte{1}, 32)), handover.Key(bytes.Repeat([]byte{2}, 32))
	if a == b || a != handover.Key(bytes.Repeat([]byte{1}, 32)) {
		t.Errorf("got %s and %s, want two keys, each time the same", a, b)
	}
	for text, want := range map[string]bool{a: true, a[1:]: false, "": false, a[1:] + "z": false, a + "00": false} {
		if got := handover.IsKey(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func BenchmarkGather(b *testing.B) {
	db, err := bolt.Open(filepath.Join(b.TempDir(), "cases.db"), func() time.Time { return now })
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for i := range 1000 {
		digit := func(n int) byte { return "23456789"[n%8] }
		c := profile(fmt.Sprintf("2222-%c%c%c%c", digit(i/512), digit(i/64), digit(i/8), digit(i)), fmt.Sprint("slug-", i))
		r, err := cases.Encode(c)
		if err == nil {
			_, err = db.Create(b.Context(), r)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		h, err := handover.Gather(b.Context(), db, taxonomy(), targets(), now)
		if err != nil || len(h.Records.Files) != 1000 {
			b.Fatal(len(h.Records.Files), err)
		}
		data, err := h.Encode()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(data)), "bytes")
	}
}
