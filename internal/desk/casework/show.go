package casework

import (
	"net/http"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/templates"
)

// paramDone says in an address which deed was just done.
const paramDone = "gedaan"

// show is the page of a case. That it was read is a line of the audit log
// (requirement 73); without that line nothing is shown.
func (d *desk) show(w http.ResponseWriter, r *page.Request) error {
	one, err := d.find(r)
	if err != nil {
		return err
	}
	if err := d.Note(r, "zaak gelezen", one.Reference, "gelukt", ""); err != nil {
		return err
	}
	v, err := d.view(r, one)
	if err != nil {
		return err
	}
	if v.Doubles, err = d.doubles(r, one); err != nil {
		return err
	}
	p := page.View{Title: title(one.Reference), Section: "zaken", Crumbs: crumbs(nil), Data: v}
	for _, deed := range deeds() {
		if deed.name == r.URL.Query().Get(paramDone) {
			p.Notice = deed.done
		}
	}
	if r.URL.Query().Get(paramDone) == "nieuw" {
		p.Notice = "De zaak is vastgelegd. Geef het kenmerk door aan de vrager."
	}
	return d.Show(w, r, ok, "case", p)
}

// crumbs lead back to the lists, and to a case when the page lies below it.
func crumbs(one *cases.Case) []templates.Link {
	links := []templates.Link{{Text: "Zaken", Path: listPath}}
	if one != nil {
		links = append(links, templates.Link{Text: title(one.Reference), Path: casePath(one.Reference)})
	}
	return links
}
