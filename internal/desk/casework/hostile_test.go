package casework_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/casework"
	"mkbloket/internal/desk/desktest"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
	"mkbloket/internal/store"
)

const hostile = `<script>alert("x")</script><img src=x onerror=alert(1)>"'><a href="javascript:alert(2)">https://kwaad.example/</a>{{.}}`

func TestWhatPeopleSentIsTextOnEveryPage(t *testing.T) {
	d := newDesk(t)
	ref := d.Question(func(q *domain.Question) {
		q.Topic, q.Text, q.Company, q.Name = hostile[:100], hostile, hostile, hostile
	})
	advice := d.Advice(func(a *domain.AdviceRequest) { a.Description, a.Company, a.Name = hostile, hostile, hostile })
	must := func(_ cases.Result, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.Cases.Note(t.Context(), d.Act(ref), hostile))
	must(d.Cases.AddInformation(t.Context(), d.Act(ref), hostile))
	must(d.Cases.AddNeed(t.Context(), mustTake(d, advice), hostile))
	must(d.Cases.Refer(t.Context(), d.Act(advice), []cases.Offer{{Need: "b1", Organisation: hostile, Email: "a@example.org"}}))
	pages := []string{"/balie/zaken/", "/balie/zaken/?lijst=" + hostile, "/balie/zoeken/", path(ref), path(advice)}
	for _, r := range casework.Routes(d.Server, casework.Config{Cases: d.Cases, Staff: d.Staff}) {
		if deed, ok := strings.CutPrefix(r.Pattern, "GET /balie/zaken/{ref}/"); ok && deed != "{$}" {
			pages = append(pages, path(ref)+strings.TrimSuffix(deed, "{$}"), path(advice)+strings.TrimSuffix(deed, "{$}"))
		}
	}
	for _, page := range pages {
		w := d.Get(staff.Officer, strings.NewReplacer(`<`, "%3C", `"`, "%22", " ", "%20", "{", "%7B", "}", "%7D").Replace(page))
		if w.Code != http.StatusOK && w.Code != http.StatusSeeOther {
			t.Errorf("%s: got %d", page, w.Code)
		}
		harmless(t, page, w.Body.String())
	}
	typed := filled(d, ref, "beantwoorden", "tekst", hostile, "stap", "voorbeeld")
	for _, step := range []string{"voorbeeld", "invoegen", ""} {
		typed.Set("stap", step)
		typed.Set("revisie", map[string]string{"": "1"}[step])
		w := d.Post(staff.Officer, path(ref, "beantwoorden"), typed)
		harmless(t, "step "+step, w.Body.String())
		harmless(t, "without a session", d.Post(desktest.Nobody, path(ref, "beantwoorden"), typed).Body.String())
	}
	harmless(t, "search", d.Post(staff.Officer, "/balie/zoeken/", map[string][]string{"zoek": {hostile[:100]}}).Body.String())
	harmless(t, "new", d.Post(staff.Officer, "/balie/zaken/nieuw/", map[string][]string{"onderwerp": {hostile}, "vraag": {hostile}, "kanaal": {hostile}}).Body.String())
}

// mustTake takes a case and gives an act on it.
func mustTake(d *desktest.Desk, ref string) cases.Act {
	if _, err := d.Cases.Take(d.Context(), d.Act(ref)); err != nil {
		d.Fatal(err)
	}
	return d.Act(ref)
}

func harmless(t *testing.T, where, body string) {
	t.Helper()
	for _, live := range []string{"<script>alert", "<img src=x", `href="javascript`, `href="https://kwaad`, `"'><a`} {
		if strings.Contains(body, live) {
			t.Errorf("%s: got %q live in the page", where, live)
		}
	}
	if title, _, _ := strings.Cut(body, "</title>"); strings.Contains(title, "alert") || strings.Contains(title, "Voorbeeld") {
		t.Errorf("%s: got what people sent in the title", where)
	}
}

// snapshot is everything in the store but the audit log and the sessions.
func snapshot(d *desktest.Desk) string {
	d.Helper()
	var b bytes.Buffer
	after := store.Cursor("")
	for {
		records, next, err := d.Store.All(d.Context(), after)
		if err != nil {
			d.Fatal(err)
		}
		for _, r := range records {
			if !strings.HasPrefix(r.ID, "audit-") && !strings.HasPrefix(r.ID, "session-") {
				raw, err := json.Marshal(r)
				if err != nil {
					d.Fatal(err)
				}
				fmt.Fprintf(&b, "%x\n", sha256.Sum256(raw))
			}
		}
		if next == "" {
			return b.String()
		}
		after = next
	}
}

func TestOpeningPagesAndLookingAtMailChangesNothing(t *testing.T) {
	d := newDesk(t)
	ref, advice := d.Question(), d.Advice()
	answer, search := filled(d, ref, "beantwoorden", "tekst", "Dat kan.", "stap", "voorbeeld"), d.Form(d.Get(staff.Officer, "/balie/zoeken/"), "/balie/zoeken/")
	before := snapshot(d)
	for _, r := range casework.Routes(d.Server, casework.Config{Cases: d.Cases, Staff: d.Staff}) {
		pattern, ok := strings.CutPrefix(r.Pattern, "GET ")
		for _, one := range []string{ref, advice} {
			if ok {
				d.Get(staff.Officer, strings.NewReplacer("{ref}", one, "{$}", "").Replace(pattern)+"?doen=ja&tekst=x&stap=versturen&revisie=1")
			}
		}
	}
	search.Set("zoek", "voorbeeld")
	d.Post(staff.Officer, "/balie/zoeken/", search)
	d.Post(staff.Officer, "/balie/zaken/", map[string][]string{"lijst": {"mijn"}, "soort": {"advice"}})
	for _, step := range []string{"voorbeeld", "invoegen"} {
		answer.Set("stap", step)
		if w := d.Post(staff.Officer, path(ref, "beantwoorden"), answer); w.Code != http.StatusOK {
			t.Errorf("%s: got %d, want 200", step, w.Code)
		}
	}
	if got := snapshot(d); got != before {
		t.Error("got the store changed, want it as it was")
	}
	if d.Cases.RevokeLink(t.Context(), d.Act(ref)); snapshot(d) == before {
		t.Error("got no difference after an act: the comparison sees nothing")
	}
}

func TestReadingACaseIsALineOfTheAuditLog(t *testing.T) {
	d := newDesk(t)
	ref := d.Question()
	d.Get(staff.Officer, path(ref))
	form := filled(d, ref, "beantwoorden", "tekst", "Dat kan.", "stap", "voorbeeld")
	d.Post(staff.Officer, path(ref, "beantwoorden"), form)
	d.Post(staff.Officer, path(ref, "notitie"), url.Values{}) // shows the case beside what is missing
	var reads int
	records, _, err := d.Store.All(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if strings.HasPrefix(r.ID, "audit-") {
			reads += bytes.Count(r.Body, []byte(`"zaak gelezen","object":"`+ref))
			if bytes.Contains(r.Body, []byte(desktest.Sender.Email)) || bytes.Contains(r.Body, []byte(desktest.Sender.Name)) {
				t.Error("got personal data in the audit log")
			}
		}
	}
	if reads != 4 {
		t.Errorf("got %d lines of reading, want 4", reads)
	}
}
