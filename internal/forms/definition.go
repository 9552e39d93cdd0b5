package forms

import (
	"slices"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
)

// Names of the fields that every form has beside those of its record.
const (
	fieldToken    = "formulier" // random, signed: one page filled in is one case
	fieldLanguage = web.FieldLanguage
	fieldTrap     = "faxnummer" // hidden from people; filled in by machines
	fieldStep     = "stap"
	fieldAware    = "gevoelig" // ticked: send although it looks like a secret number

	stepSend   = "versturen"
	stepChange = "wijzigen" // also wijzigen:FIELD
	donePath   = "ontvangen/"
)

// ContactPath is the form to write to the adviser or entrepreneur of a profile:
// ?profiel=SECTION/SLUG.
const ContactPath = "/contact-opnemen/"

// definition is where a form stands. Which fields it has, in which fieldsets,
// and what they accept, is in package domain.
type definition struct {
	kind  domain.Kind
	path  string
	check bool // with a page to check the answers (WCAG 3.3.4)
}

var definitions = []definition{
	{kind: domain.KindQuestion, path: "/vraag-stellen/"},
	{kind: domain.KindProfile, path: "/profiel-aanmelden/"},
	{kind: domain.KindAdvice, path: "/advies-aanvragen/", check: true},
	{kind: domain.KindContact, path: ContactPath},
}

func (d definition) action() string { return "/api/" + string(d.kind) }

// key is the key of a text of this form.
func (d definition) key(name string) string { return "form." + string(d.kind) + "." + name }

// group is a fieldset; its legend is the text form.KIND.NAME.
type group struct {
	name   string
	fields []schema.Field
}

// groups gathers fields by fieldset, in the order in which the fields name them.
func groups(fields []schema.Field) []group {
	var out []group
	for _, f := range fields {
		if f.Fieldset() == "" {
			continue
		}
		i := slices.IndexFunc(out, func(g group) bool { return g.name == f.Fieldset() })
		if i < 0 {
			i, out = len(out), append(out, group{name: f.Fieldset()})
		}
		out[i].fields = append(out[i].fields, f)
	}
	return out
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
