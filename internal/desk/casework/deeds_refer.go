package casework

import (
	"context"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// referring is what has to do with advisers.
func referring() []deed {
	hasLive := func(c *cases.Case) bool { return len(c.Referrals) > 0 && liveReferrals(c) > 0 }
	return []deed{
		{name: "uitzetten", title: "Voorleggen aan adviseurs", button: "Voorleggen", done: "De adviseurs hebben bericht gekregen.", verb: domain.VerbRefer, mails: true,
			lead:   "Kies één of meer adviseurs, of vul er zelf een in. Zij krijgen bericht zonder gegevens van de vrager; die zien zij pas als zij ja zeggen. De vrager hoort wie u vraagt.",
			fields: referFields, likely: func(c *cases.Case) bool { return c.Kind == domain.KindAdvice || c.Track == domain.KindAdvice },
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.Refer(ctx, a, in.offers)
			}},
		{name: "adviseur", title: "Opschrijven wat een adviseur zei", lead: "Voor wat een adviseur u zelf vertelde, bijvoorbeeld door de telefoon.", button: "Opschrijven", done: "Het staat bij de zaak.",
			verb: domain.VerbAccept, fits: hasLive, fields: replyFields,
			likely: func(c *cases.Case) bool { return c.Stage().Phase == domain.PhaseWaiting },
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.AnswerReferral(ctx, a, in.referral, cases.Reply{Verb: domain.Verb(in.verb), Reason: in.reason, Text: in.text})
			}},
		{name: "terugtrekken", title: "Verwijzing terugtrekken", lead: "De adviseur krijgt bericht dat het niet meer nodig is.", button: "Terugtrekken", done: "De verwijzing is teruggetrokken.",
			verb: domain.VerbFollow, mails: true, fits: hasLive, fields: func(s *scene, in *input) []schema.Field {
				return []schema.Field{schema.Choice("verwijzing", &in.referral, s.referrals()).Required()}
			},
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.RecallReferral(ctx, a, in.referral)
			}},
		{name: "behoefte", title: "Behoefte toevoegen", lead: "Iets anders waarvoor de vrager iemand nodig heeft. Voor elke behoefte kunt u andere adviseurs vragen.", button: "Toevoegen", done: "De behoefte staat bij de zaak.",
			verb: domain.VerbNeed, fields: func(_ *scene, in *input) []schema.Field {
				return []schema.Field{schema.Text("behoefte", &in.text).Required().Max(200)}
			},
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.AddNeed(ctx, a, in.text)
			}},
		{name: "vervallen", title: "Behoefte laten vervallen", lead: "Als er geen hulp voor te vinden is, of als het niet meer nodig is.", button: "Laten vervallen", done: "De behoefte is vervallen.",
			verb: domain.VerbNeed, fields: func(s *scene, in *input) []schema.Field {
				return []schema.Field{schema.Choice("behoefte", &in.need, s.needs()).Required()}
			},
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.DropNeed(ctx, a, in.need)
			}},
	}
}

func liveReferrals(c *cases.Case) int {
	n := 0
	for _, r := range c.Referrals {
		if r.IsLive() {
			n++
		}
	}
	return n
}

// referFields asks whom to put a need before: of the proposals, and one that the
// officer knows.
func referFields(s *scene, in *input) []schema.Field {
	fields := []schema.Field{schema.Choice("behoefte", &in.need, s.needs()).Required()}
	if len(s.proposals) > 0 { // also when none has an address: they are worth reading
		fields = append(fields, schema.Choices("adviseurs", &in.refs, s.advisers()).Max(10))
	}
	return append(fields,
		schema.Text("organisatie", &in.organisation).Max(120),
		schema.Email("email_adviseur", &in.email),
		schema.Choice("taal_adviseur", &in.language, s.languages()))
}

// replyFields asks what an adviser said about a referral.
func replyFields(s *scene, in *input) []schema.Field {
	return []schema.Field{
		schema.Choice("verwijzing", &in.referral, s.referrals()).Required(),
		schema.Choice("wat", &in.verb, s.replies()).Required(),
		schema.Choice("reden", &in.reason, schema.Enum("reden", domain.DeclineReasons()...)),
		schema.Long("tekst", &in.text).Max(cases.MaxText),
	}
}

// offersOf makes of what was chosen who is asked, and says what is missing.
func offersOf(s *scene, in *input) []schema.Problem {
	in.offers = nil
	for _, p := range s.proposals {
		if p.Email == "" {
			continue // the officer fills in where it goes
		}
		for _, chosen := range in.refs {
			if chosen == adviserSlug(p) {
				in.offers = append(in.offers, cases.Offer{Need: in.need, Adviser: p.Page, Organisation: p.Organisation, Email: p.Email, Language: p.Language})
			}
		}
	}
	missing := func(field string) []schema.Problem {
		return []schema.Problem{{Field: field, Fault: schema.Fault{Code: schema.Missing}}}
	}
	switch {
	case in.organisation == "" && in.email != "":
		return missing("organisatie")
	case in.organisation != "" && in.email == "":
		return missing("email_adviseur")
	case in.organisation != "":
		in.offers = append(in.offers, cases.Offer{Need: in.need, Organisation: in.organisation, Email: in.email, Language: in.language})
	case len(in.offers) == 0 && len(s.proposals) > 0:
		return []schema.Problem{{Field: "adviseurs", Fault: schema.Fault{Code: schema.Choose}}}
	case len(in.offers) == 0:
		return missing("organisatie")
	}
	return nil
}
