package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/figures"
	"mkbloket/internal/staff"
	"mkbloket/internal/table"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Fields of the form that asks for a list of cases.
const (
	fieldReason    = "reden"
	fieldPeriod    = "periode"
	fieldSeparator = "scheiding"
	fieldMark      = "bom"
)

// Lengths of a reason, in characters.
const (
	minReason = 5
	maxReason = 200
)

// ListPage fills the template figures-list.
type ListPage struct {
	Path    string
	Back    string
	Reason  string
	Problem string
	Periods []Choice
	Excel   bool
}

// Choice is an option of a list.
type Choice struct {
	Value, Name string
	Chosen      bool
}

// ask shows the form for a list of cases.
func (d *dashboard) ask(w http.ResponseWriter, r *page.Request) error {
	return d.form(w, r, http.StatusOK, ListPage{Excel: true}, figures.PeriodYear)
}

func (d *dashboard) form(w http.ResponseWriter, r *page.Request, status int, p ListPage, period string) error {
	p.Path, p.Back = listPath, Path
	for _, name := range figures.Periods() {
		p.Periods = append(p.Periods, Choice{name, periodName(name), name == period})
	}
	v := page.View{Title: "Lijst van zaken", Section: "cijfers", Crumbs: []templates.Link{{Text: "Cijfers", Path: Path}}, Data: p}
	if p.Problem != "" {
		v.Problems = []page.Problem{{Field: fieldReason, Text: p.Problem}}
	}
	return d.server.Show(w, r, status, "figures-list", v)
}

// list gives the cases of a period as a file, without contents.
func (d *dashboard) list(w http.ResponseWriter, r *page.Request) error {
	if err := page.OneEach(r, fieldReason, fieldPeriod, fieldSeparator, fieldMark); err != nil {
		return err
	}
	reason := strings.TrimSpace(r.Values.Get(fieldReason))
	name, period := chosen(r.Values, d.server.Now())
	if problem := reasonProblem(reason); problem != "" {
		return d.form(w, r, http.StatusUnprocessableEntity,
			ListPage{Reason: r.Values.Get(fieldReason), Problem: problem, Excel: r.Values.Get(fieldMark) == "ja"}, name)
	}
	records, err := d.cases(r.Context(), r.Account, period)
	if err != nil {
		return err
	}
	if err := d.server.Note(r, "export", "zaken", fmt.Sprintf("%s: %d", name, len(records)-1), reason); err != nil {
		return err
	}
	excel := r.Values.Get(fieldMark) == "ja"
	return d.send(w, "zaken-"+name, table.CSV{Semicolon: excel, Mark: excel}, records)
}

// reasonProblem says what is wrong with a reason, "" for nothing.
func reasonProblem(reason string) string {
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		return "Schrijf waarvoor u de lijst nodig hebt"
	case n < minReason:
		return "Schrijf in een paar woorden waarvoor u de lijst nodig hebt"
	case n > maxReason:
		return fmt.Sprintf("Maak de reden korter dan %d tekens", maxReason)
	case web.HoldsSecretNumber(reason):
		return "Laat het nummer weg: het blijft in het logboek staan"
	}
	return ""
}

// cases are the lines of the list: the cases that the account may see and that
// came in within the period, oldest first.
func (d *dashboard) cases(ctx context.Context, a *staff.Account, p figures.Period) ([][]string, error) {
	var found []*cases.Case
	err := figures.Each(ctx, d.config.Store, func(c *cases.Case) {
		if p.Has(c.CreatedAt) && page.Sees(a, c, d.config.Taxonomy) {
			found = append(found, c)
		}
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b *cases.Case) int {
		if order := a.CreatedAt.Compare(b.CreatedAt); order != 0 {
			return order
		}
		return strings.Compare(a.Reference, b.Reference)
	})
	words := d.words()
	records := [][]string{{"Kenmerk", "Soort", "Status", "Binnengekomen", "Beloofd", "Gesloten", "Onderwerp", "Gemeente", "Uitkomst"}}
	for _, c := range found {
		records = append(records, line(c, words))
	}
	return records, nil
}

// line is one case in the list. It holds what the forms let people choose from a
// list, and nothing that anybody typed.
func line(c *cases.Case, w table.Words) []string {
	subject := chosenName(c, w, "thema", "themas")
	if subject == "" {
		subject = chosenName(c, w, "ambitie", "ambitie")
	}
	outcome := ""
	if c.Outcome != "" {
		outcome = w.Name(table.Term{Vocabulary: table.VocabularyOutcome, Slug: c.Outcome})
	}
	return []string{c.Reference, w.Name(table.Term{Vocabulary: table.VocabularyKind, Slug: string(c.Kind)}), w.Text(w.Lang, "status."+c.Status),
		day(c.CreatedAt), day(c.DueAt), day(c.ClosedAt), subject, chosenName(c, w, "gemeente", "regios"), outcome}
}

// chosenName is what was chosen for a field, empty when nothing was.
func chosenName(c *cases.Case, w table.Words, field, vocabulary string) string {
	if len(c.Fields[field]) == 0 {
		return ""
	}
	return w.Name(table.Term{Vocabulary: vocabulary, Slug: c.Fields[field][0]})
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(calendar.Location()).Format(time.DateOnly)
}
