package follow

import (
	"net/http"
	"net/url"

	"mkbloket/internal/forms"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
)

// Form is one form of a page, for the partial follow-form.
type Form = forms.Sheet

// Problem is a line of the error summary.
type Problem = forms.Problem

// form draws the form of a deed, with what was posted in it, and the lines of
// the error summary. chosen fills in what was not posted. The token of a page
// that comes back stays, so that sending again is the same act.
func (f *Follow) form(r *web.Request, d deed, chosen url.Values, problems []schema.Problem) (Form, []Problem) {
	token := f.Verified(r)
	if token == "" {
		token, _ = f.NewToken() // without one a repeat is known when it comes at once
	}
	hidden := []forms.Value{{Name: web.FieldLanguage, Value: r.Lang}, {Name: fieldDo, Value: d.name}, {Name: web.FieldForm, Value: token}}
	if d != resend {
		hidden = append(hidden, forms.Hide(r.Values, fieldRef, fieldKey, fieldConfirm)...)
	}
	if r.Method == http.MethodPost { // an address fills in nothing
		chosen = r.Values
	}
	return f.fields.Sheet(forms.Wish{
		Lang: r.Lang, Key: "follow." + d.name, Action: Action, Hidden: hidden,
		Fields: d.fields(new(input)), Values: chosen, Problems: problems,
	})
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
