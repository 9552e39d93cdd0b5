package partner

import (
	"context"
	"errors"
	"net/http"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/store"
	"mkbloket/internal/web"
)

// draft is a page with what somebody filled in, and why it was not taken.
type draft struct {
	name     string // of the deed; empty: nothing was filled in
	problems []schema.Problem
	trouble  string
}

// post does what the field doen says.
func (p *Partner) post(w http.ResponseWriter, r *web.Request) error {
	if err := p.ReadPost(w, r); err != nil {
		return err
	}
	do := r.Values.Get(fieldDo)
	if err := web.OneEach(r.Values, p.single(do)...); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), web.AnswerWithin)
	defer cancel()
	r.Request = r.WithContext(ctx)
	if do == nameResend {
		return p.resend(w, r)
	}
	d, ok := p.find(do)
	if !ok {
		return web.Bad()
	}
	return p.act(w, r, d)
}

// act does a deed to what the link opens.
func (p *Partner) act(w http.ResponseWriter, r *web.Request, d deed) error {
	o, err := p.open(r.Context(), d.room, r.Values)
	if err != nil {
		return p.notOpened(w, r, d.room, err)
	}
	var in input
	if problems := d.check(r, &in, o); len(problems) > 0 {
		return p.wrong(w, r, http.StatusUnprocessableEntity, o, draft{name: d.name, problems: problems})
	}
	if err := p.Throttle(r); err != nil {
		return err
	}
	by := cases.Act{Ref: o.one.Reference, By: o.actor(), Token: p.Verified(r)}
	if err := d.do(r.Context(), p.config.Cases, by, o, in); err != nil {
		return p.notDone(w, r, d, o, err)
	}
	return web.Lead(w, p.address(o, r.Lang, string(d.room), fieldNews, d.name))
}

// wrong is the page that somebody filled in, with what is wrong with it.
func (p *Partner) wrong(w http.ResponseWriter, r *web.Request, status int, o opened, d draft) error {
	if known, ok := p.find(d.name); ok && d.name == nameEdit && p.may(known, o) {
		return p.Write(w, status, "partner-edit", p.editPage(r, r.Values, d))
	}
	return p.draw(w, r, status, o, d)
}

// notDone shows what was opened as it is now, beside what was typed, when the
// deed no longer fits it.
func (p *Partner) notDone(w http.ResponseWriter, r *web.Request, d deed, o opened, err error) error {
	status, key := http.StatusConflict, "changed"
	back := draft{name: d.name}
	switch {
	case errors.Is(err, cases.ErrChoice) && d.choice.Field != "":
		back.problems = []schema.Problem{d.choice}
		return p.wrong(w, r, http.StatusUnprocessableEntity, o, back)
	case errors.Is(err, cases.ErrUnchanged):
		status, key = http.StatusUnprocessableEntity, "unchanged"
	case errors.Is(err, cases.ErrFull):
		status, key = http.StatusUnprocessableEntity, "full"
	case errors.Is(err, cases.ErrText):
		status, key = http.StatusUnprocessableEntity, "text"
	case isLate(err):
	case errors.Is(err, store.ErrNotFound): // erased since it was opened
		return p.noEntry(w, r, d.room)
	default:
		return err
	}
	if o, err = p.open(r.Context(), d.room, r.Values); err != nil {
		return p.notOpened(w, r, d.room, err)
	}
	back.trouble = p.set.Text(r.Lang, "partner.trouble."+key)
	return p.wrong(w, r, status, o, back)
}

// isLate reports whether an error means that something changed meanwhile.
func isLate(err error) bool {
	for _, late := range []error{domain.ErrNotNow, domain.ErrNotYours, cases.ErrChoice, cases.ErrNoProposal, cases.ErrTooLate, store.ErrStale} {
		if errors.Is(err, late) {
			return true
		}
	}
	return false
}
