package follow

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

// post does what the field doen says.
func (f *Follow) post(w http.ResponseWriter, r *web.Request) error {
	if err := f.ReadPost(w, r); err != nil {
		return err
	}
	if err := web.OneEach(r.Values, names()...); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), web.AnswerWithin)
	defer cancel()
	r.Request = r.WithContext(ctx)
	switch do := r.Values.Get(fieldDo); do {
	case resend.name:
		return f.resend(w, r)
	case confirm.name:
		return f.confirm(w, r)
	default:
		for _, d := range deeds() {
			if d.name == do {
				return f.act(w, r, d)
			}
		}
	}
	return web.Bad()
}

// act does a deed to the case that the link opens.
func (f *Follow) act(w http.ResponseWriter, r *web.Request, d deed) error {
	l := linkOf(r.Values)
	one, err := f.config.Cases.Open(r.Context(), l.ref, l.key)
	if errors.Is(err, cases.ErrNoEntry) {
		return f.noEntry(w, r)
	}
	if err != nil {
		return err
	}
	var in input
	if problems := d.check(r, &in); len(problems) > 0 {
		return f.writeCase(w, r, http.StatusUnprocessableEntity, one, draft{deed: d, problems: problems})
	}
	if err := f.Throttle(r); err != nil {
		return err
	}
	act := cases.Act{Ref: one.Reference, By: cases.Actor{Party: party(one)}, Token: f.Verified(r)}
	if err := d.do(r.Context(), f.config.Cases, act, in); err != nil {
		return f.notDone(w, r, d, err)
	}
	return web.Lead(w, f.set.Address(r.Lang, cases.FollowPath)+l.query(fieldNews, d.name))
}

// notDone shows the case as it is now, beside what was typed, when the deed no
// longer fits it.
func (f *Follow) notDone(w http.ResponseWriter, r *web.Request, d deed, err error) error {
	status, key := http.StatusConflict, "changed"
	switch {
	case errors.Is(err, cases.ErrFull):
		status, key = http.StatusUnprocessableEntity, "full"
	case errors.Is(err, cases.ErrText):
		status, key = http.StatusUnprocessableEntity, "text"
	case errors.Is(err, domain.ErrNotNow), errors.Is(err, domain.ErrNotYours), errors.Is(err, cases.ErrTooLate), errors.Is(err, store.ErrStale):
	case errors.Is(err, store.ErrNotFound): // erased since it was opened
		return f.noEntry(w, r)
	default:
		return err
	}
	l := linkOf(r.Values)
	one, err := f.config.Cases.Open(r.Context(), l.ref, l.key)
	if errors.Is(err, cases.ErrNoEntry) {
		return f.noEntry(w, r)
	}
	if err != nil {
		return err
	}
	return f.writeCase(w, r, status, one, draft{deed: d, trouble: f.set.Text(r.Lang, "follow.trouble."+key)})
}

// draft is a page with what somebody filled in, and why it was not taken.
type draft struct {
	deed     deed
	problems []schema.Problem
	trouble  string
}
