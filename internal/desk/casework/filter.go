package casework

import (
	"net/url"

	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
)

// filters are the controls with which a list is narrowed.
func (d *desk) filters(chosen url.Values, known people) []forms.Control {
	labels := map[string]string{fieldKind: "Soort", fieldTheme: "Thema", fieldArea: "Regio", fieldWho: "Behandelaar", fieldLang: "Taal van de vrager"}
	choices := d.choices(known)
	var controls []forms.Control
	for _, name := range []string{fieldKind, fieldTheme, fieldArea, fieldWho, fieldLang} {
		c := forms.Control{Name: name, Label: labels[name], Sort: "select", Options: choices[name]}
		for i := range c.Options {
			c.Options[i].Chosen = c.Options[i].Value == chosen.Get(name)
		}
		if len(c.Options) > 0 {
			controls = append(controls, c)
		}
	}
	return controls
}

// choices gives the values of each filter.
func (d *desk) choices(known people) map[string][]forms.Option {
	choices := map[string][]forms.Option{fieldWho: {{Value: nobody, Label: "Niemand"}}}
	for _, kind := range domain.Kinds() {
		choices[fieldKind] = append(choices[fieldKind], forms.Option{Value: string(kind), Label: kindWord(kind)})
	}
	for _, term := range d.set.Taxonomy().Themes.Terms() {
		choices[fieldTheme] = append(choices[fieldTheme], forms.Option{Value: term.Slug, Label: d.set.Label("nl", "themas", term.Slug)})
	}
	for _, g := range d.set.Taxonomy().Municipalities() {
		choices[fieldArea] = append(choices[fieldArea], forms.Option{Value: g.Region.Slug, Label: d.set.Label("nl", "regios", g.Region.Slug)})
	}
	for _, a := range known.workers() {
		choices[fieldWho] = append(choices[fieldWho], forms.Option{Value: a.ID, Label: a.Name})
	}
	for _, lang := range []string{"nl", "en", "de"} {
		choices[fieldLang] = append(choices[fieldLang], forms.Option{Value: lang, Label: languageWord(lang)})
	}
	return choices
}
