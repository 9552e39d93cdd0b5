package site_test

import (
	"strings"
	"testing"
)

func TestAProfileSaysFromWhenItTakesContactsAndWhoHelpsUntilThen(t *testing.T) {
	head := "---\ntitel: T\nsamenvatting: Een voorbeeld.\nthemas: [innovatie]\nregios: [zuid]\ntalen: [nl]\n"
	s, set := model(t, map[string]string{
		"adviseurs/weg.md":   head + "weer_beschikbaar_vanaf: 2099-01-05\nvervanger: adviseur\n---\n\nTekst.\n",
		"adviseurs/terug.md": head + "weer_beschikbaar_vanaf: 2020-01-05\nvervanger: adviseur\n---\n\nTekst.\n",
		"adviseurs/ook.md":   head + "weer_beschikbaar_vanaf: 2099-01-05\nvervanger: weg\n---\n\nTekst.\n",
	})
	for _, p := range s.Advisers {
		got := ""
		if p.Deputy != nil {
			got = p.Deputy.Slug
		}
		want := map[string]string{"weg": "adviseur"}[p.Slug]
		if away := p.Slug == "weg" || p.Slug == "ook"; got != want || p.BackAt.IsZero() == away {
			t.Errorf("%s: got deputy %q and %v, want %q and away %v", p.Slug, got, p.BackAt, want, away)
		}
	}
	row := byPath(t, s, set)["/adviseurs/"]
	var out strings.Builder
	if err := set.Execute(&out, row.Template, &row.Page); err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Count(out.String(), "Weer beschikbaar vanaf 5 januari 2099."), 2; got != want || strings.Contains(out.String(), "2020") {
		t.Errorf("got %s\nwant the day with %d profiles, and nothing about a day that is over", out.String(), want)
	}
}

func TestAConceptIsNotListed(t *testing.T) {
	s, _ := model(t, map[string]string{
		"vragen/concept.md": "---\ntitel: Kanarie?\nsamenvatting: Ja.\nthemas: [innovatie]\nregelingen: [voorbeeld]\nconcept: true\n---\n\nTekst.\n",
	})
	for _, q := range s.FAQs {
		if q.Slug == "concept" {
			t.Error("got the concept among the questions, want it left out")
		}
	}
	for _, d := range s.Schemes {
		for _, q := range d.FAQs {
			if q.Slug == "concept" {
				t.Error("got the concept with its scheme, want it left out")
			}
		}
	}
}
