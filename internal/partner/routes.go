package partner

import (
	"net/http"
	"net/url"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Action is the address that every form of the pages posts to.
const Action = "/api/partner"

// Paths of the pages in the main language, beside those of package cases.
const (
	editPath   = cases.OwnerPath + "wijzigen/"
	unlistPath = cases.OwnerPath + "weghalen/"
	erasePath  = cases.OwnerPath + "wissen/"
	sentPath   = cases.OwnerPath + "verzonden/"
)

// Names of fields and of parameters of an address.
const (
	fieldRef      = "k"      // reference, in a link
	fieldReferral = "r"      // ID of a referral, in a link
	fieldKey      = "s"      // key, in a link
	fieldNews     = "gedaan" // what was just done, in an address
	fieldDo       = "doen"
	fieldAnswer   = "antwoord"
	fieldReason   = "reden"
	fieldNote     = "toelichting" // to the desk
	fieldUntil    = "tot"
	fieldCapacity = "capaciteit"
	fieldDeputy   = "vervanger"
	fieldWhich    = "kenmerk" // a reference or the address of a page, as somebody typed it
	fieldEmail    = "email"
)

// single lists the fields of which a post may have one each.
func (p *Partner) single(do string) []string {
	names := []string{web.FieldLanguage, fieldRef, fieldReferral, fieldKey, web.FieldForm, fieldDo, fieldAnswer, fieldReason, fieldNote,
		fieldUntil, fieldCapacity, fieldDeputy, fieldWhich, fieldEmail}
	if do == nameEdit {
		for _, f := range new(domain.SignUp).Fields(p.set.Taxonomy()) {
			if f.Kind() != schema.KindChoices {
				names = append(names, f.Name())
			}
		}
	}
	return names
}

// Handler serves all routes. Unknown paths below them get a 404 page.
func (p *Partner) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, lang := range p.set.Languages() {
		for path, show := range map[string]web.Handler{
			cases.AnswerPath: p.show(roomReferral), cases.ReplyPath: p.show(roomMessage), cases.OwnerPath: p.show(roomProfile),
			editPath: p.edit, unlistPath: p.sure(nameUnlist), erasePath: p.sure(nameErase), sentPath: p.sent,
		} {
			page := p.set.Address(lang, path)
			mux.Handle("GET "+page+"{$}", p.handle(lang, show))
			mux.Handle(page+"{$}", p.handle(lang, web.ReadOnly))
		}
	}
	mux.Handle("POST "+Action, p.handle("", p.post))
	mux.Handle("GET "+Action, p.handle("", p.back))
	mux.Handle(Action, p.handle("", web.NotAllowed))
	return web.Exact(mux, p.handle("", web.NotFound))
}

func (p *Partner) handle(lang string, next web.Handler) http.Handler {
	return p.Handle(lang, p.refusalPage, next)
}

// back leads who opens the address of the action to a page.
func (p *Partner) back(w http.ResponseWriter, r *web.Request) error {
	return web.Lead(w, p.set.Address(r.Lang, cases.OwnerPath))
}

// Places tells where the pages are in the given languages, the main one first,
// for whoever leads requests to the handler.
func Places(languages []string) web.Place {
	place := web.Place{Action: Action}
	for _, lang := range languages {
		for _, path := range []string{cases.AnswerPath, cases.ReplyPath, cases.OwnerPath} {
			place.Pages = append(place.Pages, templates.Address(languages, lang, path))
		}
	}
	return place
}

// Templates names the page templates that the handler shows.
func Templates() []string {
	return []string{"partner-edit", "partner-entry", "partner-message", "partner-profile", "partner-referral", "partner-sent", "partner-sure",
		"follow-again", "refused"}
}

// link is the way in: what an address ends in.
type link struct{ ref, referral, key string }

func linkOf(v url.Values) link { return link{v.Get(fieldRef), v.Get(fieldReferral), v.Get(fieldKey)} }

// query is the link as the end of an address, with more pairs.
func (l link) query(more ...string) string {
	pairs := append([]string{fieldRef, l.ref, fieldKey, l.key}, more...)
	if l.referral != "" {
		pairs = append(pairs, fieldReferral, l.referral)
	}
	return web.Query(pairs...)
}
