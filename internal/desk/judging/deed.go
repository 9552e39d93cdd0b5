package judging

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/publication"
	"mkbloket/internal/schema"
	"mkbloket/internal/staff"
	"mkbloket/internal/store"
)

// Names of the fields of the forms.
const (
	fieldSlug   = "adres"
	fieldReason = "reden"  // for the audit log
	fieldReject = "waarom" // of domain.RejectReasons, for the owner
	fieldUntil  = "tot"
)

const (
	place        = "plaatsen" // the deed that asks for an address
	mostReason   = 200        // characters
	longestPause = 183        // days ahead, as package cases has it
	casesRight   = staff.Work
)

// deed is something that the desk does with a profile.
type deed struct {
	name, title, done string
	lead              string
	needs             staff.Action
	recent            bool // needs a recent login
	verb              domain.Verb
	fields            func(*input) []schema.Field
	change            bool // it is about a change that waits
	do                func(context.Context, *cases.Cases, cases.Act, input) (cases.Result, error)
}

// input is what the fields of a deed hold.
type input struct {
	slug, reason, reject string
	until                time.Time
	page                 string // section and slug
}

// Deed is a form on the page of a profile.
type Deed struct {
	Name, Title, Lead string
	Slug              bool // asks for the address
	Reason            bool // asks for a reason for the log
	Reject            bool // asks for a reason for the owner
	Until             bool // asks for a day
	Grave             bool // not easily undone
	Recent            bool
}

func asksReason(in *input) []schema.Field {
	return []schema.Field{schema.Text(fieldReason, &in.reason).Required().Max(mostReason)}
}

func asksReject(in *input) []schema.Field {
	return []schema.Field{schema.Choice(fieldReject, &in.reject, schema.Enum("reden", domain.RejectReasons()...)).Required()}
}

func asksNothing(*input) []schema.Field { return nil }

// deeds lists what can be done, in the order in which it is offered.
func deeds() []deed {
	return []deed{
		{name: "controleren", title: "Ik heb het nagekeken", lead: "U heeft het adres, de website en de tekst bekeken. Daarna kan het profiel op de site.", done: "Het profiel is nagekeken en kan geplaatst worden.",
			needs: staff.Judge, verb: domain.VerbCheck, fields: asksNothing,
			do: func(ctx context.Context, c *cases.Cases, a cases.Act, _ input) (cases.Result, error) {
				return c.Check(ctx, a)
			}},
		{name: place, title: "Plaatsen", lead: "De eigenaar krijgt bericht. Het bestand hierboven komt op de site.", done: "Het profiel is goedgekeurd. Het komt op de site zodra de bestanden zijn geschreven.",
			needs: staff.Publish, recent: true, verb: domain.VerbApprove,
			fields: func(in *input) []schema.Field {
				return append([]schema.Field{schema.Text(fieldSlug, &in.slug).Required().Max(schema.MaxSlug)}, asksReason(in)...)
			},
			do: func(ctx context.Context, c *cases.Cases, a cases.Act, in input) (cases.Result, error) {
				return c.Approve(ctx, a, in.page)
			}},
		{name: "afwijzen", title: "Niet plaatsen", lead: "De eigenaar krijgt bericht, met de reden die u kiest.", done: "Het profiel is afgewezen. De eigenaar krijgt bericht.",
			needs: staff.Judge, verb: domain.VerbReject, fields: asksReject,
			do: func(ctx context.Context, c *cases.Cases, a cases.Act, in input) (cases.Result, error) {
				return c.Reject(ctx, a, in.reject)
			}},
		{name: "wijziging-plaatsen", title: "Wijziging plaatsen", lead: "De eigenaar krijgt bericht. De tekst op de site wordt die van hierboven.", done: "De wijziging is goedgekeurd. Zij komt op de site zodra de bestanden zijn geschreven.",
			needs: staff.Publish, recent: true, verb: domain.VerbAdopt, fields: asksReason, change: true,
			do: func(ctx context.Context, c *cases.Cases, a cases.Act, _ input) (cases.Result, error) {
				return c.AcceptProposal(ctx, a)
			}},
		{name: "wijziging-weigeren", title: "Wijziging weigeren", lead: "Wat op de site staat, blijft. De eigenaar krijgt bericht, met de reden die u kiest.", done: "De wijziging is geweigerd. De eigenaar krijgt bericht.",
			needs: staff.Judge, verb: domain.VerbRefuse, fields: asksReject, change: true,
			do: func(ctx context.Context, c *cases.Cases, a cases.Act, in input) (cases.Result, error) {
				return c.RefuseProposal(ctx, a, in.reject)
			}},
		{name: "pauzeren", title: "Pauzeren", lead: "De eigenaar heeft hierom gevraagd. Het profiel blijft op de site, met de dag waarop het weer kan.", done: "Het profiel is gepauzeerd.",
			needs: staff.Judge, verb: domain.VerbPause,
			fields: func(in *input) []schema.Field {
				return append([]schema.Field{schema.Date(fieldUntil, &in.until).Required()}, asksReason(in)...)
			},
			do: func(ctx context.Context, c *cases.Cases, a cases.Act, in input) (cases.Result, error) {
				return c.Pause(ctx, a, in.until)
			}},
		{name: "hervatten", title: "Pauze beëindigen", done: "Het profiel neemt weer contacten aan.", needs: staff.Judge, verb: domain.VerbResume, fields: asksReason,
			do: func(ctx context.Context, c *cases.Cases, a cases.Act, _ input) (cases.Result, error) {
				return c.Resume(ctx, a)
			}},
		{name: "van-de-site", title: "Van de site halen", lead: "Dit is voor altijd. De eigenaar krijgt bericht en kan zich opnieuw aanmelden.", done: "Het profiel gaat van de site zodra de bestanden zijn geschreven.",
			needs: staff.Publish, recent: true, verb: domain.VerbUnlist, fields: asksReason,
			do: func(ctx context.Context, c *cases.Cases, a cases.Act, _ input) (cases.Result, error) {
				return c.Unlist(ctx, a)
			}},
	}
}

// fits reports whether a deed is possible now.
func (d deed) fits(c *cases.Case) bool {
	if d.change {
		return c.Proposal != nil
	}
	return slices.Contains(c.Life().Verbs(c.Status, domain.PartyOfficer), d.verb)
}

// offered are the forms for a profile and an account.
func offered(c *cases.Case, a *staff.Account) []Deed {
	var out []Deed
	for _, d := range deeds() {
		if !d.fits(c) || !a.May(d.needs) {
			continue
		}
		form := Deed{Name: d.name, Title: d.title, Lead: d.lead, Recent: d.recent, Grave: d.verb == domain.VerbUnlist || d.verb == domain.VerbReject || d.verb == domain.VerbRefuse}
		for _, f := range d.fields(new(input)) {
			switch f.Name() {
			case fieldSlug:
				form.Slug = true
			case fieldReason:
				form.Reason = true
			case fieldReject:
				form.Reject = true
			case fieldUntil:
				form.Until = true
			}
		}
		out = append(out, form)
	}
	return out
}

// do does a deed.
func (b *bench) do(d deed) page.Handler {
	return func(w http.ResponseWriter, r *page.Request) error {
		c, err := b.find(r, isProfile)
		if err != nil {
			return err
		}
		if err := page.OneEach(r, fieldSlug, fieldReason, fieldReject, fieldUntil, page.FieldToken, page.FieldRevision); err != nil {
			return err
		}
		var in input
		problems, trouble, err := b.read(r, c, d, &in)
		if err != nil {
			return err
		}
		if len(problems) > 0 || trouble != "" {
			return b.showProfile(w, r, http.StatusUnprocessableEntity, c, page.View{Problems: problems, Trouble: trouble})
		}
		if _, err := d.do(r.Context(), b.config.Cases, b.Act(r, c), in); err != nil {
			return b.notDone(w, r, err)
		}
		if err := b.Note(r, "profiel: "+d.name, c.Reference, "gelukt", strings.TrimSpace(in.reject+" "+in.reason)); err != nil {
			return err
		}
		return b.Lead(w, profilesPath+c.Reference+"/?"+paramDone+"="+d.name)
	}
}

// read takes the fields of a deed, and says what is wrong with them or with the
// file that would come on the site.
func (b *bench) read(r *page.Request, c *cases.Case, d deed, in *input) (problems []page.Problem, trouble string, err error) {
	for _, p := range schema.DecodeForm(r.Values, d.fields(in)) {
		problems = append(problems, page.Problem{Field: d.name + "-" + p.Field, Text: b.sentence(p)})
	}
	if !in.until.IsZero() {
		in.until = in.until.In(calendar.Location())
		if days := in.until.Sub(b.Now()).Hours() / 24; days <= 0 || days > longestPause {
			problems = append(problems, page.Problem{Field: d.name + "-" + fieldUntil, Text: "Kies een dag na vandaag, hoogstens een half jaar vooruit"})
		}
	}
	in.page = c.Page
	if d.verb == domain.VerbApprove && in.slug != "" {
		in.page = publication.Section(first(c.Fields["profielsoort"])) + "/" + in.slug
		free := publication.IsFree(in.slug, func(string) bool { return b.taken(r.Context(), in.page, c) })
		if !free {
			problems = append(problems, page.Problem{Field: d.name + "-" + fieldSlug, Text: "Kies een ander adres: dit is in gebruik, of bevat meer dan kleine letters, cijfers en streepjes"})
		}
	}
	order := []string{fieldSlug, fieldUntil, fieldReject, fieldReason} // as on the page
	slices.SortStableFunc(problems, func(x, y page.Problem) int {
		return slices.Index(order, strings.TrimPrefix(x.Field, d.name+"-")) - slices.Index(order, strings.TrimPrefix(y.Field, d.name+"-"))
	})
	if len(problems) > 0 || d.verb != domain.VerbApprove && d.verb != domain.VerbAdopt {
		return problems, "", nil
	}
	v, err := b.file(r, wished(c), in.page)
	if err != nil {
		return nil, "", err
	}
	if v.Fault != "" || len(v.Problems) > 0 {
		trouble = "Dit kan zo niet op de site. Hieronder staat bij het bestand wat er mis is."
	}
	return nil, trouble, nil
}

// notDone answers what did not happen: with the profile as it is now, and
// everything that was typed.
func (b *bench) notDone(w http.ResponseWriter, r *page.Request, err error) error {
	status, trouble := http.StatusConflict, ""
	switch {
	case errors.Is(err, store.ErrStale):
		trouble = "Iemand anders heeft dit profiel gewijzigd terwijl u bezig was. Er is nog niets opgeslagen. Hieronder staat het profiel zoals het nu is, met wat u had ingevuld."
	case errors.Is(err, domain.ErrNotNow), errors.Is(err, domain.ErrNotYours), errors.Is(err, cases.ErrNoProposal):
		trouble = "Dit past niet meer bij de stand van het profiel. Er is niets opgeslagen."
	case errors.Is(err, cases.ErrChoice):
		status, trouble = http.StatusUnprocessableEntity, "Deze keuze kan nu niet. Misschien is het adres net in gebruik genomen."
	default:
		return err
	}
	c, err := b.find(r, isProfile)
	if err != nil {
		return err
	}
	return b.showProfile(w, r, status, c, page.View{Trouble: trouble})
}

// sentence says what to do about a problem.
func (b *bench) sentence(p schema.Problem) string {
	name := map[string]string{fieldSlug: "Adres op de site", fieldReason: "Reden voor het logboek", fieldReject: "Reden voor de eigenaar", fieldUntil: "Weer beschikbaar vanaf",
		"titel": "Vraag", "samenvatting": "Kort antwoord", "tekst": "Uitleg", "themas": "Thema’s"}[p.Field]
	text := b.Set().Text("nl", "fout."+string(p.Code), "n", p.N, "veld", name)
	if strings.Contains(text, name) {
		return text
	}
	return fmt.Sprintf("%s: %s", name, text)
}
