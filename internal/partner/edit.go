package partner

import (
	"errors"
	"net/http"
	"net/url"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// EditView fills the template partner-edit.
type EditView struct {
	State
	Action  string
	Hidden  []forms.Value
	Drawn   forms.Drawn
	Waiting bool   // a change waits for the desk already
	Back    string // address of the profile
}

// edit is the form with the fields of a profile. It changes nothing.
func (p *Partner) edit(w http.ResponseWriter, r *web.Request) error {
	r.Values = r.URL.Query()
	o, err := p.open(r.Context(), roomProfile, r.Values)
	if err != nil {
		return p.notOpened(w, r, roomProfile, err)
	}
	if d, ok := p.find(nameEdit); !ok || !p.may(d, o) { // the profile says why
		return web.Lead(w, p.address(o, r.Lang, cases.OwnerPath))
	}
	values := url.Values(o.one.Fields)
	if o.one.Proposal != nil {
		values = o.one.Proposal.Fields
	}
	page := p.editPage(r, values, draft{})
	page.Data.(*EditView).Waiting = o.one.Proposal != nil
	return p.Write(w, http.StatusOK, "partner-edit", page)
}

// editPage is the form with values in it. It needs nothing of the store.
func (p *Partner) editPage(r *web.Request, values url.Values, d draft) *templates.Page {
	l := linkOf(r.Values)
	page := web.Private(p.set, r.Lang, editPath, p.set.Text(r.Lang, "partner.wijzigen.title"), l.query())
	back := p.set.Address(r.Lang, cases.OwnerPath) + l.query()
	page.Crumbs = append(page.Crumbs, templates.Link{Text: p.set.Text(r.Lang, "partner.profile.title"), Path: back})
	v := &EditView{
		State: State{Trouble: d.trouble}, Action: Action, Hidden: p.hidden(r, nameEdit), Back: back,
		Drawn: p.fields.Draw(r.Lang, domain.KindProfile, values, d.problems, cases.Fixed()...),
	}
	v.Problems = v.Drawn.Problems
	page.Error = d.trouble != "" || len(v.Problems) > 0
	page.Data = v
	return page
}

// SureView fills the template partner-sure.
type SureView struct {
	Name   string
	Points []string // what follows from it
	Back   string   // address of the profile
	Form   forms.Sheet
}

// sure asks whether a deed is meant. It changes nothing.
func (p *Partner) sure(name string) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		r.Values = r.URL.Query()
		o, err := p.open(r.Context(), roomProfile, r.Values)
		if err != nil {
			return p.notOpened(w, r, roomProfile, err)
		}
		d, ok := p.find(name)
		if !ok || !p.may(d, o) { // done already, or no longer possible: the profile says which
			return web.Lead(w, p.address(o, r.Lang, cases.OwnerPath))
		}
		return p.Write(w, http.StatusOK, "partner-sure", p.surePage(r, o, d))
	}
}

func (p *Partner) surePage(r *web.Request, o opened, d deed) *templates.Page {
	sheet, _ := p.sheet(r, d, o, nil, nil)
	page := web.Private(p.set, r.Lang, pageOf(d.name), sheet.Title, o.link.query())
	back := p.address(o, r.Lang, cases.OwnerPath)
	page.Crumbs = append(page.Crumbs, templates.Link{Text: p.set.Text(r.Lang, "partner.profile.title"), Path: back})
	points := []string{p.set.Text(r.Lang, "partner."+d.name+".first"), p.set.Text(r.Lang, "partner."+d.name+".second")}
	page.Data = &SureView{Name: first(o.one.Fields["naam"]), Points: points, Back: back, Form: sheet}
	return page
}

// notOpened is the answer to a link that gave an error.
func (p *Partner) notOpened(w http.ResponseWriter, r *web.Request, where room, err error) error {
	if errors.Is(err, cases.ErrNoEntry) {
		return p.noEntry(w, r, where)
	}
	return err
}
