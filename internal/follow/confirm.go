package follow

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/web"
)

// Confirmed fills the template follow-confirm.
type Confirmed struct {
	Reference string
	Done      bool         // the link was used
	New       bool         // the desk has not looked at the profile yet
	Until     time.Time    // until when the link can be used
	Form      Form         // unless Done
	Answers   []web.Answer // what is confirmed
	Follow    string       // address of the page of the case
}

// showConfirm shows what a link confirms, and changes nothing: programs that
// look through mail open links.
func (f *Follow) showConfirm(w http.ResponseWriter, r *web.Request) error {
	r.Values = r.URL.Query()
	one, err := f.config.Cases.OpenConfirmation(r.Context(), r.Values.Get(fieldRef), r.Values.Get(fieldConfirm))
	if errors.Is(err, cases.ErrNoEntry) {
		return f.noEntry(w, r)
	}
	if err != nil {
		return err
	}
	data := &Confirmed{
		Reference: one.Reference, Done: !one.Confirm.UsedAt.IsZero(), Answers: f.submitted(r.Lang, one),
		New:    one.Status == domain.StatusSubmitted || one.Status == domain.ProfileConfirmed,
		Until:  one.Confirm.Until.In(calendar.Location()),
		Follow: f.set.Address(r.Lang, cases.FollowPath) + link{one.Reference, f.config.Cases.FollowKey(one)}.query(),
	}
	data.Form, _ = f.form(r, confirm, nil, nil)
	title := "follow.confirm.title"
	if data.Done {
		title = "follow.confirmed.title"
	}
	page := f.private(r.Lang, cases.ConfirmPath, f.set.Text(r.Lang, title), "?"+r.Values.Encode())
	page.Data = data
	return f.Write(w, http.StatusOK, "follow-confirm", page)
}

// confirm does what the link to confirm asks for. A link that was used leads to
// the same page as one that works now.
func (f *Follow) confirm(w http.ResponseWriter, r *web.Request) error {
	ref, token := r.Values.Get(fieldRef), r.Values.Get(fieldConfirm)
	if err := f.Throttle(r); err != nil {
		return err
	}
	_, err := f.config.Cases.ConfirmAddress(r.Context(), ref, token)
	if errors.Is(err, cases.ErrNoEntry) || errors.Is(err, domain.ErrNotNow) {
		return f.noEntry(w, r)
	}
	if err != nil {
		return err
	}
	query := url.Values{fieldRef: {ref}, fieldConfirm: {token}}
	return web.Lead(w, f.set.Address(r.Lang, cases.ConfirmPath)+"?"+query.Encode())
}
