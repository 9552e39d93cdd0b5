package browsertest

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mkbloket/internal/chromium"
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
	v := chromium.Start(t)
	v.WithoutScripts()
	for _, f := range forms() {
		v.Subtest(f.name, func(v *chromium.Tab) {
			if got := v.Go(p.base + f.path); got != 200 {
				t.Fatalf("blank form: got %d, want 200", got)
			}
			for _, a := range f.first {
				fill(v, a)
			}
			if got := send(v); got != 422 {
				t.Fatalf("wrong answers: got %d, want 422", got)
			}
			seeSummary(v, f)
			seeKept(v, f.first)
			repair(v, f)
			finish(v, f)
		})
	}
	wantRecords(t, p, len(forms()))
}

// seeSummary looks at the list of what is wrong.
func seeSummary(v *chromium.Tab, f form) {
	v.Helper()
	if got := title(v); !strings.HasPrefix(got, "Fout: ") {
		v.Errorf("title: got %q, want it to start with Fout:", got)
	}
	if !v.Comes(`document.activeElement.matches(".errors")`) { // the browser moves the focus after it has drawn
		v.Errorf("focus: got %s, want the error summary", focus(v))
	}
	var want []string
	for _, a := range f.repairs {
		want = append(want, "#"+a.name)
	}
	got := chromium.Read[[]string](v, `[...document.querySelectorAll(".errors a")].map(a => a.getAttribute("href"))`)
	if !slices.Equal(got, want) {
		v.Fatalf("links of the summary: got %q (%q), want %q", got, texts(v, ".errors a"), want)
	}
	if got := chromium.Read[int](v, `document.querySelectorAll(".field.bad .error").length`); got != len(want) {
		v.Errorf("fields with a message: got %d, want %d", got, len(want))
	}
}

// seeKept looks whether everything typed is still in the form.
func seeKept(v *chromium.Tab, typed []answer) {
	v.Helper()
	got := chromium.Read[[][]string](v, `[...new FormData(document.querySelector("form.form"))]`)
	for _, a := range typed {
		if a.value != "" && !slices.ContainsFunc(got, func(pair []string) bool { return pair[0] == a.name && pair[1] == a.value }) {
			v.Errorf("%s: %q was not kept in %q", a.name, a.value, got)
		}
	}
}

// repair follows each link of the summary to its field, mends it, and goes back
// with Shift+Tab for the next.
func repair(v *chromium.Tab, f form) {
	v.Helper()
	for i, a := range f.repairs {
		link := func(f focused) bool { return f.Href == "#"+a.name }
		if i == 0 {
			tabTo(v, "the first link of the summary", link)
		} else {
			tabBackTo(v, "the link to "+a.name, link)
		}
		press(v, kb.Enter)
		at := focus(v)
		if at.ID != a.name || at.Name != a.name {
			v.Fatalf("link to %s leads to %s", a.name, at)
		}
		enter(v, at, a.value)
	}
}

// finish sends the form, checks where that is asked, and loads the page with
// the reference again.
func finish(v *chromium.Tab, f form) {
	v.Helper()
	if f.check {
		seeCheck(v)
	}
	if got := send(v); got != 200 {
		v.Fatalf("right answers: got %d, want 200: %q", got, texts(v, ".errors a"))
	}
	want := reference(v)
	v.Do(chromedp.Reload())
	if got := reference(v); got != want {
		v.Errorf("reference after loading again: got %q, want %q", got, want)
	}
}

// seeCheck reads the page with the answers, changes one, and comes back.
func seeCheck(v *chromium.Tab) {
	v.Helper()
	if got := send(v); got != 200 {
		v.Fatalf("check page: got %d, want 200: %q", got, texts(v, ".errors a"))
	}
	got := texts(v, ".answers dd")
	for _, want := range []string{"Wij willen groeien naar twintig mensen.", "€ 25.000", "Roermond", "Proef BV"} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.ReplaceAll(s, "\u00a0", " ") == want }) {
			v.Errorf("check page: %q is not among %q", want, got)
		}
	}
	tabTo(v, "the button to change the company", func(f focused) bool { return f.Value == "wijzigen:bedrijf" })
	v.Load(strokes(kb.Enter))
	if at := focus(v); at.Name != "bedrijf" || at.Value != "Proef BV" {
		v.Errorf("change: got %s with %q, want the field bedrijf with Proef BV", at, at.Value)
	}
	send(v)
}

// reference is the reference on the confirmation page.
func reference(v *chromium.Tab) string {
	v.Helper()
	got := texts(v, ".reference")
	if len(got) != 1 || len(got[0]) < 8 {
		v.Fatalf("reference: got %q on page %q, want one", got, title(v))
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
			v := chromium.Start(t)
			if !test.scripts {
				v.WithoutScripts()
			}
			v.Go(p.base + "/vraag-stellen/")
			for _, a := range []answer{
				{"onderwerp", "Twee keer"}, {"vraag", "Wordt dit één vraag?"}, {"naam", "Test Persoon"},
				{"email", "persoon@example.org"}, {"contactvoorkeur", "email"}, {"toestemming", "ja"},
			} {
				fill(v, a)
			}
			toButton(v)
			press(v, kb.Enter+kb.Enter+kb.Enter)
			v.Do(chromedp.WaitVisible(chromedp.CSS(".reference")))
			want := reference(v)
			v.Do(chromedp.NavigateBack())
			send(v)
			if got := reference(v); got != want {
				t.Errorf("reference after going back and sending again: got %q, want %q", got, want)
			}
			wantRecords(t, p, 1)
		})
	}
}
