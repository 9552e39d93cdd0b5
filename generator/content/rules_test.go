package content_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/generator/content"
	"mkbloket/generator/content/contenttest"
)

const (
	example = "regelingen/voorbeeld.md"
	figures = "laat bedragen en percentages weg zolang betrouwbaarheid laag is of openstelling onbekend"
)

// withRound is the example scheme with one round.
func withRound(t *testing.T, round string) string {
	return scheme(t, "openstelling: doorlopend", "openstelling: rondes\nrondes:\n  - "+round)
}

func TestLoadChecksTheRulesOfAScheme(t *testing.T) {
	low := []string{"betrouwbaarheid: hoog", "betrouwbaarheid: laag"}
	tests := []struct {
		name, text string
		want       []string
	}{
		{"rounds without rounds", scheme(t, "doorlopend", "rondes"), []string{":10: openstelling: noem minstens één ronde onder rondes, of kies doorlopend, onbekend of gestopt"}},
		{"unknown with rounds", scheme(t, "doorlopend", "onbekend\nrondes:\n  - opent: 2026-01-01"), []string{":11: rondes: laat rondes weg zolang openstelling onbekend is"}},
		{"ended with rounds", scheme(t, "doorlopend", "gestopt\nrondes:\n  - sluit: 2025-01-01"), nil},
		{"round without dates", withRound(t, "verdeling: tender"), []string{":11: rondes: ronde 1: noem opent, sluit of allebei"}},
		{"round that closes before it opens", withRound(t, "{opent: 2026-05-01, sluit: 2026-04-30}"), []string{":11: rondes: ronde 1: sluit ligt vóór opent"}},
		{"round of one day", withRound(t, "{opent: 2026-05-01, sluit: 2026-05-01}"), nil},
		{"rest without a day", withRound(t, "{opent: 2026-05-01, resterend: 5}"), []string{":11: rondes: ronde 1: zeg met stand_op van welke dag dit is"}},
		{"full without a day", withRound(t, "{opent: 2026-05-01, vol: true}"), []string{":11: rondes: ronde 1: zeg met stand_op van welke dag dit is"}},
		{"rest above the ceiling", withRound(t, "{opent: 2026-05-01, plafond: 5, resterend: 6, stand_op: 2026-05-02}"), []string{":11: rondes: ronde 1: er is meer over dan het plafond"}},
		{"second round wrong", withRound(t, "opent: 2026-01-01\n  - verdeling: tender"), []string{":11: rondes: ronde 2: noem opent, sluit of allebei"}},
		{"wrong key in a round", withRound(t, "opent: 2026-01-01\n    sluiting: 2026-02-01"), []string{`:13: rondes.sluiting: onbekende sleutel`}},
		{"lowest above highest", scheme(t, "fasen: [start]", "bedrag_min: 6\nbedrag_max: 5\nwat_krijgt_u: Geld."), []string{":9: bedrag_min: het laagste bedrag is hoger dan bedrag_max"}},
		{"amount without explanation", scheme(t, "fasen: [start]", "bedrag_max: 5"), []string{":1: wat_krijgt_u: leg uit wat de bedragen betekenen"}},
		{"range the wrong way round", scheme(t, "fasen: [start]", "voor_wie:\n  werknemers: {min: 10, max: 5}"), []string{":9: voor_wie: min is groter dan max"}},
		{"replaces itself", scheme(t, "fasen: [start]", "in_plaats_van: [voorbeeld]"), []string{":9: in_plaats_van: een regeling vervangt zichzelf niet"}},
		{"dangling reference with a suggestion", scheme(t, "[loket]", "[lokt]"), []string{`:7: loketten: "lokt" staat niet in organisaties/; bedoelt u "loket"?`}},
		{"dangling reference without one", scheme(t, "[loket]", "[ministerie]"), []string{`:7: loketten: "ministerie" staat niet in organisaties/`}},
		{"figures that are sure", scheme(t, "Een voorbeeld van een regeling.", "35% tot € 5."), nil},
		{"figure in a field, confidence low", scheme(t, append(low, "Een voorbeeld van een regeling.", "Tot 35 procent.")...), []string{":3: samenvatting: " + figures}},
		{"figure in a list, confidence low", scheme(t, append(low, "fasen: [start]", "let_op:\n  - Tot 5 miljoen.")...), []string{":9: let_op: " + figures}},
		{"figure in the text, confidence low", scheme(t, append(low, "Een voorbeeld met", "Een voorbeeld van\n€ 5 met")...), []string{":21: " + figures}},
		{"amount, confidence low", scheme(t, append(low, "fasen: [start]", "bedrag_max: 5\nwat_krijgt_u: Geld.")...), []string{":9: bedrag_max: " + figures}},
		{"percentage, status unknown", scheme(t, "doorlopend", "onbekend", "fasen: [start]", "percentage: 5\nwat_krijgt_u: Geld."), []string{":9: percentage: " + figures}},
		{"ceiling, confidence low", strings.Replace(withRound(t, "{opent: 2026-05-01, plafond: 5}"), low[0], low[1], 1), []string{":11: rondes: " + figures}},
		{"a year is no figure", scheme(t, append(low, "Een voorbeeld van een regeling.", "In 2026 voor 50 bedrijven.")...), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var want []string
			for _, w := range test.want {
				want = append(want, example+w)
			}
			if got := problems(t, map[string]string{example: test.text}); !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestATranslationAnswersOnlyForItsOwnFigures(t *testing.T) {
	low := scheme(t, "betrouwbaarheid: hoog", "betrouwbaarheid: laag", "Een voorbeeld van een regeling.", "Tot 5 euro.")
	got := problems(t, map[string]string{
		example:                      low,
		"regelingen/voorbeeld.en.md": "---\ntitel: Example\n---\nFive.\n",
		"regelingen/voorbeeld.de.md": "---\ntitel: Beispiel\nsamenvatting: Bis 5 Prozent.\n---\n5 Euro.\n",
	})
	want := []string{"regelingen/voorbeeld.de.md:3: samenvatting: " + figures, "regelingen/voorbeeld.de.md:5: " + figures, example + ":3: samenvatting: " + figures}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestLoadRefusesAddressesThatAreTaken(t *testing.T) {
	taken := func(path, address string) []string {
		return []string{path + ":1: het adres " + address + " is al in gebruik; geef het bestand een andere naam"}
	}
	for _, slug := range []string{"desk", "api", "feed", "404", "assets", "en", "de", "regelingen", "vraag-stellen"} {
		path := "paginas/" + slug + ".md"
		if got, want := problems(t, map[string]string{path: pageHead + "---\n"}), taken(path, "/"+slug+"/"); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, slug := range []string{"thema", "regio", "pagina"} {
		path := "regelingen/" + slug + ".md"
		if got, want := problems(t, map[string]string{path: contenttest.Scheme}), taken(path, "/regelingen/"+slug+"/"); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestLoadChecksSettingsAndLists(t *testing.T) {
	const settings = "naam: x\nondertitel: {nl: x}\nadres_site: https://x.example\ntalen: [nl, en, de]\nmail_van: a@x.example\nmail_loket: a@x.example\n" +
		"streeftermijn_werkdagen: {vraag: 2, profiel: 5, advies: 3}\nsecurity: {contact: x, verloopt: 2027-10-01}\ntoegankelijkheid: {status: C, datum: 2026-11-23}\n"
	edit := func(old, new string) string { return strings.Replace(settings, old, new, 1) }
	const address = "site.yaml:3: adres_site: schrijf het adres als https://voorbeeld.nl, zonder / aan het eind"
	tests := []struct {
		name, path, text string
		want             []string
	}{
		{"complete", "site.yaml", settings, nil},
		{"empty settings", "site.yaml", "\n", []string{"site.yaml:1: naam: vul dit in", "site.yaml:1: ondertitel: vul dit in", "site.yaml:1: adres_site: vul dit in", "site.yaml:1: talen: vul dit in",
			"site.yaml:1: mail_van: vul dit in", "site.yaml:1: mail_loket: vul dit in", "site.yaml:1: streeftermijn_werkdagen: vul dit in", "site.yaml:1: security: vul dit in", "site.yaml:1: toegankelijkheid: vul dit in"}},
		{"syntax error on the first line", "site.yaml", "naam: [x\n", []string{"site.yaml:1: hier klopt de YAML niet (did not find expected ',' or ']')" + yamlHint}},
		{"block left out", "site.yaml", edit("security: {contact: x, verloopt: 2027-10-01}\n", ""), []string{"site.yaml:1: security: vul dit in"}},
		{"block empty", "site.yaml", edit("security: {contact: x, verloopt: 2027-10-01}\n", "security:\n"), []string{"site.yaml:8: security.contact: vul dit in", "site.yaml:8: security.verloopt: vul dit in"}},
		{"address with a slash", "site.yaml", edit("https://x.example", "https://x.example/"), []string{address}},
		{"address with a path", "site.yaml", edit("https://x.example", "https://x.example/loket"), []string{address}},
		{"address without scheme", "site.yaml", edit("https://x.example", "x.example"), []string{address}},
		{"address with another scheme", "site.yaml", edit("https://x.example", "ftp://x.example"), []string{address}},
		{"an address given up", "site.yaml", settings + "verhuisd: [{van: /regelingen/oud/, naar: /regelingen/nieuw/}]\n", nil},
		{"an address given up for another site", "site.yaml", settings + "verhuisd:\n  - {van: /oud/, naar: //kwaad.example/}\n",
			[]string{`site.yaml:10: verhuisd: schrijf adressen van de site als /regelingen/wbso/, zonder taal ervoor, niet "/oud/" naar "//kwaad.example/"`}},
		{"no such conformity", "site.yaml", edit("status: C", "status: Z"), []string{`site.yaml:9: toegankelijkheid.status: "Z" staat niet in de lijst; bedoelt u "A"?`}},
		{"list that is no list", "taxonomie/groottes.yaml", "micro: Micro\n", []string{"taxonomie/groottes.yaml:1: schrijf hier een lijst van {slug, nl, en, de}"}},
		{"term twice", "taxonomie/groottes.yaml", "- {slug: a, nl: A}\n- {slug: a, nl: B}\n", []string{`taxonomie/groottes.yaml:2: slug: schrijf een slug die nog niet voorkomt in plaats van "a"`}},
		{"term without a label", "taxonomie/groottes.yaml", "- slug: a\n", []string{"taxonomie/groottes.yaml:1: nl: vul dit in"}},
		{"parent unknown, after a wrong term", "taxonomie/groottes.yaml", "- {slug: A, nl: A}\n- {slug: b, nl: B, ouder: c}\n",
			[]string{`taxonomie/groottes.yaml:1: slug: schrijf een slug die nog niet voorkomt in plaats van "A"`, `taxonomie/groottes.yaml:2: ouder: "c" staat niet in deze lijst`}},
		{"syntax error in a list", "taxonomie/groottes.yaml", "- {slug: a, nl: A}\n- {slug: b\n", []string{"taxonomie/groottes.yaml:2: hier klopt de YAML niet (did not find expected ',' or '}')" + yamlHint}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := problems(t, map[string]string{test.path: test.text}); !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
	if got := problems(t, map[string]string{"site.yaml": ""}); len(got) != 1 || !strings.HasPrefix(got[0], "site.yaml:1: maak dit bestand") {
		t.Errorf("without site.yaml: got %q", got)
	}
}

func TestWarningsNameWhatIsDueSoon(t *testing.T) {
	dir := contenttest.Folder(t, map[string]string{example: scheme(t, "fasen: [start]", "controleer_voor: 2027-01-31")})
	b, found, err := content.Load(dir)
	if err != nil || len(found) > 0 {
		t.Fatal(found, err)
	}
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for today, want := range map[string][]string{
		"2027-01-30": nil, "2027-02-01": {"controleer_voor"}, "2027-08-31": {"controleer_voor"}, "2027-09-02": {"controleer_voor", "security.verloopt"},
	} {
		var got []string
		for _, w := range b.Warnings(day(today)) {
			got = append(got, w.Field)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", today, got, want)
		}
	}
}
