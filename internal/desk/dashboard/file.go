package dashboard

import (
	"fmt"
	"net/http"
	"net/url"

	"mkbloket/internal/calendar"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/figures"
	"mkbloket/internal/table"
)

// gapsName is the name of the radar as a file.
const gapsName = "gaten"

// file gives one table as a file.
func (d *dashboard) file(w http.ResponseWriter, r *page.Request) error {
	name, ok := tableName(r.PathValue("file"))
	if !ok {
		return unknown(w, r)
	}
	period, of := chosen(r.URL.Query(), d.server.Now())
	report, _, err := d.report(r.Context(), of)
	if err != nil {
		return err
	}
	records := d.records(report, name)
	if records == nil {
		return unknown(w, r)
	}
	if err := d.server.Note(r, "export", "cijfers/"+name, period, ""); err != nil {
		return err
	}
	return d.send(w, "cijfers-"+name, format(r.URL.Query()), records)
}

// records are the lines of a table as they may be published, nil when there is
// no such table. What counts the desk's own work stays exact.
func (d *dashboard) records(report *figures.Report, name string) [][]string {
	words := d.words()
	if name == gapsName {
		return gapRecords(gapRows(publicGaps(report.Gaps), words))
	}
	t := report.Table(name)
	switch {
	case t == nil:
		return nil
	case t.Sort == table.Work:
		return t.Records(words)
	}
	return t.Public().Records(words)
}

// publicGaps rounds the numbers of people as table.Public does.
func publicGaps(gaps []figures.Gap) []figures.Gap {
	out := make([]figures.Gap, len(gaps))
	for i, g := range gaps {
		out[i] = g
		out[i].Cases, out[i].Unhelped = table.Public(g.Cases), table.Public(g.Unhelped)
	}
	return out
}

// format is what the query asks of a file.
func format(query url.Values) table.CSV {
	return table.CSV{Semicolon: query.Get("scheiding") == "puntkomma", Mark: query.Get("bom") == "ja"}
}

// send answers with a file, named after what it holds and the day.
func (d *dashboard) send(w http.ResponseWriter, name string, f table.CSV, records [][]string) error {
	day := d.server.Now().In(calendar.Location()).Format("2006-01-02")
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name+"-"+day+".csv"))
	_, _ = w.Write(f.Write(records)) // whoever asked has gone: nothing to do
	return nil
}
