package casework

import (
	"slices"
	"strconv"

	"mkbloket/internal/forms"
	"mkbloket/internal/schema"
)

// words are the labels and hints of the fields of deeds: of DEED.FIELD or FIELD.
var words = map[string][2]string{
	"tekst":              {"Tekst", ""},
	"beantwoorden.tekst": {"Antwoord", "Aanhef, link naar de eigen pagina en ondertekening van het loket staan al in de e-mail."},
	"terugvragen.tekst":  {"Uw vraag aan de vrager", "Vraag liever twee dingen goed dan zes half."},
	"notitie.tekst":      {"Notitie", ""},
	"aanvullen.tekst":    {"Wat vertelde de vrager?", ""},
	"doorzetten.tekst":   {"Hoe en wanneer stemde de vrager in?", "Dit komt als notitie bij de zaak."},
	"heropenen.tekst":    {"Waarom gaat de zaak weer open?", ""},
	"bewaren.tekst":      {"Waarom moet de zaak bewaard blijven?", "Alleen medewerkers lezen dit."},
	"vrijgeven.tekst":    {"Waarom mag de zaak weer weg?", "Alleen medewerkers lezen dit."},
	"adviseur.tekst":     {"Toelichting", "Alleen medewerkers lezen dit."},
	"weigering.tekst":    {"Toelichting", "Alleen medewerkers lezen dit."},
	"weigering.reden":    {"Reden", ""},
	"reactie.tekst":      {"Wat zei de eigenaar?", ""},
	"profiel":            {"Profiel", "Het laatste deel van het adres op de site, zoals adviseurs/jan-jansen."},
	"wie":                {"Collega", ""},
	"uitkomst":           {"Uitkomst", ""},
	"kenmerk":            {"Kenmerk van de zaak die open blijft", "Bijvoorbeeld K7M3-P9QX."},
	"verwijzing":         {"Welke adviseur?", ""},
	"wat":                {"Wat zei de adviseur?", ""},
	"reden":              {"Reden", "Alleen bij nee en bij teruggeven."},
	"behoefte":           {"Behoefte", ""},
	"behoefte.behoefte":  {"Waarvoor heeft de vrager nog meer iemand nodig?", ""},
	"uitzetten.behoefte": {"Voor welke behoefte?", ""},
	"adviseurs":          {"Voorgestelde adviseurs", "De volgorde is een voorstel. U beslist."},
	"organisatie":        {"Een andere organisatie", "De vrager krijgt deze naam te lezen."},
	"email_adviseur":     {"E-mailadres van die organisatie", ""},
	"taal_adviseur":      {"Taal van de e-mail aan die organisatie", ""},
}

// control draws a field of a deed.
func (d *desk) control(f draft, field schema.Field) forms.Control {
	name := field.Name()
	word, ok := words[f.deed.name+"."+name]
	if !ok {
		word = words[name]
	}
	c := forms.Control{Name: name, Label: word[0], Hint: word[1], Sort: "input", Type: "text", Optional: !field.IsRequired(), Value: first(f.values[name])}
	switch field.Kind() {
	case schema.KindLong:
		c.Sort, c.Rows = "textarea", 12
	case schema.KindEmail:
		c.Type, c.InputMode, c.Verbatim = "email", "email", true
	case schema.KindChoice, schema.KindChoices:
		d.choose(&c, field, f.values[name])
	}
	if name == "kenmerk" {
		c.Short, c.Verbatim = true, true
	}
	if i := slices.IndexFunc(f.problems, func(p schema.Problem) bool { return p.Field == name }); i >= 0 {
		c.Error = d.sentence(c.Label, f.problems[i])
	}
	return c
}

// choose draws the choices of a field: as buttons when they are few.
func (d *desk) choose(c *forms.Control, field schema.Field, chosen []string) {
	c.Sort = "select"
	terms := field.Vocabulary().Terms()
	if field.IsRequired() && len(terms) <= 10 {
		c.Sort = "radio"
	}
	for i, term := range terms {
		o := forms.Option{ID: c.Name + "-" + strconv.Itoa(i), Value: term.Slug, Label: term.Labels["nl"], Chosen: slices.Contains(chosen, term.Slug)}
		if o.Label == "" {
			o.Label = d.set.Text("nl", field.Vocabulary().Name()+"."+term.Slug)
		}
		if i == 0 {
			o.ID = c.Name
		}
		o.Chosen = o.Chosen || c.Sort == "radio" && len(terms) == 1
		c.Options = append(c.Options, o)
	}
}

// sentence says what to do about a problem.
func (d *desk) sentence(label string, p schema.Problem) string {
	key := "fout." + string(p.Code)
	if own := "fout." + p.Field + "." + string(p.Code); d.set.HasText(own) {
		key = own
	}
	return d.set.Text("nl", key, "n", p.N, "veld", label)
}

// aware asks to confirm that a text goes out although it seems to hold a secret
// number.
func (d *desk) aware() forms.Control {
	label := d.set.Text("nl", "veld."+fieldAware)
	return forms.Control{Name: fieldAware, Label: label, Sort: "consent", Options: []forms.Option{{ID: fieldAware, Value: "ja", Label: label}}}
}
