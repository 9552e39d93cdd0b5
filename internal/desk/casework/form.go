package casework

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/forms"
	"mkbloket/internal/mail"
	"mkbloket/internal/reference"
	"mkbloket/internal/schema"
)

// Form fills the template case-deed.
type Form struct {
	View      *View
	Path      string
	Lead      string
	Button    string
	Revision  string
	Controls  []forms.Control
	Advisers  []Adviser      // proposals, in place of their control
	Picked    *forms.Control // the control of the proposals, for its label and error
	Canned    *forms.Control
	Mails     bool
	Grave     bool
	Preview   []mail.Message
	Previewed bool
	Conflict  bool
	New       []Moment // what happened to the case last, when somebody was first
	Latest    *Message // what somebody wrote last
	Possible  bool     // it still fits the case
	Typed     string   // what was typed, when it does not
	Note      string   // address where that can be kept as a note
}

// Adviser is a proposal to tick.
type Adviser struct {
	Option    forms.Option // without Value: no address is known, so it cannot be ticked
	Reasons   []string
	Against   []string
	Available string
	Path      string // on the site
}

// showForm draws the form of a deed beside the case, which is thereby read: a
// line of the audit log, also after a post that did nothing.
func (d *desk) showForm(w http.ResponseWriter, r *page.Request, status int, f draft) error {
	one := f.scene.one
	if err := d.Note(r, "zaak gelezen", one.Reference, "gelukt", ""); err != nil {
		return err
	}
	v, err := d.view(r, one)
	if err != nil {
		return err
	}
	form := &Form{View: v, Path: casePath(one.Reference) + f.deed.name + "/", Lead: f.deed.lead, Button: f.deed.button,
		Revision: strconv.FormatUint(one.Revision, 10), Mails: f.deed.mails, Grave: f.deed.grave, Preview: hideKeys(f.preview), Previewed: f.previewed,
		Conflict: f.conflict, Possible: f.deed.possible(one)}
	p := page.View{Title: f.deed.title, Section: "zaken", Crumbs: crumbs(one), Trouble: f.trouble, Data: form}
	for _, field := range f.deed.fields(f.scene, new(input)) {
		c := d.control(f, field)
		if c.Error != "" {
			p.Problems = append(p.Problems, page.Problem{Field: c.First(), Text: c.Error})
		}
		if field.Name() == "adviseurs" {
			form.Picked, form.Advisers = &c, f.advisers(c)
			continue
		}
		form.Controls = append(form.Controls, c)
	}
	if slices.ContainsFunc(f.problems, func(p schema.Problem) bool { return p.Code == sensitive }) {
		form.Controls = append(form.Controls, d.aware())
	}
	if f.deed.canned {
		form.Canned = d.cannedControl(one)
	}
	if f.conflict {
		form.changed(v, f)
	}
	return d.Show(w, r, status, "case-deed", p)
}

// changed puts on the page what somebody else did, and keeps what was typed
// where the form no longer fits.
func (form *Form) changed(v *View, f draft) {
	form.New = since(v, first(f.values[page.FieldRevision]))
	if len(v.Messages) > 0 {
		form.Latest = &v.Messages[len(v.Messages)-1]
	}
	if !form.Possible {
		form.Typed, form.Note = first(f.values["tekst"]), v.Path+"notitie/"
	}
}

// since lists what happened to the case after a revision, the latest first:
// each act is one revision and one line of the log. Of one that is unknown it
// gives the last act.
func since(v *View, revision string) []Moment {
	acts := 1
	if seen, err := strconv.ParseUint(revision, 10, 64); err == nil && seen < v.Case.Revision {
		acts = int(min(v.Case.Revision-seen, mostNew))
	}
	for i := range v.Moments {
		if v.Case.Log[len(v.Case.Log)-1-i].Sum == "" {
			continue
		}
		if acts--; acts == 0 {
			return v.Moments[:i+1]
		}
	}
	return v.Moments
}

const mostNew = 10 // acts on a page of a conflict

// keyed finds the secret part of a link in a mail.
var keyed = regexp.MustCompile(`([?&][a-z]=)[A-Za-z0-9_-]{20,}`)

// hideKeys takes the secrets of links out of mail that is previewed: they are
// the right of who gets the mail, not of staff.
func hideKeys(all []mail.Message) []mail.Message {
	for i := range all {
		all[i].Text = keyed.ReplaceAllString(all[i].Text, "${1}…")
	}
	return all
}

// advisers are the proposals, each with its reasons.
func (f draft) advisers(c forms.Control) []Adviser {
	var all []Adviser
	for _, p := range f.scene.proposals {
		a := Adviser{Option: forms.Option{Label: p.Organisation}, Reasons: p.Reasons, Against: p.Against, Available: p.Available, Path: f.scene.desk.onSite(p.Page)}
		if i := slices.IndexFunc(c.Options, func(o forms.Option) bool { return o.Value == adviserSlug(p) }); i >= 0 {
			a.Option = c.Options[i]
		}
		all = append(all, a)
	}
	return all
}

// start is with what the form of a deed begins.
func (d *desk) start(r *page.Request, one deed, c *cases.Case) map[string][]string {
	values := map[string][]string{}
	switch q := r.URL.Query(); one.name {
	case "samenvoegen":
		if ref, err := reference.Parse(q.Get("met")); err == nil {
			values["kenmerk"] = []string{ref}
		}
	case "adviseur", "terugtrekken":
		if _, ok := c.Referral(q.Get("v")); ok {
			values["verwijzing"] = []string{q.Get("v")}
		}
	case "doorsturen":
		values["profiel"] = c.Fields["profiel"]
	case "uitzetten", "vervallen":
		if open := c.OpenNeeds(); len(open) > 0 {
			values["behoefte"] = []string{open[0].ID}
		}
	}
	return values
}

// referenceOf reads the reference of the other case as somebody typed it.
func referenceOf(in *input) []schema.Problem {
	ref, err := reference.Parse(in.other)
	if err != nil {
		return []schema.Problem{{Field: "kenmerk", Fault: schema.Fault{Code: "kenmerk"}}}
	}
	in.other = ref
	return nil
}

// offered lists what can be done: what is likely next, and the rest.
func (d *desk) offered(one *cases.Case) (likely, others []Deed) {
	for _, deed := range deeds() {
		if !deed.possible(one) {
			continue
		}
		link := Deed{Path: casePath(one.Reference) + deed.name + "/", Text: deed.title, Now: deed.now}
		if !deed.grave && deed.likely != nil && deed.likely(one) || deed.name == "spam" && len(one.Flags) > 0 {
			likely = append(likely, link)
			continue
		}
		others = append(others, link)
	}
	return likely, others
}
