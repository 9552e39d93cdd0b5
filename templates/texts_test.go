package templates_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/templates"
)

var languages = []string{"nl", "en", "de"}

func newSet(t *testing.T) *templates.Set {
	t.Helper()
	set, err := templates.New(templates.Embedded(), templates.Options{Languages: languages, Taxonomy: domain.NewTaxonomy()})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// sources are the templates by path.
func sources(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(templates.Embedded(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".html") {
			return err
		}
		data, err := fs.ReadFile(templates.Embedded(), path)
		out[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// texts are all interface texts by key and language.
func texts(t *testing.T) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	paths, err := fs.Glob(templates.Embedded(), "i18n/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(paths, "mail/pieces.json") {
		data, err := fs.ReadFile(templates.Embedded(), path)
		if err != nil {
			t.Fatal(err)
		}
		var some map[string]map[string]string
		if err := json.Unmarshal(data, &some); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		maps.Copy(all, some)
	}
	return all
}

func TestEveryTextIsThereInEveryLanguage(t *testing.T) {
	if missing := newSet(t).Missing(); len(missing) > 0 {
		t.Errorf("got %d missing: %q", len(missing), missing)
	}
	for key, byLang := range texts(t) {
		for lang := range byLang {
			if !slices.Contains(languages, lang) {
				t.Errorf("%s: got a text in %q, which is no language of the site", key, lang)
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

func TestPlaceholdersAreTheSameInEveryLanguage(t *testing.T) {
	for key, byLang := range texts(t) {
		want := placeholders(byLang["nl"])
		for lang, text := range byLang {
			if got := placeholders(text); !slices.Equal(got, want) {
				t.Errorf("%s: got %v in %s, want %v as in nl", key, got, lang, want)
			}
			if strings.Contains(text, "{{") || strings.ContainsAny(text, "<>") {
				t.Errorf("%s: the text in %s holds markup: %q", key, lang, text)
			}
		}
	}
}

// placeholders lists the names between braces, each once.
func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

var (
	fixedKey  = regexp.MustCompile(`\bt "([^"]+)"`)
	prefixKey = regexp.MustCompile(`\bt \(print "([^"]+)"`)
	suffixKey = regexp.MustCompile(`\bt \(print (\$key|\.Key|\$\.Data\.Key|\$page\.Data\.Key) "([^"]+)"\)`)
)

func TestTemplatesUseOnlyKeysThatHaveTexts(t *testing.T) {
	set := newSet(t)
	keys := slices.Collect(maps.Keys(texts(t)))
	fixed := 0
	for path, source := range sources(t) {
		for _, m := range fixedKey.FindAllStringSubmatch(source, -1) {
			fixed++
			if !set.HasText(m[1]) {
				t.Errorf("%s: no text has the key %s", path, m[1])
			}
		}
		for _, m := range prefixKey.FindAllStringSubmatch(source, -1) {
			if !slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, m[1]) }) {
				t.Errorf("%s: no key starts with %s", path, m[1])
			}
		}
		for _, m := range suffixKey.FindAllStringSubmatch(source, -1) {
			prefixes := []string{"form.question", "form.profile", "form.advice"}
			switch {
			case m[1] == "$key":
				prefixes = []string{"advisers", "entrepreneurs"}
			case path == "pages/check.html": // only a request for advice has a check page
				prefixes = []string{"form.advice"}
			}
			for _, prefix := range prefixes {
				if !set.HasText(prefix + m[2]) {
					t.Errorf("%s: no text has the key %s%s", path, prefix, m[2])
				}
			}
		}
	}
	if fixed < 100 {
		t.Errorf("got %d keys in the templates, want more: the pattern misses them", fixed)
	}
}

// wantKeys are the keys that code and templates put together from the
// definitions of records.
func wantKeys() []string {
	taxonomy := domain.NewTaxonomy()
	var keys []string
	add := func(parts ...string) { keys = append(keys, strings.Join(parts, "")) }
	for _, p := range domain.DataMap(taxonomy) {
		for _, part := range []string{"what", "why", "ground", "who", "long"} {
			add("datamap.", p.Key, ".", part)
		}
		for _, field := range p.Fields {
			add("datamap.veld.", field)
		}
	}
	for _, status := range domain.StatusOrder {
		add("scheme.when_", string(status))
		add("keuze.status.", string(status))
	}
	for _, slug := range taxonomy.Conformity.Slugs() {
		add("a11y.status_", slug)
	}
	for _, param := range []string{"status", "soort", "thema", "fase", "sector", "regio"} {
		add("facet.", param)
		add("schemes.by_", param)
	}
	for _, v := range []*schema.Vocabulary{taxonomy.Levels, taxonomy.Openings, taxonomy.Allocations, taxonomy.LegalForms, taxonomy.Helix, taxonomy.Costs,
		taxonomy.Languages, taxonomy.ProfileKinds, taxonomy.ContactWays, taxonomy.Ambitions, taxonomy.Starts, taxonomy.Roles} {
		for _, slug := range v.Slugs() {
			add("keuze.", v.Name(), ".", slug)
		}
	}
	for _, lang := range languages {
		add("lang.", lang)
	}
	for _, section := range templates.Sections {
		add(section.Text)
	}
	return keys
}

func TestKeysMadeFromDefinitionsHaveTexts(t *testing.T) {
	set := newSet(t)
	for _, key := range wantKeys() {
		if !set.HasText(key) {
			t.Errorf("no text has the key %s", key)
		}
	}
}

func TestEveryFormFieldHasALabel(t *testing.T) {
	set := newSet(t)
	for _, kind := range domain.Kinds() {
		for _, f := range domain.NewSubmission(kind).Fields(set.Taxonomy()) {
			if !set.HasText("veld."+f.Name()) && !set.HasText(string(kind)+"."+f.Name()) {
				t.Errorf("%s: no text for the label of %s", kind, f.Name())
			}
		}
	}
}

func TestEveryFaultOfAFormHasASentence(t *testing.T) {
	set := newSet(t)
	for _, code := range []schema.Code{schema.Missing, schema.Choose, schema.Accept, schema.TooLong, schema.TooShort, schema.TooMany, schema.TooLarge, schema.TooSmall,
		schema.BadEmail, schema.BadPhone, schema.BadURL, schema.BadKVK, schema.BadNumber, schema.BadAmount, schema.BadBool, schema.BadSlug, schema.BadChar, schema.NotText,
		schema.Unknown, schema.Duplicate} {
		if !set.HasText("fout." + string(code)) {
			t.Errorf("no text has the key fout.%s", code)
		}
	}
}

func TestTextReplacesPlaceholdersAndKnowsOne(t *testing.T) {
	set := newSet(t)
	tests := []struct {
		lang, key string
		args      []any
		want      string
	}{
		{"nl", "list.page", []any{"n", 2}, "pagina 2"},
		{"nl", "geen.tekst", nil, "[geen.tekst]"},
	}
	for _, test := range tests {
		if got := set.Text(test.lang, test.key, test.args...); !strings.EqualFold(strings.Trim(got, "()"), test.want) {
			t.Errorf("%s: got %q, want %q", test.key, got, test.want)
		}
	}
	one, many := set.Text("nl", "schemes.count", "n", 1), set.Text("nl", "schemes.count", "n", 2)
	if strings.Contains(one, "{") || strings.Contains(many, "{") || !strings.Contains(many, "2") || one == strings.Replace(many, "2", "1", 1) {
		t.Errorf("got %q for one and %q for two", one, many)
	}
}

func TestEuroIsWrittenAsTheLanguageDoes(t *testing.T) {
	tests := []struct {
		lang string
		n    int
		want string
	}{
		{"nl", 0, "€\u00a00"}, {"nl", 999, "€\u00a0999"}, {"nl", 78000000, "€\u00a078.000.000"}, {"en", 1500, "€1,500"}, {"de", 1500, "1.500\u00a0€"},
	}
	for _, test := range tests {
		if got := templates.Euro(test.lang, test.n); got != test.want {
			t.Errorf("%d in %s: got %q, want %q", test.n, test.lang, got, test.want)
		}
	}
}
