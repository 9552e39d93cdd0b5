package letters_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"mkbloket/internal/audit"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/letters"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
	"mkbloket/internal/staff"
	"mkbloket/internal/store/bolt"
	"mkbloket/templates"
)

var start = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

const address = "anna@voorbeeld.example"

// world is the desk with a store on disk, and a mail server that takes nothing.
type world struct {
	*testing.T
	now     time.Time
	cases   *cases.Cases
	staff   *staff.Staff
	audit   *audit.Log
	handler http.Handler
	names   []string // of all messages
	reply   error    // of the mail server; nil: it takes everything
}

// Send implements mail.Sender.
func (w *world) Send(context.Context, mail.Message) error { return w.reply }

func set(t *testing.T, desk bool) *templates.Set {
	t.Helper()
	o := templates.Options{Languages: []string{"nl", "en", "de"}, Taxonomy: domain.NewTaxonomy(), Site: templates.SiteInfo{Name: "Loket", Base: "https://loket.example"}, Desk: desk}
	if desk {
		o.Languages = o.Languages[:1]
	} else {
		o.Pages = []string{}
	}
	s, err := templates.New(templates.Embedded(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: start, reply: mail.ErrTemporary}
	clock := func() time.Time { return w.now }
	db, err := bolt.Open(filepath.Join(t.TempDir(), "loket.db"), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	site, quiet, secret := set(t, false), slog.New(slog.DiscardHandler), bytes.Repeat([]byte{1}, 32)
	w.names = site.MailNames()
	w.cases, err = cases.New(cases.Config{
		Store: db, Taxonomy: domain.NewTaxonomy(), Sender: w, Texts: site.Text, Secret: secret, Now: clock, Jitter: func() float64 { return 1 }, Log: quiet,
	}.At(domain.Site{Name: "Loket", MailFrom: "loket@loket.example", MailDesk: "balie@loket.example", Languages: site.Languages(),
		Targets: domain.Targets{Question: 2, Profile: 5, Advice: 3, Contact: 10}}, "https://loket.example"))
	if err != nil {
		t.Fatal(err)
	}
	if w.audit, err = audit.New(audit.Config{Store: db, Secret: secret, Now: clock}); err != nil {
		t.Fatal(err)
	}
	if w.staff, err = staff.New(staff.Config{Store: db, Audit: w.audit, Secret: secret, Now: clock, Rand: rand.Reader}); err != nil {
		t.Fatal(err)
	}
	server, err := page.New(page.Config{Set: set(t, true), Staff: w.staff, Audit: w.audit, Now: clock, Rand: rand.Reader, Secret: secret, Log: quiet, Insecure: true})
	if err != nil {
		t.Fatal(err)
	}
	w.handler = server.Handler(letters.Routes(server, letters.Config{Cases: w.cases, Site: site}))
	return w
}

// signIn gives the cookie of somebody with a role.
func (w *world) signIn(role staff.Role) string {
	w.Helper()
	by := staff.By{Account: "beheer", Reason: "test"}
	token, _, err := w.staff.Invite(w.Context(), by, staff.Person{Name: "M. Medewerker", Email: string(role) + "@loket.example", Roles: []staff.Role{role}})
	if err != nil {
		w.Fatal(err)
	}
	entered, err := w.staff.Bind(w.Context(), token, staff.Outside{Issuer: "https://id.example", Subject: string(role), LoginAt: w.now})
	if err != nil {
		w.Fatal(err)
	}
	return entered.Cookie
}

// ask takes in a question, and says what became of its mail.
func (w *world) ask(topic string, wait time.Duration) string {
	w.Helper()
	r, err := w.cases.Submit(w.Context(), cases.Input{Language: "nl", Origin: "192.0.2.1/32", Consents: map[string]string{"toestemming": "Ja."},
		Submission: &domain.Question{Topic: topic, Text: "Geheime tekst", ContactBy: "email", Consent: true, Contact: domain.Contact{Name: "Anna Voorbeeld", Email: address}}})
	if err != nil {
		w.Fatal(err)
	}
	w.now = w.now.Add(wait)
	if _, err := w.cases.DeliverDue(w.Context(), w.now); err != nil {
		w.Fatal(err)
	}
	return r.Reference
}

func (w *world) do(cookie, method, path string, form url.Values) *httptest.ResponseRecorder {
	w.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: "balie", Value: cookie})
	out := httptest.NewRecorder()
	w.handler.ServeHTTP(out, r)
	return out
}

// get reads a page, which must be there and hold nothing of the person.
func (w *world) get(cookie, path string) string {
	w.Helper()
	out := w.do(cookie, "GET", path, nil)
	if out.Code != http.StatusOK {
		w.Fatalf("%s: got %d, want 200", path, out.Code)
	}
	for _, private := range []string{address, "Anna", "Geheime", "balie@loket"} {
		if strings.Contains(out.Body.String(), private) {
			w.Errorf("%s: got %q on the page, want none of it", path, private)
		}
	}
	return out.Body.String()
}

func TestOnlyWhoKeepsTheMailRunningSeesIt(t *testing.T) {
	w := newWorld(t)
	for role, want := range map[staff.Role]int{staff.Officer: 403, staff.Editor: 403, staff.Lead: 200, staff.Admin: 200} {
		cookie := w.signIn(role)
		for _, path := range []string{"/balie/mail/", "/balie/mail/teksten/", "/balie/mail/teksten/answer/nl/", "/balie/mail/teksten/answer/nl/html"} {
			if got := w.do(cookie, "GET", path, nil).Code; got != want {
				t.Errorf("%s on %s: got %d, want %d", role, path, got, want)
			}
		}
		if got := w.do(cookie, "POST", "/balie/mail/opnieuw/", url.Values{"bericht": {"x-y"}}).Code; (got == 403) != (want == 403) {
			t.Errorf("%s posts: got %d", role, got)
		}
	}
}

func TestOutboxShowsWhatDidNotArriveAndWhy(t *testing.T) {
	w := newWorld(t)
	if got := w.get(w.signIn(staff.Lead), "/balie/mail/"); !strings.Contains(got, "Er wacht geen mail") || !strings.Contains(got, "geen bericht blijven steken") {
		t.Error("an empty outbox: got no word of it")
	}
	w.reply = nil
	back := w.ask("terug", 0)
	if err := w.cases.Outbox().Bounced(t.Context(), cases.ID(back)+"-bevestiging", cases.ReturnRefused); err != nil {
		t.Fatal(err)
	}
	w.reply = mail.ErrPermanent
	parked := w.ask("opgegeven", mail.GiveUpAfter)
	w.reply = mail.ErrTemporary
	waiting := w.ask("wacht", 0)
	w.now = w.now.Add(2 * time.Hour)
	lead, admin := w.again(staff.Lead), w.signIn(staff.Admin)
	got := w.get(lead, "/balie/mail/")
	for _, want := range []string{`<a href="/balie/zaken/` + back, `<a href="/balie/zaken/` + parked, `<a href="/balie/zaken/` + waiting,
		"Het adres bestaat niet", "weigert dit bericht", "niet bereikbaar", "2 uur", "langer dan een uur", "melding voor het loket"} {
		if !strings.Contains(got, want) {
			t.Errorf("got no %q on the page, want it", want)
		}
	}
	if got := w.get(admin, "/balie/mail/"); strings.Contains(got, `href="/balie/zaken/`+back) || !strings.Contains(got, back) {
		t.Error("who may not open cases: got a link or no reference, want the reference alone")
	}
}

// again signs in anew: the session ended while time passed.
func (w *world) again(role staff.Role) string {
	w.Helper()
	entered, err := w.staff.SignInOutside(w.Context(), staff.Outside{Issuer: "https://id.example", Subject: string(role), LoginAt: w.now})
	if err != nil {
		w.Fatal(err)
	}
	return entered.Cookie
}

func TestRetryIsDoneOnceAndWrittenDown(t *testing.T) {
	w := newWorld(t)
	ref := w.ask("opgegeven", mail.GiveUpAfter)
	lead, admin := w.signIn(staff.Lead), w.signIn(staff.Admin)
	id := cases.ID(ref) + "-bevestiging"
	out := w.do(admin, "POST", "/balie/mail/opnieuw/", url.Values{"bericht": {id}})
	if out.Code != http.StatusSeeOther || out.Header().Get("Location") != "/balie/mail/?klaar=1" {
		t.Fatalf("got %d to %q, want 303 to the outbox", out.Code, out.Header().Get("Location"))
	}
	if got := w.get(admin, "/balie/mail/?klaar=1"); !strings.Contains(got, "1 bericht staat weer klaar") {
		t.Error("got no word of what was done")
	}
	if out := w.do(admin, "POST", "/balie/mail/opnieuw/", url.Values{"bericht": {id}}); out.Code != http.StatusConflict || !strings.Contains(out.Body.String(), "niet meer geparkeerd") {
		t.Errorf("a second time: got %d, want 409 that says so", out.Code)
	}
	if out := w.do(lead, "POST", "/balie/mail/opnieuw/", url.Values{"bericht": {"alle"}}); out.Header().Get("Location") != "/balie/mail/?klaar=1" {
		t.Errorf("the rest: got %d to %q, want the notice put back", out.Code, out.Header().Get("Location"))
	}
	for _, id := range []string{"", "../../x", "bestaat-niet-bevestiging", "<b>x"} {
		if out := w.do(lead, "POST", "/balie/mail/opnieuw/", url.Values{"bericht": {id}}); out.Code != http.StatusConflict || strings.Contains(out.Body.String(), "<b>x") {
			t.Errorf("%q: got %d, want 409", id, out.Code)
		}
	}
	w.reply = nil
	if sent, err := w.cases.DeliverDue(t.Context(), w.now); sent != 2 || err != nil {
		t.Errorf("got %d sent, %v, want both", sent, err)
	}
	entries, _, err := w.audit.List(t.Context(), audit.Filter{Action: "mail opnieuw"}, 0, 10)
	if err != nil || len(entries) != 2 || entries[1].Object != id && entries[0].Object != id {
		t.Errorf("audit: got %+v, %v, want a line for each", entries, err)
	}
}

func TestGETChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.ask("opgegeven", mail.GiveUpAfter)
	lead := w.signIn(staff.Lead)
	before, err := w.cases.Outbox().Pending(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.get(lead, "/balie/mail/")
	if got := w.do(lead, "GET", "/balie/mail/opnieuw/?bericht=alle", nil).Code; got != http.StatusMethodNotAllowed {
		t.Errorf("got %d, want 405", got)
	}
	after, err := w.cases.Outbox().Pending(t.Context())
	if err != nil || len(after) != len(before) || after[0].State != before[0].State {
		t.Errorf("got %v, %v, want what was there: %v", after, err, before)
	}
}

func TestEveryMessageCanBeReadInEveryLanguage(t *testing.T) {
	w := newWorld(t)
	lead := w.signIn(staff.Lead)
	list := w.get(lead, "/balie/mail/teksten/")
	if len(w.names) < 20 {
		t.Fatalf("got messages %v, want all", w.names)
	}
	for _, name := range w.names {
		for _, lang := range []string{"nl", "en", "de"} {
			path := "/balie/mail/teksten/" + name + "/" + lang + "/"
			if !strings.Contains(list, `href="`+path+`"`) {
				t.Errorf("got no link to %s", path)
			}
			if got := w.do(lead, "GET", path, nil); got.Code != 200 || !strings.Contains(got.Body.String(), "Dit is een voorbeeld") || !strings.Contains(got.Body.String(), "&lt;!doctype html&gt;") {
				t.Errorf("%s: got %d, want an example with its source", path, got.Code)
			}
			out := w.do(lead, "GET", path+"html", nil)
			if !strings.Contains(out.Body.String(), `<html lang="`+lang+`">`) || !strings.Contains(out.Header().Get("Content-Security-Policy"), "default-src 'none'") || out.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%shtml: got %d with %v, want the document, locked in", path, out.Code, out.Header())
			}
			if _, err := html.Parse(out.Body); err != nil {
				t.Errorf("%shtml: %v", path, err)
			}
		}
	}
	for _, path := range []string{"/balie/mail/teksten/weg/nl/", "/balie/mail/teksten/answer/fr/", "/balie/mail/teksten/answer/nl/html/"} {
		if got := w.do(lead, "GET", path, nil).Code; got != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, got)
		}
	}
}
