package judging

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/publication"
	"mkbloket/templates"
)

// Fields of the form of a draft, beside those of domain.FAQ.
const (
	fieldAsk     = "titel"
	fieldShort   = "samenvatting"
	fieldText    = "tekst"
	fieldThemes  = "themas"
	fieldChecked = "herkenbaar" // ticked: nobody can be known by it
	fieldDo      = "doen"
)

// Values of fieldDo.
const (
	doLook = "bekijken"
	doKeep = "bewaren"
	doDrop = "verwijderen"
)

// Draft fills the template judge-draft.
type Draft struct {
	Path, CasePath string
	Reference      string
	Revision       uint64
	Language       string // of the answer, when it is not Dutch
	Form           cases.FAQDraft
	Checked        bool
	Themes         []Box
	Suspects       []publication.Suspect
	Kept           bool // there is a draft
	KeptAt         time.Time
	File           FileView
	Bad            map[string]string // by field: what is wrong
}

// Box is a choice of several.
type Box struct {
	ID, Value, Label string
	Ticked           bool
}

// draft shows the draft of a case, or a first one.
func (b *bench) draft(w http.ResponseWriter, r *page.Request) error {
	c, err := b.find(r, isAnswered)
	if err != nil {
		return err
	}
	form := b.begin(r, c)
	v := page.View{}
	if r.URL.Query().Get(paramDone) == doKeep {
		v.Notice = "Het concept is bewaard. Bij de volgende keer schrijven krijgt de redactie het als concept."
	}
	return b.showDraft(w, r, http.StatusOK, c, form, v, nil)
}

// begin is the draft that is kept, or one made of the answer.
func (b *bench) begin(r *page.Request, c *cases.Case) cases.FAQDraft {
	if c.Draft != nil {
		return *c.Draft
	}
	d, _ := publication.Propose(c, b.taxonomy)
	d.Slug = publication.Slug(d.Slug, "vraag", func(slug string) bool { return b.taken(r.Context(), publication.SectionQuestions+"/"+slug, nil) })
	return d
}

func (b *bench) showDraft(w http.ResponseWriter, r *page.Request, status int, c *cases.Case, form cases.FAQDraft, v page.View, bad map[string]string) error {
	if err := b.Note(r, "antwoord gelezen", c.Reference, "gelukt", "concept"); err != nil {
		return err
	}
	d := &Draft{
		Path: casesPath + c.Reference + "/concept/", Reference: c.Reference, Revision: c.Revision, Form: form, Bad: bad,
		Kept: c.Draft != nil, Checked: r.Values.Get(fieldChecked) != "",
		Suspects: publication.Suspects(form.Title+"\n"+form.Summary+"\n"+form.Text, b.taxonomy),
	}
	if c.Draft != nil {
		d.KeptAt = local(c.Draft.At)
	}
	if r.Account.May(casesRight) {
		d.CasePath = casesPath + c.Reference + "/"
	}
	if c.Language != "nl" {
		d.Language = b.text("lang." + c.Language)
	}
	for _, t := range b.taxonomy.Themes.Terms() {
		d.Themes = append(d.Themes, Box{"themas-" + t.Slug, t.Slug, b.label("themas", t.Slug), slices.Contains(form.Themes, t.Slug)})
	}
	var err error
	if d.File, err = b.draftView(r, &form); err != nil {
		return err
	}
	v.Title, v.Section, v.Data = "Concept bij "+c.Reference, "concepten", d
	v.Crumbs = []templates.Link{{Text: "Concepten", Path: draftsPath}}
	return b.Show(w, r, status, "judge-draft", v)
}

// draftView is the file of a draft as it would be written.
func (b *bench) draftView(r *page.Request, form *cases.FAQDraft) (FileView, error) {
	f, err := b.press(r.Context()).FAQ(form)
	if errors.Is(err, publication.ErrUnfit) || errors.Is(err, publication.ErrDiffers) {
		return FileView{Path: publication.SectionQuestions + "/" + form.Slug + ".md", Fault: lacks(err)}, nil
	}
	if err != nil {
		return FileView{}, err
	}
	return b.viewOf(f)
}
