package forms

import (
	"net/url"
	"slices"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// Drawn is the fields of a form on a page that is not the form's own.
type Drawn struct {
	Groups   []Fieldset
	Problems []Problem
	Aware    *Control // asks to confirm that a secret number is to be sent
}

// Draw draws the fields of the form of a kind as its own page does, with what
// values hold and the problems beside them, but for the fields to leave out.
func (p *Pages) Draw(lang string, kind domain.Kind, values url.Values, problems []schema.Problem, without ...string) Drawn {
	d := draft{form: definition{kind: kind}, lang: lang, values: values, problems: problems}
	drawn := Drawn{Aware: p.aware(d)}
	drawn.Groups, drawn.Problems = p.fieldsets(d, without...)
	return drawn
}

// fieldsets draws the fields of a form and the lines of its error summary. A
// fieldset of which nothing is left is left out.
func (p *Pages) fieldsets(d draft, without ...string) (sets []Fieldset, lines []Problem) {
	for _, g := range groups(domain.NewSubmission(d.form.kind).Fields(p.set.Taxonomy())) {
		set := Fieldset{Legend: p.set.Text(d.lang, d.form.key(g.name))}
		for _, f := range g.fields {
			if slices.Contains(without, f.Name()) {
				continue
			}
			c := p.control(d, f)
			if i := slices.IndexFunc(d.problems, func(x schema.Problem) bool { return x.Field == f.Name() }); i >= 0 {
				c.Error = p.sentence(d, c, d.problems[i])
				lines = append(lines, Problem{ID: c.First(), Text: c.Error})
			}
			set.Controls = append(set.Controls, c)
		}
		if len(set.Controls) > 0 {
			sets = append(sets, set)
		}
	}
	return sets, lines
}
