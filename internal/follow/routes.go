package follow

import (
	"net/http"
	"net/url"

	"mkbloket/internal/cases"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Action is the address that every form of the pages posts to.
const Action = "/api/follow"

// Paths of the pages in the main language, beside those of package cases.
const (
	sentPath     = cases.FollowPath + "verzonden/"
	withdrawPath = cases.FollowPath + "intrekken/"
	erasePath    = cases.FollowPath + "wissen/"
)

// Names of fields and of parameters of an address.
const (
	fieldRef       = "k"      // reference, in a link
	fieldKey       = "s"      // key, in a link
	fieldConfirm   = "t"      // token of a link to confirm
	fieldNews      = "gedaan" // what was just done, in an address
	fieldDo        = "doen"
	fieldText      = "tekst"
	fieldAware     = "gevoelig" // ticked: send although it looks like a secret number
	fieldAnswered  = "geholpen"
	fieldUseful    = "verder"
	fieldComment   = "toelichting"
	fieldReference = "kenmerk" // as somebody typed it
	fieldEmail     = "email"
)

// names lists every field that a post may have, each once.
func names() []string {
	return []string{web.FieldLanguage, fieldRef, fieldKey, fieldConfirm, web.FieldForm, fieldDo, fieldText, fieldAware,
		fieldAnswered, fieldUseful, fieldComment, fieldReference, fieldEmail}
}

// Handler serves all routes. Unknown paths below them get a 404 page.
func (f *Follow) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, lang := range f.set.Languages() {
		for path, show := range map[string]web.Handler{
			cases.FollowPath: f.show, cases.ConfirmPath: f.showConfirm, sentPath: f.sent,
			withdrawPath: f.sure(withdraw), erasePath: f.sure(erase),
		} {
			page := f.set.Address(lang, path)
			mux.Handle("GET "+page+"{$}", f.handle(lang, show))
			mux.Handle(page+"{$}", f.handle(lang, web.ReadOnly))
		}
	}
	mux.Handle("POST "+Action, f.handle("", f.post))
	mux.Handle("GET "+Action, f.handle("", f.back))
	mux.Handle(Action, f.handle("", web.NotAllowed))
	return web.Exact(mux, f.handle("", web.NotFound))
}

func (f *Follow) handle(lang string, next web.Handler) http.Handler {
	return f.Handle(lang, f.refusalPage, next)
}

// back leads who opens the address of the action to the page.
func (f *Follow) back(w http.ResponseWriter, r *web.Request) error {
	return web.Lead(w, f.set.Address(r.Lang, cases.FollowPath))
}

// Places tells where the pages are in the given languages, the main one first,
// for whoever leads requests to the handler.
func Places(languages []string) web.Place {
	place := web.Place{Action: Action}
	for _, lang := range languages {
		place.Pages = append(place.Pages, templates.Address(languages, lang, cases.FollowPath))
	}
	return place
}

// Templates names the page templates that the handler shows.
func Templates() []string {
	return []string{"follow", "follow-again", "follow-confirm", "follow-entry", "follow-sent", "follow-sure", "refused"}
}

// link is the way into a case: what its address ends in.
type link struct{ ref, key string }

func linkOf(v url.Values) link { return link{v.Get(fieldRef), v.Get(fieldKey)} }

func (l link) query(more ...string) string {
	v := url.Values{fieldRef: {l.ref}, fieldKey: {l.key}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return "?" + v.Encode()
}
