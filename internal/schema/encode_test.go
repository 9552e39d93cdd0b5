package schema_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/schema"
)

// hostile are texts that YAML, Markdown, a file system or a shell would like to
// understand.
func hostile() []string {
	return []string{
		"gewoon", "---", "...", "a\n---\nb", "titel: ander", "- a", "? b", "a: b", "a #b", "#a", "[x]", "{x: y}", "&a b", "*a", "!!binary x",
		"!x", "%YAML 1.2", "@a", "`a`", "'", "\"", "\\", "\\n", "|", ">", "| a", "~", "null", "Null", "true", "yes", "ja", "no", "on", "1", "0x1f",
		"1e3", ".inf", "2026-11-23", "2026-11-23 10:00", "=", "<<", "<<: *a", "../../etc/passwd", "--upload-pack=x", "-rf", "a\u00a0b", "é", "e\u0301",
		"😀 a", "\ufeffa", "a\tb", strings.Repeat("lang ", 100), "a:", ":a", " a ", "a\n\nb\n", "\n a\n  b", "a\n\tb", "a\u2028b", "x: &x [*x]", "-", "--",
		"- - -", "a,b", "[a, b]", "a]", "{", "}", "a\"b'c", "\u200b", "ﬁ", "日本", "<script>", "${{ x }}", "$(x)", "1_000", "12:30:45", "0o7", "+1", "-1", "y", "N",
	}
}

// record is a sample with the text s wherever one fits.
func record(s string) sample {
	r := sample{Count: 3, Flag: true, Themes: []string{"rood"}, Refs: []string{"een", "twee"}, Rows: []sampleRow{{Name: "rij"}, {Name: "twee", Count: 2}}}
	r.Range.Max = 9
	fields := r.fields()
	for i, name := range []string{"titel", "tekst"} {
		f, _ := schema.Lookup(fields, name)
		if f.Max(0).Parse([]string{s}) != nil && i == 0 {
			r.Title = "Titel"
		}
	}
	f, _ := schema.Lookup(fields, "namen")
	_ = f.Max(0).Parse([]string{s, "b"})
	return r
}

func roundTrip(t *testing.T, want sample) {
	t.Helper()
	data, err := schema.EncodeYAML(want.fields())
	if err != nil {
		t.Fatal(err)
	}
	var got sample
	fields := got.fields()
	for i := range fields {
		fields[i] = fields[i].Max(0)
	}
	problems, err := schema.ReadYAML(data, fields)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%s\ngot %v %v, want no problems", data, problems, err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s\ngot  %+v\nwant %+v", data, got, want)
	}
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "---") || strings.HasPrefix(line, "...") {
			t.Errorf("got a line %q, want none that ends a document:\n%s", line, data)
		}
	}
}

func TestWhatIsEncodedIsDecodedToTheSameValues(t *testing.T) {
	for _, s := range hostile() {
		roundTrip(t, record(s))
	}
}

func FuzzEncodeYAML(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if r := record(s); r.Title != "" {
			roundTrip(t, r)
		}
	})
}

func TestEmptyFieldsAreLeftOut(t *testing.T) {
	r := sample{Title: "Een titel", Themes: []string{"rood", "groen"}, Count: 5}
	got, err := schema.EncodeYAML(r.fields())
	if err != nil {
		t.Fatal(err)
	}
	if want := "titel: Een titel\nkleuren: [rood, groen]\naantal: 5\n"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestADayIsWrittenWithoutQuotes(t *testing.T) {
	day := time.Date(2027, 2, 5, 0, 0, 0, 0, time.UTC)
	yes := true
	got, err := schema.EncodeYAML([]schema.Field{schema.Date("dag", &day), schema.Bool("aan", &yes)})
	if err != nil {
		t.Fatal(err)
	}
	if want := "dag: 2027-02-05\naan: true\n"; !strings.HasPrefix(string(got), "dag: 2027-02-05") {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestASecondDocumentIsRefused(t *testing.T) {
	var s sample
	for _, text := range []string{"titel: a\n---\ntitel: b\n", "titel: a\n...\n---\n", "titel: [\n", "\ttitel: a\n"} {
		if _, got := schema.ReadYAML([]byte(text), s.fields()); !errors.Is(got, schema.ErrDocuments) {
			t.Errorf("%q: got %v, want %v", text, got, schema.ErrDocuments)
		}
	}
}

func TestASlugIsMadeByAnAllowList(t *testing.T) {
	tests := map[string]string{
		"Jan Jansen": "jan-jansen", "José Müller-Łukasz": "jose-muller-lukasz", "  ../../etc ": "etc", "--exec=x": "exec-x", "De Groot & Zonen B.V.": "de-groot-en-zonen-b-v",
		"IJsbrand’s": "ijsbrands", "日本": "", "": "", "Straße": "strasse", "a\u200bb": "a-b", "CON": "con",
	}
	for name, want := range tests {
		if got := schema.Slug(name, 80); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	if got := schema.Slug(strings.Repeat("a ", 100), 20); len(got) > 20 || !schema.IsSlug(got) {
		t.Errorf("got %q, want a slug of at most 20", got)
	}
}

func FuzzSlug(f *testing.F) {
	f.Add("Jan")
	f.Fuzz(func(t *testing.T, name string) {
		if got := schema.Slug(name, schema.MaxSlug); got != "" && !schema.IsSlug(got) {
			t.Errorf("%q: got %q, want a slug", name, got)
		}
	})
}
