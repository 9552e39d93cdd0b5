package e2e

import (
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/infra/stack"
	"mkbloket/internal/cases"
	"mkbloket/internal/mail/ses"
	"mkbloket/internal/store/dynamo/dynamotest"
	"mkbloket/templates"
)

// mailDesk is a desk whose notify reaches moto by an entrance of its own, and
// whose stream is read.
func mailDesk(t *testing.T, moto string, meet doorman) (*desk, *service, *mapping) {
	t.Helper()
	s := newService(t, moto, meet)
	d := newDesk(t, setting{mail: s.url})
	s.serves(d)
	return d, s, d.newMapping()
}

// ask posts a question and gives its reference.
func (d *desk) ask(name string) string {
	d.Helper()
	w := d.visitor("nl").post("/api/question", d.forms(name)[0].fields)
	if w.Code != http.StatusSeeOther {
		d.Fatalf("question of %s: got %d, want 303", name, w.Code)
	}
	return referenceIn(w)
}

// scheduled starts a function with what its schedule in the template sends.
func (d *desk) scheduled(function string) {
	d.Helper()
	for _, name := range d.template.OfType("AWS::Scheduler::Schedule") {
		var s struct {
			Target struct {
				Arn   any
				Input string
			}
		}
		properties(d.T, d.template, name, &s)
		if stack.Name(s.Target.Arn) != d.template.Functions()[function] {
			continue
		}
		if _, err := d.pools[function].invoke(d.Context(), json.RawMessage(s.Target.Input)); err != nil {
			d.Errorf("%s: %v", name, err)
		}
		return
	}
	d.Errorf("function %s has no schedule", function)
}

// sentOnce looks whether all mail of all cases went out once, and only that.
func (d *desk) sentOnce(s *service) {
	d.Helper()
	n := 0
	for ref, one := range d.table.cases() {
		for _, m := range one.Mail {
			n++
			if got := s.times(m.Message); m.State != cases.MailSent || got != 1 {
				d.Errorf("case %s: message %s is %s and went out %d times, want once", ref, m.Message.ID, m.State, got)
			}
		}
	}
	if got := len(s.sent()); got != n {
		d.Errorf("SES got %d messages, want %d", got, n)
	}
}

func TestMail(t *testing.T) {
	t.Parallel()
	moto := newMoto(t)
	t.Run("a change of the table sends what the case holds", func(t *testing.T) { t.Parallel(); changesSend(t, moto) })
	t.Run("events twice, late and in disorder send nothing twice", func(t *testing.T) { t.Parallel(); disorderSendsOnce(t, moto) })
	t.Run("a message under way is not sent by another process", func(t *testing.T) { t.Parallel(); underWaySendsOnce(t, moto) })
	t.Run("the schedule sends what no event told of", func(t *testing.T) { t.Parallel(); scheduleSends(t, moto) })
	t.Run("bounce marks the case", func(t *testing.T) { t.Parallel(); bounceMarks(t, moto) })
	var refusals = map[string]doorman{
		"fault":     refusing(http.StatusInternalServerError, "InternalFailure"),
		"throttled": refusing(http.StatusTooManyRequests, "TooManyRequestsException"),
		"paused":    refusing(http.StatusBadRequest, "SendingPausedException"),
		"refused":   nil,
	}
	for name, refusal := range refusals {
		t.Run("SES away, "+name, func(t *testing.T) { t.Parallel(); mailWaits(t, moto, refusal) })
	}
}

func changesSend(t *testing.T, moto string) {
	d, s, m := mailDesk(t, moto, nil)
	posts := 0
	for _, lang := range []string{"nl", "en", "de"} {
		for _, f := range d.forms("post-" + lang) {
			v := d.visitor(lang)
			action, hidden := v.open(v.page(f.page))
			posts++
			if got := v.post(action, with(joined(f.fields, hidden), "stap", "versturen")).Code; got != http.StatusSeeOther {
				t.Fatalf("%s in %s: got %d, want 303", f.name, lang, got)
			}
		}
	}
	m.pump()
	if got := len(s.sent()); got != 2*posts {
		t.Errorf("got %d messages for %d cases, want two for each", got, posts)
	}
	d.sentOnce(s)
}

// disorderSendsOnce plays a stream that tells everything too often and wrong.
func disorderSendsOnce(t *testing.T, moto string) {
	d, s, m := mailDesk(t, moto, nil)
	for _, name := range []string{"een", "twee", "drie"} {
		d.ask("wanorde-" + name)
	}
	changes := m.read()
	if len(changes) != 3 {
		t.Fatalf("got %d changes for 3 cases, want 3", len(changes))
	}
	backwards := slices.Clone(changes)
	slices.Reverse(backwards)
	var all sync.WaitGroup
	for _, order := range [][]change{changes, backwards, slices.Concat(changes, changes), backwards} {
		all.Go(func() { m.deliver(order) })
	}
	all.Wait()
	m.pump() // the changes that notify made
	m.deliver(slices.Concat(m.odd(changes[0]), changes))
	d.scheduled("notify")
	d.sentOnce(s)
}

// underWaySendsOnce has the first message held up at SES while everything that
// could send it again comes by at the other process.
func underWaySendsOnce(t *testing.T, moto string) {
	came, goOn := make(chan struct{}), make(chan struct{})
	var first sync.Once
	d, s, m := mailDesk(t, moto, func(http.ResponseWriter) bool {
		first.Do(func() { close(came); <-goOn })
		return false
	})
	d.ask("onderweg")
	changes := m.read()
	var all sync.WaitGroup
	all.Go(func() { m.deliver(changes) })
	<-came
	m.deliver(changes)
	d.scheduled("notify")
	if got := len(s.sent()); got != 1 {
		t.Errorf("SES got %d messages, want 1: the other process leaves them alone", got)
	}
	close(goOn)
	all.Wait()
	m.pump()
	d.sentOnce(s)
}

// odd gives changes that ask for nothing: of a case that is not there, of one
// that was removed, of a counter, and of something that is no case at all.
func (m *mapping) odd(model change) []change {
	var all []change
	for _, id := range []string{"case#zzzz-zzzz", "count#600000000000#x#all", "case#", "case#../X", "iets"} {
		one := maps.Clone(model)
		about := maps.Clone(model["dynamodb"].(map[string]any))
		about["Keys"] = map[string]any{"id": map[string]any{"S": id}}
		one["dynamodb"] = about
		all = append(all, one)
	}
	removed := maps.Clone(model)
	removed["eventName"] = "REMOVE"
	return append(all, removed)
}

func scheduleSends(t *testing.T, moto string) {
	d, s, _ := mailDesk(t, moto, nil)
	for _, name := range []string{"een", "twee", "drie"} {
		d.ask("rooster-" + name)
	}
	d.scheduled("notify")
	d.scheduled("notify")
	d.sentOnce(s)
	if log := d.pools["notify"].log(); !strings.Contains(log, `"MailWaiting":0`) || !strings.Contains(log, `"OldestMail":0`) {
		t.Errorf("log: got %s, want metrics of an empty outbox", log)
	}
}

// mailWaits has SES away: what cannot be sent stays in the outbox, no event
// sends it before its time, and after that it goes out once. Without a refusal
// nothing listens at the address of SES.
func mailWaits(t *testing.T, moto string, refusal doorman) {
	s := newService(t, moto, refusal)
	away := s.url
	if refusal == nil {
		away = nowhere
	}
	d := newDesk(t, setting{mail: away})
	s.serves(d)
	m := d.newMapping()
	ref := d.ask("wacht")
	m.pump() // reports no change as failed: the table did what it was asked
	d.scheduled("notify")
	one := d.table.cases()[ref]
	for _, mail := range one.Mail {
		if mail.State != cases.MailWaiting || mail.Attempts != 1 || mail.Unanswered != 0 || !mail.NextAt.After(time.Now()) {
			t.Errorf("got %s after %d attempts, %d unanswered, until %v, want it to wait after one", mail.State, mail.Attempts, mail.Unanswered, mail.NextAt)
		}
	}
	if log := d.pools["notify"].log(); !strings.Contains(log, `"MailWaiting":2`) {
		t.Errorf("log: got %s, want a metric that says 2 messages wait", log)
	}
	d.later(one, moto)
	for _, mail := range d.table.cases()[ref].Mail {
		if got := s.times(mail.Message); mail.State != cases.MailSent || got != 1 {
			t.Errorf("later: message is %s and went out %d times, want once", mail.State, got)
		}
	}
}

// later sends what is due a moment after the mail of a case may be tried again,
// as notify would: the same outbox with another clock, and SES back.
func (d *desk) later(one *cases.Case, moto string) {
	d.Helper()
	at := one.Mail[0].NextAt
	for _, m := range one.Mail {
		if m.NextAt.After(at) {
			at = m.NextAt
		}
	}
	now := func() time.Time { return at.Add(time.Second) }
	letters, err := templates.NewLetters(templates.Embedded(), d.release.terms.Site.Base)
	if err != nil {
		d.Fatal(err)
	}
	outbox, err := cases.NewOutbox(cases.Config{HTML: letters.HTML,
		Store: d.table.store(now), Now: now, Jitter: func() float64 { return 0.5 }, Log: slog.New(slog.DiscardHandler),
		Sender: &ses.Sender{Client: ses.NewClient(dynamotest.AWSConfig(moto))},
	})
	if err != nil {
		d.Fatal(err)
	}
	if sent, err := outbox.DeliverDue(d.Context()); err != nil || sent != len(one.Mail) {
		d.Errorf("later: got %d sent and %v, want %d", sent, err, len(one.Mail))
	}
}
