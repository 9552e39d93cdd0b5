package judging

import (
	"html/template"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/publication"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Profile fills the template judge-profile. Times are those of the Netherlands.
type Profile struct {
	Path, CasePath   string // CasePath is empty for who may not work on cases
	Reference        string
	Revision         uint64
	Kind, Status     string
	Due, Confirmed   time.Time
	Until            time.Time // paused or full until then
	OnSite           string    // address of its page on the site, empty when it has none
	Wish             bool      // what follows is what the owner asks for, and not what is on the site
	Fields           []web.Answer
	Changes          []Change
	Checks           []Check
	Broken           int // checks that stand in the way
	File             FileView
	Deeds            []Deed
	Slug             string // proposed last part of the address, or the one it has
	Section          string
	Reasons          []Term // for refusing
	Longest, Soonest string // for a pause, as 2006-01-02
	Tried            string // deed that was tried
	Typed            map[string][]string
	Bad              map[string]string // by deed and field: what is wrong
}

// Change is a field that the owner wants otherwise.
type Change struct{ Label, Before, After string }

// Term is a choice.
type Term struct{ Slug, Label string }

// FileView is the file that would be written, and what of it is on the site.
type FileView struct {
	Path, Text string
	Fault      string // why there is none; then the rest is empty
	Problems   []string
	Known      bool // what is on the site is known here
	There      bool // the site has such a file
	Diff       []publication.Line
	Removed    int
	Added      int
	Preview    template.HTML // empty: shown as text
	Body       string
}

// Value is what was typed in a field of a deed, empty unless that was tried.
func (p *Profile) Value(deed, name string) string {
	if deed != p.Tried {
		return ""
	}
	return first(p.Typed[name])
}

// profile shows one profile. That it was read is a line of the audit log.
func (b *bench) profile(w http.ResponseWriter, r *page.Request) error {
	c, err := b.find(r, isProfile)
	if err != nil {
		return err
	}
	v := page.View{}
	for _, d := range deeds() {
		if d.name == r.URL.Query().Get(paramDone) {
			v.Notice = d.done
		}
	}
	return b.showProfile(w, r, http.StatusOK, c, v)
}

func (b *bench) showProfile(w http.ResponseWriter, r *page.Request, status int, c *cases.Case, v page.View) error {
	if err := b.Note(r, "profiel gelezen", c.Reference, "gelukt", ""); err != nil {
		return err
	}
	p, err := b.view(r, c)
	if err != nil {
		return err
	}
	p.Bad = map[string]string{}
	for _, problem := range v.Problems {
		p.Bad[problem.Field] = problem.Text
	}
	v.Title, v.Section, v.Data = "Profiel "+c.Reference, "profielen", p
	v.Crumbs = []templates.Link{{Text: "Profielen", Path: profilesPath}}
	return b.Show(w, r, status, "judge-profile", v)
}

// view is what the page of a profile shows. With a change that waits it is about
// what the profile would become.
func (b *bench) view(r *page.Request, c *cases.Case) (*Profile, error) {
	subject := wished(c)
	p := &Profile{
		Path: profilesPath + c.Reference + "/", Reference: c.Reference, Revision: c.Revision, Wish: c.Proposal != nil, Typed: r.Values,
		Kind: b.label("profielsoort", first(c.Fields["profielsoort"])), Status: b.text("status." + c.Status), Confirmed: local(c.ConfirmedAt),
	}
	if r.Method == http.MethodPost {
		p.Tried = path.Base(r.URL.Path)
	}
	if r.Account.May(casesRight) {
		p.CasePath = casesPath + c.Reference + "/"
	}
	if a := c.Availability(b.Now()); a.Paused || a.Full {
		p.Until = local(a.From)
	}
	switch _, at := c.Queue(); {
	case c.Proposal != nil:
		p.Due = local(c.Proposal.DueAt)
	case c.Stage().Phase == domain.PhaseOpen:
		p.Due = local(at)
	}
	if c.IsListed() {
		p.OnSite = "/" + c.Page + "/"
	}
	p.Fields, p.Changes = b.answers(subject), b.changes(c)
	var err error
	if p.Checks, err = b.checks(r, subject); err != nil {
		return nil, err
	}
	for _, check := range p.Checks {
		if check.Result == Broken {
			p.Broken++
		}
	}
	target := b.page(r, c, p)
	if p.File, err = b.file(r, subject, target); err != nil {
		return nil, err
	}
	p.Deeds = offered(c, r.Account)
	for _, slug := range domain.RejectReasons() {
		p.Reasons = append(p.Reasons, Term{slug, b.text("reden." + slug)})
	}
	now := local(b.Now())
	p.Soonest, p.Longest = now.AddDate(0, 0, 1).Format(time.DateOnly), now.AddDate(0, 0, longestPause).Format(time.DateOnly)
	return p, nil
}

// wished is the profile as its owner wants it: with the change that waits, or as
// it is.
func wished(c *cases.Case) *cases.Case {
	if c.Proposal == nil {
		return c
	}
	w := *c
	w.Fields = c.Proposal.Fields
	return &w
}

// page is the page that the profile has, or that is proposed for it; it fills in
// the parts of the form.
func (b *bench) page(r *page.Request, c *cases.Case, p *Profile) string {
	p.Section = publication.Section(first(c.Fields["profielsoort"]))
	if c.Page != "" {
		p.Slug = path.Base(c.Page)
		return c.Page
	}
	p.Slug = publication.Slug(first(c.Fields["naam"]), strings.TrimSuffix(p.Section, "s"), func(slug string) bool {
		return b.taken(r.Context(), p.Section+"/"+slug, c)
	})
	if typed := p.Value(place, fieldSlug); schema.IsSlug(typed) {
		return p.Section + "/" + typed
	}
	return p.Section + "/" + p.Slug
}

// answers are the fields of a profile as people read them.
func (b *bench) answers(c *cases.Case) []web.Answer {
	submission, err := c.Submission(b.taxonomy)
	if err == nil {
		return b.fields.Sent("nl", submission)
	}
	var all []web.Answer // a field breaks the rules of now: shown as it is stored
	for _, f := range new(domain.SignUp).Fields(b.taxonomy) {
		if values := c.Fields[f.Name()]; len(values) > 0 {
			all = append(all, web.Answer{Name: f.Name(), Label: b.fields.Label("nl", domain.KindProfile, f.Name()), Values: []string{b.shown(f.Name(), values)}})
		}
	}
	return all
}

func (b *bench) changes(c *cases.Case) []Change {
	var out []Change
	for _, change := range c.Changes() {
		out = append(out, Change{
			Label: b.fields.Label("nl", domain.KindProfile, change.Field), Before: b.shown(change.Field, change.Before), After: b.shown(change.Field, change.After),
		})
	}
	return out
}

// shown is a stored value as people read it.
func (b *bench) shown(name string, values []string) string {
	f, ok := schema.Lookup(new(domain.SignUp).Fields(b.taxonomy), name)
	if !ok || f.Vocabulary() == nil {
		return strings.Join(values, "\n")
	}
	labels := slices.Clone(values)
	for i, slug := range labels {
		if f.Vocabulary().Has(slug) {
			labels[i] = b.label(f.Vocabulary().Name(), slug)
		}
	}
	return strings.Join(labels, ", ")
}
