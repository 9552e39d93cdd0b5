package content

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"mkbloket/internal/schema"
)

// entry is one term in a taxonomy file.
type entry struct {
	slug, nl, en, de, explains, parent, cbs string
	synonyms, sbi                           []string
	lat, lon                                string
	least, most                             int
}

func (e *entry) fields() []schema.Field {
	return []schema.Field{
		schema.Text("slug", &e.slug).Required().Max(schema.MaxSlug),
		schema.Text("nl", &e.nl).Required().Max(120),
		schema.Text("en", &e.en).Max(120),
		schema.Text("de", &e.de).Max(120),
		schema.Text("uitleg", &e.explains).Max(300),
		schema.List("synoniemen", &e.synonyms).Max(60),
		schema.Text("ouder", &e.parent).Max(schema.MaxSlug),
		schema.Text("cbs", &e.cbs).Max(10),
		schema.Text("lat", &e.lat).Max(12),
		schema.Text("lon", &e.lon).Max(12),
		schema.List("sbi2008", &e.sbi).Max(2),
		schema.Int("werknemers_min", &e.least),
		schema.Int("werknemers_max", &e.most),
	}
}

// vocabulary reads one list of terms.
func (l *loader) vocabulary(f file, lists map[string]**schema.Vocabulary) {
	target, ok := lists[f.slug]
	if !ok {
		l.add(f.rel, 1, "", "deze lijst is onbekend; bekende lijsten: "+strings.Join(slices.Sorted(maps.Keys(lists)), ", "))
		return
	}
	node, ok := l.yaml(f)
	if !ok {
		return
	}
	if node == nil || node.Kind != yaml.SequenceNode {
		l.add(f.rel, 1, "", "schrijf hier een lijst van {slug, nl, en, de}")
		return
	}
	terms := make([]schema.Term, 0, len(node.Content))
	lines := map[string]int{} // by slug
	for _, item := range node.Content {
		var e entry
		l.problems = append(l.problems, sentences(l.shown(f.rel), schema.DecodeYAML(item, e.fields(), false))...)
		if !schema.IsSlug(e.slug) || lines[e.slug] > 0 {
			l.add(f.rel, item.Line, "slug", fmt.Sprintf("schrijf een slug die nog niet voorkomt in plaats van %q", e.slug))
			continue
		}
		lines[e.slug] = item.Line
		terms = append(terms, e.term())
	}
	*target = schema.NewVocabulary(f.slug, terms...)
	for _, t := range terms {
		if t.Parent != "" && lines[t.Parent] == 0 {
			l.add(f.rel, lines[t.Slug], "ouder", fmt.Sprintf("%q staat niet in deze lijst", t.Parent))
		}
	}
}

func (e *entry) term() schema.Term {
	t := schema.Term{Slug: e.slug, Parent: e.parent, Explains: e.explains, Synonyms: e.synonyms, Code: e.cbs,
		Labels: map[string]string{"nl": e.nl}}
	for lang, label := range map[string]string{"en": e.en, "de": e.de} {
		if label != "" {
			t.Labels[lang] = label
		}
	}
	for _, letter := range e.sbi {
		t.Code += letter
	}
	return t
}
