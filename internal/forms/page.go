package forms

import (
	"strings"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// page is the frame of a page of a form; title is the key of its title.
func (p *Pages) page(lang string, form definition, title string) *templates.Page {
	page := web.Frame(p.set, lang, form.path, p.set.Text(lang, title))
	if text := form.key("description"); p.set.HasText(text) {
		page.Description = p.set.Text(lang, text, "n", p.days[form.kind])
	}
	return page
}

// check is the page on which the sender reads the answers before sending. All
// that was typed travels along in hidden fields.
func (p *Pages) check(d draft, fields []schema.Field) *templates.Page {
	view := p.view(d)
	for _, g := range groups(fields) {
		for _, f := range g.fields {
			name := f.Name()
			view.Answers = append(view.Answers, web.Answer{Name: name, Label: p.label(d, name), Values: p.shown(d, f)})
			for _, v := range d.values[name] {
				view.Hidden = append(view.Hidden, Value{name, v})
			}
		}
	}
	for _, name := range []string{fieldTrap, fieldAware} {
		if v := d.values.Get(name); v != "" {
			view.Hidden = append(view.Hidden, Value{name, v})
		}
	}
	page := p.page(d.lang, d.form, "form.check_title")
	page.NoIndex, page.Data = true, view
	p.below(page, d.form)
	return page
}

// below puts the form among what a page lies below.
func (p *Pages) below(page *templates.Page, form definition) {
	page.Crumbs = append(page.Crumbs, templates.Link{Text: p.set.Text(page.Lang, form.key("title")), Path: p.set.Address(page.Lang, form.path)})
}

// shown is a field's value as people read it.
func (p *Pages) shown(d draft, f schema.Field) []string {
	values := f.Strings()
	if len(values) == 0 {
		return []string{p.set.Text(d.lang, "form.not_filled")}
	}
	shown := make([]string, len(values))
	for i, v := range values {
		switch f.Kind() {
		case schema.KindChoice, schema.KindChoices:
			v = p.set.Label(d.lang, f.Vocabulary().Name(), v)
		case schema.KindBool:
			v = p.set.Text(d.lang, "form.yes")
		case schema.KindEuro:
			v = p.euro(d.lang, v)
		}
		shown[i] = v
	}
	return shown
}

func (p *Pages) euro(lang, digits string) string {
	n := 0
	for _, r := range digits {
		n = n*10 + int(r-'0')
	}
	return templates.Euro(lang, n)
}

// Done is what the page after sending shows.
type Done struct {
	Reference string
	Due       time.Time
	Way       string // of a message: profiel, vervanger or loket, as cases.Receipt has it
}

// done is the page with the reference.
func (p *Pages) done(lang string, form definition, done Done) *templates.Page {
	page := p.page(lang, form, form.key("done_title"))
	page.NoIndex = true
	page.Data = &View{Kind: form.kind, Key: "form." + string(form.kind), Days: p.days[form.kind], Done: &done, Back: p.set.Address(lang, form.path)}
	p.below(page, form)
	return page
}

// refused is a page that says why a request was not taken.
func (p *Pages) refused(lang string, form definition, key string, r web.Refused) *templates.Page {
	r.Back, r.Link = p.set.Address(lang, form.path), p.set.Text(lang, form.key("title"))
	return web.RefusedPage(p.set, lang, form.path, key, r)
}

// typed lists what was posted for the fields of a form, to be shown as text.
func (p *Pages) typed(lang string, form definition, values map[string][]string) []web.Answer {
	var answers []web.Answer
	_, fields := empty(form.kind, p.set.Taxonomy())
	for _, f := range fields {
		if v := values[f.Name()]; len(v) > 0 && strings.TrimSpace(strings.Join(v, "")) != "" && f.Kind() != schema.KindBool {
			answers = append(answers, web.Answer{Name: f.Name(), Label: p.label(draft{form: form, lang: lang}, f.Name()), Values: v})
		}
	}
	return answers
}

// Sent lists what a submission holds as people read it, without what was left
// empty.
func (p *Pages) Sent(lang string, s domain.Submission) []web.Answer {
	var answers []web.Answer
	d := draft{form: definition{kind: s.Kind()}, lang: lang}
	for _, f := range s.Fields(p.set.Taxonomy()) {
		if len(f.Strings()) > 0 {
			answers = append(answers, web.Answer{Name: f.Name(), Label: p.label(d, f.Name()), Values: p.shown(d, f)})
		}
	}
	return answers
}

// Label is the text beside a field of the form of a kind.
func (p *Pages) Label(lang string, kind domain.Kind, name string) string {
	return p.label(draft{form: definition{kind: kind}, lang: lang}, name)
}
