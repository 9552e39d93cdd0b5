package content_test

import (
	"slices"
	"strings"
	"testing"

	"mkbloket/generator/content"
	"mkbloket/generator/content/contenttest"
)

const goodFigures = `stand_op: 2026-11-23
van: 2025-11-01
tot_en_met: 2026-10-31
tabellen:
  - naam: vragen-thema
    rijen:
      - {rij: innovatie, aantallen: ["20"]}
      - {rij: personeel, aantallen: ["<5"]}
`

func TestFiguresAreReadAndChecked(t *testing.T) {
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(goodFigures) }
	tests := []struct {
		name, text string
		want       []string
	}{
		{"good", goodFigures, nil},
		{"none yet", "", nil},
		{"of fewer than five people", change(`["<5"]`, `["3"]`), []string{`cijfers.yaml:8: tabellen.rijen: rond af op een veelvoud van 5, en schrijf "<5" als het er minder zijn; er staat "3"`}},
		{"not rounded", change(`["20"]`, `["21"]`), []string{`cijfers.yaml:7: tabellen.rijen: rond af op een veelvoud van 5, en schrijf "<5" als het er minder zijn; er staat "21"`}},
		{"a theme that is not there", change("innovatie", "inovatie"), []string{`cijfers.yaml:7: tabellen.rijen: "inovatie" hoort niet in de tabel vragen-thema`}},
		{"an unknown table", change("vragen-thema", "klanten"), []string{`cijfers.yaml:5: tabellen: de tabel "klanten" is onbekend`}},
		{"an unknown key", change("stand_op", "standop"), []string{`cijfers.yaml:1: standop: onbekende sleutel; bedoelt u "stand_op"?`, "cijfers.yaml:1: stand_op: "}},
		{"no number at all", change(`["20"]`, "[]"), []string{`cijfers.yaml:7: tabellen.rijen.aantallen: `}},
		{"backwards", change("2026-10-31", "2025-10-31"), []string{"cijfers.yaml:3: tot_en_met: deze dag ligt vóór van"}},
		{"no YAML", "a: [\n", []string{"cijfers.yaml:2: hier klopt de YAML niet"}},
		{"an anchor", change("innovatie", "&a innovatie"), []string{`cijfers.yaml:7: `}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := contenttest.Folder(t, map[string]string{content.FiguresName: test.text})
			bundle, problems, err := content.Load(dir)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range problems {
				got = append(got, strings.TrimPrefix(p.String(), dir+"/"))
			}
			if !slices.EqualFunc(got, test.want, strings.HasPrefix) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			if len(test.want) == 0 && (bundle.Figures == nil) != (test.text == "") {
				t.Errorf("got figures %v", bundle.Figures)
			}
		})
	}
}
