package browsertest

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// form is one way to fill in a form: first wrong, then right.
type form struct {
	name, path string
	first      []answer // what is typed at once, in the order of the page
	repairs    []answer // one for each line of the error summary, in its order
	check      bool     // with a page to check the answers
}

func forms() []form {
	return []form{
		{name: "question", path: "/vraag-stellen/", first: []answer{
			{"onderwerp", "Subsidie voor een warmtepomp"},
			{"vraag", "Kan ik nog subsidie krijgen als de installateur al begonnen is?"},
			{"gemeente", "venlo"}, {"bedrijf", "Bakkerij O'Brien & Zn."}, {"kvk", "123"},
			{"naam", "Test Persoon"}, {"email", "geen-adres"},
		}, repairs: []answer{
			{"kvk", "12 34 56 78"}, {"email", "persoon@example.org"}, {"contactvoorkeur", "email"}, {"toestemming", "ja"},
		}},
		{name: "profile of an adviser", path: "/profiel-aanmelden/", first: []answer{
			{"profielsoort", "adviseur"}, {"naam", "Test Adviseur"}, {"bedrijf", "Proefkantoor"},
			{"biedt", "Hulp bij het maken van een plan"}, {"sectoren", "bouw"}, {"regios", "limburg"}, {"regios", "noord-limburg"},
			{"onafhankelijk", "Ik word betaald door de klant."}, {"tekst", "Te kort."}, {"email", "adviseur@example.org"},
			{"capaciteit", "veel"},
		}, repairs: []answer{
			{"themas", ""}, {"talen", ""}, {"kosten", "betaald"},
			{"tekst", "Ik help bedrijven in Limburg met een plan dat een financier begrijpt."},
			{"capaciteit", "4"}, {"toestemming_publicatie", "ja"},
		}},
		{name: "profile of an entrepreneur", path: "/profiel-aanmelden/", first: []answer{
			{"profielsoort", "ondernemer"}, {"naam", "Test Ondernemer"}, {"zoekt", "Een partner in Duitsland"}, {"talen", "de"},
			{"tekst", "Wij maken onderdelen en zoeken een partner over de grens."}, {"email", "fout@"}, {"toestemming_publicatie", "ja"},
		}, repairs: []answer{{"themas", ""}, {"regios", ""}, {"email", "ondernemer@example.org"}}},
		{name: "request for advice", path: "/advies-aanvragen/?regeling=wbso", check: true, first: []answer{
			{"omschrijving", "Te kort"}, {"gewenste_start", "half_jaar"}, {"bedrag", "veel"}, {"bedrijf", "Proef BV"}, {"gemeente", "roermond"},
			{"rol", "gemachtigd"}, {"naam", "Test Persoon"}, {"email", "persoon2@example.org"}, {"toestemming_delen", "ja"},
		}, repairs: []answer{
			{"ambitie", "groei"}, {"omschrijving", "Wij willen groeien naar twintig mensen."}, {"bedrag", "25.000"},
		}},
	}
}

func TestFormsByKeyboardWithoutScripts(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := openTab(t)
	v.withoutScripts()
	for _, f := range forms() {
		v.subtest(f.name, func(v *tab) {
			if got := v.open(p.base + f.path); got != 200 {
				t.Fatalf("blank form: got %d, want 200", got)
			}
			for _, a := range f.first {
				v.fill(a)
			}
			if got := v.send(); got != 422 {
				t.Fatalf("wrong answers: got %d, want 422", got)
			}
			v.seeSummary(f)
			v.seeKept(f.first)
			v.repair(f)
			v.finish(f)
		})
	}
	wantRecords(t, p, len(forms()))
}

// seeSummary looks at the list of what is wrong.
func (v *tab) seeSummary(f form) {
	v.Helper()
	if got := v.title(); !strings.HasPrefix(got, "Fout: ") {
		v.Errorf("title: got %q, want it to start with Fout:", got)
	}
	if !v.comes(`document.activeElement.matches(".errors")`) { // the browser moves the focus after it has drawn
		v.Errorf("focus: got %s, want the error summary", v.focus())
	}
	var want []string
	for _, a := range f.repairs {
		want = append(want, "#"+a.name)
	}
	got := read[[]string](v, `[...document.querySelectorAll(".errors a")].map(a => a.getAttribute("href"))`)
	if !slices.Equal(got, want) {
		v.Fatalf("links of the summary: got %q (%q), want %q", got, v.texts(".errors a"), want)
	}
	if got := read[int](v, `document.querySelectorAll(".field.bad .error").length`); got != len(want) {
		v.Errorf("fields with a message: got %d, want %d", got, len(want))
	}
}

// seeKept looks whether everything typed is still in the form.
func (v *tab) seeKept(typed []answer) {
	v.Helper()
	got := read[[][]string](v, `[...new FormData(document.querySelector("form.form"))]`)
	for _, a := range typed {
		if a.value != "" && !slices.ContainsFunc(got, func(pair []string) bool { return pair[0] == a.name && pair[1] == a.value }) {
			v.Errorf("%s: %q was not kept in %q", a.name, a.value, got)
		}
	}
}

// repair follows each link of the summary to its field, mends it, and goes back
// with Shift+Tab for the next.
func (v *tab) repair(f form) {
	v.Helper()
	for i, a := range f.repairs {
		link := func(f focused) bool { return f.Href == "#"+a.name }
		if i == 0 {
			v.tabTo("the first link of the summary", link)
		} else {
			v.tabBackTo("the link to "+a.name, link)
		}
		v.press(kb.Enter)
		at := v.focus()
		if at.ID != a.name || at.Name != a.name {
			v.Fatalf("link to %s leads to %s", a.name, at)
		}
		v.enter(at, a.value)
	}
}

// finish sends the form, checks where that is asked, and loads the page with
// the reference again.
func (v *tab) finish(f form) {
	v.Helper()
	if f.check {
		v.seeCheck()
	}
	if got := v.send(); got != 200 {
		v.Fatalf("right answers: got %d, want 200: %q", got, v.texts(".errors a"))
	}
	want := v.reference()
	v.do(chromedp.Reload())
	if got := v.reference(); got != want {
		v.Errorf("reference after loading again: got %q, want %q", got, want)
	}
}

// seeCheck reads the page with the answers, changes one, and comes back.
func (v *tab) seeCheck() {
	v.Helper()
	if got := v.send(); got != 200 {
		v.Fatalf("check page: got %d, want 200: %q", got, v.texts(".errors a"))
	}
	got := v.texts(".answers dd")
	for _, want := range []string{"Wij willen groeien naar twintig mensen.", "€ 25.000", "Roermond", "Proef BV"} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.ReplaceAll(s, "\u00a0", " ") == want }) {
			v.Errorf("check page: %q is not among %q", want, got)
		}
	}
	v.tabTo("the button to change the company", func(f focused) bool { return f.Value == "wijzigen:bedrijf" })
	v.load(strokes(kb.Enter))
	if at := v.focus(); at.Name != "bedrijf" || at.Value != "Proef BV" {
		v.Errorf("change: got %s with %q, want the field bedrijf with Proef BV", at, at.Value)
	}
	v.send()
}

// reference is the reference on the confirmation page.
func (v *tab) reference() string {
	v.Helper()
	got := v.texts(".reference")
	if len(got) != 1 || len(got[0]) < 8 {
		v.Fatalf("reference: got %q on page %q, want one", got, v.title())
	}
	return got[0]
}

func TestOneRecordWhenTheButtonIsPressedAgainAndAgain(t *testing.T) {
	t.Parallel()
	var tests = []struct {
		name    string
		scripts bool
	}{{"with scripts", true}, {"without scripts", false}}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := startPortal(t, ownContent(t), asPublic()...)
			v := openTab(t)
			if !test.scripts {
				v.withoutScripts()
			}
			v.open(p.base + "/vraag-stellen/")
			for _, a := range []answer{
				{"onderwerp", "Twee keer"}, {"vraag", "Wordt dit één vraag?"}, {"naam", "Test Persoon"},
				{"email", "persoon@example.org"}, {"contactvoorkeur", "email"}, {"toestemming", "ja"},
			} {
				v.fill(a)
			}
			v.toButton()
			v.press(kb.Enter + kb.Enter + kb.Enter)
			v.do(chromedp.WaitVisible(chromedp.CSS(".reference")))
			want := v.reference()
			v.do(chromedp.NavigateBack())
			v.send()
			if got := v.reference(); got != want {
				t.Errorf("reference after going back and sending again: got %q, want %q", got, want)
			}
			wantRecords(t, p, 1)
		})
	}
}
