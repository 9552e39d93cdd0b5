package follow

import (
	"net/url"
	"slices"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// View fills the template follow: a case as its asker sees it. Times are those
// of the Netherlands.
type View struct {
	Reference, Subject string
	Kind               domain.Kind
	News               string // what was just done
	Trouble            string // why it was not done
	Problems           []Problem

	Status  string
	Holders []string  // who has it now; empty: nobody
	Due     time.Time // promised, or until when something is waited for; zero: nothing is
	DueKey  string    // of the text before Due
	Erasing time.Time // when erasure was asked for; zero: it was not

	Answer   *Message // the last one
	Messages []Message
	Moments  []Moment
	Shares   []Share
	Sent     []web.Answer

	Typed    []web.Answer // what was typed and fits no form of the page
	Write    *Form        // to add something, or to open the case again
	Rate     *Form
	Withdraw string // address of the page that asks whether it is meant; empty: not possible
	Erase    string
	Mine     string // of the page on which the owner keeps a profile that is on the site
}

// Message is a text of the thread.
type Message struct {
	At         time.Time
	Title, Who string
	Text       string
}

// Moment is a line of the timeline.
type Moment struct {
	At        time.Time
	Text, Who string
}

// Share says who got which data, and when.
type Share struct {
	At           time.Time
	Organisation string
	Fields       []string // labels
}

// casePage is the page of a case.
func (f *Follow) casePage(r *web.Request, one *cases.Case, d draft) *templates.Page {
	l := linkOf(r.Values)
	page := f.private(r.Lang, cases.FollowPath, f.set.Text(r.Lang, "follow.title."+string(one.Kind)), l.query())
	page.Error = len(d.problems) > 0 || d.trouble != ""
	v := &View{
		Reference: one.Reference, Kind: one.Kind, Subject: f.subject(r.Lang, one), Trouble: d.trouble,
		Status: f.set.Text(r.Lang, "status."+one.Status), Holders: f.holders(r.Lang, one),
		Moments: f.moments(r.Lang, one), Shares: f.shares(r.Lang, one), Sent: f.submitted(r.Lang, one),
	}
	if !one.ErasureAt.IsZero() {
		v.Erasing = one.ErasureAt.In(calendar.Location())
	}
	if one.IsListed() {
		v.Mine = f.set.Address(r.Lang, cases.OwnerPath) + l.query()
	}
	v.DueKey, v.Due = due(one)
	v.Answer, v.Messages = f.messages(r.Lang, one)
	f.offer(v, r, one, d)
	v.News = f.news(r, d)
	page.Data = v
	return page
}

// offer puts what can be done on the page.
func (f *Follow) offer(v *View, r *web.Request, one *cases.Case, d draft) {
	address := func(path string) string { return f.set.Address(r.Lang, path) + linkOf(r.Values).query() }
	for _, can := range deeds() {
		if !f.may(one, can) {
			continue
		}
		switch can {
		case withdraw:
			v.Withdraw = address(withdrawPath)
		case erase:
			v.Erase = address(erasePath)
		default:
			f.offerForm(v, r, one, can, d)
		}
	}
	if d.deed != (deed{}) && (v.Write == nil || d.deed == rate && v.Rate == nil) {
		v.Typed = f.typed(r)
	}
}

// offerForm puts the form of a deed on the page, with the problems that are its.
func (f *Follow) offerForm(v *View, r *web.Request, one *cases.Case, can deed, d draft) {
	if can != d.deed {
		d.problems = nil
	}
	form, lines := f.form(r, can, chosen(one), d.problems)
	v.Problems = append(v.Problems, lines...)
	if can == rate {
		v.Rate = &form
		return
	}
	v.Write = &form
}

// chosen is what the asker said before about being helped.
func chosen(one *cases.Case) url.Values {
	if one.Feedback == nil {
		return nil
	}
	return url.Values{fieldAnswered: {one.Feedback.Answered}, fieldUseful: {one.Feedback.Useful}, fieldComment: {one.Feedback.Comment}}
}

// may reports whether the follower of a case can do a deed now.
func (f *Follow) may(one *cases.Case, d deed) bool {
	life := one.Life()
	switch {
	case life == nil:
		return false
	case d == erase:
		return one.ErasureAt.IsZero()
	case d == reopen:
		return party(one) == domain.PartyAsker && one.CanReopen(f.config.Now())
	}
	return slices.Contains(life.Verbs(one.Status, party(one)), d.verb)
}

// news says what was just done, by the name of a deed in the address.
func (f *Follow) news(r *web.Request, d draft) string {
	for _, done := range deeds() {
		if d.deed == (deed{}) && r.Values.Get(fieldNews) == done.name {
			return f.set.Text(r.Lang, "follow."+done.name+".done")
		}
	}
	return ""
}

// due is the date that matters now, with the key of the text before it.
func due(one *cases.Case) (key string, at time.Time) {
	switch stage := one.Stage(); {
	case stage.Phase == domain.PhaseOpen, stage.Term == domain.TermRelayed:
		return "follow.due", one.DueAt.In(calendar.Location())
	case stage.Term == domain.TermAsker:
		return "follow.due_asker", one.Next().In(calendar.Location())
	}
	return "", time.Time{}
}
