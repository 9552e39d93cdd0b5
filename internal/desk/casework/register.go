package casework

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Fields of a case that is taken down, beside those of its kind.
const (
	fieldChannel = "kanaal"
	fieldAgreed  = "instemming"
)

// Taken fills the template case-new.
type Taken struct {
	Kind   domain.Kind
	Kinds  []templates.Link
	Groups []forms.Fieldset
}

// kindOf is the kind that an address or a form names; a question when none.
func kindOf(v url.Values) domain.Kind {
	if v.Get(fieldKind) == string(domain.KindAdvice) {
		return domain.KindAdvice
	}
	return domain.KindQuestion
}

// registerForm is the empty form of a case that is taken down.
func (d *desk) registerForm(w http.ResponseWriter, r *page.Request) error {
	start := url.Values{fieldKind: {string(kindOf(r.URL.Query()))}, "contactvoorkeur": {"telefoon"}, web.FieldLanguage: {"nl"}}
	return d.showRegister(w, r, ok, start, nil)
}

// register makes a case of what was taken down.
func (d *desk) register(w http.ResponseWriter, r *page.Request) error {
	kind := kindOf(r.Values)
	s := domain.NewSubmission(kind)
	values := url.Values{}
	for name, v := range r.Values {
		values[name] = v
	}
	consent := consentField(s, d.set.Taxonomy())
	values.Set(consent, "ja") // how it was given stands in its own field
	problems := cases.MayRegister(s, values, d.set.Taxonomy())
	channel, agreed := "", ""
	problems = append(problems, schema.DecodeForm(r.Values, ownFields(&channel, &agreed))...)
	language := r.Values.Get(web.FieldLanguage)
	if !slices.Contains([]string{"nl", "en", "de"}, language) {
		language = "nl"
	}
	if len(problems) > 0 {
		return d.showRegister(w, r, http.StatusUnprocessableEntity, r.Values, problems)
	}
	act := cases.Act{By: cases.Actor{Party: domain.PartyOfficer, ID: r.Account.ID}, Token: d.Verified(r)}
	in := cases.Registration{Channel: channel, Agreed: agreed, Input: cases.Input{
		Submission: s, Language: language, Consents: map[string]string{consent: agreed},
	}}
	receipt, err := d.config.Cases.Register(r.Context(), act, in)
	if errors.Is(err, cases.ErrNoConsent) || errors.Is(err, cases.ErrText) {
		fault := schema.Problem{Field: fieldAgreed, Fault: schema.Fault{Code: schema.BadChar}}
		return d.showRegister(w, r, http.StatusUnprocessableEntity, r.Values, []schema.Problem{fault})
	}
	if err != nil {
		return err
	}
	if err := d.Note(r, "zaak vastgelegd", receipt.Reference, "gelukt", channel); err != nil {
		return err
	}
	return d.Lead(w, casePath(receipt.Reference)+"?"+paramDone+"=nieuw")
}

// ownFields are those about the conversation.
func ownFields(channel, agreed *string) []schema.Field {
	return []schema.Field{
		schema.Choice(fieldChannel, channel, schema.NewVocabulary(fieldChannel,
			term("telefoon", "Telefoon"), term("balie", "Aan de balie"), term("brief", "Brief"))).Required(),
		schema.Long(fieldAgreed, agreed).Required().Max(1000),
	}
}

// consentField is the name of the box that the sender would have ticked.
func consentField(s domain.Submission, t *domain.Taxonomy) string {
	for _, f := range s.Fields(t) {
		if f.Fieldset() == "toestemming" {
			return f.Name()
		}
	}
	return ""
}

// showRegister draws the form: the fields of the public form, those about the
// conversation first.
func (d *desk) showRegister(w http.ResponseWriter, r *page.Request, status int, values url.Values, problems []schema.Problem) error {
	kind := kindOf(values)
	t := &Taken{Kind: kind}
	for _, k := range []domain.Kind{domain.KindQuestion, domain.KindAdvice} {
		t.Kinds = append(t.Kinds, templates.Link{Text: kindWord(k), Path: registerPath + "?" + fieldKind + "=" + string(k), Current: k == kind})
	}
	v := page.View{Title: "Nieuwe zaak opschrijven", Section: "zaken", Crumbs: crumbs(nil), Data: t}
	var channel, agreed string
	own := forms.Fieldset{Legend: "Hoe kwam het binnen?"}
	for _, f := range ownFields(&channel, &agreed) {
		own.Controls = append(own.Controls, d.taken(&v, kind, f, values, problems))
	}
	own.Controls = append(own.Controls, d.languageOf(values))
	t.Groups = []forms.Fieldset{own}
	for _, f := range domain.NewSubmission(kind).Fields(d.set.Taxonomy()) {
		legend := legends[f.Fieldset()]
		if f.Fieldset() == "" || f.Fieldset() == "toestemming" {
			continue
		}
		if last := t.Groups[len(t.Groups)-1]; last.Legend != legend {
			t.Groups = append(t.Groups, forms.Fieldset{Legend: legend})
		}
		g := &t.Groups[len(t.Groups)-1]
		g.Controls = append(g.Controls, d.taken(&v, kind, f, values, problems))
	}
	return d.Show(w, r, status, "case-new", v)
}

// taken draws one field of the form, and puts its problem in the summary.
func (d *desk) taken(v *page.View, kind domain.Kind, f schema.Field, values url.Values, problems []schema.Problem) forms.Control {
	name := f.Name()
	c := forms.Control{Name: name, Label: d.fieldLabel(kind, name), Sort: "input", Type: "text", Optional: !f.IsRequired(), Value: values.Get(name)}
	switch name {
	case fieldChannel:
		c.Label = "Kanaal"
	case fieldAgreed:
		c.Label, c.Hint = "Waarmee stemde de vrager in, hoe en wanneer?", "Bijvoorbeeld: telefonisch op 12 maart 2027, met het bewaren van de gegevens en met delen met een adviseur. Dit komt als notitie bij de zaak."
	case "email":
		c.Optional, c.Hint = true, "Mag leeg blijven als er een telefoonnummer is. De vrager krijgt dan geen e-mail en kan de zaak niet zelf volgen."
	}
	switch f.Kind() {
	case schema.KindLong:
		c.Sort, c.Rows = "textarea", 8
		if name == fieldAgreed {
			c.Rows = 3
		}
	case schema.KindEmail:
		c.Type, c.Verbatim, c.InputMode = "email", true, "email"
	case schema.KindPhone:
		c.Type, c.Short = "tel", true
	case schema.KindKVK, schema.KindEuro:
		c.InputMode, c.Short, c.Verbatim = "numeric", true, true
	case schema.KindChoice:
		d.pick(&c, f)
	}
	if i := slices.IndexFunc(problems, func(p schema.Problem) bool { return p.Field == name }); i >= 0 {
		c.Error = d.sentence(c.Label, problems[i])
		v.Problems = append(v.Problems, page.Problem{Field: c.First(), Text: c.Error})
	}
	return c
}

// pick draws the terms of a vocabulary.
func (d *desk) pick(c *forms.Control, f schema.Field) {
	c.Sort = "select"
	if f.IsRequired() && len(f.Vocabulary().Terms()) <= 4 {
		c.Sort = "radio"
	}
	for i, term := range f.Vocabulary().Terms() {
		o := forms.Option{ID: c.Name + "-" + term.Slug, Value: term.Slug, Label: term.Labels["nl"], Chosen: term.Slug == c.Value}
		if o.Label == "" {
			o.Label = d.set.Label("nl", f.Vocabulary().Name(), term.Slug)
		}
		if i == 0 {
			o.ID = c.Name
		}
		c.Options = append(c.Options, o)
	}
}

// languageOf asks in which language the person is answered.
func (d *desk) languageOf(values url.Values) forms.Control {
	c := forms.Control{Name: web.FieldLanguage, Label: "Taal waarin wij antwoorden", Sort: "radio"}
	for i, lang := range []string{"nl", "en", "de"} {
		o := forms.Option{ID: web.FieldLanguage + "-" + lang, Value: lang, Label: languageWord(lang), Chosen: values.Get(web.FieldLanguage) == lang}
		if i == 0 {
			o.ID = web.FieldLanguage
		}
		c.Options = append(c.Options, o)
	}
	return c
}
