package cases

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

// world is Cases on a store on disk, with a clock and a mail server that the
// test controls.
type world struct {
	*testing.T
	*Cases
	mu    sync.Mutex
	time  time.Time
	log   bytes.Buffer
	taken []string                 // Message-IDs that the server took, in order
	reply func(mail.Message) error // nil: takes everything
}

func newWorld(t *testing.T, limits Limits) *world {
	t.Helper()
	w := &world{T: t, time: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
	db, err := bolt.Open(filepath.Join(t.TempDir(), "data", "cases.db"), w.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w.start(db, limits)
	return w
}

// start makes new Cases on a store, as a restart does.
func (w *world) start(s store.Store, limits Limits) {
	w.Helper()
	taxonomy := domain.NewTaxonomy()
	var err error
	w.Cases, err = New(Config{
		Store: s, Taxonomy: taxonomy, Sender: w, Secret: bytes.Repeat([]byte{1}, 32),
		Texts:  w.texts(),
		Now:    w.now,
		Jitter: func() float64 { return 1 }, Log: slog.New(slog.NewJSONHandler(&w.log, nil)),
		From: "loket@loket.example", Desk: "balie@loket.example", Limits: limits,
		Base: "https://loket.example", Lead: "leiding@loket.example", Reply: "/antwoorden/",
		Targets: map[domain.Kind]int{domain.KindQuestion: 2, domain.KindProfile: 5, domain.KindAdvice: 3},
	})
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.time
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.time = w.time.Add(d)
}

// Send implements mail.Sender.
func (w *world) Send(_ context.Context, m mail.Message) error {
	if err := m.Validate(); err != nil {
		w.Errorf("message %s: %v", m.ID, err)
	}
	w.mu.Lock()
	reply := w.reply
	w.mu.Unlock()
	if reply != nil {
		if err := reply(m); err != nil {
			return err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken = append(w.taken, m.ID)
	return nil
}

func (w *world) answer(reply func(mail.Message) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reply = reply
}

func question(topic, email string) Input {
	return Input{Language: "nl", Origin: "192.0.2.1/32", Consents: map[string]string{"toestemming": "Ja."},
		Submission: &domain.Question{Topic: topic, Text: "Vrije tekst", ContactBy: "email", Consent: true,
			Contact: domain.Contact{Name: "J. Voorbeeld", Email: email}}}
}

func (w *world) submit(in Input) Receipt {
	w.Helper()
	got, err := w.Submit(w.Context(), in)
	if err != nil {
		w.Fatal(err)
	}
	return got
}

func (w *world) deliver() int {
	w.Helper()
	sent, err := w.DeliverDue(w.Context(), w.now())
	if err != nil {
		w.Fatal(err)
	}
	return sent
}

// load reads the case with a reference, and its record.
func (w *world) read(ref string) (*Case, store.Record) {
	w.Helper()
	r, err := w.config.Store.Get(w.Context(), ID(ref))
	if err != nil {
		w.Fatal(err)
	}
	c, err := Decode(r)
	if err != nil {
		w.Fatal(err)
	}
	return c, r
}

func (w *world) listed(index, partition string) int {
	w.Helper()
	records, _, err := w.config.Store.List(w.Context(), index, partition, store.Page{})
	if err != nil {
		w.Fatal(err)
	}
	return len(records)
}

func TestNewRefusesAnIncompleteConfiguration(t *testing.T) {
	w := newWorld(t, Limits{})
	var tests = map[string]func(*Config){
		"no store":     func(c *Config) { c.Store = nil },
		"short secret": func(c *Config) { c.Secret = c.Secret[:31] },
		"no desk":      func(c *Config) { c.Desk = "" },
		"no target":    func(c *Config) { c.Targets = nil },
	}
	for name, change := range tests {
		c := w.config
		change(&c)
		if _, err := New(c); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}

func TestRecordOfACase(t *testing.T) {
	w := newWorld(t, Limits{})
	got := w.submit(question("Onderwerp", "j@voorbeeld.example"))
	c, record := w.read(got.Reference)
	if want := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC); !c.DueAt.Equal(want) || !got.DueAt.Equal(want) {
		t.Errorf("due: got %v, want %v", c.DueAt, want)
	}
	if record.ID != strings.ToLower(got.Reference) || c.Status != StatusNew || len(c.Log) != 1 || c.Fields["vraag"][0] != "Vrije tekst" {
		t.Errorf("got %+v", c)
	}
	if len(c.Mail) != 2 || c.Mail[0].Message.To != "j@voorbeeld.example" || c.Mail[1].Message.To != "balie@loket.example" {
		t.Errorf("mail: got %+v, want one to the sender and one to the desk", c.Mail)
	}
	for _, m := range c.Mail {
		if text := m.Message.Subject + m.Message.Text; strings.Contains(text, "Voorbeeld") || strings.Contains(text, "Vrije tekst") {
			t.Errorf("message %s holds what the sender typed", m.Message.ID)
		}
	}
	for _, place := range [][2]string{{IndexQueue, QueueNew}, {IndexMail, MailDue}, {IndexPerson, w.Person("J@voorbeeld.example")}} {
		if got := w.listed(place[0], place[1]); got != 1 {
			t.Errorf("index %s %s: got %d, want 1", place[0], place[1], got)
		}
	}
	if s, err := c.Submission(w.config.Taxonomy); err != nil || s.Subject() != "Onderwerp" {
		t.Errorf("submission: got %v, %v", s, err)
	}
}

func TestDecodeRefusesAFormatOfTheFuture(t *testing.T) {
	for _, body := range []string{`{"format":3}`, `{}`, `{`, ``} {
		if _, err := Decode(store.Record{ID: "x", Body: []byte(body)}); err == nil {
			t.Errorf("%s: got no error", body)
		}
	}
}
