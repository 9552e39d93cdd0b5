package follow

import (
	"errors"
	"net/http"

	"mkbloket/internal/cases"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// show is the page of a case or, without a link, the form to ask for one.
func (f *Follow) show(w http.ResponseWriter, r *web.Request) error {
	r.Values = r.URL.Query()
	if r.Values.Get(fieldRef) == "" && r.Values.Get(fieldKey) == "" {
		return f.Write(w, http.StatusOK, "follow-entry", f.entryPage(r, draft{deed: resend}))
	}
	l := linkOf(r.Values)
	one, err := f.config.Cases.Open(r.Context(), l.ref, l.key)
	if errors.Is(err, cases.ErrNoEntry) {
		return f.noEntry(w, r)
	}
	if err != nil {
		return err
	}
	return f.writeCase(w, r, http.StatusOK, one, draft{})
}

func (f *Follow) writeCase(w http.ResponseWriter, r *web.Request, status int, one *cases.Case, d draft) error {
	return f.Write(w, status, "follow", f.casePage(r, one, d))
}

// sure asks whether a deed is meant. It changes nothing.
func (f *Follow) sure(d deed) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		r.Values = r.URL.Query()
		l := linkOf(r.Values)
		one, err := f.config.Cases.Open(r.Context(), l.ref, l.key)
		if errors.Is(err, cases.ErrNoEntry) {
			return f.noEntry(w, r)
		}
		if err != nil {
			return err
		}
		if !f.may(one, d) { // done already, or no longer possible: the case says which
			return web.Lead(w, f.set.Address(r.Lang, cases.FollowPath)+l.query())
		}
		return f.Write(w, http.StatusOK, "follow-sure", f.surePage(r, one, d))
	}
}

// noEntry is the one page for every link that does not open a case. What was
// typed stays on it.
func (f *Follow) noEntry(w http.ResponseWriter, r *web.Request) error {
	d := draft{deed: resend, trouble: f.set.Text(r.Lang, "follow.no_entry.text")}
	page := f.entryPage(r, d)
	page.Title, page.Error = f.set.Text(r.Lang, "follow.no_entry.title"), true
	return f.Write(w, http.StatusNotFound, "follow-entry", page)
}

// refusalPage is the form with everything in it when sending again is useful,
// and otherwise a page with what was typed as text.
func (f *Follow) refusalPage(r *web.Request, why *web.Refusal) (string, *templates.Page) {
	if why.Again && r.Method == http.MethodPost && r.Values != nil {
		notice := f.set.Text(r.Lang, "refused."+why.Key+".text") + " " + f.set.Text(r.Lang, "refused.number", "id", r.ID)
		if page := f.againPage(r, notice); page != nil {
			return "follow-again", page
		}
	}
	back := web.Refused{
		Status: why.Status, ID: r.ID, Answers: f.typed(r),
		Back: f.set.Address(r.Lang, cases.FollowPath), Link: f.set.Text(r.Lang, "follow.entry.title"),
	}
	key := why.Key
	if why.Again && r.Method != http.MethodPost { // nothing was sent that could be lost
		key = "reading"
	}
	return "refused", web.RefusedPage(f.set, r.Lang, cases.FollowPath, key, back)
}
