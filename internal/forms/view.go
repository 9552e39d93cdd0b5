package forms

import (
	"net/url"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// View fills the page templates form, check and done.
type View struct {
	Kind     domain.Kind
	Key      string // prefix of the form's texts: form.question
	Action   string
	Back     string // address of the blank form
	Days     int    // working days until an answer
	Hidden   []Value
	Trap     string // name of the field that people do not see
	About    []About
	Ways     []string // what becomes of a message to a profile, when that is not what one expects
	Notice   string   // why nothing was sent, above the form
	Problems []Problem
	Groups   []Fieldset
	Aware    *Control     // asks to confirm that a secret number is to be sent
	Check    bool         // the button leads to the check page
	Answers  []web.Answer // check page
	Done     *Done        // page with the reference
	Focus    string       // name of the field to start in, or empty
	Within   bool         // the form stands on a page of another sort, under a heading there
}

// Value is a name and what belongs to it.
type Value struct{ Name, Value string }

// About is what a form is about: a scheme or an adviser.
type About struct{ Text, Title string }

// Problem is a line of the error summary.
type Problem struct{ ID, Text string }

// Fieldset groups controls under a legend.
type Fieldset struct {
	Legend   string
	Controls []Control
}

// draft is a form while it is filled in: what was typed, and what is wrong.
type draft struct {
	form     definition
	lang     string
	token    string
	values   url.Values
	problems []schema.Problem
	notice   string
	ways     []string
	focus    string
}

// Pages draws the pages of the forms. It stores nothing and serves nothing, so
// the generator uses it too, to write the blank forms for a host that cannot
// answer GET. It is safe for concurrent use.
type Pages struct {
	set    *templates.Set
	titles Titles
	days   map[domain.Kind]int
}

// NewPages makes Pages. The days are the working days until an answer, by kind;
// titles may be nil.
func NewPages(set *templates.Set, titles Titles, days map[domain.Kind]int) *Pages {
	if titles == nil {
		titles = func(_, _, _ string) (string, bool) { return "", false }
	}
	return &Pages{set: set, titles: titles, days: days}
}

// Blank is the page of an empty form without token, for the template "form";
// its address is Page.Path. It gives nil for an unknown kind.
func (p *Pages) Blank(kind domain.Kind, lang string) *templates.Page {
	form, ok := find(kind)
	if !ok {
		return nil
	}
	return p.form(draft{form: form, lang: lang})
}

// form is the page with the form, with errors when there are.
func (p *Pages) form(d draft) *templates.Page {
	view := p.view(d)
	view.Groups, view.Problems = p.fieldsets(d)
	view.Aware = p.aware(d)
	page := p.page(d.lang, d.form, d.form.key("title"))
	page.Error = len(view.Problems) > 0
	page.Data = view
	return page
}

// view is what the form and the check page share.
func (p *Pages) view(d draft) *View {
	view := &View{
		Kind: d.form.kind, Key: "form." + string(d.form.kind), Action: d.form.action(),
		Back: p.set.Address(d.lang, d.form.path), Days: p.days[d.form.kind],
		Trap: fieldTrap, Ways: d.ways, Notice: d.notice, Check: d.form.check, Focus: d.focus,
		Hidden: []Value{{fieldLanguage, d.lang}},
	}
	if d.token != "" {
		view.Hidden = append(view.Hidden, Value{fieldToken, d.token})
	}
	for _, f := range domain.NewSubmission(d.form.kind).Fields(p.set.Taxonomy()) {
		if slug := d.values.Get(f.Name()); refers(f) && slug != "" {
			if title, ok := p.title(d.lang, f, slug); ok {
				view.Hidden = append(view.Hidden, Value{f.Name(), slug})
				view.About = append(view.About, About{Text: p.label(d, f.Name()), Title: title})
			}
		}
	}
	return view
}

// sentence says what to do about a problem.
func (p *Pages) sentence(d draft, c Control, problem schema.Problem) string {
	for _, key := range []string{
		"fout." + string(d.form.kind) + "." + problem.Field + "." + string(problem.Code),
		"fout." + problem.Field + "." + string(problem.Code),
	} {
		if p.set.HasText(key) {
			return p.set.Text(d.lang, key, "n", problem.N)
		}
	}
	return p.set.Text(d.lang, "fout."+string(problem.Code), "n", problem.N, "veld", c.Label)
}

// label is the text beside a field: that of the form, or else of the field.
func (p *Pages) label(d draft, name string) string {
	if key := string(d.form.kind) + "." + name; p.set.HasText(key) {
		return p.set.Text(d.lang, key)
	}
	return p.set.Text(d.lang, "veld."+name)
}

// hint is the help under a label, empty when there is none.
func (p *Pages) hint(d draft, f schema.Field) string {
	for _, key := range []string{string(d.form.kind) + "." + f.Name() + ".hint", "veld." + f.Name() + ".hint"} {
		if p.set.HasText(key) {
			return p.set.Text(d.lang, key, "n", f.Limit())
		}
	}
	return ""
}
