package dashboard_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/dashboard"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/staff"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// board is the dashboard on a store in a folder, at a moment that stands still.
type board struct {
	*testing.T
	store  *counted
	log    *audit.Log
	server *page.Server
	now    time.Time
	routes map[string]page.Route
}

// counted counts how often the whole store was read.
type counted struct {
	store.Store
	reads int
	fail  error
}

func (c *counted) All(ctx context.Context, after store.Cursor) ([]store.Record, store.Cursor, error) {
	if after == "" {
		c.reads++
	}
	if c.fail != nil {
		return nil, "", c.fail
	}
	return c.Store.All(ctx, after)
}

func taxonomy() *domain.Taxonomy {
	t := domain.NewTaxonomy()
	label := func(s string) map[string]string { return map[string]string{"nl": s} }
	t.Themes = schema.NewVocabulary("themas", schema.Term{Slug: "innovatie", Labels: label("Innovatie")}, schema.Term{Slug: "personeel", Labels: label("Personeel")})
	t.Regions = schema.NewVocabulary("regios", schema.Term{Slug: "noord", Labels: label("Noord")}, schema.Term{Slug: "zuid", Labels: label("Zuid")},
		schema.Term{Slug: "venlo", Labels: label("Venlo"), Parent: "noord", Code: "GM0983"}, schema.Term{Slug: "maastricht", Labels: label("Maastricht"), Parent: "zuid", Code: "GM0935"})
	return t
}

func newBoard(t *testing.T) *board {
	t.Helper()
	b := &board{T: t, now: time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC), routes: map[string]page.Route{}}
	now := func() time.Time { return b.now }
	db, err := bolt.Open(filepath.Join(t.TempDir(), "data", "loket.db"), now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	b.store = &counted{Store: db}
	secret := bytes.Repeat([]byte{7}, 32)
	if b.log, err = audit.New(audit.Config{Store: db, Secret: secret, Now: now}); err != nil {
		t.Fatal(err)
	}
	accounts, err := staff.New(staff.Config{Store: db, Audit: b.log, Secret: secret, Now: now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	set, err := templates.New(templates.Embedded(), templates.Options{Languages: []string{"nl"}, Taxonomy: taxonomy(), Desk: true,
		Site: templates.SiteInfo{Name: "MKB-loket", Base: "https://loket.example"}})
	if err != nil {
		t.Fatal(err)
	}
	b.server, err = page.New(page.Config{Set: set, Staff: accounts, Audit: b.log, Now: now, Rand: rand.Reader, Secret: secret, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range dashboard.Routes(b.server, dashboard.Config{Store: b.store, Taxonomy: taxonomy(),
		Targets: map[domain.Kind]int{domain.KindQuestion: 2, domain.KindAdvice: 3, domain.KindProfile: 5},
		Supply:  func(theme string) (int, int) { return map[string]int{"innovatie": 4}[theme], 2 }}) {
		b.routes[route.Pattern] = route
	}
	return b
}

// ask lets an account ask a route. The frame's own checks are those of package
// page; here is tried what the route does.
func (b *board) ask(pattern, address string, regions []string, form url.Values) (*httptest.ResponseRecorder, error) {
	b.Helper()
	route, ok := b.routes[pattern]
	if !ok {
		b.Fatalf("no route %s", pattern)
	}
	hr := httptest.NewRequest(strings.Fields(pattern)[0], address, nil)
	if i := strings.LastIndexByte(hr.URL.Path, '/'); strings.HasSuffix(pattern, "{file}") {
		hr.SetPathValue("file", hr.URL.Path[i+1:])
	}
	w := httptest.NewRecorder()
	err := route.Do(w, &page.Request{Request: &web.Request{Request: hr, ID: "proef", Lang: "nl", Values: form},
		Account: &staff.Account{ID: "0123456789abcdef", Name: "A. Voorbeeld", Roles: []staff.Role{staff.Lead}, Regions: regions}})
	return w, err
}

const (
	showRoute = "GET /balie/cijfers/{$}"
	fileRoute = "GET /balie/cijfers/{file}"
	formRoute = "GET /balie/cijfers/zaken/{$}"
	listRoute = "POST /balie/cijfers/zaken/{$}"
)

func (b *board) get(pattern, address string) *httptest.ResponseRecorder {
	b.Helper()
	w, err := b.ask(pattern, address, nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// keep puts a question in the store.
func (b *board) keep(n int, change func(*cases.Case)) string {
	b.Helper()
	const letters = "23456789"
	came := b.now.AddDate(0, 0, -7)
	c := &cases.Case{Format: cases.Format, Reference: "K7M3-PP" + string([]byte{letters[n/8%8], letters[n%8]}), Kind: domain.KindQuestion,
		Status: domain.StatusAnswered, CreatedAt: came, DueAt: came.AddDate(0, 0, 2), Person: "p",
		Fields: map[string][]string{"thema": {"innovatie"}, "gemeente": {"maastricht"}, "naam": {"=knikkerbaan"}, "onderwerp": {"knikkerbaan"}},
		Log: []cases.Event{{At: came, What: string(domain.VerbReceive), Who: "formulier"},
			{At: came.AddDate(0, 0, 1), What: string(domain.VerbAnswer), Who: string(domain.PartyOfficer)}}}
	change(c)
	r, err := cases.Encode(c)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := b.store.Create(b.Context(), r); err != nil {
		b.Fatal(err)
	}
	return c.Reference
}

// fill keeps twelve questions about innovation and three about staff.
func (b *board) fill() {
	for n := range 12 {
		b.keep(n, func(c *cases.Case) {
			if n < 6 {
				c.Feedback = &cases.Feedback{Answered: cases.FeedbackNo}
			}
		})
	}
	for n := range 3 {
		b.keep(20+n, func(c *cases.Case) { c.Fields["thema"] = []string{"personeel"} })
	}
}

func TestThePageShowsEveryTableAndNoSmallNumberOfPeople(t *testing.T) {
	b := newBoard(t)
	b.fill()
	body := b.get(showRoute, "/balie/cijfers/").Body.String()
	for _, want := range []string{"<h1>Cijfers</h1>", `id="open"`, `id="vragen-kruis"`, `role="img"`, "Niet geholpen", `<td class="n h4">10</td>`,
		`aria-current="page">Laatste 12 maanden`, "/balie/cijfers/vragen-thema.csv?periode=12-maanden", "Lijst van zaken maken"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	_, themes, _ := strings.Cut(body, `id="vragen-thema"`)
	themes, _, _ = strings.Cut(themes, "</section>")
	for _, want := range []string{`<th scope="row">Innovatie</th><td class="n">12</td>`, `<th scope="row">Personeel</th><td class="n few">minder dan 5</td>`, "ten minste 12"} {
		if !strings.Contains(themes, want) {
			t.Errorf("the table of themes lacks %q: %s", want, themes)
		}
	}
	if strings.Contains(body, "[cijfers.") || strings.Contains(body, "[keuze.") || strings.Contains(body, "knikkerbaan") || strings.Contains(body, "style=") {
		t.Error("the page holds a text that is not there, somebody's words or a style")
	}
}

func TestAPageThatIsLoadedAgainDoesNotReadAgain(t *testing.T) {
	b := newBoard(t)
	steps := []struct {
		after time.Duration
		want  int
	}{{0, 1}, {59 * time.Second, 1}, {time.Second, 2}, {time.Minute, 3}}
	for _, step := range steps {
		b.now = b.now.Add(step.after)
		b.get(showRoute, "/balie/cijfers/?periode=3-maanden")
		if b.store.reads != step.want {
			t.Errorf("after %s: got %d readings, want %d", step.after, b.store.reads, step.want)
		}
	}
	b.store.fail = store.ErrUnavailable
	b.now = b.now.Add(time.Hour)
	if _, err := b.ask(showRoute, "/balie/cijfers/", nil, nil); err == nil {
		t.Error("got no error of a store that cannot be read")
	}
}

func TestEachTableIsAFileWithRoundedNumbers(t *testing.T) {
	b := newBoard(t)
	b.fill()
	tests := []struct{ address, want string }{
		{"vragen-thema.csv", "\"Onderwerp\",\"Aantal\"\r\n\"Innovatie\",\"10\"\r\n\"Personeel\",\"minder dan 5\"\r\n"},
		{"vragen-thema.csv?scheiding=puntkomma&bom=ja", "\ufeff\"Onderwerp\";\"Aantal\"\r\n\"Innovatie\";\"10\"\r\n\"Personeel\";\"minder dan 5\"\r\n"},
		{"vragen-thema.csv?periode=vorig-jaar", "\"Onderwerp\",\"Aantal\"\r\n"},
		{"open.csv", "\"Leeftijd\",\"Vragen\",\"Profielen\",\"Adviesaanvragen\",\"Berichten\"\r\n"},
		{"gaten.csv", "\"Onderwerp\",\"Soort\",\"Aantal\",\"Niet geholpen\",\"Regelingen\",\"Adviseurs\",\"Waarom\"\r\n" +
			"\"Innovatie\",\"Vragen\",\"10\",\"5\",\"4\",\"2\",\"Mensen zijn niet geholpen\"\r\n" +
			"\"Personeel\",\"Vragen\",\"minder dan 5\",\"minder dan 5\",\"0\",\"2\",\"Geen regeling op de site\"\r\n"},
	}
	for i, test := range tests {
		w := b.get(fileRoute, "/balie/cijfers/"+test.address)
		got := w.Body.String()
		if test.address == "open.csv" {
			got = got[:strings.Index(got, "\n")+1]
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.address, got, test.want)
		}
		if got := w.Header().Get("Content-Type"); got != "text/csv; charset=utf-8" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment;") {
			t.Errorf("%s: got headers %v", test.address, w.Header())
		}
		if got := len(b.audited()); got != i+1 {
			t.Errorf("%s: got %d lines in the audit log, want %d", test.address, got, i+1)
		}
	}
	for _, name := range []string{"weg.csv", "open", ".csv"} {
		if _, err := b.ask(fileRoute, "/balie/cijfers/"+name, nil, nil); err == nil {
			t.Errorf("%s: got no error, want that it is not there", name)
		}
	}
}

func (b *board) audited() []audit.Entry {
	b.Helper()
	entries, _, err := b.log.List(b.Context(), audit.Filter{}, 0, 100)
	if err != nil {
		b.Fatal(err)
	}
	return entries
}

func TestAListOfCasesNeedsAReason(t *testing.T) {
	b := newBoard(t)
	b.fill()
	if body := b.get(formRoute, "/balie/cijfers/zaken/").Body.String(); !strings.Contains(body, `<label for="reden">`) || strings.Contains(body, "aria-invalid") {
		t.Error("the form lacks a label, or finds a fault before anything was typed")
	}
	for _, reason := range []string{"", "   ", "x", strings.Repeat("lang ", 41), "rapport over 111222333"} {
		w, err := b.ask(listRoute, "/balie/cijfers/zaken/", nil, url.Values{"reden": {reason}, "periode": {"dit-jaar"}})
		if err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `href="#reden"`) || !strings.Contains(w.Body.String(), fmt.Sprintf("value=\"%s\"", reason)) {
			t.Errorf("%q: got %d, %v, want 422 with what was typed", reason, w.Code, err)
		}
		if !strings.Contains(w.Body.String(), `value="dit-jaar" selected`) {
			t.Errorf("%q: the period that was chosen is gone", reason)
		}
	}
	if got := len(b.audited()); got != 0 {
		t.Errorf("got %d lines in the audit log, want none for a list that was not made", got)
	}
}

func TestAListOfCasesHoldsNothingThatWasTyped(t *testing.T) {
	b := newBoard(t)
	b.fill()
	venlo := b.keep(30, func(c *cases.Case) {
		c.Fields["gemeente"], c.Fields["thema"] = []string{"venlo"}, nil
	})
	b.keep(31, func(c *cases.Case) { c.CreatedAt = c.CreatedAt.AddDate(-2, 0, 0) }) // outside the period
	post := url.Values{"reden": {"kwartaalverslag"}, "periode": {"12-maanden"}, "bom": {"ja"}}
	tests := []struct {
		name    string
		regions []string
		want    int
	}{{"everything", nil, 16}, {"one region", []string{"noord"}, 1}}
	for _, test := range tests {
		w, err := b.ask(listRoute, "/balie/cijfers/zaken/", test.regions, post)
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff")))
		r.Comma = ';'
		records, err := r.ReadAll()
		if err != nil || len(records) != test.want+1 {
			t.Fatalf("%s: got %d lines, %v, want %d", test.name, len(records), err, test.want+1)
		}
		if last := strings.Join(records[len(records)-1], " "); test.want == 1 && last != venlo+" Vragen Beantwoord 2026-11-16 2026-11-18   Venlo " {
			t.Errorf("got %q", last)
		}
		if strings.Contains(w.Body.String(), "knikkerbaan") {
			t.Errorf("%s: the list holds what somebody typed", test.name)
		}
	}
	if got, want := b.audited()[0], (audit.Entry{Actor: "0123456789abcdef", Action: "export", Object: "zaken", Result: "12-maanden: 1", Reason: "kwartaalverslag"}); got.Actor != want.Actor ||
		got.Action != want.Action || got.Object != want.Object || got.Result != want.Result || got.Reason != want.Reason {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestEachRouteNeedsTheRightThatBelongsToIt(t *testing.T) {
	b := newBoard(t)
	want := map[string]struct {
		needs  staff.Action
		recent bool
	}{showRoute: {staff.Figures, false}, fileRoute: {staff.Figures, false}, formRoute: {staff.Export, true}, listRoute: {staff.Export, true}}
	if len(b.routes) != len(want) {
		t.Errorf("got %d routes, want %d", len(b.routes), len(want))
	}
	for pattern, w := range want {
		if got := b.routes[pattern]; got.Needs != w.needs || got.Recent != w.recent {
			t.Errorf("%s: got %q and recent %v, want %q and %v", pattern, got.Needs, got.Recent, w.needs, w.recent)
		}
	}
}
