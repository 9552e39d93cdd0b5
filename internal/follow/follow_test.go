package follow_test

import (
	"bytes"
	"crypto/rand"
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

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/follow"
	"mkbloket/internal/mail"
	"mkbloket/internal/schema"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
	"mkbloket/templates"
)

func taxonomy() *domain.Taxonomy {
	t := domain.NewTaxonomy()
	label := func(s string) map[string]string { return map[string]string{"nl": s} }
	t.Themes = schema.NewVocabulary("themas", schema.Term{Slug: "innovatie", Labels: label("Innovatie")})
	t.Regions = schema.NewVocabulary("regios", schema.Term{Slug: "limburg", Labels: label("Limburg")})
	return t
}

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.t }
func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// desk is a whole handler on a store in a folder.
type desk struct {
	*testing.T
	*cases.Cases
	store   *watched
	handler http.Handler
	clock   *clock
	log     *bytes.Buffer
	config  follow.Config
}

var secret = bytes.Repeat([]byte{7}, 32)

func newSet(t testing.TB) *templates.Set {
	t.Helper()
	set, err := templates.New(templates.Embedded(), templates.Options{
		Languages: []string{"nl", "en", "de"}, Taxonomy: taxonomy(),
		Site: templates.SiteInfo{Name: "MKB-loket Limburg", Base: "https://loket.example"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func newDesk(t *testing.T, change ...func(*follow.Config)) *desk {
	t.Helper()
	d := &desk{T: t, clock: &clock{t: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}, log: new(bytes.Buffer)}
	db, err := bolt.Open(filepath.Join(t.TempDir(), "cases.db"), d.clock.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	d.store = &watched{Store: db}
	folder, err := mail.NewFolder(filepath.Join(t.TempDir(), "mail"))
	if err != nil {
		t.Fatal(err)
	}
	set, log := newSet(t), slog.New(slog.NewJSONHandler(&lockedWriter{w: d.log}, nil))
	d.Cases, err = cases.New(cases.Config{
		Store: d.store, Taxonomy: set.Taxonomy(), Sender: folder, Texts: set.Text, Secret: secret,
		Now: d.clock.now, Jitter: func() float64 { return 0.5 }, Log: log, Base: "https://loket.example", Reply: "/antwoorden/",
		From: "loket@loket.example", FromName: "MKB-loket", Desk: "balie@loket.example",
		Targets: map[domain.Kind]int{domain.KindQuestion: 2, domain.KindProfile: 5, domain.KindAdvice: 3},
		Limits:  cases.Limits{PerOrigin: -1},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.config = follow.Config{Set: set, Cases: d.Cases, Store: d.store, Secret: secret, Now: d.clock.now, Rand: rand.Reader, Log: log}
	for _, f := range change {
		f(&d.config)
	}
	f, err := follow.New(d.config)
	if err != nil {
		t.Fatal(err)
	}
	d.handler = served(f.Handler())
	return d
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func (d *desk) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

func (d *desk) get(path string) *httptest.ResponseRecorder {
	return d.do(httptest.NewRequest("GET", path, nil))
}

func (d *desk) post(v url.Values) *httptest.ResponseRecorder {
	return d.do(postRequest(v.Encode()))
}

func postRequest(body string) *http.Request {
	r := httptest.NewRequest("POST", follow.Action, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// submit makes a case and gives its reference.
func (d *desk) submit(s domain.Submission, lang string) string {
	d.Helper()
	got, err := d.Submit(d.Context(), cases.Input{
		Submission: s, Language: lang, Origin: "192.0.2.1/32", Token: rand.Text(),
		Consents: map[string]string{"toestemming": "Ja.", "toestemming_delen": "Ja.", "toestemming_publicatie": "Ja."},
	})
	if err != nil {
		d.Fatal(err)
	}
	return got.Reference
}

var sender = domain.Contact{Name: "J. Voorbeeld", Email: "j@voorbeeld.example"}

func question() domain.Submission {
	return &domain.Question{Topic: "Subsidie voor energieadvies", Text: "Waar kan ik terecht?", ContactBy: "email", Consent: true, Contact: sender}
}

func advice() domain.Submission {
	return &domain.AdviceRequest{Ambition: "groei", Description: "Ik wil een tweede bakkerij openen in Venlo.", Start: "half_jaar",
		Role: "eigenaar", Consent: true, Contact: sender}
}

func profile() domain.Submission {
	return &domain.SignUp{ProfileKind: "ondernemer", Name: "Bakkerij Voorbeeld", Seeks: "Een leverancier", Themes: []string{"innovatie"},
		Regions: []string{"limburg"}, Languages: []string{"nl"}, Text: strings.Repeat("Wij bakken brood. ", 4), Email: sender.Email, Consent: true}
}

func officer(ref string) cases.Act {
	return cases.Act{Ref: ref, By: cases.Actor{Party: domain.PartyOfficer, ID: "a1"}}
}

// read gives the case as it is stored.
func (d *desk) read(ref string) *cases.Case {
	d.Helper()
	r, err := d.store.Get(d.Context(), cases.ID(ref))
	if err != nil {
		d.Fatal(err)
	}
	one, err := cases.Decode(r)
	if err != nil {
		d.Fatal(err)
	}
	return one
}

// link is what stands after the question mark in the newest mail of a case that
// leads to path.
func (d *desk) link(ref, path string) url.Values {
	d.Helper()
	mails := d.read(ref).Mail
	for i := len(mails) - 1; i >= 0; i-- {
		if _, rest, ok := strings.Cut(mails[i].Message.Text, path+"?"); ok {
			v, err := url.ParseQuery(strings.Fields(rest)[0])
			if err != nil {
				d.Fatal(err)
			}
			return v
		}
	}
	d.Fatalf("no mail of %s leads to %s", ref, path)
	return nil
}

func (d *desk) page(path string, v url.Values) *httptest.ResponseRecorder {
	return d.get(path + "?" + v.Encode())
}

// form gives the hidden fields of the form on a page that does something.
func (d *desk) form(body, do string) url.Values {
	d.Helper()
	hidden := regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
	for _, part := range strings.Split(body, "<form")[1:] {
		part, _, _ = strings.Cut(part, "</form>")
		v := url.Values{}
		for _, m := range hidden.FindAllStringSubmatch(part, -1) {
			v.Set(m[1], m[2])
		}
		if v.Get("doen") == do {
			return v
		}
	}
	d.Fatalf("no form %q in the page:\n%s", do, body)
	return nil
}

// filled opens the page of a case and fills in one of its forms.
func (d *desk) filled(ref, do string, pairs ...string) url.Values {
	d.Helper()
	v := d.form(d.page("/volgen/", d.link(ref, "/volgen/")).Body.String(), do)
	return with(v, pairs...)
}

func with(v url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for name, values := range v {
		out[name] = append([]string(nil), values...)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

// must fails the test when an act of the desk fails.
func (d *desk) must(_ cases.Result, err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

var _ store.Store = (*watched)(nil)
