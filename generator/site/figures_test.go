package site_test

import (
	"strings"
	"testing"

	"mkbloket/generator/content"
)

const someFigures = `stand_op: 2026-11-23
van: 2025-11-01
tot_en_met: 2026-10-31
tabellen:
  - naam: vragen-thema
    rijen:
      - {rij: innovatie, aantallen: ["20"]}
      - {rij: personeel, aantallen: ["<5"]}
`

func TestThePageWithFiguresIsThereWithAndWithoutThem(t *testing.T) {
	tests := []struct {
		name, text   string
		want, absent []string
	}{
		{"none yet", "", []string{"Er zijn nog geen cijfers"}, []string{"<svg viewBox=\"0 0 330", "/cijfers.csv"}},
		{"some", someFigures, []string{"Stand op 23 november 2026", `<td class="n few">minder dan 5</td>`, "ten minste 20", `role="img"`, "/cijfers.csv"}, []string{"Er zijn nog geen cijfers"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, set := model(t, map[string]string{content.FiguresName: test.text})
			pages := 0
			for _, p := range list(t, s, set) {
				if p.Template != "figures" {
					continue
				}
				if pages++; p.Lang != "nl" {
					continue
				}
				var b strings.Builder
				if err := set.Execute(&b, p.Template, &p.Page); err != nil {
					t.Fatal(err)
				}
				for _, want := range test.want {
					if !strings.Contains(b.String(), want) {
						t.Errorf("%s lacks %q", p.Path, want)
					}
				}
				for _, absent := range test.absent {
					if strings.Contains(b.String(), absent) {
						t.Errorf("%s holds %q", p.Path, absent)
					}
				}
			}
			if pages != 3 {
				t.Errorf("got the page in %d languages, want 3", pages)
			}
		})
	}
}

func TestSupplyCountsWhatCanBeUsed(t *testing.T) {
	s, _ := model(t, map[string]string{"regelingen/gestopt.md": scheme("Gestopt", "gestopt", "")})
	for theme, want := range map[string][2]int{"innovatie": {1, 1}, "personeel": {0, 0}} {
		if schemes, advisers := s.Supply(theme); schemes != want[0] || advisers != want[1] {
			t.Errorf("%s: got %d schemes and %d advisers, want %v", theme, schemes, advisers, want)
		}
	}
}
