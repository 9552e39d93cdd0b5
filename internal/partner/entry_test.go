package partner_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/partner"
)

func TestAskingForALinkGetsOneAnswer(t *testing.T) {
	d := newDesk(t)
	ref, _ := d.mine("bureau")
	var tests = []struct {
		name, which, email string
		sent               bool
	}{
		{"by reference", ref, "bureau@bureau.example", true},
		{"by page", "https://loket.example/adviseurs/bureau/", "bureau@bureau.example", true},
		{"by page in English", "loket.example/en/adviseurs/bureau", "bureau@bureau.example", true},
		{"of another", ref, "ander@bureau.example", false},
		{"of a page of another", "adviseurs/bureau", "ander@bureau.example", false},
		{"of a page that is not there", "adviseurs/niemand", "bureau@bureau.example", false},
		{"of a case that is not there", "2222-2222", "bureau@bureau.example", false},
	}
	for _, test := range tests {
		before := len(d.read(ref).Mail)
		w := d.post(url.Values{"doen": {"link"}, "taal": {"nl"}, "kenmerk": {test.which}, "email": {test.email}})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/mijn-profiel/verzonden/" {
			t.Errorf("%s: got %d to %q, want the one answer", test.name, w.Code, w.Header().Get("Location"))
		}
		if got := len(d.read(ref).Mail) > before; got != test.sent {
			t.Errorf("%s: got mail %v, want %v", test.name, got, test.sent)
		}
	}
	has(t, d.get("/mijn-profiel/verzonden/").Body.String(), "Kloppen uw gegevens?")
	v := d.link(ref, cases.OwnerPath)
	if w := d.page(cases.OwnerPath, v); w.Code != http.StatusOK {
		t.Errorf("the link that was sent: got %d, want 200", w.Code)
	}
}

func TestAskingForALinkSaysWhatToFillIn(t *testing.T) {
	d := newDesk(t)
	w := d.post(url.Values{"doen": {"link"}, "kenmerk": {"iets heel anders"}, "email": {"geen adres"}})
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("got %d, want 422", w.Code)
	}
	has(t, w.Body.String(), `href="#email"`, "iets heel anders", "geen adres", "<title>Fout: ")
}

// TestNoPageLacksAText walks through every page in every language and looks for
// keys that have no text; they stand between brackets.
func TestNoPageLacksAText(t *testing.T) {
	key := regexp.MustCompile(`\[[a-z_]+\.[a-z_.]+\]`)
	for lang, base := range map[string]string{"nl": "", "en": "/en", "de": "/de"} {
		d := newDesk(t)
		look := func(what, body string) {
			t.Helper()
			if found := key.FindString(body); found != "" {
				t.Errorf("%s in %s: no text for %s", what, lang, found)
			}
			has(t, body, `<html lang="`+lang+`"`)
			labelled(t, what, body)
		}
		paths := d.paths()
		for path, link := range paths {
			look(path, d.page(base+path, link).Body.String())
			look(path+" no link", d.get(base+path).Body.String())
			look(path+" wrong", d.page(base+path, with(link, "s", "x")).Body.String())
			for _, done := range []string{"verwijzing", "antwoorden", "teruggeven", "wijzigen", "wijziging_intrekken", "klopt", "pauzeren", "hervatten",
				"contacten", "vervanging", "weghalen", "wissen"} {
				look(path+done, d.page(base+path, with(link, "gedaan", done)).Body.String())
			}
			for _, do := range []string{"verwijzing", "antwoorden", "teruggeven", "wijzigen", "pauzeren", "contacten", "vervanging"} {
				look("wrong "+do, d.post(with(link, "doen", do, "taal", lang, "tot", "x", "vervanger", "//", "capaciteit", "veel")).Body.String())
			}
		}
		referral := paths[cases.AnswerPath]
		for _, answer := range []string{"geaccepteerd", "contact", "afgerond"} {
			d.post(with(referral, "doen", "verwijzing", "antwoord", answer))
			look(answer, d.page(base+cases.AnswerPath, referral).Body.String())
		}
		_, mine := d.mine("nog-een")
		d.post(d.filled("/mijn-profiel/wijzigen/", mine, "wijzigen", "biedt", "Anders", "taal", lang))
		d.post(d.filled(cases.OwnerPath, mine, "pauzeren", "tot", "2026-12-24"))
		look("changed", d.page(base+cases.OwnerPath, mine).Body.String())
		look("edit again", d.page(base+"/mijn-profiel/wijzigen/", mine).Body.String())
		look("sent", d.get(base+"/mijn-profiel/verzonden/").Body.String())
	}
}

var (
	control = regexp.MustCompile(`<(?:input|textarea|select)[^>]*>`)
	id      = regexp.MustCompile(` id="([^"]+)"`)
)

// labelled fails the test for a control without a label, and for an ID that
// stands twice.
func labelled(t *testing.T, what, body string) {
	t.Helper()
	seen := map[string]bool{}
	for _, m := range id.FindAllStringSubmatch(body, -1) {
		if seen[m[1]] {
			t.Errorf("%s: got the ID %s twice, want it once", what, m[1])
		}
		seen[m[1]] = true
	}
	for _, tag := range control.FindAllString(body, -1) {
		m := id.FindStringSubmatch(tag)
		switch {
		case strings.Contains(tag, `type="hidden"`):
		case m == nil:
			t.Errorf("%s: got %s, want an ID", what, tag)
		case !strings.Contains(body, `for="`+m[1]+`"`) && !strings.Contains(body, "<label>"+tag):
			t.Errorf("%s: got %s, want a label for it", what, tag)
		}
	}
}

func TestPlacesAreEveryPageInEveryLanguage(t *testing.T) {
	got := partner.Places([]string{"nl", "en"})
	want := "/verwijzing/ /antwoorden/ /mijn-profiel/ /en/verwijzing/ /en/antwoorden/ /en/mijn-profiel/"
	if strings.Join(got.Pages, " ") != want || got.Action != "/api/partner" {
		t.Errorf("got %v, want %s", got, want)
	}
	texts, err := set()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range partner.Templates() {
		if !texts.Has(name) {
			t.Errorf("no template is called %s", name)
		}
	}
}
