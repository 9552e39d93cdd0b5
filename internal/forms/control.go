package forms

import (
	"slices"
	"strings"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// Control is one field as it is drawn by the partial control.
type Control struct {
	Name, Label, Hint, Error string
	Sort                     string // input, textarea, select, radio, checkboxes, regions, consent
	Optional                 bool   // to be marked as such
	Value                    string // of an input or textarea, as it was typed
	Type                     string // of an input
	Autocomplete             string // WCAG 1.3.5
	InputMode                string
	Verbatim                 bool // no spelling check
	Short                    bool
	Rows                     int
	Options                  []Option
	Groups                   []OptionGroup
	Focus                    bool
}

// Option is one choice.
type Option struct {
	ID, Value, Label string
	Chosen           bool
}

// OptionGroup is a region with what lies within it.
type OptionGroup struct {
	Option
	Options []Option
	Open    bool // something within is chosen
}

// First is the ID that a link to the field leads to: that of its first input.
func (c Control) First() string { return c.Name }

// DescribedBy lists the IDs of hint and error, for aria-describedby.
func (c Control) DescribedBy() string {
	var ids []string
	if c.Hint != "" {
		ids = append(ids, c.Name+"-hint")
	}
	if c.Error != "" {
		ids = append(ids, c.Name+"-fout")
	}
	return strings.Join(ids, " ")
}

const (
	manyOptions = 7   // more, or none chosen allowed: a select
	longText    = 200 // characters; more than this needs more than one line
)

// autocomplete maps fields about the sender to the tokens of the HTML standard.
var autocomplete = map[string]string{
	"naam": "name", "email": "email", "telefoon": "tel", "bedrijf": "organization", "website": "url",
}

// control draws a field with what was typed into it.
func (p *Pages) control(d draft, f schema.Field) Control {
	name := f.Name()
	c := Control{
		Name: name, Label: p.label(d, name), Hint: p.hint(d, f), Sort: "input", Type: "text",
		Optional:     !f.IsRequired() && !conditional[name],
		Value:        d.values.Get(name),
		Autocomplete: autocomplete[name],
		Focus:        d.focus == name,
	}
	chosen := d.values[name]
	switch f.Kind() {
	case schema.KindEmail:
		c.Type, c.Verbatim, c.InputMode = "email", true, "email"
	case schema.KindPhone:
		c.Type, c.Short = "tel", true
	case schema.KindURL:
		c.Verbatim, c.InputMode = true, "url"
	case schema.KindKVK, schema.KindInt:
		c.InputMode, c.Short, c.Verbatim = "numeric", true, true
	case schema.KindEuro:
		c.InputMode, c.Short, c.Verbatim = "decimal", true, true
	case schema.KindLong, schema.KindMarkdown:
		c.Sort, c.Rows = "textarea", 8
	case schema.KindText:
		if f.Limit() > longText {
			c.Sort, c.Rows = "textarea", 3
		}
	case schema.KindBool:
		c.Sort, c.Optional = "consent", false
		c.Options = []Option{{ID: name, Value: "ja", Label: c.Label, Chosen: slices.Contains(chosen, "ja")}}
	case schema.KindChoice:
		c.Sort, c.Options = "select", p.options(d, name, f.Vocabulary(), chosen)
		if f.Vocabulary() == p.set.Taxonomy().Regions {
			c.Groups = p.municipalities(d, name, chosen)
		} else if f.IsRequired() && len(c.Options) <= manyOptions {
			c.Sort = "radio"
		}
	case schema.KindChoices:
		c.Sort, c.Options = "checkboxes", p.options(d, name, f.Vocabulary(), chosen)
		if f.Vocabulary() == p.set.Taxonomy().Regions {
			c.Sort, c.Options, c.Groups = "regions", p.province(d, name, chosen), p.municipalities(d, name, chosen)
		}
	}
	return c
}

// options are the terms of a vocabulary. The first has the ID of the field, so
// that the error summary can link to it.
func (p *Pages) options(d draft, name string, v *schema.Vocabulary, chosen []string) []Option {
	options := make([]Option, len(v.Terms()))
	for i, t := range v.Terms() {
		options[i] = p.option(d, name, v, t.Slug, chosen)
		if i == 0 {
			options[i].ID = name
		}
	}
	return options
}

func (p *Pages) option(d draft, name string, v *schema.Vocabulary, slug string, chosen []string) Option {
	return Option{ID: name + "-" + slug, Value: slug, Label: p.set.Label(d.lang, v.Name(), slug), Chosen: slices.Contains(chosen, slug)}
}

// municipalities groups those of Limburg by sub-region.
func (p *Pages) municipalities(d draft, name string, chosen []string) []OptionGroup {
	regions := p.set.Taxonomy().Regions
	var groups []OptionGroup
	for _, g := range p.set.Taxonomy().Municipalities() {
		group := OptionGroup{Option: p.option(d, name, regions, g.Region.Slug, chosen)}
		for _, m := range g.Municipalities {
			o := p.option(d, name, regions, m.Slug, chosen)
			group.Open = group.Open || o.Chosen
			group.Options = append(group.Options, o)
		}
		groups = append(groups, group)
	}
	return groups
}

// province is the region that includes the sub-regions with municipalities.
func (p *Pages) province(d draft, name string, chosen []string) []Option {
	var options []Option
	regions := p.set.Taxonomy().Regions
	for _, g := range p.set.Taxonomy().Municipalities() {
		parent := g.Region.Parent
		if regions.Has(parent) && !slices.ContainsFunc(options, func(o Option) bool { return o.Value == parent }) {
			options = append(options, p.option(d, name, regions, parent, chosen))
		}
	}
	if len(options) > 0 {
		options[0].ID = name
	}
	return options
}

// aware asks to confirm a secret number, when one was found.
func (p *Pages) aware(d draft) *Control {
	if !slices.ContainsFunc(d.problems, func(x schema.Problem) bool { return x.Code == sensitive }) {
		return nil
	}
	label := p.set.Text(d.lang, "veld."+fieldAware)
	return &Control{Name: fieldAware, Label: label, Sort: "consent",
		Options: []Option{{ID: fieldAware, Value: "ja", Label: label}}}
}

// empty makes the submission of a kind with its fields.
func empty(kind domain.Kind, t *domain.Taxonomy) (domain.Submission, []schema.Field) {
	s := domain.NewSubmission(kind)
	return s, s.Fields(t)
}
