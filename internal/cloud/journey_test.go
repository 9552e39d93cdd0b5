package cloud_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/notify"
	"mkbloket/internal/cloud/runtimetest"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// TestQuestionGoesFromTheFormToTheMail drives the real programs through the
// first journey, with every event twice.
func TestQuestionGoesFromTheFormToTheMail(t *testing.T) {
	d := newDesk(t)
	form, post, purge := d.start("question"), d.start(cloud.Notify), d.start(cloud.Purge)
	filled := d.question(form)
	first := d.ask(form, "POST", "/api/question", filled)
	again := d.ask(form, "POST", "/api/question", filled)
	if first.Status != http.StatusSeeOther || again.Headers["Location"] != first.Headers["Location"] {
		t.Fatalf("got %d to %q and then %q, want one place, twice", first.Status, first.Headers["Location"], again.Headers["Location"])
	}
	made := d.made()
	if len(made) != 1 {
		t.Fatalf("got %d cases, want 1", len(made))
	}
	if done := d.ask(form, "GET", first.Headers["Location"], nil); done.Status != http.StatusOK || !strings.Contains(done.Body, made[0].Reference) {
		t.Errorf("page after sending: got %d, want 200 with %s", done.Status, made[0].Reference)
	}
	for range 2 {
		var result struct{ BatchItemFailures []any }
		d.invoke(post, d.changes(), &result)
		if len(result.BatchItemFailures) > 0 {
			t.Errorf("got failures %v\n%s", result.BatchItemFailures, post.Log())
		}
		d.invoke(post, json.RawMessage(notify.Task), new(any))
	}
	if got := d.sent(); got["kanarie@voorbeeld.example"] != 1 || len(got) != 2 {
		t.Errorf("got mail %v, want one to the sender and one to the desk", got)
	}
	d.comesBack(post, made[0].Mail[0].Message.ID)
	d.invoke(purge, json.RawMessage(`{}`), new(any))
	for _, want := range []string{`"MailWaiting":0`, `"Bounces":1`} {
		if !strings.Contains(post.Log(), want) {
			t.Errorf("log of notify: got %s, want %s", post.Log(), want)
		}
	}
	if !strings.Contains(purge.Log(), `"PurgeRuns":1`) {
		t.Errorf("log of purge: got %s, want a run", purge.Log())
	}
	if logs := strings.ToLower(form.Log() + post.Log() + purge.Log()); strings.Contains(logs, "kanarie") {
		t.Errorf("the log holds what was typed:\n%s", logs)
	}
}

// comesBack tells notify twice that a message bounced, and looks at the case.
func (d *desk) comesBack(post *runtimetest.Function, id string) {
	d.Helper()
	message, err := json.Marshal(fmt.Sprintf(`{"eventType":"Bounce","bounce":{"bounceType":"Permanent"},"mail":{"destination":["kanarie@voorbeeld.example"],"tags":{"bericht":[%q]}}}`, id))
	if err != nil {
		d.Fatal(err)
	}
	for range 2 {
		d.invoke(post, json.RawMessage(`{"Records":[{"EventSource":"aws:sns","Sns":{"Message":`+string(message)+`}}]}`), new(any))
	}
	c := d.made()[0]
	if c.Mail[0].State != cases.MailReturned || c.Mail[1].State != cases.MailSent || len(c.Log) != 4 {
		d.Errorf("got %s, %s and %d lines in the log, want the confirmation returned, once", c.Mail[0].State, c.Mail[1].State, len(c.Log))
	}
}

// TestTableThatIsAwayKeepsTheText is FC-04: an answer within the budget, with
// everything that was typed, and after that the same post is one case.
func TestTableThatIsAwayKeepsTheText(t *testing.T) {
	d := newDesk(t)
	form := d.start("question")
	filled := d.question(form)
	d.faults.Set(dynamotest.Plan{Fault: 1})
	started := time.Now()
	out := d.ask(form, "POST", "/api/question", filled)
	if took := time.Since(started); out.Status != http.StatusServiceUnavailable || took > 9*time.Second {
		t.Errorf("got %d after %v, want 503 within 9 s", out.Status, took)
	}
	for _, want := range []string{"Waar kan kanarie terecht?", "kanarie@voorbeeld.example", filled.Get("formulier")} {
		if !strings.Contains(out.Body, want) {
			t.Errorf("page: got no %q", want)
		}
	}
	d.faults.Set(dynamotest.Plan{})
	if got := d.ask(form, "POST", "/api/question", filled).Status; got != http.StatusSeeOther || len(d.made()) != 1 {
		t.Errorf("afterwards: got %d and %d cases, want 303 and one", got, len(d.made()))
	}
}
