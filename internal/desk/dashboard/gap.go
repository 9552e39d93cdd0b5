package dashboard

import (
	"strconv"
	"strings"

	"mkbloket/internal/figures"
	"mkbloket/internal/table"
)

// GapRow is a line of the radar, in words.
type GapRow struct {
	Subject, Sort     string
	Cases, Unhelped   string
	Schemes, Advisers string // empty: not known
	Reasons           []string
}

func gapRows(gaps []figures.Gap, w table.Words) []GapRow {
	rows := make([]GapRow, len(gaps))
	for i, g := range gaps {
		kind := "question"
		if g.Subject.Vocabulary != "themas" {
			kind = "advice"
		}
		rows[i] = GapRow{
			Subject: w.Name(g.Subject), Sort: w.Name(table.Term{Vocabulary: table.VocabularyKind, Slug: kind}),
			Cases: w.Number(table.Careful(g.Cases)), Unhelped: w.Number(table.Careful(g.Unhelped)), Schemes: supply(g.Schemes), Advisers: supply(g.Advisers),
		}
		for _, reason := range told(g) {
			rows[i].Reasons = append(rows[i].Reasons, w.Text(w.Lang, "cijfers.reden."+string(reason)))
		}
	}
	return rows
}

// told are the reasons that may be told: of few people only what the site lacks,
// since the others would say what happened to one of them.
func told(g figures.Gap) []figures.Reason {
	var out []figures.Reason
	for _, reason := range g.Reasons {
		if !g.IsSmall() || reason == figures.NoScheme || reason == figures.NoAdviser {
			out = append(out, reason)
		}
	}
	return out
}

func supply(n int) string {
	if n == figures.NoSupply {
		return ""
	}
	return strconv.Itoa(n)
}

// gapRecords are the lines of the radar for a file.
func gapRecords(rows []GapRow) [][]string {
	records := [][]string{{"Onderwerp", "Soort", "Aantal", "Niet geholpen", "Regelingen", "Adviseurs", "Waarom"}}
	for _, r := range rows {
		records = append(records, []string{r.Subject, r.Sort, r.Cases, r.Unhelped, r.Schemes, r.Advisers, strings.Join(r.Reasons, "; ")})
	}
	return records
}
