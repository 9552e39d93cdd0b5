package access

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/calendar"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/handover"
	"mkbloket/internal/staff"
)

const perPage = 50 // entries

// logPage fills the template access-log.
type logPage struct {
	Lines    []logLine
	Filter   url.Values // as in the address
	At       map[string]string
	Accounts []staff.Account
	Older    string // address of the page after; empty: there is none
	Verified string // result of a check; empty: not asked
}

// logLine is an entry with the name of who did it, while there is an account.
type logLine struct {
	audit.Entry
	Who string
}

// logFields are the parts of the filter, in the address too: none of them is
// personal data.
var logFields = []string{"wie", "wat", "waarop", "van", "tot"}

func (p *pages) log(w http.ResponseWriter, r *page.Request) error {
	return p.showLog(w, r, http.StatusOK, r.URL.Query(), page.View{}, "")
}

// filterLog leads to the log with the filter that was filled in.
func (p *pages) filterLog(w http.ResponseWriter, r *page.Request) error {
	if err := page.OneEach(r, logFields...); err != nil {
		return err
	}
	query := url.Values{}
	for _, name := range logFields {
		if text := strings.TrimSpace(field(r, name)); text != "" {
			query.Set(name, text)
		}
	}
	if _, problems := readFilter(query); len(problems) > 0 {
		return p.showLog(w, r, http.StatusUnprocessableEntity, query, page.View{Problems: problems}, "")
	}
	return p.Lead(w, logPath+"?"+query.Encode())
}

// readFilter reads the parts of a filter. The day of "tot" counts too.
func readFilter(query url.Values) (f audit.Filter, problems []page.Problem) {
	f = audit.Filter{Actor: query.Get("wie"), Action: query.Get("wat"), Object: strings.ToLower(query.Get("waarop"))}
	if strings.Contains(f.Object, "-") { // a reference, as people write it
		f.Object = strings.ToUpper(f.Object)
	}
	for _, one := range []struct {
		name string
		to   *time.Time
		days int
	}{{"van", &f.From, 0}, {"tot", &f.To, 1}} {
		text := query.Get(one.name)
		if text == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, text, calendar.Location())
		if err != nil {
			problems = append(problems, page.Problem{Field: one.name, Text: "Vul een datum in, zoals 2026-11-23"})
			continue
		}
		*one.to = day.AddDate(0, 0, one.days)
	}
	return f, problems
}

func (p *pages) showLog(w http.ResponseWriter, r *page.Request, status int, query url.Values, v page.View, verified string) error {
	filter, problems := readFilter(query)
	before, err := strconv.Atoi(query.Get("voor"))
	if err != nil {
		before = 0 // from the newest
	}
	data := &logPage{Filter: url.Values{}, Verified: verified, At: map[string]string{}}
	for _, one := range problems {
		data.At[one.Field] = one.Text
	}
	for _, name := range logFields {
		data.Filter.Set(name, query.Get(name))
	}
	entries, next, err := p.config.Audit.List(r.Context(), filter, before, perPage)
	if err != nil {
		return err
	}
	if data.Accounts, err = p.config.Staff.Accounts(r.Context()); err != nil {
		return err
	}
	data.Lines = lines(entries, data.Accounts)
	if next > 0 {
		older := url.Values{"voor": {strconv.Itoa(next)}}
		for _, name := range logFields {
			if text := query.Get(name); text != "" {
				older.Set(name, text)
			}
		}
		data.Older = logPath + "?" + older.Encode()
	}
	if err := p.Note(r, "logboek lezen", "", "gelukt", ""); err != nil {
		return err
	}
	v.Title, v.Section, v.Data = "Logboek", "logboek", data
	return p.Show(w, r, status, "access-log", v)
}

// lines puts names to entries.
func lines(entries []audit.Entry, accounts []staff.Account) []logLine {
	names := map[string]string{staff.CommandLine: "Opdracht op de server", "": "Niemand aangemeld", handover.Actor: "Overdracht aan de site"}
	for _, a := range accounts {
		names[a.ID] = a.Name
	}
	var all []logLine
	for _, e := range entries {
		who, ok := names[e.Actor]
		if !ok {
			who = "Oud account"
		}
		all = append(all, logLine{e, who})
	}
	return all
}

// verifyLog checks the whole chain and says what came of it.
func (p *pages) verifyLog(w http.ResponseWriter, r *page.Request) error {
	stand, err := p.config.Audit.Verify(r.Context())
	if errors.Is(err, audit.ErrBroken) {
		return p.showLog(w, r, http.StatusOK, nil, page.View{Trouble: "Het logboek klopt niet: " + err.Error() + ". Waarschuw de beheerder en verander niets."}, "")
	}
	if err != nil {
		return err
	}
	return p.showLog(w, r, http.StatusOK, nil, page.View{Notice: fmt.Sprintf("Het logboek klopt tot en met regel %d: geen regel is veranderd of weg.", stand.Count)}, stand.String())
}
