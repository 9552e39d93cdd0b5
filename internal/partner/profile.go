package partner

import (
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// ProfileView fills the template partner-profile. Times are those of the
// Netherlands.
type ProfileView struct {
	State
	Name, Status string
	Listed       bool
	Page         *templates.Link // on the site; nil while it is not there
	Until        time.Time       // until when the status lasts; zero: it is not known
	UntilKey     string          // of the text before Until
	Erasing      time.Time       // when erasure was asked for
	Shown        []web.Answer    // what is on the site
	Change       *Change         // that waits for the desk
	Deputy       *templates.Link
	Forms        []forms.Sheet // what holds at once
	Retract      *forms.Sheet

	Edit, Unlist, Erase, Follow string // addresses of pages; empty: not possible
}

// Change is what the owner asked to be changed.
type Change struct {
	At, Due time.Time
	Lines   []Line
}

// Line is a field that changes, as people read it.
type Line struct {
	Label         string
	Before, After []string
}

// profilePage is a profile as its owner keeps it.
func (p *Partner) profilePage(r *web.Request, o opened, d draft) *templates.Page {
	page := web.Private(p.set, r.Lang, cases.OwnerPath, p.set.Text(r.Lang, "partner.profile.title"), o.link.query())
	v := &ProfileView{
		State: p.state(r, page, o, d), Name: first(o.one.Fields["naam"]), Listed: o.one.IsListed(),
		Status: p.set.Text(r.Lang, "status."+o.one.Status), Shown: p.shown(r.Lang, o.one.Fields),
		Follow: p.address(o, r.Lang, cases.FollowPath),
	}
	if v.Listed {
		v.Page = p.pageLink(r.Lang, o.one.Page, v.Name)
	}
	if o.one.Deputy != "" {
		v.Deputy = p.pageLink(r.Lang, o.one.Deputy, o.one.Deputy)
	}
	if !o.one.ErasureAt.IsZero() {
		v.Erasing = o.one.ErasureAt.In(calendar.Location())
	}
	v.UntilKey, v.Until = until(o.one)
	v.Change = p.change(r.Lang, o.one)
	p.offerAll(v, r, o, d)
	page.Data = v
	return page
}

// offerAll puts what can be done on the page.
func (p *Partner) offerAll(v *ProfileView, r *web.Request, o opened, d draft) {
	for _, name := range []string{nameConfirm, nameResume, namePause, nameCapacity, nameDeputy} {
		if sheet := p.offer(r, o, d, name, p.held(o.one, name), &v.State); sheet != nil {
			v.Forms = append(v.Forms, *sheet)
		}
	}
	v.Retract = p.offer(r, o, d, nameRetract, nil, &v.State)
	for name, to := range map[string]*string{nameEdit: &v.Edit, nameUnlist: &v.Unlist, nameErase: &v.Erase} {
		if known, ok := p.find(name); ok && p.may(known, o) {
			*to = p.address(o, r.Lang, pageOf(name))
		}
	}
}

// pageOf is the path of the page for a deed that has one of its own.
func pageOf(name string) string {
	return map[string]string{nameEdit: editPath, nameUnlist: unlistPath, nameErase: erasePath}[name]
}

// held is what the fields of a form hold before somebody fills them in.
func (p *Partner) held(one *cases.Case, name string) map[string][]string {
	switch name {
	case nameCapacity:
		return map[string][]string{fieldCapacity: one.Fields["capaciteit"]}
	case nameDeputy:
		if one.Deputy != "" {
			return map[string][]string{fieldDeputy: {one.Deputy}}
		}
	}
	return nil
}

// pageLink leads to a profile on the site.
func (p *Partner) pageLink(lang, page, text string) *templates.Link {
	return &templates.Link{Text: text, Path: p.set.Address(lang, "/"+page+"/")}
}

// shown lists what the site shows of the fields of a sign-up.
func (p *Partner) shown(lang string, fields map[string][]string) []web.Answer {
	s := p.decode(domain.KindProfile, fields)
	var public []string
	for _, f := range s.Fields(p.set.Taxonomy()) {
		if !f.IsPrivate() && f.Kind() != schema.KindBool && f.Name() != "profielsoort" { // the address of the page says it
			public = append(public, f.Name())
		}
	}
	return p.only(lang, s, public)
}

// change is the change that waits for the desk, nil when none does.
func (p *Partner) change(lang string, one *cases.Case) *Change {
	if one.Proposal == nil {
		return nil
	}
	c := &Change{At: one.Proposal.At.In(calendar.Location()), Due: one.Proposal.DueAt.In(calendar.Location())}
	before, after := p.byName(lang, one.Fields), p.byName(lang, one.Proposal.Fields)
	changes := map[string]bool{}
	for _, x := range one.Changes() {
		changes[x.Field] = true
	}
	for _, f := range new(domain.SignUp).Fields(p.set.Taxonomy()) { // in the order of the form
		if name := f.Name(); changes[name] {
			c.Lines = append(c.Lines, Line{p.fields.Label(lang, domain.KindProfile, name), before[name], after[name]})
		}
	}
	return c
}

// byName gives what the fields of a sign-up hold as people read it.
func (p *Partner) byName(lang string, fields map[string][]string) map[string][]string {
	values := map[string][]string{}
	for _, a := range p.shown(lang, fields) {
		values[a.Name] = a.Values
	}
	return values
}

// until is the date that matters now, with the key of the text before it.
func until(one *cases.Case) (key string, at time.Time) {
	switch one.Status {
	case domain.ProfilePublished:
		return "partner.profile.asked_at", one.Next().In(calendar.Location())
	case domain.ProfilePaused:
		return "partner.profile.paused_until", one.PausedUntil.In(calendar.Location())
	case domain.ProfileExpired:
		return "partner.profile.react_before", one.StaleAt().In(calendar.Location())
	}
	return "", time.Time{}
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
