package partner

import (
	"context"
	"slices"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// ReferralView fills the template partner-referral. Times are those of the
// Netherlands.
type ReferralView struct {
	State
	Status string
	Due    time.Time // until when an answer is waited for; zero: it is not
	Need   string    // what is asked; empty: nothing may be said of it
	About  []web.Answer
	Data   []web.Answer // of the sender; nil before a yes and after the end
	Since  time.Time    // when it was shared
	Form   *forms.Sheet

	Offered bool // no answer yet
	Ended   bool
	Erasing bool // the sender asked to have everything erased
}

// State is what the pages of a case share.
type State struct {
	Reference string
	News      string // what was just done
	Trouble   string // why it was not done
	Problems  []forms.Problem
	Typed     []web.Answer // what was typed and fits no form of the page
}

func referralDeeds() []deed {
	return []deed{{
		name: nameAnswer, room: roomReferral,
		fields: func(in *input, o opened) []schema.Field {
			return []schema.Field{
				schema.Choice(fieldAnswer, &in.answer, replies(o)).Required(),
				schema.Choice(fieldReason, &in.reason, reasons(domain.DeclineReasons())),
				schema.Long(fieldNote, &in.note).Max(maxNote),
			}
		},
		do: func(ctx context.Context, c *cases.Cases, act cases.Act, o opened, in input) error {
			reply := cases.Reply{Verb: domain.Verb(in.answer), Text: in.note}
			if needsReason(in.answer) {
				reply.Reason = in.reason
			}
			_, err := c.AnswerReferral(ctx, act, o.referral.ID, reply)
			return err
		},
	}}
}

// needsReason reports whether a reply comes with a reason.
func needsReason(answer string) bool {
	return answer == string(domain.VerbDecline) || answer == string(domain.VerbReturn)
}

// reasons is a vocabulary of reasons, whose texts are reden.SLUG.
func reasons(slugs []string) *schema.Vocabulary { return schema.Enum(fieldReason, slugs...) }

// replies is the vocabulary of what an adviser can say: what fits the state of
// the referral or, of one that is not known, everything.
func replies(o opened) *schema.Vocabulary {
	life := domain.ReferralLife()
	var slugs []string
	for _, stage := range life.Stages {
		if o.referral != nil && stage.Slug != o.referral.State {
			continue
		}
		for _, verb := range life.Verbs(stage.Slug, domain.PartyAdviser) {
			if !slices.Contains(slugs, string(verb)) {
				slugs = append(slugs, string(verb))
			}
		}
	}
	return schema.Enum(nameAnswer, slugs...)
}

// stateFor is a state of a referral in which an adviser can give an answer.
func stateFor(answer string) string {
	life := domain.ReferralLife()
	for _, stage := range life.Stages {
		if slices.Contains(life.Verbs(stage.Slug, domain.PartyAdviser), domain.Verb(answer)) {
			return stage.Slug
		}
	}
	return life.Start
}

// referralPage is what an adviser may see of a request.
func (p *Partner) referralPage(r *web.Request, o opened, d draft) *templates.Page {
	page := web.Private(p.set, r.Lang, cases.AnswerPath, p.set.Text(r.Lang, "partner.referral.title"), o.link.query())
	v := &ReferralView{
		State: p.state(r, page, o, d), Status: p.set.Text(r.Lang, "verwijzing."+o.referral.State),
		Need: p.need(r.Lang, o),
	}
	if v.Ended = !o.referral.IsLive(); !v.Ended {
		v.Due = o.referral.EndsAt().In(calendar.Location())
	}
	v.Offered = o.referral.State == domain.ReferralOffered
	v.Erasing = !o.one.ErasureAt.IsZero()
	if !v.Offered && !v.Ended && !v.Erasing {
		v.Data, v.Since = p.shared(r.Lang, o.one, o.referral.ID)
	}
	if v.Data == nil { // which holds it too
		v.About = p.about(r.Lang, o.one)
	}
	v.Form = p.offer(r, o, d, nameAnswer, nil, &v.State)
	if v.Offered {
		v.Form.Title = p.set.Text(r.Lang, "partner.verwijzing.title_offered")
	}
	page.Data = v
	return page
}

// need is what the adviser is asked for. The first words of a question are the
// sender's own and are not shown before a yes.
func (p *Partner) need(lang string, o opened) string {
	for _, need := range o.one.Needs {
		switch {
		case need.ID != o.referral.Need:
			continue
		case p.set.Taxonomy().Ambitions.Has(need.What):
			return p.set.Label(lang, "ambitie", need.What)
		case o.one.Kind == domain.KindQuestion && slices.Contains(o.one.Fields["onderwerp"], need.What):
			return ""
		}
		return need.What
	}
	return ""
}

// about lists what every adviser who is asked may know: the fields that are not
// private, and of the place the part of the province.
func (p *Partner) about(lang string, one *cases.Case) []web.Answer {
	s := p.decode(one.Kind, one.Fields)
	if s == nil {
		return nil
	}
	var open []string
	for _, f := range s.Fields(p.set.Taxonomy()) {
		if !f.IsPrivate() && f.Kind() != schema.KindBool && f.Kind() != schema.KindRef && f.Name() != "ambitie" {
			open = append(open, f.Name())
		}
	}
	answers := p.named(lang, p.only(lang, s, open))
	for i := range answers {
		if answers[i].Name == "gemeente" {
			answers[i].Label, answers[i].Values = p.set.Text(lang, "partner.referral.region"), p.part(lang, one)
		}
	}
	return answers
}

// part is the part of the province in which the sender's municipality lies.
func (p *Partner) part(lang string, one *cases.Case) []string {
	if places := one.Fields["gemeente"]; len(places) > 0 {
		if line := p.set.Taxonomy().Regions.Lineage(places[0]); len(line) > 0 {
			return []string{p.set.Label(lang, "regios", line[min(1, len(line)-1)])}
		}
	}
	return []string{p.set.Text(lang, "partner.referral.region_unknown")}
}

// shared lists what was written down as given to the adviser of a referral.
func (p *Partner) shared(lang string, one *cases.Case, referral string) (answers []web.Answer, at time.Time) {
	s := p.decode(one.Kind, one.Fields)
	i := slices.IndexFunc(one.Shared, func(s cases.Share) bool { return s.Referral == referral })
	if i < 0 || s == nil {
		return nil, time.Time{}
	}
	return p.named(lang, p.only(lang, s, one.Shared[i].Fields)), one.Shared[i].At.In(calendar.Location())
}
