package desk_test

import (
	"crypto/rand"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/desk"
	"mkbloket/internal/desk/desktest"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/handover"
	"mkbloket/internal/snapshot"
	"mkbloket/internal/staff"
	"mkbloket/internal/staff/oidc"
)

var update = flag.Bool("update", false, "write the golden files")

// config is the whole desk, as every program opens it.
func config(d *desktest.Desk) desk.Config {
	d.Helper()
	c, err := desk.Program{
		Store: d.Store, Cases: d.Cases, Site: d.Site(), Set: d.Set, Secret: desktest.Secret, Base: "https://balie.example",
		Provider: new(oidc.Provider), // its routes are there; none of them is asked here
		Now:      d.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler),
		Snapshot: &snapshot.Snapshot{Taxonomy: d.Set.Taxonomy(), Site: domain.Site{Targets: domain.Targets{Question: 2, Profile: 5, Advice: 3}}},
	}.Config()
	if err != nil {
		d.Fatal(err)
	}
	return c
}

// open lists the routes that are meant to be reached without a session: what one
// needs to sign in, and the hand-over, which asks for a key of its own.
func open() []string {
	return []string{
		"GET /balie/aanmelden/{$}", "POST /balie/aanmelden/{$}", "POST /balie/afmelden/{$}",
		"GET /balie/uitnodiging/{$}", "POST /balie/uitnodiging/{$}",
		"GET /balie/aanmelden/oidc/{$}", "GET /balie/aanmelden/oidc/terug/{$}",
		"GET " + handover.Path + "{$}",
	}
}

// table is every route with the roles that may use it.
func table(routes []page.Route) string {
	var lines []string
	for _, route := range routes {
		who := "iedereen, ook zonder aanmelding"
		if route.Needs != staff.Open {
			who = strings.Join(allowed(route), " ")
		}
		recent := ""
		if route.Recent {
			recent = "  (kort geleden aangemeld)"
		}
		lines = append(lines, fmt.Sprintf("%-58s %-11s %s%s", route.Pattern, route.Needs, who, recent))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

func allowed(route page.Route) []string {
	var roles []string
	for _, role := range staff.Roles() {
		if (&staff.Account{Roles: []staff.Role{role}}).May(route.Needs) {
			roles = append(roles, string(role))
		}
	}
	return roles
}

func TestTableOfRoutesIsTheOneThatWasReviewed(t *testing.T) {
	d := desktest.New(t)
	got := table(config(d).Routes(d.Server))
	golden := filepath.Join("testdata", "routes.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the routes differ from %s; run go test ./internal/desk -update and read the difference. Got:\n%s", golden, got)
	}
}

func TestOnlySigningInAndTheHandOverAreOpen(t *testing.T) {
	d := desktest.New(t)
	for _, route := range config(d).Routes(d.Server) {
		if isOpen := slices.Contains(open(), route.Pattern); route.Needs == staff.Open && !isOpen {
			t.Errorf("%s: got a route without a right, want one of %v", route.Pattern, open())
		}
		if len(allowed(route)) == 0 && route.Needs != staff.Open {
			t.Errorf("%s needs %s, which no role has", route.Pattern, route.Needs)
		}
	}
}

// request makes a request for a route, with a case in place of {ref}.
func request(pattern, ref string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.TrimSuffix(path, "{$}")
	for strings.Contains(path, "{") {
		from, to := strings.Index(path, "{"), strings.Index(path, "}")
		value := "geen"
		if path[from+1:to] == "ref" {
			value = ref
		}
		path = path[:from] + value + path[to+1:]
	}
	return method, path
}

// ask sends a request that changes as little as possible: a post without fields.
func ask(d *desktest.Desk, role staff.Role, pattern, ref string) *httptest.ResponseRecorder {
	method, path := request(pattern, ref)
	if method == http.MethodPost {
		return d.Post(role, path, url.Values{})
	}
	return d.Get(role, path)
}

// outside reports whether somebody was kept out: by 303 to sign in, 401 or 403.
func outside(w *httptest.ResponseRecorder) bool {
	leads := w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), page.SignInPath)
	return leads || w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden
}

func TestEveryRouteLetsInTheRolesOfTheTableAndNobodyElse(t *testing.T) {
	d := desktest.New(t)
	routes := config(d).Routes(d.Server)
	d.Handler = d.Server.Handler(routes)
	pairs, guarded := 0, 0
	for _, route := range routes {
		if route.Needs == staff.Open {
			continue
		}
		may := allowed(route)
		guarded++
		for _, role := range staff.Roles() {
			pairs++
			ref := d.Question(func(q *domain.Question) { q.Topic = fmt.Sprint("Zaak ", pairs) })
			w := ask(d, role, route.Pattern, ref)
			if slices.Contains(may, string(role)) {
				if outside(w) || w.Code >= http.StatusInternalServerError {
					t.Errorf("%s as %s: got %d, want to be let in", route.Pattern, role, w.Code)
				}
				if outside(w) || endsSession(route) { // each sign-out ends a session
					d.SignIn(role, staff.Person{Name: "Nieuw", Email: fmt.Sprintf("%s%d@balie.example.nl", role, pairs), Roles: []staff.Role{role}})
				}
				continue
			}
			if w.Code != http.StatusForbidden {
				t.Errorf("%s as %s: got %d, want 403", route.Pattern, role, w.Code)
			}
		}
		w := ask(d, desktest.Nobody, route.Pattern, "K7M3-P9QX")
		want := map[bool]int{true: http.StatusUnauthorized, false: http.StatusSeeOther}[strings.HasPrefix(route.Pattern, "POST")]
		if w.Code != want || !outside(w) {
			t.Errorf("%s without a session: got %d to %q, want %d", route.Pattern, w.Code, w.Header().Get("Location"), want)
		}
	}
	t.Logf("%d pairs of route and role, and %d routes without a session", pairs, guarded)
}

func endsSession(route page.Route) bool { return strings.Contains(route.Pattern, "afmelden") }

func TestWhoIsDisabledIsOutAtOnce(t *testing.T) {
	d := desktest.New(t)
	d.Handler = d.Server.Handler(config(d).Routes(d.Server))
	if w := d.Get(staff.Officer, "/balie/zaken/"); w.Code != http.StatusOK {
		t.Fatalf("before: got %d", w.Code)
	}
	if err := d.Staff.Disable(t.Context(), staff.By{Account: "test", Reason: "uit dienst"}, d.Accounts[staff.Officer].ID); err != nil {
		t.Fatal(err)
	}
	for _, route := range config(d).Routes(d.Server) {
		if route.Needs == staff.Open {
			continue
		}
		if w := ask(d, staff.Officer, route.Pattern, "K7M3-P9QX"); !outside(w) {
			t.Errorf("%s by a disabled account: got %d, want to be kept out", route.Pattern, w.Code)
		}
	}
}

func TestWhatNeedsARecentLoginAsksForOne(t *testing.T) {
	d := desktest.New(t)
	routes := config(d).Routes(d.Server)
	d.Handler = d.Server.Handler(routes)
	d.Pass(staff.Fresh + time.Minute)
	for _, route := range routes {
		if route.Needs == staff.Open || endsSession(route) {
			continue
		}
		role := staff.Role(allowed(route)[0])
		w := ask(d, role, route.Pattern, d.Question())
		if outside(w) != route.Recent {
			t.Errorf("%s as %s after %v: got %d, want to be asked to sign in again: %v", route.Pattern, role, staff.Fresh, w.Code, route.Recent)
		}
	}
}

func TestUnknownAddressesTellNothingWithoutASession(t *testing.T) {
	d := desktest.New(t)
	d.Handler = d.Server.Handler(config(d).Routes(d.Server))
	var tests = []struct {
		role   staff.Role
		method string
		path   string
		want   int
	}{
		{desktest.Nobody, "GET", "/balie/bestaat-niet/", http.StatusSeeOther},
		{desktest.Nobody, "POST", "/balie/bestaat-niet/", http.StatusUnauthorized},
		{staff.Officer, "GET", "/balie/bestaat-niet/", http.StatusNotFound},
		{staff.Officer, "GET", "/balie/zaken/K7M3-P9QX/", http.StatusNotFound},
		{staff.Officer, "GET", "/balie/zaken/k7m3-p9qx/", http.StatusNotFound},
		{staff.Officer, "GET", "/balie/zaken/../mail/", http.StatusNotFound},
		{staff.Officer, "DELETE", "/balie/zaken/", http.StatusMethodNotAllowed},
		{staff.Officer, "GET", "/balie/", http.StatusSeeOther},
	}
	for _, test := range tests {
		r := httptest.NewRequest(test.method, test.path, nil)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if w := d.Do(test.role, r); w.Code != test.want {
			t.Errorf("%s %s as %q: got %d, want %d", test.method, test.path, test.role, w.Code, test.want)
		}
	}
}
