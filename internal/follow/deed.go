package follow

import (
	"context"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
)

// deed is something that a follower can do. Its name is the value of the field
// doen and the last part of the keys of its texts.
type deed struct {
	name string
	verb domain.Verb
	path string // of the page that asks whether it is meant; empty: none
}

var (
	add      = deed{name: "aanvullen", verb: domain.VerbAdd}
	reopen   = deed{name: "heropenen", verb: domain.VerbReopen}
	rate     = deed{name: "beoordelen", verb: domain.VerbFeedback}
	withdraw = deed{name: "intrekken", verb: domain.VerbWithdraw, path: withdrawPath}
	erase    = deed{name: "wissen", verb: domain.VerbErasure, path: erasePath}
	confirm  = deed{name: "bevestigen", verb: domain.VerbConfirm, path: cases.ConfirmPath}
	resend   = deed{name: "link"}
)

// deeds lists what can be done to a case that a link opened.
func deeds() []deed { return []deed{add, reopen, rate, withdraw, erase} }

const (
	maxText    = 5000 // characters of what is added; cases.MaxText is more
	maxComment = 1000
)

// input is what the fields of a deed hold.
type input struct {
	text                      string
	answered, useful, comment string
	reference, email          string
}

// fields are those of the deed, in the order of the page.
func (d deed) fields(in *input) []schema.Field {
	switch d {
	case add, reopen:
		return []schema.Field{schema.Long(fieldText, &in.text).Required().Max(maxText)}
	case rate:
		return []schema.Field{
			schema.Choice(fieldAnswered, &in.answered, answers()).Required(),
			schema.Choice(fieldUseful, &in.useful, answers()),
			schema.Long(fieldComment, &in.comment).Max(maxComment),
		}
	case resend:
		return []schema.Field{
			schema.Text(fieldReference, &in.reference).Required().Max(40),
			schema.Email(fieldEmail, &in.email).Required(),
		}
	}
	return nil
}

// answers is the vocabulary of the two questions.
func answers() *schema.Vocabulary {
	return schema.NewVocabulary("geholpen",
		schema.Term{Slug: cases.FeedbackYes}, schema.Term{Slug: cases.FeedbackPartly}, schema.Term{Slug: cases.FeedbackNo})
}

// check decodes the fields and lists what is wrong with them.
func (d deed) check(r *web.Request, in *input) []schema.Problem {
	fields := d.fields(in)
	return append(schema.DecodeForm(r.Values, fields), forms.SecretNumbers(r.Values, fields)...)
}

// do does the deed to the case of act.
func (d deed) do(ctx context.Context, c *cases.Cases, act cases.Act, in input) error {
	var err error
	switch d {
	case add:
		_, err = c.AddInformation(ctx, act, in.text)
	case reopen:
		_, err = c.Reopen(ctx, act, in.text)
	case rate:
		_, err = c.GiveFeedback(ctx, act, cases.Feedback{Answered: in.answered, Useful: in.useful, Comment: in.comment})
	case withdraw:
		_, err = c.Withdraw(ctx, act)
	case erase:
		_, err = c.RequestErasure(ctx, act)
	}
	return err
}

// party is who follows a case: the owner of a profile, or who asked.
func party(one *cases.Case) domain.Party {
	if one.Kind == domain.KindProfile {
		return domain.PartyOwner
	}
	return domain.PartyAsker
}
