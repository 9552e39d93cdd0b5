package mail_test

import (
	"bytes"
	"fmt"
	"log/slog"
	netmail "net/mail"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
	"mkbloket/internal/store/bolt"
	"mkbloket/templates"
)

// These tests put the whole way of a message together: a case in a store on
// disk, its outbox, and a real SMTP server on loopback that misbehaves. The
// clock is the test's; only waiting for a silent server takes time.

// desk is a store and the cases in it, which can be started anew.
type desk struct {
	*testing.T
	*cases.Cases
	path   string
	db     *bolt.Store
	sender *mail.SMTP
	now    time.Time
	log    bytes.Buffer
}

func newDesk(t *testing.T, addr string) *desk {
	t.Helper()
	d := &desk{T: t, path: filepath.Join(t.TempDir(), "loket.db"), sender: &mail.SMTP{Addr: addr, Timeout: 300 * time.Millisecond},
		now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
	d.open()
	t.Cleanup(func() { d.db.Close() })
	return d
}

// open starts the program on what is on disk.
func (d *desk) open() {
	d.Helper()
	clock := func() time.Time { return d.now }
	var err error
	if d.db, err = bolt.Open(d.path, clock); err != nil {
		d.Fatal(err)
	}
	set, err := templates.New(templates.Embedded(), templates.Options{Languages: []string{"nl", "en", "de"}, Taxonomy: domain.NewTaxonomy(),
		Site: templates.SiteInfo{Base: "https://loket.example"}, Pages: []string{}, Assets: map[string]string{}})
	if err != nil {
		d.Fatal(err)
	}
	letters, err := set.Letters()
	if err != nil {
		d.Fatal(err)
	}
	d.Cases, err = cases.New(cases.Config{
		Store: d.db, Taxonomy: domain.NewTaxonomy(), Sender: d.sender, Texts: set.Text, HTML: letters.HTML, Secret: bytes.Repeat([]byte{1}, 32),
		Now: clock, Jitter: func() float64 { return .5 }, Log: slog.New(slog.NewJSONHandler(&d.log, nil)), Limits: cases.Limits{PerOrigin: -1, Confirmations: -1},
	}.At(domain.Site{Name: "MKB-loket", MailFrom: "loket@loket.example", MailDesk: "balie@loket.example", Languages: set.Languages(),
		Targets: domain.Targets{Question: 2, Profile: 5, Advice: 3, Contact: 10}}, "https://loket.example"))
	if err != nil {
		d.Fatal(err)
	}
}

// restart ends the program and starts it again.
func (d *desk) restart() {
	d.Helper()
	if err := d.db.Close(); err != nil {
		d.Fatal(err)
	}
	d.open()
}

// ask takes in a question, of which mail goes to somebody and to the desk.
func (d *desk) ask(who string) string {
	d.Helper()
	r, err := d.Submit(d.Context(), cases.Input{Language: "nl", Origin: "192.0.2.1/32", Consents: map[string]string{"toestemming": "Ja."},
		Submission: &domain.Question{Topic: "Van " + who, Text: "Vrije <b>tekst</b>", ContactBy: "email", Consent: true,
			Contact: domain.Contact{Name: "J. Voorbeeld", Email: who + "@voorbeeld.example"}}})
	if err != nil {
		d.Fatal(err)
	}
	return r.Reference
}

// pass lets time go by, with the outbox at work at each step.
func (d *desk) pass(whole, step time.Duration) {
	d.Helper()
	for end := d.now.Add(whole); d.now.Before(end); d.now = d.now.Add(step) {
		if _, err := d.DeliverDue(d.Context(), d.now); err != nil {
			d.Fatal(err)
		}
	}
}

// states gives the state of each message of a case.
func (d *desk) states(ref string) string {
	d.Helper()
	c, err := d.Get(d.Context(), ref)
	if err != nil {
		d.Fatal(err)
	}
	var all []string
	for _, m := range c.Mail {
		all = append(all, m.State)
	}
	return strings.Join(all, " ")
}

// times counts the messages by their Message-ID.
func times(t *testing.T, taken [][]byte) map[string]int {
	t.Helper()
	seen := map[string]int{}
	for _, raw := range taken {
		m, err := netmail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		seen[m.Header.Get("Message-ID")]++
	}
	return seen
}

func TestMessageOfACaseArrivesAsTextAndHTML(t *testing.T) {
	server := mail.StartLoopback(t, "", nil, "", "")
	d := newDesk(t, server.Addr())
	ref := d.ask("anna")
	d.pass(time.Minute, time.Minute)
	taken := server.Taken()
	if len(taken) != 2 || d.states(ref) != "verzonden verzonden" {
		t.Fatalf("got %d messages and %s, want two sent", len(taken), d.states(ref))
	}
	for _, raw := range taken {
		text := string(raw)
		if !strings.Contains(text, "multipart/alternative") || !strings.Contains(text, "text/plain") || !strings.Contains(text, "text/html") || strings.Contains(text, "Vrije") {
			t.Errorf("got\n%s\nwant both texts and nothing of what was typed", text)
		}
	}
	if c, err := d.Get(t.Context(), ref); err != nil || c.Mail[0].Message.HTML != "" {
		t.Errorf("got HTML in the record, %v, want the text only", err)
	}
}

// TestMailServerAwayForThreeDaysLosesNothing is fault FC-06: it refuses
// connections nearly as long as the outbox tries, while the program is restarted
// and the desk looks.
func TestMailServerAwayForThreeDaysLosesNothing(t *testing.T) {
	server := mail.StartLoopback(t, "", nil, "", "")
	addr := server.Addr()
	server.Stop()
	d := newDesk(t, addr)
	var refs []string
	for i := range 5 {
		refs = append(refs, d.ask(fmt.Sprint("v", i)))
	}
	for range 6 {
		d.pass(12*time.Hour-10*time.Minute, 10*time.Minute)
		d.restart()
	}
	left, err := d.Outbox().Backlog(t.Context())
	if err != nil || left.Waiting != 10 || left.Parked != 0 || left.Oldest < 70*time.Hour {
		t.Errorf("before it comes back: got %+v, %v, want ten waiting for three days", left, err)
	}
	back := mail.StartLoopback(t, addr, nil, "", "")
	d.pass(30*time.Minute, time.Minute)
	seen := times(t, back.Taken())
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s: got %d times, want once", id, n)
		}
	}
	if len(seen) != 10 {
		t.Errorf("got %d messages within half an hour, want 10", len(seen))
	}
	for _, ref := range refs {
		if got := d.states(ref); got != "verzonden verzonden" {
			t.Errorf("%s: got %s, want both sent", ref, got)
		}
	}
}

// TestMailServerThatMisbehaves meets each fault for a day, after which a good
// server stands in its place. What the second gets, and how it ends, is said.
func TestMailServerThatMisbehaves(t *testing.T) {
	tests := []struct {
		name         string
		answers      map[string]string
		silent, drop string
		first        int    // times that each message reached the bad server whole
		state        string // of each message after the day
		fault        cases.Fault
	}{
		{"busy", map[string]string{"GREETING": "421 4.3.2 busy"}, "", "", 0, cases.MailWaiting, cases.FaultAway},
		{"recipient later", map[string]string{"RCPT": "450 4.2.1 later"}, "", "", 0, cases.MailWaiting, cases.FaultAway},
		{"recipient refused", map[string]string{"RCPT": "550 5.1.1 unknown"}, "", "", 0, cases.MailWaiting, cases.FaultRefused},
		{"message refused", map[string]string{"END": "554 5.6.0 no"}, "", "", -1, cases.MailWaiting, cases.FaultRefused},
		{"disk full", map[string]string{"END": "452 4.3.1 full"}, "", "", -1, cases.MailWaiting, cases.FaultAway},
		{"cut before the message", nil, "", "DATA", 0, cases.MailWaiting, cases.FaultAway},
		{"cut after the message", nil, "", "END", 2, cases.MailGivenUp, cases.FaultUnanswered}, // FC-07
		{"silent after the message", nil, "END", "", 2, cases.MailGivenUp, cases.FaultUnanswered},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			bad := mail.StartLoopback(t, "", test.answers, test.silent, test.drop)
			d := newDesk(t, bad.Addr())
			ref := d.ask("anna")
			d.pass(24*time.Hour, 20*time.Minute)
			bad.Stop()
			reached := times(t, bad.Taken())
			for id, n := range reached {
				if test.first >= 0 && n != test.first {
					t.Errorf("%s: got %d times, want %d with one Message-ID", id, n, test.first)
				}
			}
			if (len(reached) == 2) != (test.first != 0) {
				t.Errorf("got %d messages at the bad server, want two unless it took none", len(reached))
			}
			if got, want := d.states(ref), test.state+" "+test.state; got != want {
				t.Errorf("after a day: got %s, want %s", got, want)
			}
			all, err := d.Outbox().Pending(t.Context())
			if err != nil || len(all) != 2 || all[0].Fault != test.fault || all[1].Fault != test.fault {
				t.Errorf("got %+v, %v, want two messages and %q", all, err, test.fault)
			}
			good := mail.StartLoopback(t, bad.Addr(), nil, "", "")
			for _, m := range all {
				if m.State == cases.MailGivenUp {
					if err := d.Outbox().Retry(t.Context(), m.ID, cases.Actor{}); err != nil {
						t.Error(err)
					}
				}
			}
			d.pass(5*time.Hour, 10*time.Minute)
			if got := times(t, good.Taken()); len(got) != 2 || d.states(ref) != "verzonden verzonden" {
				t.Errorf("at the good server: got %v and %s, want both, once", got, d.states(ref))
			}
			if strings.Contains(d.log.String(), "voorbeeld") || strings.Contains(d.log.String(), "balie@") {
				t.Errorf("log: got %s, want no address", d.log.String())
			}
		})
	}
}

// TestPoisonIsParkedWithAnAlarmAndHoldsNobodyUp is fault FC-08: one recipient is
// refused for ever.
func TestPoisonIsParkedWithAnAlarmAndHoldsNobodyUp(t *testing.T) {
	bad := mail.StartLoopback(t, "", map[string]string{"RCPT": "550 5.1.1 unknown"}, "", "")
	d := newDesk(t, bad.Addr())
	poison := d.ask("gif")
	d.pass(time.Hour, 10*time.Minute)
	bad.Stop()
	good := mail.StartLoopback(t, bad.Addr(), nil, "", "")
	for i := range 10 {
		d.ask(fmt.Sprint("goed", i))
	}
	d.pass(10*time.Minute, time.Minute) // the poison waits for hours
	if got := times(t, good.Taken()); len(got) != 20 || d.states(poison) != "wacht wacht" {
		t.Errorf("got %d messages, and the poison %s, want 20 and waiting", len(got), d.states(poison))
	}
	good.Stop()
	mail.StartLoopback(t, bad.Addr(), map[string]string{"RCPT": "550 5.1.1 unknown"}, "", "")
	d.pass(80*time.Hour, 20*time.Minute)
	if got := d.states(poison); got != "geparkeerd geparkeerd" {
		t.Errorf("after 72 hours: got %s, want it parked", got)
	}
	if got := strings.Count(d.log.String(), `"level":"ERROR","msg":"mail parked"`); got != 2 {
		t.Errorf("got %d lines that say so, want 2", got)
	}
	if left, err := d.Outbox().Backlog(t.Context()); err != nil || left.Parked != 2 {
		t.Errorf("got %+v, %v, want two parked for the alarm", left, err)
	}
	d.now = d.now.AddDate(1, 0, 0)
	d.restart()
	if got := d.states(poison); got != "geparkeerd geparkeerd" {
		t.Errorf("after a year: got %s, want it there", got)
	}
}
