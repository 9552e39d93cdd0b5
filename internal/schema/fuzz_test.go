package schema_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"mkbloket/internal/schema"
)

// FuzzDecodeYAML states that no mapping panics and that every problem stands
// on a line of the text.
func FuzzDecodeYAML(f *testing.F) {
	for _, seed := range []string{"titel: a\n", "rijen:\n- naam: [x]\n- 3\n", "<<: &a {b: *a}\n", "? [a]\n: b\n", "\n\n{titel: [}", "--- !!map\n!x titel: !y z\n", "titel: |2\n   a\n...\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var doc yaml.Node
		if len(text) > 4096 || yaml.Unmarshal([]byte(text), &doc) != nil || len(doc.Content) == 0 {
			return
		}
		for _, translation := range []bool{false, true} {
			var s sample
			last := 2 // a value that is missing at the end stands on the next line
			for _, r := range text {
				if strings.ContainsRune("\r\n\u0085\u2028\u2029", r) { // where YAML 1.1 ends a line
					last++
				}
			}
			for _, p := range schema.DecodeYAML(doc.Content[0], s.fields(), translation) {
				if p.Line < 1 || p.Line > last {
					t.Errorf("got line %d for %s, want one of 1 to %d", p.Line, p.Error(), last)
				}
			}
		}
	})
}

// FuzzParse states that what a field keeps is written in a form that it reads
// back as the same value: nothing drifts between a form and the store.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", " a\u0301 ", "€ 1.500,50", "06-12345678", "a@example.nl", "https://x.nl/%zz?ü#é", "x.nl/a b", "KVK 12345678",
		"2027-03-28 02:30", "2027-10-31", "2027-02-05 00:00", "ja", "rood", "a\r\nb", "\u202e", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		var s string
		var n int
		var b bool
		var at time.Time
		var list []string
		colours := schema.Enum("kleuren", "rood", "groen")
		for _, field := range []schema.Field{
			schema.Text("tekst", &s).Max(50), schema.Long("lang", &s).Min(2), schema.Markdown("markdown", &s), schema.Email("email", &s),
			schema.Phone("telefoon", &s), schema.URL("url", &s), schema.KVK("kvk", &s), schema.Int("getal", &n), schema.Euro("euro", &n),
			schema.Bool("vink", &b), schema.Date("dag", &at), schema.Start("opent", &at), schema.End("sluit", &at),
			schema.Choice("keuze", &s, colours), schema.Choices("keuzes", &list, colours), schema.Ref("naar", &s, "regelingen"),
			schema.Refs("alle", &list, "regelingen"), schema.List("namen", &list).Max(9),
		} {
			fault := field.Parse([]string{in})
			kept := field.Strings()
			if fault != nil && len(kept) > 0 {
				t.Errorf("%s of %q: got %q kept beside the fault %v", field.Name(), in, kept, fault)
			}
			if fault != nil || len(kept) == 0 {
				continue
			}
			if again := field.Parse(kept); again != nil || !slices.Equal(field.Strings(), kept) {
				t.Errorf("%s of %q: kept as %q, which is read as %q (%v)", field.Name(), in, kept, field.Strings(), again)
			}
		}
	})
}
