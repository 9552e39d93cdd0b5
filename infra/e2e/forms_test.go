package e2e

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// form is a form as somebody fills it in.
type form struct {
	name   string
	kind   domain.Kind
	page   string
	fields url.Values // right ones
	long   string     // the field with the story
	check  bool       // with a page to check the answers
}

// forms gives the forms, each filled in by somebody with an address that
// begins with name.
func (d *desk) forms(name string) []form {
	email := func(form string) []string { return []string{name + "-" + form + "@voorbeeld.example"} }
	theme := d.release.terms.Taxonomy.Themes.Terms()[0].Slug
	return []form{
		{name: "question", kind: domain.KindQuestion, page: "/vraag-stellen/", long: "vraag", fields: url.Values{
			"onderwerp": {"Subsidie voor een warmtepomp"}, "vraag": {"Kan het nog als de installateur ‘al’ begonnen is?\n日本 <b> & =SUM(1)"},
			"gemeente": {"venlo"}, "bedrijf": {"Bakkerij O'Brien & Zn."}, "naam": {"Test Persoon"}, "email": email("vraag"),
			"contactvoorkeur": {"email"}, "toestemming": {"ja"},
		}},
		{name: "profile of an adviser", kind: domain.KindProfile, page: "/profiel-aanmelden/", long: "tekst", fields: url.Values{
			"profielsoort": {"adviseur"}, "naam": {"Test Adviseur"}, "bedrijf": {"Proefkantoor"}, "biedt": {"Hulp bij een plan"},
			"themas": {theme}, "sectoren": {"bouw"}, "regios": {"limburg", "noord-limburg"}, "talen": {"nl", "de"}, "kosten": {"betaald"},
			"onafhankelijk": {"Ik word betaald door de klant."}, "capaciteit": {"4"}, "email": email("adviseur"), "toestemming_publicatie": {"ja"},
			"tekst": {"Ik help bedrijven in Limburg met een plan dat een financier begrijpt."},
		}},
		{name: "profile of an entrepreneur", kind: domain.KindProfile, page: "/profiel-aanmelden/", long: "tekst", fields: url.Values{
			"profielsoort": {"ondernemer"}, "naam": {"Test Ondernemer"}, "zoekt": {"Een partner in Duitsland"}, "themas": {theme},
			"regios": {"venlo"}, "talen": {"de"}, "email": email("ondernemer"), "toestemming_publicatie": {"ja"},
			"tekst": {"Wij maken onderdelen en zoeken een partner over de grens."},
		}},
		{name: "request for advice", kind: domain.KindAdvice, page: "/advies-aanvragen/", long: "omschrijving", check: true, fields: url.Values{
			"ambitie": {"groei"}, "omschrijving": {"Wij willen groeien naar twintig mensen."}, "gewenste_start": {"half_jaar"}, "bedrag": {"25.000"},
			"rol": {"gemachtigd"}, "bedrijf": {"Proef BV"}, "naam": {"Test Persoon"}, "email": email("advies"), "toestemming_delen": {"ja"},
		}},
		{name: "message to a profile", kind: domain.KindContact, page: "/contact-opnemen/", long: "bericht", fields: url.Values{
			"profiel": {listedPage}, "onderwerp": {"Een plan"}, "bericht": {"Kunt u met mij meedenken over een tweede zaak?"}, "naam": {"Test Persoon"},
			"email": email("bericht"), "toestemming_bericht": {"ja"},
		}},
	}
}

// TestFormsInEveryLanguage is the way of a visitor through each form: blank,
// wrong, right, and the page with the reference.
func TestFormsInEveryLanguage(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{})
	made := map[string]bool{}
	for _, lang := range d.release.terms.Site.Languages {
		for _, f := range d.forms(lang) {
			t.Run(lang+" "+f.name, func(t *testing.T) {
				v := d.in(t).visitor(lang)
				action, hidden := v.open(v.page(f.page))
				filled := joined(f.fields, hidden)
				wrong := v.post(action, with(filled, "email", "geen-adres"))
				if body := wrong.Body.String(); wrong.Code != http.StatusUnprocessableEntity ||
					!strings.Contains(body, `class="errors"`) || !strings.Contains(body, `href="#email"`) {
					t.Errorf("wrong answers: got %d, want 422 with a summary that leads to the field", wrong.Code)
				}
				v.kept(wrong.Body.String(), f.fields.Get(f.long), "geen-adres", hidden.Get("formulier"))
				one := v.finish(f, action, filled)
				made[one.Reference] = true
				if one.Language != lang || one.Kind != f.kind || len(one.Consents) != 1 || len(one.Mail) != 2 {
					t.Errorf("got a case of %s in %s with %d consents and %d messages", one.Kind, one.Language, len(one.Consents), len(one.Mail))
				}
				if got, want := one.Fields[f.long], f.fields[f.long]; !reflect.DeepEqual(got, want) {
					t.Errorf("got %q, want %q", got, want)
				}
			})
		}
	}
	if got := len(d.table.cases()); got != len(made) || got != 15 {
		t.Errorf("got %d cases with %d references, want 15", got, len(made))
	}
}

// kept looks whether texts are on a page, as HTML writes them.
func (v *visitor) kept(body string, texts ...string) {
	v.Helper()
	plain := strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&lt;", "<", "&gt;", ">", "&amp;", "&", "\r\n", "\n").Replace(body)
	for _, text := range texts {
		if !strings.Contains(plain, text) {
			v.Errorf("%q was not kept on the page", text)
		}
	}
}

// finish sends a form that is right, checks the answers where that is asked,
// and gives the case that the page with the reference speaks of.
func (v *visitor) finish(f form, action string, filled url.Values) *cases.Case {
	v.Helper()
	if f.check {
		filled = v.seeCheck(action, filled)
	}
	w := v.post(action, filled)
	if w.Code != http.StatusSeeOther {
		v.Fatalf("right answers: got %d, want 303", w.Code)
	}
	ref := referenceIn(w)
	done := v.get(w.Header().Get("Location"))
	if done.Code != http.StatusOK || !strings.Contains(done.Body.String(), ref) || !strings.Contains(done.Body.String(), `<html lang="`+v.lang+`"`) {
		v.Errorf("page with the reference: got %d, want 200 with %s in %s", done.Code, ref, v.lang)
	}
	made := v.table.cases()[ref]
	if made == nil {
		v.Fatalf("there is no case %s", ref)
	}
	return made
}

// seeCheck reads the page with the answers, goes back to change one, and gives
// what the page then sends.
func (v *visitor) seeCheck(action string, filled url.Values) url.Values {
	v.Helper()
	before := len(v.table.cases())
	check := v.post(action, filled)
	body := strings.ReplaceAll(check.Body.String(), ",", ".") // English has a comma in thousands
	if check.Code != http.StatusOK || !strings.Contains(body, "€") || !strings.Contains(body, "25.000") {
		v.Errorf("check page: got %d, want 200 with the amount", check.Code)
	}
	change := v.post(action, with(filled, "stap", "wijzigen:bedrijf"))
	if change.Code != http.StatusOK || !strings.Contains(change.Body.String(), "autofocus") {
		v.Errorf("change: got %d, want the form at the field", change.Code)
	}
	v.kept(change.Body.String(), filled.Get("omschrijving"), filled.Get("bedrijf"))
	if got := len(v.table.cases()); got != before {
		v.Errorf("got %d cases before it was sent, want %d", got, before)
	}
	_, carried := read(v, v.post(action, with(filled, "bedrijf", "Ander BV")))
	if got, want := carried.Get("bedrijf"), "Ander BV"; got != want {
		v.Errorf("changed answer: got %q, want %q", got, want)
	}
	return with(carried, "stap", "versturen")
}
