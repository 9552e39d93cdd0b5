package partner

import (
	"net/http"
	"slices"

	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// decode is the record of a kind with what fields hold, nil for an unknown kind.
func (p *Partner) decode(kind domain.Kind, fields map[string][]string) domain.Submission {
	s := domain.NewSubmission(kind)
	if s != nil {
		schema.DecodeForm(fields, s.Fields(p.set.Taxonomy()))
	}
	return s
}

// only lists what some fields hold as people read it, without what is empty.
func (p *Partner) only(lang string, s domain.Submission, names []string) []web.Answer {
	return slices.DeleteFunc(p.fields.Sent(lang, s), func(a web.Answer) bool { return !slices.Contains(names, a.Name) })
}

// named gives answers of somebody else labels that do not speak to the reader.
func (p *Partner) named(lang string, answers []web.Answer) []web.Answer {
	for i := range answers {
		if key := "partner.veld." + answers[i].Name; p.set.HasText(key) {
			answers[i].Label = p.set.Text(lang, key)
		}
	}
	return answers
}

// state is what every page of a case begins with.
func (p *Partner) state(r *web.Request, page *templates.Page, o opened, d draft) State {
	page.Error = len(d.problems) > 0 || d.trouble != ""
	s := State{Reference: o.one.Reference, Trouble: d.trouble}
	if news := r.Values.Get(fieldNews); r.Method != http.MethodPost && p.isNews(o.room, news) {
		s.News = p.set.Text(r.Lang, "partner."+news+".done")
	}
	if d.name != "" {
		if known, ok := p.find(d.name); !ok || !p.may(known, o) || d.name == nameEdit {
			s.Typed = p.typed(r)
		}
	}
	return s
}

// isNews reports whether a name in an address is of something done in a room.
func (p *Partner) isNews(where room, name string) bool {
	d, ok := p.find(name)
	return ok && d.room == where
}

// offer draws the form of a deed that fits now, nil when it does not.
func (p *Partner) offer(r *web.Request, o opened, d draft, name string, values map[string][]string, s *State) *forms.Sheet {
	known, ok := p.find(name)
	if !ok || !p.may(known, o) {
		return nil
	}
	var problems []schema.Problem
	if d.name == name {
		problems, values = d.problems, r.Values
	}
	sheet, lines := p.sheet(r, known, o, values, problems)
	s.Problems = append(s.Problems, lines...)
	return &sheet
}

// sheet draws the form of a deed.
func (p *Partner) sheet(r *web.Request, d deed, o opened, values map[string][]string, problems []schema.Problem) (forms.Sheet, []forms.Problem) {
	return p.fields.Sheet(forms.Wish{
		Lang: r.Lang, Key: "partner." + d.name, Action: Action, Hidden: p.hidden(r, d.name),
		Fields: d.form(new(input), o), Values: values, Problems: problems,
	})
}

// hidden is what every form carries along.
func (p *Partner) hidden(r *web.Request, name string) []forms.Value {
	hidden := []forms.Value{{Name: web.FieldLanguage, Value: r.Lang}, {Name: fieldDo, Value: name}, {Name: web.FieldForm, Value: p.token(r)}}
	if name == nameResend {
		return hidden
	}
	return append(hidden, forms.Hide(r.Values, fieldRef, fieldReferral, fieldKey)...)
}

// typed lists what somebody wrote, to be shown as text when there is no form to
// put it in.
func (p *Partner) typed(r *web.Request) []web.Answer {
	if r.Method != http.MethodPost {
		return nil
	}
	d, ok := p.find(r.Values.Get(fieldDo))
	if !ok {
		return nil
	}
	var answers []web.Answer
	for _, f := range d.form(new(input), opened{}) {
		value := r.Values.Get(f.Name())
		if value == "" {
			continue
		}
		switch f.Kind() {
		case schema.KindLong, schema.KindMarkdown, schema.KindText, schema.KindURL:
			label := p.set.Text(r.Lang, "follow.typed")
			if d.name == nameEdit {
				label = p.fields.Label(r.Lang, domain.KindProfile, f.Name())
			}
			answers = append(answers, web.Answer{Name: f.Name(), Label: label, Values: []string{value}})
		}
	}
	return answers
}
