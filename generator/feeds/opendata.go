package feeds

import (
	"encoding/json"
	"fmt"

	"mkbloket/generator/site"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

const (
	dataPath        = "/regelingen.json"
	descriptionPath = "/regelingen.schema.json"
	explanationPath = "/open-data/"

	// publicDomain is the licence of the figures and keywords; that of the
	// texts stands on the page about open data.
	publicDomain = "https://creativecommons.org/publicdomain/zero/1.0/"
)

// perScheme is about how many bytes a scheme takes, to make room at once.
const perScheme = 2500

// openData writes every scheme with its public fields, named as in the front
// matter; what is not known is absent. Each scheme is one line, in the order
// of slugs, so that two days can be compared.
func (b *builder) openData() []byte {
	w := &writer{make([]byte, 0, 10_000+perScheme*len(b.Schemes))}
	w.open("{")
	w.line()
	w.member("schema", b.base+descriptionPath)
	w.key("licence")
	w.open("{")
	w.member("data", publicDomain)
	w.member("texts", b.base+explanationPath)
	w.close("}")
	w.member("generated", b.today)
	w.key("labels")
	w.open("{")
	b.writeLabels(w, "status", b.Taxonomy.Statuses)
	b.writeLabels(w, "soort", b.Taxonomy.Instruments)
	w.close("}")
	w.key("schemes")
	w.open("[")
	for _, d := range b.bySlug() {
		w.comma()
		w.line()
		b.writeScheme(w, d)
	}
	w.line()
	w.close("]")
	w.line()
	w.close("}\n")
	return w.data
}

func (b *builder) writeScheme(w *writer, d *site.Scheme) {
	w.open("{")
	w.member("slug", d.Slug)
	w.member("url", b.base+d.Path())
	w.member("status", string(d.Standing.Status))
	w.member("status_op", b.today)
	w.record(d.Main().Record.Fields(b.Taxonomy))
	w.close("}")
}

// writeLabels writes the name of each term in each language of the site.
func (b *builder) writeLabels(w *writer, name string, v *schema.Vocabulary) {
	w.key(name)
	w.open("{")
	for _, slug := range v.Slugs() {
		w.key(slug)
		w.open("{")
		for _, lang := range b.set.Languages() {
			w.member(lang, b.set.Label(lang, v.Name(), slug))
		}
		w.close("}")
	}
	w.close("}")
}

// description writes the JSON Schema of what openData writes.
func (b *builder) description() ([]byte, error) {
	scheme := schema.JSONSchema(new(domain.Scheme).Fields(b.Taxonomy))
	scheme.Properties = append(schema.JSONProperties{
		{Name: "slug", Type: &schema.JSONType{Type: "string", Pattern: schema.SlugPattern, MaxLength: schema.MaxSlug}},
		{Name: "url", Type: address()},
		{Name: "status", Type: &schema.JSONType{Type: "string", Enum: b.Taxonomy.Statuses.Slugs(), Description: "De stand op de dag status_op."}},
		{Name: "status_op", Type: day()},
	}, scheme.Properties...)
	scheme.Required = append([]string{"slug", "url", "status", "status_op"}, scheme.Required...)
	document := closed(schema.JSONProperties{
		{Name: "schema", Type: address()},
		{Name: "licence", Type: closed(schema.JSONProperties{{Name: "data", Type: address()}, {Name: "texts", Type: address()}})},
		{Name: "generated", Type: day()},
		{Name: "labels", Type: closed(schema.JSONProperties{
			{Name: "status", Type: b.labelType()}, {Name: "soort", Type: b.labelType()}})},
		{Name: "schemes", Type: &schema.JSONType{Type: "array", Items: scheme}},
	})
	document.Schema, document.ID = schema.JSONDialect, b.base+descriptionPath
	document.Title = b.set.Site().Name + ": " + b.text("nav.schemes")
	document.Description = "Bedragen zijn hele euro's. Een tijd is Nederlandse tijd; sluit zonder tijd is het einde van die dag. " +
		"Een veld dat niet bekend is, ontbreekt. Uitleg: " + b.base + explanationPath
	data, err := json.MarshalIndent(document, "", " ")
	if err != nil {
		return nil, fmt.Errorf("describe open data: %w", err)
	}
	return append(data, '\n'), nil
}

// closed is an object with exactly these properties.
func closed(properties schema.JSONProperties) *schema.JSONType {
	t := &schema.JSONType{Type: "object", Properties: properties, AdditionalProperties: false}
	for _, p := range properties {
		t.Required = append(t.Required, p.Name)
	}
	return t
}

// labelType is an object of slug → language → name.
func (b *builder) labelType() *schema.JSONType {
	var languages schema.JSONProperties
	for _, lang := range b.set.Languages() {
		languages = append(languages, schema.JSONProperty{Name: lang, Type: &schema.JSONType{Type: "string", MinLength: 1}})
	}
	return &schema.JSONType{Type: "object", AdditionalProperties: closed(languages)}
}

func address() *schema.JSONType { return &schema.JSONType{Type: "string", Format: "uri"} }

func day() *schema.JSONType {
	return &schema.JSONType{Type: "string", Format: "date", Pattern: schema.DatePattern}
}
