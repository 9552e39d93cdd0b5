package casework

import (
	"context"
	"slices"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// keeping is about the record itself: its links, how long it is kept, and erasing.
func keeping() []deed {
	hold := func(on bool) func(context.Context, *cases.Cases, cases.Act, *input) (cases.Result, error) {
		return func(ctx context.Context, c *cases.Cases, a cases.Act, in *input) (cases.Result, error) {
			return c.SetHold(ctx, a, on, in.text)
		}
	}
	return []deed{
		{name: "link-sturen", title: "Link opnieuw sturen", lead: "De vrager krijgt de link naar de eigen pagina nog een keer, hooguit drie keer per dag.", button: "Link sturen", done: "De link is verstuurd, als het niet de vierde van vandaag was.",
			verb: verbLink, mails: true, fields: nothing, fits: func(c *cases.Case) bool { return first(c.Fields["email"]) != "" }, act: sendLink},
		{name: "links-intrekken", title: "Alle links intrekken", lead: "De links die de vrager en de adviseurs per e-mail kregen, werken dan niet meer. Doe dit als een link bij een ander terecht is gekomen. De vrager kan op de site een nieuwe link vragen.",
			button: "Links intrekken", done: "De links werken niet meer.", verb: domain.VerbRevoke, grave: true, fits: always, fields: nothing,
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, _ *input) (cases.Result, error) {
				return c.RevokeLink(ctx, a)
			}},
		{name: "bewaren", title: "Niet vernietigen", lead: "De zaak wordt niet gewist als de bewaartermijn om is, bijvoorbeeld door een lopend bezwaar. Schrijf op waarom.",
			button: "Niet vernietigen", done: "De zaak wordt bewaard.", verb: domain.VerbHold, grave: true, fields: onlyText,
			fits: func(c *cases.Case) bool { return !c.Hold }, act: hold(true)},
		{name: "vrijgeven", title: "Mag weer vernietigd worden", lead: "De gewone bewaartermijn geldt weer. Schrijf op waarom.", button: "Vrijgeven", done: "De gewone bewaartermijn geldt weer.",
			verb: domain.VerbHold, grave: true, fields: onlyText, fits: func(c *cases.Case) bool { return c.Hold }, act: hold(false)},
		{name: "wissen", title: "Verzoek om wissen opschrijven", button: "Verzoek opschrijven", done: "Het verzoek staat bij de zaak, met een termijn.", verb: domain.VerbErasure, mails: true, grave: true,
			lead:   "De vrager heeft gevraagd om alles te wissen. Het loket heeft daar wettelijk één maand voor. De zaak blijft bij het werk staan totdat het gedaan is.",
			fields: nothing, fits: func(c *cases.Case) bool { return c.ErasureAt.IsZero() },
			act: func(ctx context.Context, c *cases.Cases, a cases.Act, _ *input) (cases.Result, error) {
				return c.RequestErasure(ctx, a)
			}},
	}
}

// verbLink is in no life: a link can be sent in every status.
const verbLink domain.Verb = "link_verstuurd"

// sendLink sends who asked the link to the case. That changes nothing that
// somebody else may be looking at, so the revision does not matter.
func sendLink(ctx context.Context, c *cases.Cases, a cases.Act, _ *input) (cases.Result, error) {
	one, err := c.Get(ctx, a.Ref)
	if err != nil {
		return cases.Result{}, err
	}
	return cases.Result{Case: one}, c.SendLink(ctx, a.Ref, first(one.Fields["email"]))
}

// The vocabularies of choices that depend on the case.

func (s *scene) workers() *schema.Vocabulary {
	var terms []schema.Term
	for _, a := range s.known.workers() {
		terms = append(terms, term(a.ID, a.Name))
	}
	return schema.NewVocabulary("wie", terms...)
}

func (s *scene) outcomes() *schema.Vocabulary {
	var terms []schema.Term
	if life := s.one.Life(); life != nil {
		for _, slug := range domain.Outcomes(domain.Kind(life.Name)) {
			terms = append(terms, term(slug, s.desk.set.Text("nl", "uitkomst."+slug)))
		}
	}
	return schema.NewVocabulary("uitkomst", terms...)
}

func (s *scene) referrals() *schema.Vocabulary {
	var terms []schema.Term
	for _, r := range s.one.Referrals {
		if r.IsLive() {
			terms = append(terms, term(r.ID, r.Organisation+" ("+s.desk.set.Text("nl", "verwijzing."+r.State)+")"))
		}
	}
	return schema.NewVocabulary("verwijzing", terms...)
}

func (s *scene) needs() *schema.Vocabulary {
	var terms []schema.Term
	for _, n := range s.one.Needs {
		if n.DroppedAt.IsZero() {
			terms = append(terms, term(n.ID, s.desk.need(n)))
		}
	}
	return schema.NewVocabulary("behoefte", terms...)
}

// replies is what an adviser can say, by a verb of the life of a referral.
func (s *scene) replies() *schema.Vocabulary {
	return schema.NewVocabulary("wat",
		term(string(domain.VerbAccept), "Ja, neemt de vrager aan"), term(string(domain.VerbDecline), "Nee (kies een reden)"),
		term(string(domain.VerbContact), "Er is contact geweest"), term(string(domain.VerbContinue), "Het traject loopt door"),
		term(string(domain.VerbDone), "Het traject is afgerond"), term(string(domain.VerbNoHelp), "Kan toch niet helpen"),
		term(string(domain.VerbUnreachable), "Krijgt de vrager niet te pakken"), term(string(domain.VerbReturn), "Geeft terug (kies een reden)"))
}

func (s *scene) advisers() *schema.Vocabulary {
	var terms []schema.Term
	for _, p := range s.reachable() {
		terms = append(terms, term(adviserSlug(p), p.Organisation))
	}
	return schema.NewVocabulary("adviseurs", terms...)
}

func (s *scene) languages() *schema.Vocabulary {
	return schema.NewVocabulary("taal_adviseur", term("nl", "Nederlands"), term("en", "Engels"), term("de", "Duits"))
}

// reachable lists the proposals of which the desk has an address.
func (s *scene) reachable() []Proposal {
	return slices.DeleteFunc(slices.Clone(s.proposals), func(p Proposal) bool { return p.Email == "" })
}

// adviserSlug names a proposal in a form.
func adviserSlug(p Proposal) string { return p.Page }

func term(slug, label string) schema.Term {
	return schema.Term{Slug: slug, Labels: map[string]string{"nl": label}}
}
