package forms

import (
	"net/http"

	"mkbloket/internal/web"
	"mkbloket/templates"
)

// request is a request to a form with what is known about it so far.
type request struct {
	*web.Request
	form  definition
	draft *draft // the form as it was filled in, once it was decoded
}

type handler func(http.ResponseWriter, *request) error

// plain is a handler that needs to know no form.
func plain(h web.Handler) handler {
	return func(w http.ResponseWriter, r *request) error { return h(w, r.Request) }
}

// handle leads errors of next to the page that belongs to them.
func (f *Forms) handle(lang string, form definition, next handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := &request{form: form}
		f.web.Handle(lang,
			func(r *web.Request, why *web.Refusal) (string, *templates.Page) {
				req.Request = r
				return f.refusalPage(req, why)
			},
			func(w http.ResponseWriter, r *web.Request) error {
				req.Request = r
				return next(w, req)
			}).ServeHTTP(w, r)
	})
}

// refusalPage is the form with everything in it when sending again is useful,
// and otherwise a page with what was typed as text.
func (f *Forms) refusalPage(r *request, why *web.Refusal) (string, *templates.Page) {
	if why.Again && r.draft != nil {
		d := *r.draft
		d.notice = f.config.Set.Text(r.Lang, "refused."+why.Key+".text") +
			" " + f.config.Set.Text(r.Lang, "refused.number", "id", r.ID)
		page := f.pages.form(d)
		page.Error = true
		return "form", page
	}
	answers := f.pages.typed(r.Lang, r.form, r.Values)
	return "refused", f.pages.refused(r.Lang, r.form, why.Key, web.Refused{Status: why.Status, ID: r.ID, Answers: answers})
}
