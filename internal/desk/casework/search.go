package casework

import (
	"errors"
	"net/http"
	"strings"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/reference"
	"mkbloket/internal/store"
	"mkbloket/internal/web"
)

const (
	fieldSearch = "zoek"
	mostTyped   = 120 // characters
)

// Found fills the template queue-search.
type Found struct {
	Typed   string
	Done    bool // something was searched for
	Rows    []Row
	Bounded bool
	Most    int
}

// searchForm is the empty page to search.
func (d *desk) searchForm(w http.ResponseWriter, r *page.Request) error {
	return d.Show(w, r, ok, "queue-search", page.View{Title: "Zoeken", Section: "zaken", Crumbs: crumbs(nil), Data: &Found{Most: cases.MostListed}})
}

// search answers with what was found, or leads to the case of a reference. It
// changes nothing but the audit log.
func (d *desk) search(w http.ResponseWriter, r *page.Request) error {
	if err := web.OneEach(r.Values, fieldSearch); err != nil {
		return err
	}
	f := &Found{Typed: strings.TrimSpace(r.Values.Get(fieldSearch)), Most: cases.MostListed}
	v := page.View{Title: "Zoeken", Section: "zaken", Crumbs: crumbs(nil), Data: f}
	if n := len([]rune(f.Typed)); n < 3 || n > mostTyped {
		v.Problems = []page.Problem{{Field: fieldSearch, Text: "Vul 3 tot 120 tekens in van een kenmerk, naam, bedrijf, onderwerp, telefoonnummer of e-mailadres."}}
		return d.Show(w, r, http.StatusUnprocessableEntity, "queue-search", v)
	}
	if ref, err := reference.Parse(f.Typed); err == nil {
		one, err := d.config.Cases.Get(r.Context(), ref)
		if err == nil && d.sees(r, one) {
			return d.Lead(w, casePath(ref))
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	found, bounded, err := d.config.Cases.Search(r.Context(), f.Typed, func(one *cases.Case) bool { return d.sees(r, one) })
	if err != nil {
		return err
	}
	known, err := d.people(r.Context())
	if err != nil {
		return err
	}
	f.Done, f.Bounded = true, bounded
	for _, one := range found {
		in, at := one.Queue()
		f.Rows = append(f.Rows, d.row(standing{one, in, at}, known, d.Now()))
	}
	if err := d.Note(r, "zaken gezocht", "", "gelukt", ""); err != nil {
		return err
	}
	return d.Show(w, r, ok, "queue-search", v)
}
