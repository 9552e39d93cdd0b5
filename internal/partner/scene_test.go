package partner_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
	"mkbloket/internal/partner"
	"mkbloket/internal/schema"
	"mkbloket/internal/store/bolt"
	"mkbloket/templates"
)

func taxonomy() *domain.Taxonomy {
	t := domain.NewTaxonomy()
	label := func(s string) map[string]string { return map[string]string{"nl": s} }
	t.Themes = schema.NewVocabulary("themas", schema.Term{Slug: "innovatie", Labels: label("Innovatie")}, schema.Term{Slug: "export", Labels: label("Export")})
	t.Regions = schema.NewVocabulary("regios", schema.Term{Slug: "limburg", Labels: label("Limburg")},
		schema.Term{Slug: "noord", Parent: "limburg", Labels: label("Noord-Limburg")}, schema.Term{Slug: "venlo", Parent: "noord", Code: "GM0983", Labels: label("Venlo")})
	return t
}

// desk is a whole handler on a store in a folder.
type desk struct {
	*testing.T
	*cases.Cases
	store   *watched
	handler http.Handler
	mu      sync.Mutex
	time    time.Time
	log     *bytes.Buffer
}

var secret = bytes.Repeat([]byte{7}, 32)

var set = sync.OnceValues(func() (*templates.Set, error) {
	return templates.New(templates.Embedded(), templates.Options{
		Languages: []string{"nl", "en", "de"}, Taxonomy: taxonomy(),
		Site: templates.SiteInfo{Name: "MKB-loket Limburg", Base: "https://loket.example"},
	})
})

func newDesk(t *testing.T, change ...func(*partner.Config)) *desk {
	t.Helper()
	d := &desk{T: t, time: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), log: new(bytes.Buffer)}
	db, err := bolt.Open(filepath.Join(t.TempDir(), "cases.db"), d.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	d.store = &watched{Store: db}
	folder, err := mail.NewFolder(filepath.Join(t.TempDir(), "mail"))
	if err != nil {
		t.Fatal(err)
	}
	texts, err := set()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewJSONHandler(&lockedWriter{w: d.log}, nil))
	targets := map[domain.Kind]int{}
	for _, kind := range domain.Kinds() {
		targets[kind] = 5
	}
	d.Cases, err = cases.New(cases.Config{
		Store: d.store, Taxonomy: texts.Taxonomy(), Sender: folder, Texts: texts.Text, Secret: secret,
		Now: d.now, Jitter: func() float64 { return 0.5 }, Log: log, Base: "https://loket.example",
		From: "loket@loket.example", FromName: "MKB-loket", Desk: "balie@loket.example", Targets: targets,
		Answer: cases.AnswerPath, Reply: cases.ReplyPath, Limits: cases.Limits{PerOrigin: -1},
	})
	if err != nil {
		t.Fatal(err)
	}
	config := partner.Config{Set: texts, Cases: d.Cases, Store: d.store, Secret: secret, Now: d.now, Rand: rand.Reader, Log: log, PerOrigin: -1}
	for _, f := range change {
		f(&config)
	}
	p, err := partner.New(config)
	if err != nil {
		t.Fatal(err)
	}
	d.handler = served(p.Handler())
	return d
}

func (d *desk) now() time.Time { d.mu.Lock(); defer d.mu.Unlock(); return d.time }

func (d *desk) move(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.time = d.time.Add(by)
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

func (d *desk) get(address string) *httptest.ResponseRecorder {
	return d.do(httptest.NewRequest("GET", address, nil))
}

func (d *desk) page(path string, v url.Values) *httptest.ResponseRecorder {
	return d.get(path + "?" + v.Encode())
}

func (d *desk) post(v url.Values) *httptest.ResponseRecorder { return d.do(postRequest(v.Encode())) }

func postRequest(body string) *http.Request {
	r := httptest.NewRequest("POST", partner.Action, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// submit makes a case and gives its reference.
func (d *desk) submit(s domain.Submission, lang string) string {
	d.Helper()
	got, err := d.Submit(d.Context(), cases.Input{
		Submission: s, Language: lang, Origin: "192.0.2.1/32", Token: rand.Text(),
		Consents: map[string]string{"toestemming": "Ja.", "toestemming_delen": "Ja.", "toestemming_publicatie": "Ja.", "toestemming_bericht": "Ja."},
	})
	if err != nil {
		d.Fatal(err)
	}
	return got.Reference
}

var sender = domain.Contact{Name: "J. Voorbeeld", Email: "j@voorbeeld.example", Phone: "+31612345678"}

func advice() domain.Submission {
	return &domain.AdviceRequest{Ambition: "groei", Description: "Ik wil een tweede bakkerij openen.", Start: "half_jaar", Amount: 54321,
		Company: "Bakkerij Kruim", KVKNumber: "12345678", Municipality: "venlo", Role: "eigenaar", Consent: true, Contact: sender}
}

func signUp(name, email string) *domain.SignUp {
	return &domain.SignUp{ProfileKind: "adviseur", Name: name, Offers: "Hulp bij exporteren", Themes: []string{"innovatie"},
		Regions: []string{"limburg"}, Languages: []string{"nl"}, Costs: "betaald", Independence: "Alleen de klant betaalt.",
		Text: strings.TrimSpace(strings.Repeat("Wij helpen u. ", 5)), Email: email, Consent: true}
}

func officer(ref string) cases.Act {
	return cases.Act{Ref: ref, By: cases.Actor{Party: domain.PartyOfficer, ID: "a1"}}
}

// profile is one that stands on the site.
func (d *desk) profile(slug, lang string) string {
	d.Helper()
	ref := d.submit(signUp(strings.ToUpper(slug), slug+"@bureau.example"), lang)
	v := d.link(ref, "/volgen/bevestigen/")
	d.must(d.ConfirmAddress(d.Context(), ref, v.Get("t")))
	d.must(d.Check(d.Context(), officer(ref)))
	d.must(d.Approve(d.Context(), officer(ref), "adviseurs/"+slug))
	return ref
}

// referral is a request with an offer to one adviser, and its link.
func (d *desk) referral(lang string) (ref string, v url.Values) {
	d.Helper()
	ref = d.submit(advice(), "nl")
	d.must(d.Refer(d.Context(), officer(ref), []cases.Offer{{Adviser: "bureau", Organisation: "Bureau Voorbeeld", Email: "a@bureau.example", Language: lang}}))
	return ref, d.link(ref, cases.AnswerPath)
}

// message is one for a profile, and its link.
func (d *desk) message(slug string) (ref string, v url.Values) {
	d.Helper()
	ref = d.submit(&domain.Message{Page: "adviseurs/" + slug, Topic: "Samen exporteren", Text: "Kunt u mij helpen met exporteren?", Consent: true, Contact: sender}, "nl")
	return ref, d.link(ref, cases.ReplyPath)
}

// read gives the case as it is stored.
func (d *desk) read(ref string) *cases.Case {
	d.Helper()
	one, err := d.Get(context.WithoutCancel(d.Context()), ref)
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

// must fails the test when an act fails.
func (d *desk) must(_ cases.Result, err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}
