// Package desktest is a desk to test pages of staff in: a store on disk, made-up
// cases, an account for each role that is signed in, and a clock that stands
// still until it is moved.
//
//	d := desktest.New(t)
//	d.Serve(judging.Routes(d.Server, judging.Config{...}))
//	ref := d.Question()                          // or Advice, Profile, Published
//	got := d.Get(staff.Officer, "/balie/...")    // *httptest.ResponseRecorder
//	form := d.Form(got, "/balie/.../")           // hidden fields of the form that posts there
//	form.Set("tekst", "...")
//	got = d.Post(staff.Officer, "/balie/.../", form)
//
// The role Nobody asks without a session. Nothing is mocked: the guard, the
// policy, the sessions and the audit log are the real ones.
package desktest

import (
	"bytes"
	"crypto/rand"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
	"mkbloket/internal/schema"
	"mkbloket/internal/staff"
	"mkbloket/internal/store/bolt"
	"mkbloket/templates"
)

// Nobody is no role: a request of somebody who is not signed in.
const Nobody staff.Role = ""

// Start is the time at which the clock stands: a Monday morning.
var Start = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// Desk is a whole desk. It is used by one test; its handler may be called by
// many goroutines.
type Desk struct {
	testing.TB
	Cases    *cases.Cases
	Staff    *staff.Staff
	Audit    *audit.Log
	Store    *bolt.Store
	Set      *templates.Set
	Server   *page.Server
	Handler  http.Handler // of Serve
	Accounts map[staff.Role]*staff.Account
	Log      *bytes.Buffer // of the program, one JSON line each; read it when nothing runs

	clock   *clock
	cookies map[staff.Role]string
}

// Secret is the secret of everything in the desk.
var Secret = bytes.Repeat([]byte{7}, 32)

// Taxonomy is a small one: two themes, and Limburg with two sub-regions and two
// municipalities.
func Taxonomy() *domain.Taxonomy {
	t := domain.NewTaxonomy()
	term := func(slug, label, parent, code string) schema.Term {
		return schema.Term{Slug: slug, Parent: parent, Code: code, Labels: map[string]string{"nl": label}}
	}
	t.Themes = schema.NewVocabulary("themas", term("innovatie", "Innovatie", "", ""), term("energie", "Energie", "", ""))
	t.Phases = schema.NewVocabulary("fasen", term("groei", "Groei", "", ""))
	t.Sectors = schema.NewVocabulary("sectoren", term("industrie", "Industrie", "", ""))
	t.Regions = schema.NewVocabulary("regios", term("limburg", "Limburg", "", ""),
		term("noord-limburg", "Noord-Limburg", "limburg", ""), term("zuid-limburg", "Zuid-Limburg", "limburg", ""),
		term("venlo", "Venlo", "noord-limburg", "GM0983"), term("maastricht", "Maastricht", "zuid-limburg", "GM0935"))
	return t
}

// Targets are the response targets of the desk, in working days.
func Targets() map[domain.Kind]int {
	return map[domain.Kind]int{domain.KindQuestion: 2, domain.KindProfile: 5, domain.KindAdvice: 3, domain.KindContact: 2}
}

// Site is the templates of the site beside the desk: those of visitors, in
// three languages.
func (d *Desk) Site() *templates.Set {
	d.Helper()
	set, err := templates.New(templates.Embedded(), templates.Options{
		Languages: []string{"nl", "en", "de"}, Taxonomy: Taxonomy(), Pages: []string{},
		Site: templates.SiteInfo{Name: "MKB-loket Limburg", Base: "https://loket.example"},
	})
	d.must(err)
	return set
}

// New makes a desk without pages; Serve gives it some.
func New(t testing.TB) *Desk {
	t.Helper()
	d := &Desk{TB: t, clock: &clock{t: Start}, Log: new(bytes.Buffer), Accounts: map[staff.Role]*staff.Account{}, cookies: map[staff.Role]string{}}
	var err error
	if d.Store, err = bolt.Open(filepath.Join(t.TempDir(), "cases.db"), d.Now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Store.Close() })
	d.must(d.build())
	for _, role := range staff.Roles() {
		d.SignIn(role, staff.Person{Name: "De " + string(role), Email: string(role) + "@balie.example.nl", Roles: []staff.Role{role}})
	}
	return d
}

// build makes the parts.
func (d *Desk) build() (err error) {
	log := slog.New(slog.NewJSONHandler(&locked{w: d.Log}, nil))
	d.Set, err = templates.New(templates.Embedded(), templates.Options{
		Languages: []string{"nl"}, Taxonomy: Taxonomy(), Desk: true,
		Site: templates.SiteInfo{Name: "MKB-loket Limburg", Base: "https://loket.example"},
	})
	if err != nil {
		return err
	}
	sender, err := mail.NewFolder(filepath.Join(d.TempDir(), "mail"))
	if err != nil {
		return err
	}
	d.Cases, err = cases.New(cases.Config{
		Store: d.Store, Taxonomy: d.Set.Taxonomy(), Sender: sender, Texts: d.Set.Text, Secret: Secret,
		Now: d.Now, Jitter: func() float64 { return 0.5 }, Log: log, Base: "https://loket.example", Answer: "/verwijzing/", Reply: "/bericht/",
		From: "loket@loket.example", FromName: "MKB-loket", Desk: "balie@loket.example",
		Targets: Targets(),
		Limits:  cases.Limits{PerOrigin: -1, All: -1, Confirmations: -1},
	})
	if err != nil {
		return err
	}
	if d.Audit, err = audit.New(audit.Config{Store: d.Store, Secret: Secret, Now: d.Now}); err != nil {
		return err
	}
	if d.Staff, err = staff.New(staff.Config{Store: d.Store, Audit: d.Audit, Secret: Secret, Now: d.Now, Rand: rand.Reader}); err != nil {
		return err
	}
	d.Server, err = page.New(page.Config{Set: d.Set, Staff: d.Staff, Audit: d.Audit, Now: d.Now, Rand: rand.Reader, Secret: Secret, Log: log})
	return err
}

// SignIn makes an account and signs it in; requests of role are its from then on.
func (d *Desk) SignIn(role staff.Role, p staff.Person) *staff.Account {
	d.Helper()
	token, made, err := d.Staff.Invite(d.Context(), staff.By{Account: "test", Reason: "test"}, p)
	d.must(err)
	in, err := d.Staff.Bind(d.Context(), token, staff.Outside{Issuer: "https://id.example", Subject: made.ID, LoginAt: d.Now()})
	d.must(err)
	d.Accounts[role], d.cookies[role] = in.Account, in.Cookie
	return in.Account
}

// Serve makes the handler of some routes, or of all with Handler.
func (d *Desk) Serve(routes ...[]page.Route) {
	var all []page.Route
	for _, some := range routes {
		all = append(all, some...)
	}
	d.Handler = d.Server.Handler(all)
}

// Cookie is the secret of the session of a role.
func (d *Desk) Cookie(role staff.Role) string { return d.cookies[role] }

// Get opens an address as somebody with a role.
func (d *Desk) Get(role staff.Role, path string) *httptest.ResponseRecorder {
	return d.Do(role, httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form as somebody with a role.
func (d *Desk) Post(role staff.Role, path string, values url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return d.Do(role, r)
}

// Do sends a request as somebody with a role.
func (d *Desk) Do(role staff.Role, r *http.Request) *httptest.ResponseRecorder {
	if secret := d.cookies[role]; secret != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-balie", Value: secret})
	}
	w := httptest.NewRecorder()
	d.Handler.ServeHTTP(w, r)
	return w
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// Form gives the hidden fields of the form on a page that posts to an address.
func (d *Desk) Form(w *httptest.ResponseRecorder, action string) url.Values {
	d.Helper()
	for _, part := range strings.Split(w.Body.String(), "<form")[1:] {
		part, _, _ = strings.Cut(part, "</form>")
		head, _, _ := strings.Cut(part, ">")
		if !strings.Contains(head, `action="`+action+`"`) {
			continue
		}
		v := url.Values{}
		for _, m := range hidden.FindAllStringSubmatch(part, -1) {
			v.Add(m[1], html.UnescapeString(m[2]))
		}
		return v
	}
	d.Fatalf("status %d: no form posts to %s in\n%s", w.Code, action, w.Body)
	return nil
}

// Now is the time of the desk.
func (d *Desk) Now() time.Time { d.clock.mu.Lock(); defer d.clock.mu.Unlock(); return d.clock.t }

// Pass moves the clock.
func (d *Desk) Pass(t time.Duration) {
	d.clock.mu.Lock()
	defer d.clock.mu.Unlock()
	d.clock.t = d.clock.t.Add(t)
}

func (d *Desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

type clock struct {
	mu sync.Mutex
	t  time.Time
}

type locked struct {
	mu sync.Mutex
	w  io.Writer
}

// Write writes one line at a time.
func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}
