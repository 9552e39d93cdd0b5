package desk_test

import (
	"bytes"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"mkbloket/internal/desk/desktest"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
)

var (
	links    = regexp.MustCompile(`(?:href|action)="(/balie/[^"#]*)`)
	headings = regexp.MustCompile(`<h1[ >]`)
	missing  = regexp.MustCompile(`\[[a-z_]+\.[a-z_.]+\]`)
	tokens   = regexp.MustCompile(`name="formulier"`)
	formed   = regexp.MustCompile(`<form[^>]* method="post"`)
)

// full is a desk with a case of each kind in several statuses, and somebody with
// every role.
func full(t *testing.T) *desktest.Desk {
	t.Helper()
	d := desktest.New(t)
	d.Handler = d.Server.Handler(config(d).Routes(d.Server))
	d.SignIn(staff.Officer, staff.Person{Name: "Alles", Email: "alles@balie.example.nl", Roles: staff.Roles()})
	answered := d.Question()
	if _, err := d.Cases.Answer(t.Context(), d.Act(answered), "Dat kan."); err != nil {
		t.Fatal(err)
	}
	d.Question(func(q *domain.Question) { q.Topic = "Nog een" })
	d.Advice()
	d.Profile(func(s *domain.SignUp) { s.Email = "nieuw@voorbeeld.example" })
	d.Published("adviseurs/a-adviseur")
	d.Message("adviseurs/a-adviseur")
	return d
}

func TestEveryLinkOfTheDeskLeadsToAWholePage(t *testing.T) {
	d := full(t)
	seen, queue := map[string]bool{}, []string{"/balie/"}
	for len(queue) > 0 && len(seen) < 1500 {
		address := html.UnescapeString(queue[0])
		queue = queue[1:]
		if seen[address] || strings.Contains(address, "afmelden") {
			continue
		}
		seen[address] = true
		w := d.Get(staff.Officer, address)
		if to := w.Header().Get("Location"); w.Code == http.StatusSeeOther {
			queue = append(queue, to)
			continue
		}
		if w.Code == http.StatusMethodNotAllowed { // the action of a form
			continue
		}
		body := w.Body.String()
		if w.Code != http.StatusOK {
			t.Errorf("%s: got %d", address, w.Code)
			continue
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: got Cache-Control %q, want no-store", address, w.Header().Get("Cache-Control"))
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || !strings.Contains(body, `class="desk"`) {
			continue // a file, or a mail as it is sent
		}
		if n := len(headings.FindAllString(body, -1)); n != 1 {
			t.Errorf("%s: got %d h1, want one", address, n)
		}
		if m := missing.FindString(body); m != "" {
			t.Errorf("%s: got the missing text %s", address, m)
		}
		if forms, with := len(formed.FindAllString(body, -1)), len(tokens.FindAllString(body, -1)); with < forms && strings.HasPrefix(address, "/balie/zaken/") {
			t.Errorf("%s: got %d forms and %d tokens, want one in each", address, forms, with)
		}
		if title, _, _ := strings.Cut(body, "</title>"); strings.Contains(title, desktest.Sender.Name) || strings.Contains(title, "Adviesbureau") {
			t.Errorf("%s: got a name in the title", address)
		}
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			queue = append(queue, m[1])
		}
	}
	if len(seen) < 60 {
		t.Errorf("got %d addresses, want the whole desk", len(seen))
	}
	t.Logf("%d addresses", len(seen))
}

func TestRefusedAccessIsALineOfTheAuditLog(t *testing.T) {
	d := desktest.New(t)
	d.Handler = d.Server.Handler(config(d).Routes(d.Server))
	d.Get(staff.Admin, "/balie/zaken/")
	records, _, err := d.Store.All(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, r := range records {
		if strings.HasPrefix(r.ID, "audit-") {
			lines += bytes.Count(r.Body, []byte(`"action":"toegang"`))
		}
	}
	if lines != 1 {
		t.Errorf("got %d lines, want 1", lines)
	}
	if _, err := d.Audit.Verify(t.Context()); err != nil {
		t.Errorf("the chain: got %v", err)
	}
}
