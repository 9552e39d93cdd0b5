package schema_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"mkbloket/internal/schema"
)

// sample is an example record with a field of every kind.
type sample struct {
	Title, Body, Sort, Parent string
	Aliases, Themes, Refs     []string
	Count                     int
	Flag                      bool
	Range                     struct{ Min, Max int }
	Rows                      []sampleRow
}

type sampleRow struct {
	Name  string
	Count int
}

func (r *sampleRow) fields() []schema.Field {
	return []schema.Field{schema.Text("naam", &r.Name).Required(), schema.Int("aantal", &r.Count)}
}

func (s *sample) fields() []schema.Field {
	colours := schema.Enum("kleuren", "rood", "groen", "blauw")
	return []schema.Field{
		schema.Text("titel", &s.Title).Required().Max(20).Translated(),
		schema.Long("tekst", &s.Body).Translated(),
		schema.Choice("soort", &s.Sort, colours),
		schema.Ref("ouder", &s.Parent, "regelingen"),
		schema.List("namen", &s.Aliases).Max(5).Translated(),
		schema.Choices("kleuren", &s.Themes, colours).Max(2),
		schema.Refs("regelingen", &s.Refs, "regelingen"),
		schema.Int("aantal", &s.Count),
		schema.Bool("aan", &s.Flag),
		schema.Record("bereik", []schema.Field{schema.Int("min", &s.Range.Min), schema.Int("max", &s.Range.Max)}),
		schema.Group("rijen", &s.Rows, (*sampleRow).fields),
	}
}

func node(t testing.TB, text string) *yaml.Node {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Content) == 0 {
		return nil
	}
	return doc.Content[0]
}

// lines writes problems as "line field fault".
func lines(problems []schema.Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%d %s %s", p.Line, p.Field, p.Error())))
	}
	return out
}

func TestDecodeYAMLNamesEveryProblemWithItsLine(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"valid", "titel: a\nbereik: {min: 1, max: 3}\nrijen:\n  - naam: b\n    aantal: 2\n", nil},
		{"empty", "", []string{"1 titel verplicht"}},
		{"no mapping", "- a\n", []string{"1  geen_blok"}},
		{"required key without a value", "titel:\n", []string{"1 titel verplicht"}},
		{"required key with blanks", "titel: '  '\n", []string{"1 titel verplicht"}},
		{"null in words", "titel: a\naantal: null\n", nil},
		{"unknown key with a suggestion", "titel: a\nkleur: [rood]\n", []string{`2 kleur onbekende_naam "kleur"`}},
		{"two unknown keys", "titel: a\nx: 1\ny: 2\n", []string{`2 x onbekende_naam "x"`, `3 y onbekende_naam "y"`}},
		{"duplicate key", "titel: a\naantal: 1\naantal: 2\n", []string{`3 aantal dubbel "aantal"`}},
		{"list for a text", "titel: [a]\n", []string{"1 titel geen_tekst"}},
		{"mapping for a text", "titel:\n  a: b\n", []string{"2 titel geen_tekst"}},
		{"text for a list", "titel: a\nnamen: b\n", []string{"2 namen geen_lijst"}},
		{"mapping for a list", "titel: a\nnamen: {b: c}\n", []string{"2 namen geen_lijst"}},
		{"list within a list", "titel: a\nnamen:\n  - b\n  - [c]\n", []string{"4 namen geen_tekst"}},
		{"long item", "titel: a\nnamen:\n  - kort\n  - te lang\n", []string{"4 namen te_lang 5"}},
		{"unknown item", "titel: a\nkleuren:\n  - rood\n  - gron\n", []string{`4 kleuren onbekend "gron"`}},
		{"item twice", "titel: a\nkleuren: [rood, rood]\n", []string{`2 kleuren dubbel "rood"`}},
		{"too many items", "titel: a\nkleuren: [rood, groen, blauw]\n", []string{"2 kleuren te_veel 2"}},
		{"empty list", "titel: a\nkleuren: []\nnamen:\n", nil},
		{"bad reference", "titel: a\nouder: Mijn Regeling\n", []string{`2 ouder slug "Mijn Regeling"`}},
		{"word for a number", "titel: a\naantal: veel\n", []string{"2 aantal getal"}},
		{"word for yes", "titel: a\naan: yes\n", []string{"2 aan ja_nee"}},
		{"text for a record", "titel: a\nbereik: 3\n", []string{"2 bereik geen_blok"}},
		{"list for a record", "titel: a\nbereik: [1]\n", []string{"2 bereik geen_blok"}},
		{"empty record", "titel: a\nbereik:\n", nil},
		{"unknown key in a record", "titel: a\nbereik:\n  max: 3\n  mn: 1\n", []string{`4 bereik.mn onbekende_naam "mn"`}},
		{"text for a group", "titel: a\nrijen: b\n", []string{"2 rijen geen_lijst"}},
		{"mapping for a group", "titel: a\nrijen: {naam: b}\n", []string{"2 rijen geen_lijst"}},
		{"empty group", "titel: a\nrijen:\n", nil},
		{"problems in two rows", "titel: a\nrijen:\n  - aantal: 1\n  - naam: b\n    aantal: x\n  - c\n",
			[]string{"3 rijen.naam verplicht", "5 rijen.aantal getal", "6 rijen geen_blok"}},
		{"anchor", "titel: &a b\n", []string{"1 titel yaml"}},
		{"anchor on a key", "&a titel: b\n", []string{"1 titel yaml", "1 titel verplicht"}},
		{"alias", "titel: &a b\ntekst: *a\n", []string{"1 titel yaml", "2 tekst yaml"}},
		{"alias in a list", "titel: b\nnamen: [&x a, *x]\n", []string{"2 namen geen_tekst"}},
		{"tag", "titel: !!str b\n", []string{"1 titel yaml"}},
		{"own tag", "titel: !x b\n", []string{"1 titel yaml"}},
		{"tag on a key", "!!str titel: b\n", []string{"1 titel yaml", "1 titel verplicht"}},
		{"tag on a row", "titel: a\nrijen:\n  - !!map {naam: b}\n", []string{"3 rijen yaml"}},
		{"tag on the whole", "!!map {titel: b}\n", []string{"1  yaml"}},
		{"merge key", "titel: a\n<<: {aantal: 1}\n", []string{"2 << yaml"}},
		{"mapping as a key", "titel: a\n? {b: c}\n: d\n", []string{"2  yaml"}},
		{"control character", "titel: \"a\\u0007\"\n", []string{"1 titel teken"}},
		{"direction character", "titel: \"a\\u202e\"\n", []string{"1 titel teken"}},
		{"all at once", "x: 1\nkleuren: [geel]\naan: soms\n",
			[]string{`1 x onbekende_naam "x"`, `2 kleuren onbekend "geel"`, "3 aan ja_nee", "1 titel verplicht"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var s sample
			got := lines(schema.DecodeYAML(node(t, test.text), s.fields(), false))
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestDecodeYAMLSetsEveryKind(t *testing.T) {
	var s sample
	problems := schema.DecodeYAML(node(t, "titel: 'a: b'\ntekst: |\n  een\n  twee\nsoort: rood\nouder: wbso\nnamen: [x, 1]\nkleuren: [rood, blauw]\n"+
		"regelingen: [wbso, eia]\naantal: 12\naan: true\nbereik: {max: 9}\nrijen:\n  - {naam: a, aantal: 1}\n  - {naam: b}\n"), s.fields(), false)
	got := fmt.Sprint(lines(problems), s)
	want := "[] {a: b een\ntwee\n rood wbso [x 1] [rood blauw] [wbso eia] 12 true {0 9} [{a 1} {b 0}]}"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestDecodeYAMLOfATranslationReplacesOnlyText(t *testing.T) {
	const base = "titel: Regeling\ntekst: lang\nnamen: [een]\naantal: 3\n"
	tests := []struct {
		name, text string
		want       string
		problems   []string
	}{
		{"nothing given", "", "Regeling lang [een] 3", nil},
		{"text given", "titel: Scheme\nnamen: [one, two]\n", "Scheme lang [one two] 3", nil},
		{"nothing is required", "tekst: long\n", "Regeling long [een] 3", nil},
		{"emptied", "tekst:\n", "Regeling  [een] 3", nil},
		{"field that is not text", "aantal: 4\n", "Regeling lang [een] 3", []string{"1 aantal niet_vertalen"}},
		{"unknown key", "title: x\n", "Regeling lang [een] 3", []string{`1 title onbekende_naam "title"`}},
		{"too long", "titel: een veel te lange titel\n", " lang [een] 3", []string{"1 titel te_lang 20"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var s sample
			if problems := schema.DecodeYAML(node(t, base), s.fields(), false); problems != nil {
				t.Fatal(problems)
			}
			problems := lines(schema.DecodeYAML(node(t, test.text), s.fields(), true))
			if !slices.Equal(problems, test.problems) {
				t.Errorf("got problems %q, want %q", problems, test.problems)
			}
			if got := fmt.Sprint(s.Title, " ", s.Body, " ", s.Aliases, " ", s.Count); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestUnknownKeysSuggestTheNearestField(t *testing.T) {
	var s sample
	for key, want := range map[string]string{"titl": "titel", "Titel": "titel", "kleurn": "kleuren", "iets-heel-anders": ""} {
		problems := schema.DecodeYAML(node(t, "titel: a\n"+key+": x\n"), s.fields(), false)
		if len(problems) != 1 && key != "Titel" {
			t.Fatalf("%s: got %d problems, want 1", key, len(problems))
		}
		if got := problems[0].Near; got != want {
			t.Errorf("%s: got suggestion %q, want %q", key, got, want)
		}
	}
}

func TestDecodeFormIgnoresWhatTheFormDoesNotOffer(t *testing.T) {
	var s sample
	problems := schema.DecodeForm(map[string][]string{
		"titel": {" Een  titel "}, "kleuren": {"rood", "", "groen"}, "aan": {"ja"}, "status": {"beantwoord"}, "rijen": {"x"},
	}, s.fields())
	if len(problems) != 0 {
		t.Errorf("got problems %v, want none", problems)
	}
	got := fmt.Sprint(s.Title, s.Themes, s.Flag, len(s.Rows))
	if want := "Een titel[rood groen] true 0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDecodeFormGivesProblemsInTheOrderOfTheFields(t *testing.T) {
	var s sample
	got := lines(schema.DecodeForm(map[string][]string{"aantal": {"x"}, "soort": {"paars"}}, s.fields()))
	want := []string{"0 titel verplicht", `0 soort onbekend "paars"`, "0 aantal getal"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
