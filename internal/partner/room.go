package partner

import (
	"context"
	"net/http"
	"net/url"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/web"
)

// room is a sort of page that a link opens.
type room string

const (
	roomReferral room = cases.AnswerPath
	roomMessage  room = cases.ReplyPath
	roomProfile  room = cases.OwnerPath
)

// opened is what a link gave.
type opened struct {
	room     room
	link     link
	one      *cases.Case
	referral *cases.Referral // of roomReferral
	relay    *cases.Relay    // of roomMessage; it may have ended
}

// open gives what the link in values opens. Every reason not to is
// cases.ErrNoEntry; other errors are of the store.
func (p *Partner) open(ctx context.Context, where room, values url.Values) (o opened, err error) {
	o = opened{room: where, link: linkOf(values)}
	switch where {
	case roomReferral:
		o.one, o.referral, err = p.config.Cases.OpenReferral(ctx, o.link.ref, o.link.referral, o.link.key)
	case roomMessage:
		o.one, o.relay, err = p.config.Cases.OpenRelay(ctx, o.link.ref, o.link.key)
	case roomProfile:
		o.one, err = p.config.Cases.Open(ctx, o.link.ref, o.link.key)
		if err == nil && o.one.Kind != domain.KindProfile {
			err = cases.ErrNoEntry
		}
	}
	return o, err
}

// actor is who has the link.
func (o opened) actor() cases.Actor {
	switch o.room {
	case roomReferral:
		return cases.Actor{Party: domain.PartyAdviser, ID: o.referral.Adviser}
	case roomMessage:
		return cases.Actor{Party: domain.PartyAdviser, ID: o.relay.Page}
	}
	return cases.Actor{Party: domain.PartyOwner}
}

// address is that of the page in a language, with its link.
func (p *Partner) address(o opened, lang, path string, more ...string) string {
	return p.set.Address(lang, path) + o.link.query(more...)
}

// show is the page that a link opens. It changes nothing.
func (p *Partner) show(where room) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		r.Values = r.URL.Query()
		if l := linkOf(r.Values); l == (link{}) {
			return p.entry(w, r, where)
		}
		o, err := p.open(r.Context(), where, r.Values)
		if err != nil {
			return p.notOpened(w, r, where, err)
		}
		return p.draw(w, r, http.StatusOK, o, draft{})
	}
}

// draw writes the page of what was opened.
func (p *Partner) draw(w http.ResponseWriter, r *web.Request, status int, o opened, d draft) error {
	switch o.room {
	case roomReferral:
		return p.Write(w, status, "partner-referral", p.referralPage(r, o, d))
	case roomMessage:
		return p.Write(w, status, "partner-message", p.messagePage(r, o, d))
	}
	return p.Write(w, status, "partner-profile", p.profilePage(r, o, d))
}
