// Package dashboard shows staff what the desk does, in numbers: one page with a
// choice of months, each table as a file, and for the lead a list of cases.
//
//	GET  /balie/cijfers/             everything, with charts
//	GET  /balie/cijfers/NAME.csv     one table
//	GET  /balie/cijfers/zaken/       asks for the reason of a list of cases
//	POST /balie/cijfers/zaken/       the list, without contents
//
// Numbers about people that are below five are not shown. Files hold the numbers
// as they may be published, since a file goes anywhere; the list of cases holds
// no name and no text, needs a login of at most ten minutes ago, and leaves a
// line with its reason in the audit log, as each file does.
//
// Counting reads every case, so what was read is kept for a minute, in memory:
// a page that is loaded again does not read again.
package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/figures"
	"mkbloket/internal/staff"
	"mkbloket/internal/store"
	"mkbloket/internal/table"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Path is the address of the dashboard.
const Path = page.Base + "cijfers/"

const (
	listPath = Path + "zaken/"
	keep     = time.Minute // how long what was read counts
)

// Config is what the dashboard needs. Store, Taxonomy and Targets are required.
type Config struct {
	Store    store.Store
	Taxonomy *domain.Taxonomy
	Targets  map[domain.Kind]int // working days until a reaction
	// Supply tells how many schemes and advisers the site has for a theme. Nil:
	// not known here, and the radar leaves them out.
	Supply func(theme string) (schemes, advisers int)
}

// Routes lists the pages of the dashboard.
func Routes(s *page.Server, c Config) []page.Route {
	d := &dashboard{server: s, config: c}
	return []page.Route{
		{Pattern: "GET " + Path + "{$}", Needs: staff.Figures, Do: d.show},
		{Pattern: "GET " + Path + "{file}", Needs: staff.Figures, Do: d.file},
		{Pattern: "GET " + listPath + "{$}", Needs: staff.Export, Recent: true, Do: d.ask},
		{Pattern: "POST " + listPath + "{$}", Needs: staff.Export, Recent: true, Do: d.list},
	}
}

// dashboard answers its routes. It is safe for concurrent use.
type dashboard struct {
	server *page.Server
	config Config

	mu    sync.Mutex
	facts []figures.Fact
	at    time.Time // when they were read
}

// Page fills the template figures.
type Page struct {
	Period  string
	Periods []templates.Link
	From    time.Time
	Until   time.Time // last day
	Read    time.Time // when the cases were read
	Views   []table.View
	Gaps    []GapRow
	GapFile string
	List    string
	MayList bool
}

func (d *dashboard) show(w http.ResponseWriter, r *page.Request) error {
	name, period := chosen(r.URL.Query(), d.server.Now())
	report, at, err := d.report(r.Context(), period)
	if err != nil {
		return err
	}
	words := d.words()
	p := Page{Period: name, Periods: d.periods(name), From: period.From, Until: period.Until.AddDate(0, 0, -1), Read: at,
		Gaps: gapRows(report.Gaps, words), GapFile: fileOf("gaten", name),
		List: listPath, MayList: r.Account.May(staff.Export)}
	for _, t := range tables(report) {
		v := t.Careful().View(words)
		v.File = fileOf(t.Name, name)
		v.Excel = v.File + excel
		p.Views = append(p.Views, v)
	}
	return d.server.Show(w, r, http.StatusOK, "figures", page.View{Title: "Cijfers", Section: "cijfers", Data: p})
}

// tables are those of the page, in its order: what is on the pile, how it went,
// what it was about.
func tables(r *figures.Report) []*table.Table {
	out := []*table.Table{r.Open}
	out = append(out, r.Published...)
	return append(out, r.Crosses...)
}

// report counts a period on what was read in the last minute, or now.
func (d *dashboard) report(ctx context.Context, p figures.Period) (*figures.Report, time.Time, error) {
	d.mu.Lock()
	defer d.mu.Unlock() // one reader at a time: the others want the same
	now := d.server.Now()
	if age := now.Sub(d.at); d.at.IsZero() || age >= keep || age < 0 {
		facts, err := figures.Collect(ctx, d.config.Store, d.config.Taxonomy)
		if err != nil {
			return nil, now, err
		}
		d.facts, d.at = facts, now
	}
	return figures.Of(d.facts, d.counting(), p, now), d.at, nil
}

func (d *dashboard) counting() figures.Config {
	return figures.Config{Taxonomy: d.config.Taxonomy, Targets: d.config.Targets, Supply: d.config.Supply}
}

func (d *dashboard) words() table.Words {
	set := d.server.Set()
	return table.Words{Lang: set.Languages()[0], Text: set.Text, Label: set.Label}
}

// chosen is the period of a query, the usual one when it names none.
func chosen(query url.Values, now time.Time) (string, figures.Period) {
	name := query.Get("periode")
	if p, ok := figures.PeriodOf(name, now); ok {
		return name, p
	}
	name = figures.Periods()[0]
	p, _ := figures.PeriodOf(name, now)
	return name, p
}

// periodName is what staff reads.
func periodName(name string) string {
	return map[string]string{
		figures.PeriodYear: "Laatste 12 maanden", figures.PeriodQuarter: "Laatste 3 maanden",
		figures.PeriodThisYear: "Dit jaar", figures.PeriodLastYear: "Vorig jaar",
	}[name]
}

func (d *dashboard) periods(current string) []templates.Link {
	var links []templates.Link
	for _, name := range figures.Periods() {
		links = append(links, templates.Link{Text: periodName(name), Path: Path + "?periode=" + name, Current: name == current})
	}
	return links
}

// excel is what the address of a file has more for a spreadsheet in Dutch.
const excel = "&scheiding=puntkomma&bom=ja"

// fileOf is the address of a table as a file.
func fileOf(name, period string) string { return Path + name + ".csv?periode=" + period }

// unknown is the answer to a table that is not there.
func unknown(w http.ResponseWriter, r *page.Request) error { return web.NotFound(w, r.Request) }

// tableName is the name of a table in the last part of an address.
func tableName(file string) (string, bool) { return strings.CutSuffix(file, ".csv") }
