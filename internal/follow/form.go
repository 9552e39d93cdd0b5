package follow

import (
	"net/http"
	"slices"

	"mkbloket/internal/forms"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
)

// Form is one form of a page, for the partial follow-form.
type Form struct {
	Title    string
	Lead     string // empty: there is nothing to explain
	Action   string
	Hidden   []forms.Value
	Controls []forms.Control
	Button   string
}

// Problem is a line of the error summary.
type Problem = forms.Problem

// form draws the form of a deed, with what was posted in it, and the lines of
// the error summary. chosen fills in what was not posted. The token of a page
// that comes back stays, so that sending again is the same act.
func (f *Follow) form(r *web.Request, d deed, chosen map[string]string, problems []schema.Problem) (Form, []Problem) {
	text := func(name string) string { return f.set.Text(r.Lang, "follow."+d.name+"."+name) }
	form := Form{Action: Action, Title: text("title"), Button: text("send")}
	if f.set.HasText("follow." + d.name + ".lead") {
		form.Lead = text("lead")
	}
	token := f.verified(r)
	if token == "" {
		token, _ = f.token() // without one a repeat is known when it comes at once
	}
	form.Hidden = []forms.Value{{Name: web.FieldLanguage, Value: r.Lang}, {Name: fieldDo, Value: d.name}, {Name: fieldForm, Value: token}}
	for _, name := range []string{fieldRef, fieldKey, fieldConfirm} {
		if v := r.Values.Get(name); v != "" && d != resend {
			form.Hidden = append(form.Hidden, forms.Value{Name: name, Value: v})
		}
	}
	var lines []Problem
	for _, field := range d.fields(new(input)) {
		c := f.control(r, d, field, chosen[field.Name()])
		if i := slices.IndexFunc(problems, func(p schema.Problem) bool { return p.Field == field.Name() }); i >= 0 {
			c.Error = f.sentence(r.Lang, c, problems[i])
			lines = append(lines, Problem{ID: c.First(), Text: c.Error})
		}
		form.Controls = append(form.Controls, c)
	}
	if slices.ContainsFunc(problems, func(p schema.Problem) bool { return p.Code == sensitive }) {
		form.Controls = append(form.Controls, f.aware(r.Lang))
	}
	return form, lines
}

// control draws a field.
func (f *Follow) control(r *web.Request, d deed, field schema.Field, chosen string) forms.Control {
	name := field.Name()
	key := "follow." + d.name + "." + name
	c := forms.Control{Name: name, Label: f.set.Text(r.Lang, key), Sort: "input", Type: "text", Optional: !field.IsRequired(), Value: chosen}
	if r.Method == http.MethodPost { // an address fills in nothing
		c.Value = r.Values.Get(name)
	}
	if f.set.HasText(key + ".hint") {
		c.Hint = f.set.Text(r.Lang, key+".hint", "n", field.Limit())
	}
	switch field.Kind() {
	case schema.KindLong:
		c.Sort, c.Rows = "textarea", 6
	case schema.KindEmail:
		c.Type, c.InputMode, c.Autocomplete, c.Verbatim = "email", "email", "email", true
	case schema.KindText:
		c.Short, c.Verbatim = true, true
	case schema.KindChoice:
		c.Sort = "radio"
		for i, slug := range field.Vocabulary().Slugs() {
			o := forms.Option{ID: name + "-" + slug, Value: slug, Label: f.set.Text(r.Lang, key+"."+slug), Chosen: slug == c.Value}
			if i == 0 {
				o.ID = name // where the error summary leads
			}
			c.Options = append(c.Options, o)
		}
	}
	return c
}

// aware asks to confirm that a text goes out although it seems to hold a secret
// number.
func (f *Follow) aware(lang string) forms.Control {
	label := f.set.Text(lang, "veld."+fieldAware)
	return forms.Control{Name: fieldAware, Label: label, Sort: "consent", Options: []forms.Option{{ID: fieldAware, Value: "ja", Label: label}}}
}

// sentence says what to do about a problem.
func (f *Follow) sentence(lang string, c forms.Control, p schema.Problem) string {
	key := "fout." + string(p.Code)
	if own := "fout." + p.Field + "." + string(p.Code); f.set.HasText(own) {
		key = own
	}
	return f.set.Text(lang, key, "n", p.N, "veld", c.Label)
}

// typed lists what somebody wrote, to be shown as text when there is no form to
// put it in.
func (f *Follow) typed(r *web.Request) []web.Answer {
	var answers []web.Answer
	if r.Method != http.MethodPost {
		return nil
	}
	for _, d := range []deed{add, rate} {
		for _, field := range d.fields(new(input)) {
			if v := r.Values.Get(field.Name()); v != "" && field.Kind() == schema.KindLong {
				answers = append(answers, web.Answer{Name: field.Name(), Label: f.set.Text(r.Lang, "follow.typed"), Values: []string{v}})
			}
		}
	}
	return answers
}
