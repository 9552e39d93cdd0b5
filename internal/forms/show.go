package forms

import (
	"crypto/hmac"
	"net/http"
	"net/url"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/reference"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
)

// show is the blank form, prefilled with what the query names and the site knows.
func (f *Forms) show(w http.ResponseWriter, r *request) error {
	token, err := f.signer.Token(f.config.Rand, f.config.Now())
	if err != nil {
		return err
	}
	// Not no-store: the page holds nothing personal, and only a page that the
	// browser may keep comes back filled in, with its token, on Back (FC-30).
	w.Header().Set("Cache-Control", "private, no-cache")
	d := draft{form: r.form, lang: r.Lang, token: token, values: f.prefill(r)}
	d.ways = f.ways(r, d.values.Get(fieldProfile))
	return f.web.Write(w, http.StatusOK, "form", f.pages.form(d))
}

// prefill takes over ?regeling=, ?adviseur=, ?profiel=, ?thema= and ?soort=
// where the form has such a field and the value is known.
func (f *Forms) prefill(r *request) url.Values {
	query := r.URL.Query()
	values := url.Values{}
	_, fields := empty(r.form.kind, f.config.Set.Taxonomy())
	for parameter, name := range map[string]string{"regeling": "regeling", "adviseur": "adviseur", fieldProfile: fieldProfile, "thema": "thema", "soort": "profielsoort"} {
		field, ok := schema.Lookup(fields, name)
		value := query.Get(parameter)
		if !ok || value == "" {
			continue
		}
		if v := field.Vocabulary(); v != nil && v.Has(value) || v == nil && f.known(r.Lang, field, value) {
			values.Set(name, value)
		}
	}
	return values
}

// known reports whether the site has the record that a field refers to.
func (f *Forms) known(lang string, field schema.Field, value string) bool {
	_, ok := f.pages.title(lang, field, value)
	return ok
}

// back leads who opens the address of a form's action to the form.
func (f *Forms) back(w http.ResponseWriter, r *request) error {
	w.Header().Set("Location", f.config.Set.Address(r.Lang, r.form.path))
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// receipt leads to the page with the reference. The address holds no personal
// data, needs no store to show and cannot be forged.
func (f *Forms) receipt(w http.ResponseWriter, r *request, got cases.Receipt) error {
	due := got.DueAt.In(calendar.Location()).Format(time.DateOnly)
	query := url.Values{"k": {got.Reference}, "d": {due}, "m": {f.signer.Receipt(string(r.form.kind)+got.Way, got.Reference, due)}}
	if got.Way != "" {
		query.Set("w", got.Way)
	}
	w.Header().Set("Location", f.config.Set.Address(r.Lang, r.form.path)+donePath+"?"+query.Encode())
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// done is the page with the reference.
func (f *Forms) done(w http.ResponseWriter, r *request) error {
	query := r.URL.Query()
	ref, due := query.Get("k"), query.Get("d")
	want := f.signer.Receipt(string(r.form.kind)+query.Get("w"), ref, due)
	if !hmac.Equal([]byte(query.Get("m")), []byte(want)) {
		return web.NotFound(w, r.Request)
	}
	day, err := time.ParseInLocation(time.DateOnly, due, calendar.Location())
	if canonical, wrong := reference.Parse(ref); err != nil || wrong != nil || canonical != ref {
		return web.NotFound(w, r.Request)
	}
	return f.web.Write(w, http.StatusOK, "done", f.pages.done(r.Lang, r.form, Done{Reference: ref, Due: day, Way: query.Get("w")}))
}
