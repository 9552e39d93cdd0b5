package feeds_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

func decode(t *testing.T, data []byte) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOpenDataIsAsItsSchemaSays(t *testing.T) {
	files := build(t, load(t), today)
	for _, v := range violations("$", decode(t, files["/regelingen.schema.json"]), decode(t, files["/regelingen.json"])) {
		t.Error(v)
	}
}

func TestSchemaOfOpenDataRefusesWhatItDoesNotDescribe(t *testing.T) {
	files := build(t, load(t), today)
	tests := []struct{ name, from, to string }{
		{"an unknown field", `"titel":"Voorbeeldlening`, `"tittel":"x","titel":"Voorbeeldlening`},
		{"a missing field", `"verstrekker":"Voorbeeldprovincie",`, ``},
		{"a term outside its list", `"soort":"lening"`, `"soort":"gift"`},
		{"a status outside its list", `"status":"altijd"`, `"status":"misschien"`},
		{"an amount as text", `"bedrag_min":500`, `"bedrag_min":"500"`},
		{"a percentage above 100", `"percentage":90`, `"percentage":101`},
		{"a day that is none", `"stand_op":"2026-11-20"`, `"stand_op":"20 november"`},
		{"a moment in another form", `"sluit":"2026-12-15 17:00"`, `"sluit":"2026-12-15T17:00"`},
		{"the same theme twice", `"themas":["innovatie","financiering"]`, `"themas":["innovatie","innovatie"]`},
		{"no themes", `"themas":["financiering"]`, `"themas":[]`},
		{"a title that is too long", `"titel":"Voorbeeldlening`, `"titel":"` + strings.Repeat("x", 121)},
		{"an unknown nested field", `"werknemers":{"max":9}`, `"werknemers":{"most":9}`},
	}
	s := decode(t, files["/regelingen.schema.json"])
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data := string(files["/regelingen.json"])
			if !strings.Contains(data, test.from) {
				t.Fatalf("the open data lacks %s", test.from)
			}
			changed := strings.Replace(data, test.from, test.to, 1)
			if got := violations("$", s, decode(t, []byte(changed))); len(got) == 0 {
				t.Errorf("got no violation for %s", test.to)
			}
		})
	}
}

// What the open data adds to a scheme must not hide a field of the scheme.
func TestOpenDataHasNoNameTwice(t *testing.T) {
	added := []string{"slug", "url", "status", "status_op"}
	fields := new(domain.Scheme).Fields(domain.NewTaxonomy())
	for _, name := range added {
		if f, ok := schema.Lookup(fields, name); ok {
			t.Errorf("got a field %s of a scheme, which the open data also adds", f.Name())
		}
	}
}

func TestOpenDataHoldsEveryFieldThatIsFilledIn(t *testing.T) {
	bundle := load(t)
	var schemes struct{ Schemes []map[string]any }
	if err := json.Unmarshal(build(t, bundle, today)["/regelingen.json"], &schemes); err != nil {
		t.Fatal(err)
	}
	if len(schemes.Schemes) != len(bundle.Schemes) {
		t.Fatalf("got %d schemes, want %d", len(schemes.Schemes), len(bundle.Schemes))
	}
	for i, d := range bundle.Schemes { // both in the order of slugs
		got := schemes.Schemes[i]
		if got["slug"] != d.Slug {
			t.Fatalf("got scheme %v, want %s", got["slug"], d.Slug)
		}
		for _, f := range d.Main().Record.Fields(bundle.Taxonomy) {
			if _, ok := got[f.Name()]; ok != (len(f.Strings()) > 0) && f.Rows() == nil {
				t.Errorf("%s: %s: got present %v, want %v", d.Slug, f.Name(), ok, !ok)
			}
		}
	}
}

// The page that explains the open data is written by hand, in each language.
func TestOpenDataPageExplainsEveryField(t *testing.T) {
	for _, name := range []string{"open-data.md", "open-data.en.md", "open-data.de.md"} {
		page, err := os.ReadFile("../../content/paginas/" + name)
		if err != nil {
			t.Fatal(err)
		}
		fields := []string{"slug", "url", "status", "status_op"}
		for _, f := range new(domain.Scheme).Fields(domain.NewTaxonomy()) {
			fields = append(fields, f.Name())
		}
		for _, f := range fields {
			if !strings.Contains(string(page), "`"+f+"`") {
				t.Errorf("%s: got no explanation of %s", name, f)
			}
		}
	}
}
