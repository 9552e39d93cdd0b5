package render_test

import (
	"strings"
	"testing"

	"mkbloket/generator/content"
	"mkbloket/generator/content/contenttest"
	"mkbloket/generator/render"
)

// T10 of the threat model: a profile is no way to be found better.
func TestLinksInProfilesAreMarkedAsThoseOfAGuest(t *testing.T) {
	const text = "\n[Wij](https://wij.example) <https://ook.example> [hier](/adviseurs/adviseur/) [mail](mailto:a@example.org)\n"
	head := "---\ntitel: T\nsamenvatting: Een voorbeeld.\nthemas: [innovatie]\n"
	bundle, problems, err := content.Load(contenttest.Folder(t, map[string]string{
		"adviseurs/adviseur.md":     head + "regios: [zuid]\ntalen: [nl]\n---\n" + text,
		"ondernemers/ondernemer.md": head + "regios: [zuid]\ntalen: [nl]\n---\n" + text,
		"vragen/voorbeeldvraag.md":  head + "---\n" + text,
	}))
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	texts, err := render.ReadTexts(bundle)
	if err != nil {
		t.Fatal(err)
	}
	html := func(body []byte) string {
		got, err := texts.HTML(body)
		if err != nil {
			t.Fatal(err)
		}
		return string(got)
	}
	for name, got := range map[string]string{"adviseur": html(bundle.Advisers[0].Main().Body), "ondernemer": html(bundle.Entrepreneurs[0].Main().Body)} {
		if n := strings.Count(got, `rel="nofollow ugc noopener"`); n != 2 || strings.Count(got, "rel=") != 2 {
			t.Errorf("%s: got %s, want both links to other sites marked and no others", name, got)
		}
	}
	if got := html(bundle.FAQs[0].Main().Body); strings.Contains(got, "ugc") || !strings.Contains(got, `rel="noopener"`) {
		t.Errorf("got %s, want the links of an editor unmarked", got)
	}
}

func TestAGuestsTextIsRenderedAsOnTheSite(t *testing.T) {
	html, problems, err := render.Guest("adviseurs/x.md", 9, []byte("**Wij** helpen. [Wij](https://wij.example)\n\n<b>x</b> [weg](/weg/)\n"))
	if err != nil || !strings.Contains(string(html), `<strong>Wij</strong>`) || !strings.Contains(string(html), `rel="nofollow ugc noopener"`) || strings.Contains(string(html), "<b>") {
		t.Errorf("got %s %v, want safe HTML", html, err)
	}
	if len(problems) < 2 || problems[0].Line != 11 || problems[0].Path != "adviseurs/x.md" {
		t.Errorf("got %v, want the HTML on line 11 and the link", problems)
	}
}

// TestGuestHeadingsTakeNoPlaceOfThePage is about the form on the page of a
// profile: its labels and the link to it lead to what has an ID first.
func TestGuestHeadingsTakeNoPlaceOfThePage(t *testing.T) {
	for heading, id := range map[string]string{"Naam": "tekst-naam", "Stuur bericht": "tekst-stuur-bericht", "Ѐ": "tekst-heading"} {
		html, problems, err := render.Guest("adviseurs/x.md", 1, []byte("## "+heading+"\n"))
		if want := `<h2 id="` + id + `">`; err != nil || len(problems) != 0 || !strings.HasPrefix(string(html), want) {
			t.Errorf("%s: got %s, %v, %v, want %s", heading, html, problems, err, want)
		}
	}
}
