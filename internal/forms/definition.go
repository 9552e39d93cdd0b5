package forms

import "mkbloket/internal/domain"

// Names of the fields that every form has beside those of its record.
const (
	fieldToken    = "formulier" // random, signed: one page filled in is one case
	fieldLanguage = "taal"
	fieldTrap     = "faxnummer" // hidden from people; filled in by machines
	fieldStep     = "stap"
	fieldAware    = "gevoelig" // ticked: send although it looks like a secret number

	stepSend   = "versturen"
	stepChange = "wijzigen" // also wijzigen:FIELD
	donePath   = "ontvangen/"
)

// definition is how a record is laid out as a form. Which fields there are, and
// what they accept, is in package domain.
type definition struct {
	kind   domain.Kind
	path   string
	groups []group
	check  bool // with a page to check the answers (WCAG 3.3.4)
}

// group is a fieldset; its legend is the text form.KIND.NAME.
type group struct {
	name   string
	fields []string
}

func (d definition) action() string { return "/api/" + string(d.kind) }

// key is the key of a text of this form.
func (d definition) key(name string) string { return "form." + string(d.kind) + "." + name }

var definitions = []definition{
	{kind: domain.KindQuestion, path: "/vraag-stellen/", groups: []group{
		{"vraag", []string{"onderwerp", "vraag", "thema"}},
		{"bedrijf", []string{"gemeente", "fase", "bedrijf", "kvk"}},
		{"contact", []string{"naam", "email", "telefoon", "contactvoorkeur"}},
		{"toestemming", []string{"toestemming"}},
	}},
	{kind: domain.KindProfile, path: "/profiel-aanmelden/", groups: []group{
		{"wie", []string{"profielsoort", "naam", "bedrijf", "website"}},
		{"aanbod", []string{"biedt", "zoekt", "themas", "sectoren", "regios", "talen"}},
		{"adviseur", []string{"kosten", "onafhankelijk"}},
		{"tekst", []string{"tekst"}},
		{"contact", []string{"email", "capaciteit"}},
		{"toestemming", []string{"toestemming_publicatie"}},
	}},
	{kind: domain.KindAdvice, path: "/advies-aanvragen/", check: true, groups: []group{
		{"ambitie", []string{"ambitie", "omschrijving", "gewenste_start", "bedrag"}},
		{"bedrijf", []string{"bedrijf", "kvk", "gemeente", "rol"}},
		{"contact", []string{"naam", "email", "telefoon"}},
		{"toestemming", []string{"toestemming_delen"}},
	}},
}

// conditional fields are not required by themselves, but their hint says when
// they are; "optional" beside them would mislead.
var conditional = map[string]bool{"kosten": true, "onafhankelijk": true, "biedt": true}

// find gives the definition of a kind.
func find(kind domain.Kind) (definition, bool) {
	for _, d := range definitions {
		if d.kind == kind {
			return d, true
		}
	}
	return definition{}, false
}
