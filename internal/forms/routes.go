package forms

import (
	"net/http"

	"mkbloket/internal/domain"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Handler serves all routes of the forms. Unknown paths get a 404 page, also
// those that http.ServeMux would clean and redirect: no redirect is made of what
// was asked.
func (f *Forms) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, form := range definitions {
		f.register(mux, form)
	}
	return web.Exact(mux, f.handle("", definitions[0], plain(web.NotFound)))
}

func (f *Forms) register(mux *http.ServeMux, form definition) {
	for _, lang := range f.config.Set.Languages() {
		page := f.config.Set.Address(lang, form.path)
		mux.Handle("GET "+page+"{$}", f.handle(lang, form, f.show))
		mux.Handle("GET "+page+donePath+"{$}", f.handle(lang, form, f.done))
		mux.Handle(page+"{$}", f.handle(lang, form, plain(web.ReadOnly)))
		mux.Handle(page+donePath+"{$}", f.handle(lang, form, plain(web.ReadOnly)))
	}
	mux.Handle("POST "+form.action(), f.handle("", form, f.post))
	mux.Handle("GET "+form.action()+"/{$}", f.handle("", form, f.back))
	mux.Handle("GET "+form.action(), f.handle("", form, f.back))
	mux.Handle(form.action(), f.handle("", form, plain(web.NotAllowed)))
}

// Place is where the form of a kind is answered: at Action, and at every
// address that begins with one of Pages.
type Place struct {
	Kind   domain.Kind
	Action string   // such as /api/question
	Pages  []string // such as /vraag-stellen/ and /en/vraag-stellen/
}

// Places lists where forms are answered in the given languages, the main one
// first, for whoever leads requests to the handlers.
func Places(languages []string) []Place {
	var places []Place
	for _, form := range definitions {
		place := Place{Kind: form.kind, Action: form.action()}
		for _, lang := range languages {
			place.Pages = append(place.Pages, templates.Address(languages, lang, form.path))
		}
		places = append(places, place)
	}
	return places
}

// Templates names the pages that the handlers show.
func Templates() []string { return []string{"form", "check", "done", "refused"} }
