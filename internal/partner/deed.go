package partner

import (
	"context"
	"slices"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
)

// Names of the deeds: the value of the field doen, and the last part of the
// keys of their texts.
const (
	nameAnswer   = "verwijzing"
	nameReply    = "antwoorden"
	nameDecline  = "teruggeven"
	nameEdit     = "wijzigen"
	nameRetract  = "wijziging_intrekken"
	nameConfirm  = "klopt"
	namePause    = "pauzeren"
	nameResume   = "hervatten"
	nameCapacity = "contacten"
	nameDeputy   = "vervanging"
	nameUnlist   = "weghalen"
	nameErase    = "wissen"
	nameResend   = "link"
)

const maxNote = 5000 // characters; cases.MaxText is more

// input is what the fields of a deed hold.
type input struct {
	answer, reason, note string
	until                time.Time
	capacity             int
	deputy               string
	which, email         string
	profile              domain.SignUp
}

// deed is something that the holder of a link can do.
type deed struct {
	name string
	room room
	verb domain.Verb // that the life of the case must allow; empty: may decides
	// fields are those of the form, in the order of the page.
	fields func(in *input, o opened) []schema.Field
	// do does it.
	do func(ctx context.Context, c *cases.Cases, act cases.Act, o opened, in input) error
	// choice is the field that is wrong when package cases knows no such choice,
	// and the code of what to say.
	choice schema.Problem
}

// deeds lists what can be done, in the order of the pages.
func (p *Partner) deeds() []deed {
	return slices.Concat(referralDeeds(), messageDeeds(), p.profileDeeds())
}

// find gives the deed of a name.
func (p *Partner) find(name string) (deed, bool) {
	all := p.deeds()
	i := slices.IndexFunc(all, func(d deed) bool { return d.name == name })
	if i < 0 {
		return deed{}, false
	}
	return all[i], true
}

// form lists the fields of the deed.
func (d deed) form(in *input, o opened) []schema.Field {
	if d.fields == nil {
		return nil
	}
	return d.fields(in, o)
}

// check decodes the fields and lists what is wrong with them.
func (d deed) check(r *web.Request, in *input, o opened) []schema.Problem {
	if d.name == nameAnswer { // what fitted when the page was drawn; whether it still does is not for here
		o = opened{}
	}
	fields := d.form(in, o)
	problems := schema.DecodeForm(r.Values, fields)
	switch {
	case d.name == nameEdit:
		problems = append(problems, in.profile.Check()...)
	case d.name == nameAnswer && needsReason(in.answer) && in.reason == "":
		problems = append(problems, schema.Problem{Field: fieldReason, Fault: schema.Fault{Code: schema.Choose}})
	}
	return append(problems, forms.SecretNumbers(r.Values, fields)...)
}

// may reports whether the deed fits what was opened now.
func (p *Partner) may(d deed, o opened) bool {
	switch {
	case d.room != o.room:
		return false
	case d.name == nameAnswer:
		return o.referral.IsLive()
	case d.room == roomMessage:
		return o.relay.EndedAt.IsZero() && allows(o, d.verb)
	case d.name == nameRetract:
		return o.one.Proposal != nil && allows(o, d.verb)
	case d.name == nameErase:
		return o.one.ErasureAt.IsZero()
	}
	return allows(o, d.verb)
}

// allows asks the life of the case.
func allows(o opened, verb domain.Verb) bool {
	life := o.one.Life()
	return life != nil && slices.Contains(life.Verbs(o.one.Status, o.actor().Party), verb)
}
