package partner

import (
	"net/http"
	"strings"

	"mkbloket/internal/cases"
	"mkbloket/internal/forms"
	"mkbloket/internal/reference"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// EntryView fills the template partner-entry.
type EntryView struct {
	Lead     string
	Problems []forms.Problem
	Form     *forms.Sheet // to ask for a new link; nil where only the desk can send one
	Typed    []web.Answer // what was typed for something that cannot be opened
}

// Again fills the template follow-again.
type Again struct {
	Notice string
	Form   forms.Sheet
}

// resendFields are those of the form that asks for a new link.
func resendFields(in *input) []schema.Field {
	return []schema.Field{
		schema.Text(fieldWhich, &in.which).Required().Max(maxAddress),
		schema.Email(fieldEmail, &in.email).Required(),
	}
}

// resend sends the link again to who has the right to it. What the visitor sees
// is the same whether or not that is so.
func (p *Partner) resend(w http.ResponseWriter, r *web.Request) error {
	var in input
	problems := schema.DecodeForm(r.Values, resendFields(&in))
	_, wrong := reference.Parse(in.which)
	page := pageNamed(in.which)
	if in.which != "" && wrong != nil && !strings.Contains(page, "/") {
		problems = append(problems, schema.Problem{Field: fieldWhich, Fault: schema.Fault{Code: "profiel"}})
	}
	if len(problems) > 0 {
		page := p.entryPage(r, roomProfile, p.set.Text(r.Lang, "partner.entry.lead"), problems)
		page.Error = true
		return p.Write(w, http.StatusUnprocessableEntity, "partner-entry", page)
	}
	if err := p.Throttle(r); err != nil {
		return err
	}
	var err error
	if wrong == nil {
		err = p.config.Cases.SendLink(r.Context(), in.which, in.email)
	} else {
		err = p.config.Cases.SendPageLink(r.Context(), page, in.email)
	}
	if err != nil {
		return err
	}
	return web.Lead(w, p.set.Address(r.Lang, sentPath))
}

// sent says that a link is on its way, if what was asked was right.
func (p *Partner) sent(w http.ResponseWriter, r *web.Request) error {
	page := web.Frame(p.set, r.Lang, sentPath, p.set.Text(r.Lang, "follow.sent.title"))
	page.NoIndex = true
	return p.Write(w, http.StatusOK, "partner-sent", page)
}

// entry is the page for who comes without a link.
func (p *Partner) entry(w http.ResponseWriter, r *web.Request, where room) error {
	key := "partner.entry.lead"
	if where != roomProfile {
		key = "partner.entry.lead_other"
	}
	return p.Write(w, http.StatusOK, "partner-entry", p.entryPage(r, where, p.set.Text(r.Lang, key), nil))
}

// noEntry is the one page for every link that opens nothing. What was typed
// stays on it.
func (p *Partner) noEntry(w http.ResponseWriter, r *web.Request, where room) error {
	key := "follow.no_entry.text"
	if where != roomProfile {
		key = "partner.entry.no_entry_other"
	}
	page := p.entryPage(r, where, p.set.Text(r.Lang, key), nil)
	page.Title, page.Error = p.set.Text(r.Lang, "follow.no_entry.title"), true
	page.Data.(*EntryView).Typed = p.typed(r)
	return p.Write(w, http.StatusNotFound, "partner-entry", page)
}

// entryPage is the page without a link; on that of a profile one can ask for it.
func (p *Partner) entryPage(r *web.Request, where room, lead string, problems []schema.Problem) *templates.Page {
	title := map[room]string{roomReferral: "partner.referral.title", roomMessage: "partner.message.title", roomProfile: "partner.profile.title"}[where]
	page := web.Frame(p.set, r.Lang, string(where), p.set.Text(r.Lang, title))
	page.Description, page.NoIndex = lead, true
	v := &EntryView{Lead: lead}
	if where == roomProfile {
		sheet, lines := p.resendSheet(r, problems)
		v.Form, v.Problems = &sheet, lines
	}
	page.Data = v
	return page
}

// resendSheet is the form that asks for a new link.
func (p *Partner) resendSheet(r *web.Request, problems []schema.Problem) (forms.Sheet, []forms.Problem) {
	w := forms.Wish{Lang: r.Lang, Key: "partner.link", Action: Action, Hidden: p.hidden(r, nameResend), Fields: resendFields(new(input)), Problems: problems}
	if r.Method == http.MethodPost { // an address fills in nothing
		w.Values = r.Values
	}
	return p.fields.Sheet(w)
}

// refusalPage is the form with everything in it when sending again is useful,
// and otherwise a page with what was typed as text.
func (p *Partner) refusalPage(r *web.Request, why *web.Refusal) (string, *templates.Page) {
	if why.Again && r.Method == http.MethodPost && r.Values != nil {
		notice := p.set.Text(r.Lang, "refused."+why.Key+".text") + " " + p.set.Text(r.Lang, "refused.number", "id", r.ID)
		if name, page := p.againPage(r, notice); page != nil {
			return name, page
		}
	}
	back := web.Refused{
		Status: why.Status, ID: r.ID, Answers: p.typed(r),
		Back: p.set.Address(r.Lang, cases.OwnerPath), Link: p.set.Text(r.Lang, "partner.profile.title"),
	}
	key := why.Key
	if why.Again && r.Method != http.MethodPost { // nothing was sent that could be lost
		key = "reading"
	}
	return "refused", web.RefusedPage(p.set, r.Lang, cases.OwnerPath, key, back)
}

// againPage is a form that was not taken because of us, with everything in it.
// It needs nothing of the store. It gives nil for a post that no form sends.
func (p *Partner) againPage(r *web.Request, notice string) (string, *templates.Page) {
	do := r.Values.Get(fieldDo)
	d, ok := p.find(do)
	var sheet forms.Sheet
	switch {
	case do == nameEdit:
		page := p.editPage(r, r.Values, draft{name: do, trouble: notice})
		return "partner-edit", page
	case do == nameResend:
		d.room = roomProfile
		sheet, _ = p.resendSheet(r, nil)
	case ok:
		o := opened{referral: &cases.Referral{State: stateFor(r.Values.Get(fieldAnswer))}}
		sheet, _ = p.sheet(r, d, o, r.Values, nil)
	default:
		return "", nil
	}
	page := web.Private(p.set, r.Lang, string(d.room), sheet.Title, "")
	page.Error, page.Data = true, &Again{Notice: notice, Form: sheet}
	return "follow-again", page
}
