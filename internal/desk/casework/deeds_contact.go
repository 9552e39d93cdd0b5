package casework

import (
	"context"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// relaying is about messages to the owner of a profile.
func relaying() []deed {
	isMessage := func(c *cases.Case) bool { return c.Kind == domain.KindContact }
	isHeld := func(c *cases.Case) bool { return isMessage(c) && c.Relayed() != nil }
	return []deed{
		{name: "doorsturen", title: "Bericht doorsturen", lead: "Het bericht gaat naar de eigenaar van een profiel op de site, zonder e-mailadres van de vrager. De vrager hoort naar wie.",
			button: "Doorsturen", done: "Het bericht is doorgestuurd.", verb: domain.VerbRelay, mails: true, fits: isMessage,
			likely: func(c *cases.Case) bool { return c.Stage().Phase == domain.PhaseOpen },
			fields: func(_ *scene, in *input) []schema.Field {
				return []schema.Field{schema.Page("profiel", &in.other, cases.SectionAdvisers, cases.SectionEntrepreneurs).Required()}
			},
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.Relay(ctx, a, in.other)
			}},
		{name: "reactie", title: "Reactie van de eigenaar opschrijven", lead: "Voor wat de eigenaar van het profiel u vertelde. De vrager krijgt het per e-mail.",
			button: "Reactie versturen", done: "De reactie is verstuurd.", verb: domain.VerbAnswer, mails: true, fits: isHeld, fields: onlyText,
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.Reply(ctx, a, in.text)
			}},
		{name: "weigering", title: "Eigenaar wil niet reageren", lead: "Het bericht komt terug bij het loket. De vrager hoort dat het loket het overneemt.",
			button: "Opschrijven", done: "Het bericht ligt weer bij het loket.", verb: domain.VerbDecline, mails: true, fits: isHeld,
			fields: func(_ *scene, in *input) []schema.Field {
				return []schema.Field{schema.Choice("reden", &in.reason, schema.Enum("reden", domain.ContactReasons()...)).Required(), schema.Long("tekst", &in.text).Max(cases.MaxText)}
			},
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.DeclineContact(ctx, a, in.reason, in.text)
			}},
	}
}
