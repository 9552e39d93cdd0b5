package partner

import (
	"context"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// MessageView fills the template partner-message. Times are those of the
// Netherlands.
type MessageView struct {
	State
	Page    string // name of the profile for which it came
	At      time.Time
	Due     time.Time    // until when a reply is waited for; zero: it is not
	Message []web.Answer // nil when it was given back
	Thread  []Said
	Reply   *forms.Sheet
	Decline *forms.Sheet
	Ended   bool
}

// Said is a text that came after the message.
type Said struct {
	At        time.Time
	Who, Text string
}

func messageDeeds() []deed {
	return []deed{{
		name: nameReply, room: roomMessage, verb: domain.VerbAnswer,
		fields: func(in *input, _ opened) []schema.Field {
			return []schema.Field{schema.Long(fieldAnswer, &in.answer).Required().Max(maxNote)}
		},
		do: func(ctx context.Context, c *cases.Cases, act cases.Act, _ opened, in input) error {
			_, err := c.Reply(ctx, act, in.answer)
			return err
		},
	}, {
		name: nameDecline, room: roomMessage, verb: domain.VerbDecline,
		fields: func(in *input, _ opened) []schema.Field {
			return []schema.Field{
				schema.Choice(fieldReason, &in.reason, reasons(domain.ContactReasons())).Required(),
				schema.Long(fieldNote, &in.note).Max(maxNote),
			}
		},
		do: func(ctx context.Context, c *cases.Cases, act cases.Act, _ opened, in input) error {
			_, err := c.DeclineContact(ctx, act, in.reason, in.note)
			return err
		},
	}}
}

// messagePage is a message as the owner of the profile reads it.
func (p *Partner) messagePage(r *web.Request, o opened, d draft) *templates.Page {
	page := web.Private(p.set, r.Lang, cases.ReplyPath, p.set.Text(r.Lang, "partner.message.title"), o.link.query())
	v := &MessageView{State: p.state(r, page, o, d), Page: o.relay.Name, At: o.relay.At.In(calendar.Location()), Ended: !o.relay.EndedAt.IsZero()}
	page.Data = v
	if v.Ended {
		return page
	}
	if o.one.Status == domain.ContactRelayed {
		v.Due = o.one.RelayEndsAt().In(calendar.Location())
	}
	if s := p.decode(o.one.Kind, o.one.Fields); s != nil {
		v.Message = p.named(r.Lang, p.only(r.Lang, s, new(domain.Message).RelayedFields()))
	}
	for _, e := range o.one.ForOwner(o.relay.Page) {
		v.Thread = append(v.Thread, p.said(r.Lang, e))
	}
	v.Reply = p.offer(r, o, d, nameReply, nil, &v.State)
	v.Decline = p.offer(r, o, d, nameDecline, nil, &v.State)
	return page
}

// said is a text of the thread with who wrote it.
func (p *Partner) said(lang string, e cases.Entry) Said {
	who := "partner.message.sender"
	if domain.Party(e.Who) == domain.PartyAdviser {
		who = "follow.who.you"
	}
	return Said{At: e.At.In(calendar.Location()), Who: p.set.Text(lang, who), Text: e.Text}
}
