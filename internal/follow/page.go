package follow

import (
	"slices"

	"mkbloket/internal/cases"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// private is the frame of a page of one case.
func (f *Follow) private(lang, path, title, query string) *templates.Page {
	return web.Private(f.set, lang, path, title, query)
}

// Sure fills the template follow-sure.
type Sure struct {
	Reference string
	Points    []string // what follows from it
	Back      string   // address of the page of the case
	Form      Form
}

// surePage asks whether a deed is meant.
func (f *Follow) surePage(r *web.Request, one *cases.Case, d deed) *templates.Page {
	l := linkOf(r.Values)
	form, _ := f.form(r, d, nil, nil)
	page := f.private(r.Lang, d.path, form.Title, l.query())
	back := f.set.Address(r.Lang, cases.FollowPath) + l.query()
	page.Crumbs = append(page.Crumbs, templates.Link{Text: f.set.Text(r.Lang, "follow.title."+string(one.Kind)), Path: back})
	points := []string{f.set.Text(r.Lang, "follow."+d.name+".first"), f.set.Text(r.Lang, "follow."+d.name+".second")}
	page.Data = &Sure{Reference: one.Reference, Points: points, Back: back, Form: form}
	return page
}

// Again fills the template follow-again.
type Again struct {
	Notice string
	Form   Form
}

// againPage is a form that was not taken because of us, with everything in it.
// It needs nothing of the store. It gives nil for a post that no form sends.
func (f *Follow) againPage(r *web.Request, notice string) *templates.Page {
	all := append(deeds(), confirm, resend)
	i := slices.IndexFunc(all, func(d deed) bool { return d.name == r.Values.Get(fieldDo) })
	if i < 0 {
		return nil
	}
	form, _ := f.form(r, all[i], nil, nil)
	page := f.private(r.Lang, cases.FollowPath, form.Title, "")
	page.Error, page.Data = true, &Again{Notice: notice, Form: form}
	return page
}
