package forms_test

import (
	"bytes"
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
	"mkbloket/internal/forms"
	"mkbloket/internal/mail"
	"mkbloket/internal/schema"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
	"mkbloket/templates"
)

// taxonomy is a small one with the shape of the real one.
func taxonomy() *domain.Taxonomy {
	t := domain.NewTaxonomy()
	term := func(slug, parent, code string) schema.Term {
		return schema.Term{Slug: slug, Parent: parent, Code: code, Labels: map[string]string{"nl": strings.ToUpper(slug[:1]) + slug[1:]}}
	}
	t.Themes = schema.NewVocabulary("themas", term("financiering", "", ""), term("innovatie", "", ""), term("export", "", ""),
		term("personeel", "", ""), term("digitaal", "", ""), term("energie", "", ""), term("starten", "", ""))
	t.Sectors = schema.NewVocabulary("sectoren", term("bouw", "", "F"), term("industrie", "", "C"))
	t.Phases = schema.NewVocabulary("fasen", term("start", "", ""), term("groei", "", ""))
	t.Regions = schema.NewVocabulary("regios", term("eu", "", ""), term("landelijk", "eu", ""), term("limburg", "landelijk", "PV31"),
		term("noord-limburg", "limburg", ""), term("zuid-limburg", "limburg", ""),
		term("venlo", "noord-limburg", "GM0983"), term("maastricht", "zuid-limburg", "GM0935"), term("heerlen", "zuid-limburg", "GM0917"))
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
	store   store.Store
	cases   *cases.Cases
	handler http.Handler
	clock   *clock
	log     *bytes.Buffer
	config  forms.Config
}

type setting struct {
	path       string // of the store; empty: a new one
	limits     cases.Limits
	wrap       func(store.Store) store.Store
	trustedHop bool
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

func titles(lang, section, slug string) (string, bool) {
	switch section + "/" + slug {
	case "regelingen/wbso":
		return "WBSO", true
	case "adviseurs/liof":
		return "Adviesloket van LIOF", true
	}
	return "", false
}

func newDesk(t *testing.T, s setting) *desk {
	t.Helper()
	d := &desk{T: t, clock: &clock{t: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}, log: new(bytes.Buffer)}
	if s.path == "" {
		s.path = filepath.Join(t.TempDir(), "data", "cases.db")
	}
	db, err := bolt.Open(s.path, d.clock.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	d.store = db
	if s.wrap != nil {
		d.store = s.wrap(db)
	}
	d.build(s)
	return d
}

func (d *desk) build(s setting) {
	d.Helper()
	set := newSet(d)
	folder, err := mail.NewFolder(filepath.Join(d.TempDir(), "mail"))
	if err != nil {
		d.Fatal(err)
	}
	log := slog.New(slog.NewJSONHandler(&lockedWriter{w: d.log}, nil))
	d.cases, err = cases.New(cases.Config{
		Store: d.store, Taxonomy: set.Taxonomy(), Sender: folder, Texts: set.Text, Secret: secret,
		Now: d.clock.now, Jitter: func() float64 { return 0.5 }, Log: log,
		From: "loket@loket.example", FromName: "MKB-loket", Desk: "balie@loket.example",
		Targets: map[domain.Kind]int{domain.KindQuestion: 2, domain.KindProfile: 5, domain.KindAdvice: 3},
		Limits:  s.limits, Base: "https://loket.example", Reply: "/antwoorden/",
	})
	if err != nil {
		d.Fatal(err)
	}
	d.config = forms.Config{Set: set, Cases: d.cases, Titles: titles, Secret: secret,
		Now: d.clock.now, Rand: rand.Reader, Log: log, TrustedHop: s.trustedHop}
	f, err := forms.New(d.config)
	if err != nil {
		d.Fatal(err)
	}
	d.handler = served(f.Handler())
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

func (d *desk) post(path string, v url.Values) *httptest.ResponseRecorder {
	return d.do(postRequest(path, v.Encode()))
}

func postRequest(path, body string) *http.Request {
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// token opens a form and takes its token; the clock moves on as a person would.
func (d *desk) token(path string) string {
	d.Helper()
	_, rest, found := strings.Cut(d.get(path).Body.String(), `name="formulier" value="`)
	if !found {
		d.Fatalf("no token in the form at %s", path)
	}
	d.clock.move(time.Minute)
	token, _, _ := strings.Cut(rest, `"`)
	return token
}

func question() url.Values {
	return url.Values{
		"onderwerp": {"Subsidie voor energieadvies"}, "vraag": {"Waar kan ik terecht?"},
		"naam": {"J. Voorbeeld"}, "email": {"j@voorbeeld.example"}, "contactvoorkeur": {"email"},
		"toestemming": {"ja"}, "taal": {"nl"},
	}
}

func profile() url.Values {
	return url.Values{
		"profielsoort": {"ondernemer"}, "naam": {"Bakkerij Voorbeeld"}, "zoekt": {"Een leverancier"},
		"themas": {"innovatie", "export"}, "regios": {"limburg", "venlo"}, "talen": {"nl", "de"},
		"tekst": {strings.Repeat("Wij bakken brood. ", 4)}, "email": {"b@voorbeeld.example"},
		"toestemming_publicatie": {"ja"}, "taal": {"nl"},
	}
}

func advice() url.Values {
	return url.Values{
		"ambitie": {"groei"}, "omschrijving": {"Ik wil een tweede bakkerij openen in Venlo."},
		"gewenste_start": {"half_jaar"}, "rol": {"eigenaar"}, "naam": {"J. Voorbeeld"},
		"email": {"j@voorbeeld.example"}, "toestemming_delen": {"ja"}, "taal": {"nl"}, "stap": {"versturen"},
	}
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

// queue lists the cases in a queue.
func (d *desk) queue(name string) []*cases.Case {
	d.Helper()
	records, _, err := d.store.List(d.Context(), cases.IndexQueue, name, store.Page{Limit: 1000})
	if err != nil {
		d.Fatal(err)
	}
	var found []*cases.Case
	for _, r := range records {
		c, err := cases.Decode(r)
		if err != nil {
			d.Fatal(err)
		}
		found = append(found, c)
	}
	return found
}
