package infra_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"mkbloket/infra/stack"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// recorder passes calls on and keeps what they need.
type recorder struct {
	t     *testing.T
	mu    sync.Mutex
	calls []stack.Request
}

func (r *recorder) Do(request *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	request.Body = io.NopCloser(bytes.NewReader(body))
	call, err := stack.Call(request.Header.Get("X-Amz-Target"), body)
	if err != nil {
		r.t.Error(err)
	}
	r.mu.Lock()
	r.calls = append(r.calls, call)
	r.mu.Unlock()
	return http.DefaultTransport.RoundTrip(request)
}

// take gives the calls since the last time.
func (r *recorder) take() []stack.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	calls := r.calls
	r.calls = nil
	return calls
}

// sender takes every message.
type sender struct{}

func (sender) Send(context.Context, mail.Message) error { return nil }

// desk is a store in DynamoDB Local behind a recorder, with a clock.
func desk(t *testing.T) (*recorder, cases.Config, *dynamo.Store, *time.Time) {
	t.Helper()
	endpoint := dynamotest.Local(t)
	_, table := dynamotest.Table(t, endpoint, cases.Indexes())
	r := &recorder{t: t}
	config := dynamotest.AWSConfig(endpoint)
	config.HTTPClient = r
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	db, err := dynamo.New(dynamo.Config{Client: dynamo.NewClient(config), Table: table, Indexes: cases.Indexes(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return r, cases.Config{
		Store: db, Taxonomy: domain.NewTaxonomy(), Sender: sender{}, Secret: bytes.Repeat([]byte("s"), 32),
		Texts: func(_, key string, _ ...any) string { return key },
		Now:   func() time.Time { return now }, Jitter: func() float64 { return 0 }, Log: slog.New(slog.DiscardHandler),
		From: "loket@loket.example", Desk: "balie@loket.example",
		Targets: map[domain.Kind]int{domain.KindQuestion: 2, domain.KindProfile: 5, domain.KindAdvice: 3},
	}, db, &now
}

// during gives the calls that work makes.
func (r *recorder) during(work func()) []stack.Request {
	r.take()
	work()
	return r.take()
}

// submission is a question of an example, the same but for its token.
func submission(token string) cases.Input {
	question := &domain.Question{
		Topic: "Vraag", Text: "Een vraag", ContactBy: "email", Consent: true,
		Contact: domain.Contact{Name: "Jan Voorbeeld", Email: "jan@bedrijf.example"},
	}
	return cases.Input{Submission: question, Language: "nl", Token: token, Origin: "192.0.2.0/24"}
}

// TestRolesEqualTheCallsOfTheCode runs the work of each function against
// DynamoDB Local: every call is permitted, and every permission on items is used.
func TestRolesEqualTheCallsOfTheCode(t *testing.T) {
	template := stack.Load(t)
	r, config, db, now := desk(t)
	desk, err := cases.New(config)
	if err != nil {
		t.Fatal(err)
	}
	var id string
	submit := func(token string) func() {
		return func() {
			receipt, err := desk.Submit(t.Context(), submission(token))
			if err != nil {
				t.Fatal(err)
			}
			id = cases.ID(receipt.Reference)
		}
	}
	submitted := r.during(submit("one"))
	for _, form := range []string{"question", "profile", "advice"} {
		check(t, template, form, submitted)
	}
	calls := r.during(func() { sendOne(t, config, db, id) })
	submit("two")()
	check(t, template, "notify", append(calls, r.during(func() { sendDue(t, config) })...))

	expire(t, db, id, now.Add(time.Minute))
	*now = now.Add(48 * time.Hour)
	check(t, template, "purge", r.during(func() {
		if n, err := db.Purge(t.Context()); err != nil || n != 1 {
			t.Fatalf("got %d %v, want 1 purged", n, err)
		}
	}))
}

// sendOne is what notify does on a change of a case, and on a bounce of its mail.
func sendOne(t *testing.T, config cases.Config, db *dynamo.Store, id string) {
	t.Helper()
	outbox, err := cases.NewOutbox(config)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := outbox.DeliverCase(t.Context(), id); err != nil || n == 0 {
		t.Fatalf("got %d %v, want mail sent", n, err)
	}
	record, err := db.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	one, err := cases.Decode(record)
	if err != nil {
		t.Fatal(err)
	}
	if err := outbox.Bounced(t.Context(), one.Mail[0].Message.ID, cases.ReturnRefused); err != nil {
		t.Fatal(err)
	}
}

// sendDue is what notify does every minute.
func sendDue(t *testing.T, config cases.Config) {
	t.Helper()
	outbox, err := cases.NewOutbox(config)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := outbox.DeliverDue(t.Context()); err != nil || n == 0 {
		t.Fatalf("got %d %v, want mail sent", n, err)
	}
	if _, err := outbox.Backlog(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// expire lets a case end at a moment.
func expire(t *testing.T, db *dynamo.Store, id string, at time.Time) {
	t.Helper()
	record, err := db.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	record.ExpiresAt = at
	if _, err := db.Update(t.Context(), id, record.Version, record); err != nil {
		t.Fatal(err)
	}
}

// check compares the calls of a function with its role, in both directions.
func check(t *testing.T, template *stack.Template, function string, calls []stack.Request) {
	t.Helper()
	used := map[string]bool{}
	for _, c := range calls {
		used[c.Action] = true
		if ok, err := template.Allows(function, c); err != nil || !ok {
			t.Errorf("%s: %s on %s %v: got %v %v, want it permitted", function, c.Action, c.Resource, c.Context, ok, err)
		}
	}
	statements, err := template.Statements(function)
	if err != nil {
		t.Fatal(err)
	}
	items := []string{"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"}
	for _, s := range statements {
		for _, action := range s.Actions {
			if slices.Contains(items, action) && !used[action] {
				t.Errorf("%s: got %s permitted, want it used", function, action)
			}
		}
	}
}
