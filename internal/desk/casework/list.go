package casework

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Names of fields and parameters of the lists.
const (
	fieldList  = "lijst"
	fieldPage  = "blad"
	fieldKind  = "soort"
	fieldTheme = "thema"
	fieldArea  = "regio"
	fieldWho   = "wie"
	fieldLang  = "taal_vrager"

	perPage = 50
	nobody  = "niemand"
)

// List fills the template queue.
type List struct {
	Slug, Lead, Empty string
	Tabs              []Tab
	Rows              []Row
	Total             int
	Filters           []forms.Control
	Filtered          bool
	Clear             string // address without filters
	Bounded           bool   // not everything was read
	Most              int    // cases read of each queue
	Previous, Next    string // pages of the list; empty: none
	PageNumber, Pages int
}

// Tab leads to a list.
type Tab struct {
	templates.Link
	Count int // negative: not counted
}

// Row is a case in a list.
type Row struct {
	Reference, Path, Kind, Subject, Who, Company string
	Place, Status, Assignee, Language            string
	Due, Age                                     string
	DueAt, CreatedAt                             time.Time
	Late, News, Erasing, Bounced                 bool
	Flags                                        []string
}

// list shows one list of cases.
func (d *desk) list(w http.ResponseWriter, r *page.Request) error {
	v, m := shown(r.URL.Query().Get(fieldList)), moment{d.Now(), r.Account.ID}
	all, bounded, err := d.standings(r.Context(), r)
	if err != nil {
		return err
	}
	known, err := d.people(r.Context())
	if err != nil {
		return err
	}
	chosen := d.chosen(r.URL.Query())
	l := &List{Slug: v.slug, Lead: v.lead, Empty: v.empty, Bounded: bounded, Most: cases.MostListed,
		Filters: d.filters(chosen, known), Filtered: len(chosen) > 0, Clear: listPath + "?" + fieldList + "=" + v.slug}
	var found []standing
	for _, other := range views() {
		count := 0
		for _, s := range all {
			if !other.holds(m, s) {
				continue
			}
			if count++; other.slug == v.slug && d.fits(s, chosen) {
				found = append(found, s)
			}
		}
		if other.slug == "gesloten" {
			count = -1
		}
		l.Tabs = append(l.Tabs, Tab{templates.Link{Text: other.title, Path: listPath + "?" + fieldList + "=" + other.slug, Current: other.slug == v.slug}, count})
	}
	sorted(found, v)
	l.Total = len(found)
	for _, s := range l.cut(found, v, chosen, r.URL.Query().Get(fieldPage)) {
		l.Rows = append(l.Rows, d.row(s, known, m.now))
	}
	return d.Show(w, r, ok, "queue", page.View{Title: v.title, Section: "zaken", Data: l})
}

// cut is the part of the list that stands on a page, and the way to the others.
func (l *List) cut(found []standing, v view, chosen url.Values, asked string) []standing {
	l.Pages = max(1, (len(found)+perPage-1)/perPage)
	n, err := strconv.Atoi(asked)
	if err != nil {
		n = 1
	}
	l.PageNumber = min(max(n, 1), l.Pages)
	address := func(n int) string {
		q := url.Values{fieldList: {v.slug}, fieldPage: {strconv.Itoa(n)}}
		for name, values := range chosen {
			q[name] = values
		}
		return listPath + "?" + q.Encode()
	}
	if l.PageNumber > 1 {
		l.Previous = address(l.PageNumber - 1)
	}
	if l.PageNumber < l.Pages {
		l.Next = address(l.PageNumber + 1)
	}
	from := (l.PageNumber - 1) * perPage
	return found[from:min(from+perPage, len(found))]
}

// filter leads from the form of the filters to the list with them: an address
// that can be kept.
func (d *desk) filter(w http.ResponseWriter, r *page.Request) error {
	if err := web.OneEach(r.Values, fieldList, fieldKind, fieldTheme, fieldArea, fieldWho, fieldLang); err != nil {
		return err
	}
	q := d.chosen(r.Values)
	q.Set(fieldList, shown(r.Values.Get(fieldList)).slug)
	return d.Lead(w, listPath+"?"+q.Encode())
}

// chosen keeps of values the filters that are known.
func (d *desk) chosen(values url.Values) url.Values {
	q := url.Values{}
	for name, vocabulary := range d.choices(nil) {
		if v := values.Get(name); v != "" && (name == fieldWho && isAccount(v) || slices.ContainsFunc(vocabulary, func(o forms.Option) bool { return o.Value == v })) {
			q.Set(name, v)
		}
	}
	return q
}

// isAccount reports whether a text may be the ID of an account: short, and of
// letters and digits.
func isAccount(id string) bool {
	return len(id) <= 40 && !slices.ContainsFunc([]byte(id), func(b byte) bool {
		return (b < 'a' || b > 'z') && (b < '0' || b > '9') && b != '-'
	})
}

// fits reports whether a case passes the filters.
func (d *desk) fits(s standing, chosen url.Values) bool {
	regions := d.set.Taxonomy().Regions
	places := slices.Concat(s.Fields["gemeente"], s.Fields["regios"])
	for name := range chosen {
		want, good := chosen.Get(name), false
		switch name {
		case fieldKind:
			good = string(s.Kind) == want
		case fieldTheme:
			good = slices.Contains(slices.Concat(s.Fields["thema"], s.Fields["themas"]), want)
		case fieldArea:
			good = slices.ContainsFunc(places, func(p string) bool { return slices.Contains(regions.Lineage(p), want) })
		case fieldWho:
			good = s.Assignee == want || want == nobody && s.Assignee == ""
		case fieldLang:
			good = s.Language == want
		}
		if !good {
			return false
		}
	}
	return true
}

// row is a case as a line of a list.
func (d *desk) row(s standing, known people, now time.Time) Row {
	row := Row{
		Reference: s.Reference, Path: casePath(s.Reference), Kind: kindWord(s.Kind), Subject: d.subject(s.Case),
		Who: first(s.Fields["naam"]), Company: first(s.Fields["bedrijf"]), Status: d.statusWord(s.Status),
		Assignee: known.name(s.Assignee), CreatedAt: s.CreatedAt.In(calendar.Location()), Age: ageWords(s.CreatedAt, now),
		News: !s.NewsAt.IsZero(), Erasing: !s.ErasureAt.IsZero(), Flags: s.Flags, Bounced: bounced(s.Case),
	}
	if place := first(s.Fields["gemeente"]); place != "" {
		row.Place = d.set.Label("nl", "regios", place)
	}
	if s.Language != "nl" {
		row.Language = languageWord(s.Language)
	}
	if s.in != cases.QueueClosed && !s.at.IsZero() {
		row.Due, row.DueAt = dueWords(s.at, now), s.at.In(calendar.Location())
		row.Late = s.isWork() && s.at.Before(now)
	}
	return row
}

// subject is what a case is about, in words.
func (d *desk) subject(one *cases.Case) string {
	switch one.Kind {
	case domain.KindAdvice:
		return d.set.Label("nl", "ambitie", first(one.Fields["ambitie"]))
	case domain.KindProfile:
		return d.set.Label("nl", "profielsoort", first(one.Fields["profielsoort"]))
	}
	return first(one.Fields["onderwerp"])
}

// bounced reports whether mail of the case came back.
func bounced(one *cases.Case) bool {
	return slices.ContainsFunc(one.Mail, func(m cases.Outgoing) bool { return m.State == cases.MailReturned })
}
