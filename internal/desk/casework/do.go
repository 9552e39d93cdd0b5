package casework

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
	"mkbloket/internal/schema"
	"mkbloket/internal/store"
	"mkbloket/internal/web"
)

// What a button of a form asks for, in the field stap.
const (
	fieldStep   = "stap"
	stepPreview = "voorbeeld"
	stepInsert  = "invoegen"
	fieldCanned = "standaardtekst"
	fieldAware  = "gevoelig" // ticked: send although it looks like a secret number
)

// sensitive marks a text that seems to hold a secret number.
const sensitive schema.Code = "gevoelig"

// ask is the page of a deed. It changes nothing.
func (d *desk) ask(one deed) page.Handler {
	return func(w http.ResponseWriter, r *page.Request) error {
		c, err := d.find(r)
		if err != nil {
			return err
		}
		if !one.possible(c) { // done already, or no longer possible: the case says which
			return d.Lead(w, casePath(c.Reference))
		}
		s, err := d.scene(r, one, c)
		if err != nil {
			return err
		}
		return d.showForm(w, r, ok, draft{deed: one, scene: s, values: d.start(r, one, c)})
	}
}

// do does a deed, or shows what it would do.
func (d *desk) do(one deed) page.Handler {
	return func(w http.ResponseWriter, r *page.Request) error {
		c, err := d.find(r)
		if err != nil {
			return err
		}
		s, err := d.scene(r, one, c)
		if err != nil {
			return err
		}
		in, f := new(input), draft{deed: one, scene: s, values: r.Values}
		if r.Values.Get(fieldStep) == stepInsert {
			f.values = d.inserted(r.Values, c)
			return d.showForm(w, r, ok, f)
		}
		if f.problems = one.check(s, in, r.Values); len(f.problems) > 0 {
			return d.showForm(w, r, http.StatusUnprocessableEntity, f)
		}
		if err := d.reaches(r, one, in); err != nil {
			return d.notDone(w, r, f, err)
		}
		act := d.Act(r, c)
		if r.Values.Get(fieldStep) == stepPreview {
			f.preview, err = d.config.Cases.Rehearse(func(c *cases.Cases) (cases.Result, error) { return one.act(r.Context(), c, act, in) })
			if err != nil {
				return d.notDone(w, r, f, err)
			}
			f.previewed = true
			return d.showForm(w, r, ok, f)
		}
		if _, err := one.act(r.Context(), d.config.Cases, act, in); err != nil {
			return d.notDone(w, r, f, err)
		}
		if err := d.Note(r, "zaak: "+one.name, c.Reference, "gelukt", ""); err != nil {
			return err
		}
		return d.Lead(w, casePath(c.Reference)+"?"+paramDone+"="+one.name)
	}
}

// reaches reports store.ErrNotFound when a deed names another case that is not
// there or that the account may not see: the two are one answer, as in find.
func (d *desk) reaches(r *page.Request, one deed, in *input) error {
	if one.name != "samenvoegen" {
		return nil
	}
	other, err := d.config.Cases.Get(r.Context(), in.other)
	if err == nil && !d.sees(r, other) {
		err = store.ErrNotFound
	}
	return err
}

// possible reports whether a deed fits the case as it is now.
func (one deed) possible(c *cases.Case) bool {
	life := c.Life()
	if life == nil || c.IsAnonymous() || one.fits != nil && !one.fits(c) {
		return false
	}
	inLife := func(s domain.Step) bool {
		return s.Verb == one.verb && slices.Contains(s.By, domain.PartyOfficer)
	}
	if !slices.ContainsFunc(life.Steps, inLife) {
		return one.fits != nil // its verb is in no life, or in that of referrals
	}
	return slices.Contains(life.Verbs(c.Status, domain.PartyOfficer), one.verb)
}

// check reads what was filled in and says what is wrong with it.
func (one deed) check(s *scene, in *input, values map[string][]string) []schema.Problem {
	fields := one.fields(s, in)
	problems := schema.DecodeForm(values, fields)
	if one.name == "uitzetten" && len(problems) == 0 {
		problems = offersOf(s, in)
	}
	if one.name == "samenvoegen" && len(problems) == 0 {
		problems = referenceOf(in)
	}
	if one.mails && first(values[fieldAware]) == "" {
		for _, f := range fields {
			if f.Kind() == schema.KindLong && web.HoldsSecretNumber(f.String()) {
				problems = append(problems, schema.Problem{Field: f.Name(), Fault: schema.Fault{Code: sensitive}})
			}
		}
	}
	return problems
}

// notDone answers what did not happen: with the case as it is now, what is new
// in it, and everything that was typed.
func (d *desk) notDone(w http.ResponseWriter, r *page.Request, f draft, err error) error {
	status, trouble := http.StatusUnprocessableEntity, ""
	switch {
	case errors.Is(err, store.ErrStale):
		status, trouble = http.StatusConflict, "Iemand anders heeft deze zaak gewijzigd terwijl u bezig was. Er is nog niets opgeslagen. Kijk hieronder wat er veranderd is, en verstuur opnieuw als het nog klopt."
	case errors.Is(err, domain.ErrNotNow), errors.Is(err, domain.ErrNotYours):
		status, trouble = http.StatusConflict, "Dit past niet meer bij de status van de zaak. Er is niets opgeslagen. Uw tekst staat hieronder."
	case errors.Is(err, cases.ErrOtherPerson):
		trouble = "De andere zaak is van iemand anders. Samenvoegen kan alleen met een zaak van dezelfde afzender."
	case errors.Is(err, cases.ErrNoConsent):
		trouble = "De vrager heeft niet ingestemd met delen. Vraag dat eerst, en schrijf op hoe en wanneer."
	case errors.Is(err, cases.ErrChoice):
		trouble = "Deze keuze kan nu niet. Misschien is de adviseur al gevraagd, of is de andere zaak gesloten."
	case errors.Is(err, cases.ErrText):
		trouble = "De tekst is leeg, te lang of bevat vreemde tekens."
	case errors.Is(err, cases.ErrFull):
		trouble = "Deze zaak is vol. Sluit de zaak en begin een nieuwe."
	case errors.Is(err, store.ErrNotFound) && f.deed.name == "samenvoegen":
		trouble = "Er is geen zaak met dit kenmerk."
	default:
		return err
	}
	one, err := d.find(r)
	if err != nil {
		return err
	}
	f.scene.one, f.trouble, f.conflict = one, trouble, status == http.StatusConflict
	return d.showForm(w, r, status, f)
}

// scene reads what the choices of a deed are made of.
func (d *desk) scene(r *page.Request, one deed, c *cases.Case) (*scene, error) {
	known, err := d.people(r.Context())
	if err != nil {
		return nil, err
	}
	s := &scene{desk: d, one: c, known: known}
	if one.name == "uitzetten" && d.config.Propose != nil {
		ctx, cancel := context.WithTimeout(r.Context(), web.AnswerWithin)
		defer cancel()
		if s.proposals, err = d.config.Propose(ctx, c); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// draft is the form of a deed while it is filled in.
type draft struct {
	deed      deed
	scene     *scene
	values    map[string][]string
	problems  []schema.Problem
	trouble   string
	conflict  bool
	preview   []mail.Message
	previewed bool
}
