package casework

import (
	"context"
	"slices"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// deed is something that staff does to a case. What it asks for, when it fits
// and what it calls is here and nowhere else.
type deed struct {
	name   string // in the address
	title  string // of its page and of the link to it
	lead   string // what it does, above the form
	button string
	done   string // what was done, on the page of the case afterwards
	verb   domain.Verb
	mails  bool // the asker gets a mail: it can be previewed
	canned bool // canned texts can be put in
	now    bool // a button on the page of the case is enough
	grave  bool // not easily undone: among the others, with a page that says so
	likely func(*cases.Case) bool
	fits   func(*cases.Case) bool // nil: when the verb is in the lifecycle
	fields func(*scene, *input) []schema.Field
	act    func(context.Context, *cases.Cases, cases.Act, *input) (cases.Result, error)
}

// input is what the forms of deeds ask for.
type input struct {
	text, choice, referral, verb, reason, other string
	refs                                        []string // proposals that were ticked
	need                                        string
	organisation, email, language               string
	offers                                      []cases.Offer
}

// scene is by what the choices of a form are made.
type scene struct {
	desk      *desk
	one       *cases.Case
	known     people
	proposals []Proposal
}

func text(in *input) schema.Field {
	return schema.Long("tekst", &in.text).Required().Max(cases.MaxText)
}

func onlyText(_ *scene, in *input) []schema.Field { return []schema.Field{text(in)} }

func nothing(*scene, *input) []schema.Field { return nil }

func always(*cases.Case) bool { return true }

// deeds lists what can be done, in the order in which it is offered.
func deeds() []deed {
	return slices.Concat(answering(), handling(), referring(), relaying(), ending(), keeping())
}

func answering() []deed {
	return []deed{
		{name: "oppakken", title: "Oppakken", button: "Oppakken", done: "U heeft deze zaak nu in behandeling.", verb: domain.VerbTake, now: true,
			fields: nothing, likely: func(c *cases.Case) bool { return c.Assignee == "" },
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, _ *input) (cases.Result, error) {
				return c.Take(ctx, a)
			}},
		{name: "beantwoorden", title: "Beantwoorden", lead: "De vrager krijgt dit per e-mail en ziet het op de eigen pagina.", button: "Antwoord versturen",
			done: "Het antwoord is verstuurd.", verb: domain.VerbAnswer, mails: true, canned: true, fields: onlyText, likely: always,
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.Answer(ctx, a, in.text)
			}},
		{name: "terugvragen", title: "Iets terugvragen", lead: "De zaak wacht dan op de vrager. Na twee herinneringen zonder reactie sluit de klok de zaak.", button: "Vraag versturen",
			done: "Uw vraag is verstuurd. De zaak wacht op de vrager.", verb: domain.VerbAsk, mails: true, canned: true, fields: onlyText, likely: always,
			fits: func(c *cases.Case) bool { return !slices.ContainsFunc(c.Referrals, cases.Referral.IsLive) },
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.AskBack(ctx, a, in.text)
			}},
		{name: "notitie", title: "Notitie schrijven", lead: "Alleen medewerkers lezen dit. De vrager krijgt het te zien bij een inzageverzoek: schrijf wat u ook hardop zou zeggen.",
			button: "Notitie bewaren", done: "De notitie staat bij de zaak.", verb: domain.VerbNote, fits: always, fields: onlyText, likely: always,
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.Note(ctx, a, in.text)
			}},
	}
}

func handling() []deed {
	return []deed{
		{name: "toewijzen", title: "Toewijzen", lead: "De zaak komt bij een collega in de lijst Van mij.", button: "Toewijzen", done: "De zaak is toegewezen.",
			verb: domain.VerbAssign, fields: func(s *scene, in *input) []schema.Field {
				return []schema.Field{schema.Choice("wie", &in.choice, s.workers()).Required()}
			},
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.Assign(ctx, a, in.choice)
			}},
		{name: "aanvullen", title: "Aanvulling van de vrager opschrijven", lead: "Schrijf op wat de vrager u vertelde. De vrager kan dit lezen op de eigen pagina.",
			button: "Aanvulling bewaren", done: "De aanvulling staat bij de zaak.", verb: domain.VerbAdd, fields: onlyText,
			likely: func(c *cases.Case) bool { return c.Status == domain.StatusAsked },
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.AddInformation(ctx, a, in.text)
			}},
		{name: "doorzetten", title: "Doorzetten als adviesaanvraag", button: "Doorzetten", done: "De vraag is nu een adviesaanvraag.", verb: domain.VerbRedirect, mails: true,
			lead:   "Een adviseur krijgt dan de gegevens van de vrager. Dat mag alleen als de vrager daarmee heeft ingestemd. Schrijf op hoe en wanneer, bijvoorbeeld: telefonisch, op 12 maart 2027.",
			fields: onlyText,
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.Redirect(ctx, a, in.text)
			}},
		{name: "samenvoegen", title: "Samenvoegen met een andere zaak", button: "Samenvoegen en deze zaak sluiten", done: "De zaken zijn samengevoegd.", verb: domain.VerbFinish, mails: true, grave: true,
			lead: "Deze zaak sluit als dubbel. De teksten komen als notitie bij de andere zaak, en de vrager krijgt daar bericht over. Dat kan alleen met een open zaak van dezelfde afzender.",
			fits: func(c *cases.Case) bool { return c.Kind == domain.KindQuestion || c.Kind == domain.KindAdvice },
			fields: func(_ *scene, in *input) []schema.Field {
				return []schema.Field{schema.Text("kenmerk", &in.other).Required().Max(20)}
			},
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.Merge(ctx, a, in.other)
			}},
	}
}

func ending() []deed {
	return []deed{
		{name: "afsluiten", title: "Afsluiten", lead: "De vrager krijgt bericht en kan de zaak binnen 30 dagen opnieuw openen. Adviseurs die nog bezig zijn, horen dat het niet meer nodig is.",
			button: "Afsluiten", done: "De zaak is afgesloten.", verb: domain.VerbFinish, mails: true,
			likely: func(c *cases.Case) bool {
				return c.Status == domain.StatusRounding || c.Status == domain.StatusAnswered
			},
			fields: func(s *scene, in *input) []schema.Field {
				return []schema.Field{schema.Choice("uitkomst", &in.choice, s.outcomes()).Required()}
			},
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.Finish(ctx, a, in.choice)
			}},
		{name: "heropenen", title: "Opnieuw openen", lead: "Schrijf op waarom. De vrager kan dit lezen op de eigen pagina.", button: "Opnieuw openen", done: "De zaak is weer open.",
			verb: domain.VerbReopen, fields: onlyText, likely: (*cases.Case).IsClosed,
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
				return c.Reopen(ctx, a, in.text)
			}},
		{name: "intrekken", title: "Intrekken voor de vrager", lead: "De vrager heeft gezegd dat het niet meer nodig is. De zaak sluit, en de vrager krijgt daar bericht van.", button: "Intrekken", done: "De zaak is ingetrokken.",
			verb: domain.VerbWithdraw, mails: true, grave: true, fields: nothing,
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, _ *input) (cases.Result, error) {
				return c.Withdraw(ctx, a)
			}},
		{name: "spam", title: "Spam", lead: "De zaak gaat opzij en wordt later gewist. De afzender krijgt geen bericht.", button: "Als spam opzijleggen", done: "De zaak ligt bij de spam.",
			verb: domain.VerbSpam, grave: true, fields: nothing, likely: func(c *cases.Case) bool { return len(c.Flags) > 0 },
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, _ *input) (cases.Result, error) {
				return c.MarkSpam(ctx, a)
			}},
		{name: "geen-spam", title: "Geen spam", lead: "De zaak komt tussen de nieuwe zaken.", button: "Terugzetten", done: "De zaak staat weer bij de nieuwe zaken.",
			verb: domain.VerbNotSpam, fields: nothing, likely: always,
			fits: func(c *cases.Case) bool { return len(c.Flags) > 0 || c.Status == domain.StatusSpam },
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, _ *input) (cases.Result, error) {
				return c.NotSpam(ctx, a)
			}},
	}
}
