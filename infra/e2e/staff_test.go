package e2e

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"mkbloket/internal/audit"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
	"mkbloket/internal/staff/stafftest"
)

// TestStaffAnswersAQuestion goes from an invitation to an answer, at the name of
// the desk, and looks at every page of the desk on the way.
func TestStaffAnswersAQuestion(t *testing.T) {
	t.Parallel()
	newDesk(t, setting{}).answered()
}

// officer is somebody of staff with a browser that keeps the cookie.
type officer struct {
	*visitor
	cookie string
}

func (o *officer) do(r *http.Request) *httptest.ResponseRecorder {
	if o.cookie != "" {
		r.Header.Set("Cookie", o.cookie)
	}
	w := httptest.NewRecorder()
	o.staff.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == "__Host-balie" && c.Secure && c.HttpOnly {
			o.cookie = c.Name + "=" + c.Value
		}
	}
	return w
}

func (o *officer) get(path string) *httptest.ResponseRecorder {
	return o.do(o.request(http.MethodGet, path, ""))
}

func (o *officer) post(path string, form url.Values) *httptest.ResponseRecorder {
	return o.do(o.request(http.MethodPost, path, form.Encode()))
}

// hiddenOf gives the hidden fields of the form on a page that posts to an address.
func hiddenOf(v *visitor, w *httptest.ResponseRecorder, action string) url.Values {
	v.Helper()
	page, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		v.Fatal(err)
	}
	for form := range page.Descendants() {
		if form.DataAtom != atom.Form || attribute(form, "action") != action {
			continue
		}
		hidden := url.Values{}
		for n := range form.Descendants() {
			if n.DataAtom == atom.Input && attribute(n, "type") == "hidden" {
				hidden.Add(attribute(n, "name"), attribute(n, "value"))
			}
		}
		return hidden
	}
	v.Fatalf("status %d: no form posts to %s", w.Code, action)
	return nil
}

// staffOf opens the accounts of the desk, as the command does.
func (d *desk) staffOf() (*staff.Staff, *audit.Log) {
	d.Helper()
	secret, err := base64.StdEncoding.DecodeString(d.values.generated("FormSecret"))
	if err != nil {
		d.Fatal(err)
	}
	db := d.table.store(time.Now)
	log, err := audit.New(audit.Config{Store: db, Secret: secret, Now: time.Now})
	if err != nil {
		d.Fatal(err)
	}
	people, err := staff.New(staff.Config{Store: db, Audit: log, Secret: secret, Now: time.Now, Rand: rand.Reader})
	if err != nil {
		d.Fatal(err)
	}
	return people, log
}

// hired takes up an invitation and is signed in.
func (d *desk) hired(roles ...staff.Role) *officer {
	d.Helper()
	people, _ := d.staffOf()
	token, _, err := people.Invite(d.Context(), staff.By{Account: staff.CommandLine, Reason: "proef"},
		staff.Person{Name: "Proef Persoon", Email: "proef@balie.example", Roles: roles})
	if err != nil {
		d.Fatal(err)
	}
	invited, err := people.Invited(d.Context(), token, "proef")
	if err != nil {
		d.Fatal(err)
	}
	o := &officer{visitor: d.visitor("nl")}
	o.base = "https://" + d.values.known["DeskName"]
	page := o.get("/balie/uitnodiging/?sleutel=" + token)
	hidden := hiddenOf(o.visitor, page, "/balie/uitnodiging/")
	w := o.post("/balie/uitnodiging/", with(hidden, "sleutel", token, "wachtwoord", "vier losse woorden samen",
		"code", stafftest.Code(d, invited.App.Key, time.Now())))
	if w.Code != http.StatusOK || o.cookie == "" {
		d.Fatalf("invitation: got %d and cookie %q, want 200 and a session", w.Code, o.cookie)
	}
	return o
}

// placed has a profile signed up, confirmed by its owner, looked at and approved.
func (d *desk) placed(o *officer) {
	d.Helper()
	ref := d.sent(domain.KindProfile)
	v := d.visitor("nl")
	action, hidden := v.open(linkIn(d.one(ref).Mail[0].Message.Text, d.release.terms.Site.Base))
	if w := v.post(action, hidden); w.Code != http.StatusSeeOther {
		d.Fatalf("confirm: got %d, want 303", w.Code)
	}
	address := "/balie/profielen/" + ref + "/"
	for _, step := range []struct {
		deed   string
		fields []string
	}{{"controleren", nil}, {"plaatsen", []string{"adres", "proef-balie", "reden", "nagekeken"}}} {
		hidden := hiddenOf(o.visitor, o.get(address), address+step.deed+"/")
		if w := o.post(address+step.deed+"/", with(hidden, step.fields...)); w.Code != http.StatusSeeOther {
			d.Fatalf("%s: got %d, want 303\n%s", step.deed, w.Code, w.Body)
		}
	}
	if one := d.one(ref); one.Status != domain.ProfilePublished || one.Page == "" {
		d.Errorf("profile: got %s at %q, want it published", one.Status, one.Page)
	}
}

// sent fills in the form of a kind and gives the reference.
func (d *desk) sent(kind domain.Kind) string {
	d.Helper()
	all := d.forms("balie")
	f := all[slices.IndexFunc(all, func(f form) bool { return f.kind == kind })]
	v := d.visitor("nl")
	action, hidden := v.open(f.page)
	w := v.post(action, with(joined(f.fields, hidden), "stap", "versturen"))
	if w.Code != http.StatusSeeOther {
		d.Fatalf("%s: got %d, want 303", kind, w.Code)
	}
	return referenceIn(w)
}

// answered has staff answer a question and look at every page.
func (d *desk) answered() {
	d.Helper()
	ref := d.ask("balie")
	o := d.hired(staff.Roles()...)
	for _, path := range []string{"/balie/zaken/", "/balie/zaken/" + ref + "/", "/balie/profielen/", "/balie/concepten/",
		"/balie/cijfers/", "/balie/mail/", "/balie/accounts/", "/balie/logboek/", "/balie/mijn/"} {
		if w := o.get(path); w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "no-store") {
			d.Errorf("%s: got %d, Cache-Control %q, want 200 and no-store", path, w.Code, w.Header().Get("Cache-Control"))
		}
	}
	for path, want := range map[string]int{"/": http.StatusSeeOther, "/balie/bestaat-niet/": http.StatusNotFound,
		"/regelingen/wbso/": http.StatusForbidden, "/vraag-stellen/": http.StatusForbidden, "/volgen/": http.StatusForbidden, "/mijn-profiel/": http.StatusForbidden} {
		if w := o.get(path); w.Code != want {
			d.Errorf("%s at the name of the desk: got %d, want %d", path, w.Code, want)
		}
	}
	action := "/balie/zaken/" + ref + "/beantwoorden/"
	hidden := hiddenOf(o.visitor, o.get(action), action)
	sent := with(hidden, "tekst", "Dat kan. Vraag het aan bij RVO.", "stap", "versturen")
	if w := o.post(action, sent); w.Code != http.StatusSeeOther {
		d.Fatalf("answer: got %d, want 303\n%s", w.Code, w.Body)
	}
	if one := d.one(ref); one.Status != domain.StatusAnswered || !slices.ContainsFunc(one.Thread, func(e cases.Entry) bool { return e.Kind == cases.EntryAnswer }) {
		d.Errorf("got %s, want the answer in it", one.Status)
	}
	if w := o.get("/balie/zaken/" + d.sent(domain.KindAdvice) + "/uitzetten/"); w.Code != http.StatusOK {
		d.Errorf("advisers for a request: got %d, want 200", w.Code)
	}
	d.placed(o)
	out := hiddenOf(o.visitor, o.get("/balie/mijn/"), "/balie/afmelden/")
	if w := o.post("/balie/afmelden/", out); w.Header().Get("Clear-Site-Data") == "" || o.get("/balie/mijn/").Code != http.StatusSeeOther {
		d.Errorf("sign out: got %d without Clear-Site-Data, or a session that goes on", w.Code)
	}
	if w := d.visitor("nl").get("/balie/"); w.Code == http.StatusOK {
		d.Errorf("/balie/ at the name of the site: got %d, want nothing there", w.Code)
	}
	_, log := d.staffOf()
	if stand, err := log.Verify(d.Context()); err != nil || stand.Count == 0 {
		d.Errorf("audit log: got %v and %v, want a whole chain", stand, err)
	}
}
