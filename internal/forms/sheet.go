package forms

import (
	"net/url"
	"slices"

	"mkbloket/internal/schema"
)

// Sheet is a small form that does one thing, for the partial follow-form.
type Sheet struct {
	Title    string
	Lead     string // empty: there is nothing to explain
	Action   string
	Hidden   []Value
	Controls []Control
	Button   string
}

// Wish says which Sheet is wanted. Its texts are KEY.title, KEY.send, KEY.lead
// where there is one, KEY.FIELD for each label, KEY.FIELD.hint where there is
// one, and KEY.FIELD.SLUG for each choice.
type Wish struct {
	Lang, Key, Action string
	Hidden            []Value
	Fields            []schema.Field
	Values            url.Values // what the fields hold
	Problems          []schema.Problem
}

// FieldAware is the name of the box that says that such a text is to go.
const FieldAware = fieldAware

const shortText = 60 // characters; what may be longer gets a whole line

// Sheet draws a small form and the lines of its error summary.
func (p *Pages) Sheet(w Wish) (Sheet, []Problem) {
	s := Sheet{Title: p.set.Text(w.Lang, w.Key+".title"), Button: p.set.Text(w.Lang, w.Key+".send"), Action: w.Action, Hidden: w.Hidden}
	if p.set.HasText(w.Key + ".lead") {
		s.Lead = p.set.Text(w.Lang, w.Key+".lead")
	}
	var lines []Problem
	for _, field := range w.Fields {
		c := p.sheetControl(w, field)
		if i := slices.IndexFunc(w.Problems, func(x schema.Problem) bool { return x.Field == field.Name() }); i >= 0 {
			c.Error = p.sentence(draft{lang: w.Lang}, c, w.Problems[i])
			lines = append(lines, Problem{ID: c.First(), Text: c.Error})
		}
		s.Controls = append(s.Controls, c)
	}
	if aware := p.aware(draft{lang: w.Lang, problems: w.Problems}); aware != nil {
		s.Controls = append(s.Controls, *aware)
	}
	return s, lines
}

// sheetControl draws a field of a small form.
func (p *Pages) sheetControl(w Wish, field schema.Field) Control {
	name := field.Name()
	key := w.Key + "." + name
	c := Control{Name: name, Label: p.set.Text(w.Lang, key), Sort: "input", Type: "text", Optional: !field.IsRequired(), Value: w.Values.Get(name)}
	if p.set.HasText(key + ".hint") {
		c.Hint = p.set.Text(w.Lang, key+".hint", "n", field.Limit())
	}
	switch field.Kind() {
	case schema.KindLong:
		c.Sort, c.Rows = "textarea", 6
	case schema.KindEmail:
		c.Type, c.InputMode, c.Autocomplete, c.Verbatim = "email", "email", "email", true
	case schema.KindText:
		c.Short, c.Verbatim = field.Limit() <= shortText, true
	case schema.KindInt:
		c.InputMode, c.Short, c.Verbatim = "numeric", true, true
	case schema.KindDate:
		c.Type, c.Short = "date", true
	case schema.KindChoice:
		c.Sort, c.Options = "radio", p.sheetOptions(w, field, key, c.Value)
	}
	return c
}

func (p *Pages) sheetOptions(w Wish, field schema.Field, key, chosen string) []Option {
	var options []Option
	for i, slug := range field.Vocabulary().Slugs() {
		o := Option{ID: field.Name() + "-" + slug, Value: slug, Label: p.set.Text(w.Lang, p.choiceKey(key, field, slug)), Chosen: slug == chosen}
		if i == 0 {
			o.ID = field.Name() // where the error summary leads
		}
		options = append(options, o)
	}
	return options
}

// choiceKey is the key of the text of a choice: KEY.FIELD.SLUG, or else the one
// that the choice has everywhere, VOCABULARY.SLUG.
func (p *Pages) choiceKey(key string, field schema.Field, slug string) string {
	if own := key + "." + slug; p.set.HasText(own) {
		return own
	}
	return field.Vocabulary().Name() + "." + slug
}

// SecretNumbers lists the free texts among fields that seem to hold a number
// that the desk must not get, unless the sender said in values that they may go.
func SecretNumbers(values url.Values, fields []schema.Field) []schema.Problem {
	if values.Get(fieldAware) != "" {
		return nil
	}
	return sensitiveFields(fields)
}

// Hide makes hidden fields of what values hold for names, without empty ones.
func Hide(values url.Values, names ...string) []Value {
	var hidden []Value
	for _, name := range names {
		if v := values.Get(name); v != "" {
			hidden = append(hidden, Value{Name: name, Value: v})
		}
	}
	return hidden
}
