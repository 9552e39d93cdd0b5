package handover_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/desktest"
	page "mkbloket/internal/desk/handover"
	"mkbloket/internal/domain"
	"mkbloket/internal/handover"
	"mkbloket/internal/schema"
	"mkbloket/internal/staff"
	"mkbloket/internal/store/bolt"
)

var key = handover.Key(desktest.Secret)

// open is a desk with the page, a profile on the site and a question with a draft.
func open(t *testing.T) *desktest.Desk {
	t.Helper()
	d := desktest.New(t)
	serve(d, d.Audit, desktest.Taxonomy())
	d.Published("adviseurs/a-adviseur", func(s *domain.SignUp) { s.Email, s.Capacity = "kanarie@adviesbureau.example", 97 })
	ref := d.Question(func(q *domain.Question) {
		q.Topic, q.Text, q.Contact.Name = "Kanarie-onderwerp", "Mag kanarie-vraag dat?", "Kanarie Naam"
	})
	_, err := d.Cases.Answer(t.Context(), d.Act(ref), "Ja, kanarie-antwoord mag.")
	if err == nil {
		_, err = d.Cases.KeepDraft(t.Context(), d.Act(ref), cases.FAQDraft{Slug: "mag-dat", Title: "Mag dat?", Summary: "Ja.", Text: "Ja, dat mag.", Themes: []string{"innovatie"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// serve puts the page in a desk.
func serve(d *desktest.Desk, log *audit.Log, taxonomy *domain.Taxonomy) {
	d.Serve(page.Routes(d.Server, page.Config{
		Store: d.Store, Audit: log, Taxonomy: taxonomy, Targets: desktest.Targets(), Secret: desktest.Secret,
	}))
}

// show asks with a key, empty for none, from an address.
func show(d *desktest.Desk, role staff.Role, key, from string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, handover.Path, nil)
	r.RemoteAddr = from + ":4711"
	if key != "" {
		r.Header.Set(handover.Header, key)
	}
	return d.Do(role, r)
}

// lines are the entries of the audit log about hand-overs.
func lines(d *desktest.Desk) []audit.Entry {
	d.Helper()
	all, _, err := d.Audit.List(d.Context(), audit.Filter{Action: "overdracht"}, 0, 100)
	if err != nil {
		d.Fatal(err)
	}
	return all
}

func TestTheKeyOpensWhatEverybodyMayRead(t *testing.T) {
	d := open(t)
	w := show(d, desktest.Nobody, key, "192.0.2.9")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("got %d %v, want JSON that nobody keeps", w.Code, w.Header())
	}
	body := w.Body.String()
	for _, secret := range []string{"anarie", desktest.Sender.Email, desktest.Sender.Phone, "capaciteit", "97", "balie.example.nl"} {
		if strings.Contains(body, secret) {
			t.Errorf("got %q in\n%s", secret, body)
		}
	}
	h, err := handover.Decode(w.Body, desktest.Taxonomy())
	if err != nil || len(h.Records.Files) != 2 || h.Records.Files[0].Path != "adviseurs/a-adviseur.md" || h.Records.Files[1].Path != "vragen/mag-dat.md" {
		t.Errorf("got %+v %v, want the profile and the draft", h.Records, err)
	}
	all := lines(d)
	if len(all) != 1 || all[0].Actor != handover.Actor || all[0].Result != "gelukt" || all[0].Reason != "2 bestanden" || all[0].Origin == "" {
		t.Errorf("got %+v, want one line of the hand-over", all)
	}
}

func TestTheLogNamesWhatIsUnfit(t *testing.T) {
	d := open(t)
	less := desktest.Taxonomy()
	less.Themes = schema.Enum("themas", "innovatie") // the profile has another
	serve(d, d.Audit, less)
	w := show(d, desktest.Nobody, key, "192.0.2.9")
	h, err := handover.Decode(w.Body, less)
	if err != nil || len(h.Records.Files) != 1 || h.Records.Withheld != 1 || len(h.Records.Unfit) != 0 {
		t.Errorf("got %+v %v, want one file and one that is withheld", h.Records, err)
	}
	c, err := d.Cases.Profile(t.Context(), "adviseurs/a-adviseur")
	if err != nil {
		t.Fatal(err)
	}
	if all := lines(d); len(all) != 1 || all[0].Reason != "1 bestanden, niet geschikt: "+c.Reference {
		t.Errorf("got %+v, want the reference in the log", all)
	}
}

// scrubbed is a page without what differs from one request to the next.
func scrubbed(w *httptest.ResponseRecorder) string {
	return regexp.MustCompile(`value="[^"]*"|<(?:code|strong|b)>[0-9A-Za-z-]+</(?:code|strong|b)>`).ReplaceAllString(w.Body.String(), "")
}

func TestWithoutTheKeyNothingIsThere(t *testing.T) {
	d := open(t)
	unknown := d.Get(staff.Officer, "/balie/bestaat-niet/")
	tests := []struct{ name, key string }{
		{"no key", ""},
		{"another key", handover.Key([]byte("another secret"))},
		{"a part of it", key[:len(key)-1]},
		{"more than it", key + "0"},
		{"in capitals", strings.ToUpper(key)},
	}
	for i, test := range tests {
		from := "192.0.2." + string(rune('1'+i))
		w := show(d, desktest.Nobody, test.key, from)
		if w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "bestanden") {
			t.Errorf("%s: got %d\n%s\nwant 404", test.name, w.Code, w.Body)
		}
		if in := show(d, staff.Officer, test.key, from); in.Code != unknown.Code || scrubbed(in) != scrubbed(unknown) {
			t.Errorf("%s, signed in: got %d\n%s\nwant the same as of a page that is not there\n%s", test.name, in.Code, scrubbed(in), scrubbed(unknown))
		}
	}
	if all := lines(d); len(all) != 0 {
		t.Errorf("got %+v in the log, want no hand-over", all)
	}
	bearer := httptest.NewRequest(http.MethodGet, handover.Path+"?sleutel="+key, nil)
	bearer.Header.Set("Authorization", "Bearer "+key)
	if w := d.Do(desktest.Nobody, bearer); w.Code != http.StatusNotFound {
		t.Errorf("the key elsewhere: got %d, want 404", w.Code)
	}
}

func TestWhoTriesTooOftenIsNotHeard(t *testing.T) {
	d := open(t)
	for range 6 {
		if w := show(d, desktest.Nobody, strings.Repeat("0", 64), "192.0.2.9"); w.Code != http.StatusNotFound {
			t.Fatalf("got %d, want 404", w.Code)
		}
	}
	if w := show(d, desktest.Nobody, key, "192.0.2.9"); w.Code != http.StatusNotFound {
		t.Errorf("the seventh time, with the key: got %d, want 404", w.Code)
	}
	if w := show(d, desktest.Nobody, key, "192.0.2.10"); w.Code != http.StatusOK {
		t.Errorf("from elsewhere: got %d, want 200", w.Code)
	}
	d.Pass(10 * time.Minute)
	if w := show(d, desktest.Nobody, key, "192.0.2.9"); w.Code != http.StatusOK {
		t.Errorf("ten minutes later: got %d, want 200", w.Code)
	}
}

func TestNothingIsHandedOverWithoutALineInTheLog(t *testing.T) {
	d := open(t)
	away, err := bolt.Open(filepath.Join(t.TempDir(), "away.db"), d.Now)
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.New(audit.Config{Store: away, Secret: desktest.Secret, Now: d.Now})
	if err = errors.Join(err, away.Close()); err != nil {
		t.Fatal(err)
	}
	serve(d, log, desktest.Taxonomy())
	if w := show(d, desktest.Nobody, key, "192.0.2.9"); w.Code < http.StatusInternalServerError || strings.Contains(w.Body.String(), "bestanden") {
		t.Errorf("got %d\n%s\nwant a fault", w.Code, w.Body)
	}
	if d.Log.Len() == 0 || strings.Contains(d.Log.String(), key) {
		t.Errorf("got %q in the log of the program, want a line without the key", d.Log)
	}
}
