package follow

import (
	"net/http"

	"mkbloket/internal/cases"
	"mkbloket/internal/reference"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Entry fills the template follow-entry.
type Entry struct {
	Trouble  string // why the page is shown although a link was opened
	Problems []Problem
	Form     Form
	Typed    []web.Answer // what was typed for a case that cannot be opened
}

// resend sends the link again to who has the right to it. What the visitor sees
// is the same whether or not that is so.
func (f *Follow) resend(w http.ResponseWriter, r *web.Request) error {
	var in input
	problems := resend.check(r, &in)
	if _, err := reference.Parse(in.reference); err != nil && in.reference != "" {
		problems = append(problems, schema.Problem{Field: fieldReference, Fault: schema.Fault{Code: "kenmerk"}})
	}
	if len(problems) > 0 {
		page := f.entryPage(r, draft{deed: resend, problems: problems})
		page.Error = true
		return f.Write(w, http.StatusUnprocessableEntity, "follow-entry", page)
	}
	if err := f.Throttle(r); err != nil {
		return err
	}
	if err := f.config.Cases.SendLink(r.Context(), in.reference, in.email); err != nil {
		return err
	}
	return web.Lead(w, f.set.Address(r.Lang, sentPath))
}

// entryPage is the form that asks for a new link.
func (f *Follow) entryPage(r *web.Request, d draft) *templates.Page {
	form, problems := f.form(r, d.deed, nil, d.problems)
	page := web.Frame(f.set, r.Lang, cases.FollowPath, f.set.Text(r.Lang, "follow.entry.title"))
	page.Description = f.set.Text(r.Lang, "follow.entry.description")
	page.NoIndex = true
	entry := &Entry{Trouble: d.trouble, Problems: problems, Form: form}
	if d.trouble != "" {
		entry.Typed = f.typed(r)
	}
	page.Data = entry
	return page
}

// sent says that a link is on its way, if what was asked was right.
func (f *Follow) sent(w http.ResponseWriter, r *web.Request) error {
	page := web.Frame(f.set, r.Lang, sentPath, f.set.Text(r.Lang, "follow.sent.title"))
	page.NoIndex = true
	return f.Write(w, http.StatusOK, "follow-sent", page)
}
