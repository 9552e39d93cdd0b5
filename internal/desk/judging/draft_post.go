package judging

import (
	"errors"
	"net/http"
	"strings"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/publication"
	"mkbloket/internal/schema"
	"mkbloket/internal/store"
)

// postDraft looks at a draft once more, keeps it or drops it.
func (b *bench) postDraft(w http.ResponseWriter, r *page.Request) error {
	c, err := b.find(r, isAnswered)
	if err != nil {
		return err
	}
	if err := page.OneEach(r, fieldAsk, fieldShort, fieldText, fieldSlug, fieldChecked, fieldDo, page.FieldToken, page.FieldRevision); err != nil {
		return err
	}
	form, problems, bad := b.readDraft(r, c)
	switch r.Values.Get(fieldDo) {
	case doDrop:
		_, err = b.config.Cases.DropDraft(r.Context(), b.Act(r, c))
		if err != nil {
			return b.draftNotDone(w, r, form, err)
		}
		return b.doneDraft(w, r, c, doDrop, draftsPath)
	case doKeep:
		if len(problems) > 0 {
			return b.showDraft(w, r, http.StatusUnprocessableEntity, c, form, page.View{Problems: problems}, bad)
		}
		if _, err = b.config.Cases.KeepDraft(r.Context(), b.Act(r, c), form); err != nil {
			return b.draftNotDone(w, r, form, err)
		}
		return b.doneDraft(w, r, c, doKeep, casesPath+c.Reference+"/concept/")
	}
	return b.showDraft(w, r, http.StatusOK, c, form, page.View{}, nil)
}

func (b *bench) doneDraft(w http.ResponseWriter, r *page.Request, c *cases.Case, what, to string) error {
	if err := b.Note(r, "concept: "+what, c.Reference, "gelukt", ""); err != nil {
		return err
	}
	return b.Lead(w, to+"?"+paramDone+"="+what)
}

// readDraft takes the fields, as they were typed, and says what is wrong.
func (b *bench) readDraft(r *page.Request, c *cases.Case) (cases.FAQDraft, []page.Problem, map[string]string) {
	typed := func(name string) string { return strings.ReplaceAll(r.Values.Get(name), "\r\n", "\n") }
	form := cases.FAQDraft{Slug: strings.TrimSpace(typed(fieldSlug)), Title: typed(fieldAsk), Summary: typed(fieldShort), Text: typed(fieldText), Themes: r.Values[fieldThemes]}
	var problems []page.Problem
	bad := map[string]string{}
	add := func(field, text string) {
		problems = append(problems, page.Problem{Field: field, Text: text})
		bad[field] = text
	}
	var read cases.FAQDraft
	for _, p := range schema.DecodeForm(r.Values, []schema.Field{
		schema.Text(fieldAsk, &read.Title).Required().Max(160), schema.Text(fieldShort, &read.Summary).Required().Max(400),
		schema.Long(fieldText, &read.Text).Required().Max(cases.MaxText), schema.Choices(fieldThemes, &read.Themes, b.taxonomy.Themes).Required(),
	}) {
		add(p.Field, b.sentence(p))
	}
	if len(problems) == 0 {
		form.Title, form.Summary, form.Text, form.Themes = read.Title, read.Summary, strings.TrimSpace(read.Text), read.Themes
	}
	own := c.Draft != nil && c.Draft.Slug == form.Slug
	if !publication.IsFree(form.Slug, func(slug string) bool {
		return !own && b.taken(r.Context(), publication.SectionQuestions+"/"+slug, nil)
	}) {
		add(fieldSlug, "Adres op de site: kies een ander adres. Dit is in gebruik, of bevat meer dan kleine letters, cijfers en streepjes")
	}
	if r.Values.Get(fieldChecked) == "" {
		add(fieldChecked, "Kijk na of niemand herkenbaar is, en zet dan het vinkje")
	}
	if len(problems) == 0 {
		if v, err := b.draftView(r, &form); err != nil || v.Fault != "" || len(v.Problems) > 0 {
			add(fieldText, "Uitleg: zo kan de tekst niet op de site. Onderaan staat bij het bestand wat er mis is")
		}
	}
	return form, problems, bad
}

// draftNotDone shows the form again with everything that was typed.
func (b *bench) draftNotDone(w http.ResponseWriter, r *page.Request, form cases.FAQDraft, err error) error {
	status, trouble := http.StatusConflict, ""
	switch {
	case errors.Is(err, store.ErrStale):
		trouble = "Iemand anders heeft deze zaak gewijzigd terwijl u bezig was. Er is nog niets opgeslagen. Uw tekst staat hieronder; verstuur die opnieuw als hij nog klopt."
	case errors.Is(err, domain.ErrNotNow), errors.Is(err, domain.ErrNotYours):
		trouble = "Dit past niet meer bij de stand van de zaak. Er is niets opgeslagen."
	case errors.Is(err, cases.ErrText), errors.Is(err, cases.ErrChoice):
		status, trouble = http.StatusUnprocessableEntity, "De tekst is leeg, te lang of bevat vreemde tekens."
	default:
		return err
	}
	c, err := b.find(r, isAnswered)
	if err != nil {
		return err
	}
	return b.showDraft(w, r, status, c, form, page.View{Trouble: trouble}, nil)
}

// draftFile gives the file of the draft that is kept.
func (b *bench) draftFile(w http.ResponseWriter, r *page.Request) error {
	c, err := b.find(r, isAnswered)
	if err != nil {
		return err
	}
	if c.Draft == nil {
		return notFound()
	}
	v, err := b.draftView(r, c.Draft)
	if err != nil {
		return err
	}
	if v.Fault != "" {
		return notFound()
	}
	if err := b.Note(r, "antwoord gelezen", c.Reference, "gelukt", "bestand"); err != nil {
		return err
	}
	return send(w, publication.File{Path: v.Path, Data: []byte(v.Text)}, c.Draft.Slug)
}
