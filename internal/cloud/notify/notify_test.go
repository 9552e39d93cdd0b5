package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/store"
)

// box is an outbox that notes what it is asked.
type box struct {
	asked   []string
	fails   map[string]error // by what was asked
	backlog cases.Backlog
	stop    func() // called at every delivery of a case
	slow    bool   // delivering what is due takes all the time there is
}

func (b *box) note(what string) error {
	b.asked = append(b.asked, what)
	return b.fails[what]
}

func (b *box) DeliverCase(ctx context.Context, id string) (int, error) {
	if b.stop != nil {
		b.stop()
	}
	if err := b.note(id); err != nil {
		return 0, err
	}
	return 1, ctx.Err()
}

func (b *box) DeliverDue(ctx context.Context) (int, error) {
	err := b.note("due")
	if b.slow {
		<-ctx.Done()
		err = ctx.Err()
	}
	return 4, err
}

func (b *box) Backlog(context.Context) (cases.Backlog, error) { return b.backlog, b.note("backlog") }

func (b *box) Bounced(_ context.Context, id string, why cases.Return) error {
	return b.note(string(why) + " " + id)
}

// world is a function with its output.
type world struct {
	*notifier
	box          *box
	log, metrics bytes.Buffer
}

func newWorld(fails map[string]error) *world {
	w := &world{box: &box{fails: fails}}
	w.notifier = &notifier{outbox: w.box, log: slog.New(slog.NewJSONHandler(&w.log, nil)), metrics: cloud.NewMetrics(&w.metrics, "loket", time.Now)}
	return w
}

// send gives an event and returns the answer as Lambda sends it.
func (w *world) send(t *testing.T, ctx context.Context, event string) (string, error) {
	t.Helper()
	answer, err := w.handle(ctx, json.RawMessage(event))
	text, wrong := json.Marshal(answer)
	if wrong != nil {
		t.Fatal(wrong)
	}
	return string(text), err
}

// stream is an event of changes to keys, numbered from 1.
func stream(keys ...string) string {
	var records []string
	for i, key := range keys {
		records = append(records, fmt.Sprintf(`{"eventID":"%d","eventName":"MODIFY","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"eu-central-1",`+
			`"dynamodb":{"ApproximateCreationDateTime":1795428000,"Keys":{"id":{"S":%q}},"SequenceNumber":"%d","SizeBytes":26,"StreamViewType":"KEYS_ONLY"},`+
			`"eventSourceARN":"arn:aws:dynamodb:eu-central-1:123456789012:table/loket/stream/2026-11-23T00:00:00.000"}`, i, key, i+1))
	}
	return `{"Records":[` + strings.Join(records, ",") + `]}`
}

func TestStreamDeliversEachChangedCaseOnce(t *testing.T) {
	unavailable := fmt.Errorf("throttled: %w", store.ErrUnavailable)
	const none = `{"batchItemFailures":[]}`
	var tests = []struct {
		name  string
		keys  []string
		fails map[string]error
		asked []string
		want  string
	}{
		{"one case", []string{"case#a"}, nil, []string{"a"}, none},
		{"counters are no cases", []string{"count#x", "case#a", "count#case#b"}, nil, []string{"a"}, none},
		{"repeated and out of order", []string{"case#b", "case#a", "case#b", "case#a"}, nil, []string{"b", "a"}, none},
		{"nothing of ours", []string{"", "a"}, nil, nil, none},
		{"one that cannot be read", []string{"case#a", "case#b", "case#c", "case#d"}, map[string]error{"b": errors.New("corrupt"), "d": errors.New("corrupt")},
			[]string{"a", "b", "c", "d"}, `{"batchItemFailures":[{"itemIdentifier":"2"}]}`},
		{"table away", []string{"case#a", "case#b", "case#c"}, map[string]error{"b": unavailable}, []string{"a", "b"}, `{"batchItemFailures":[{"itemIdentifier":"2"}]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(test.fails)
			got, err := w.send(t, t.Context(), stream(test.keys...))
			if got != test.want || err != nil {
				t.Errorf("got %s and %v, want %s", got, err, test.want)
			}
			if !slices.Equal(w.box.asked, test.asked) {
				t.Errorf("delivered: got %v, want %v", w.box.asked, test.asked)
			}
		})
	}
}

func TestNoTimeLeftIsNoFailureOfTheStream(t *testing.T) {
	w := newWorld(nil)
	ctx, cancel := context.WithCancel(t.Context())
	w.box.stop = cancel
	got, err := w.send(t, ctx, stream("case#a", "case#b"))
	if got != `{"batchItemFailures":[]}` || err != nil || !slices.Equal(w.box.asked, []string{"a"}) {
		t.Errorf("got %s and %v after %v, want no failure after one", got, err, w.box.asked)
	}
}

func TestScheduleSendsWhatIsDueAndMeasures(t *testing.T) {
	w := newWorld(nil)
	w.box.backlog = cases.Backlog{Waiting: 3, Parked: 1, Oldest: 90 * time.Second}
	if got, err := w.send(t, t.Context(), Task); got != "null" || err != nil {
		t.Errorf("got %s and %v, want nothing", got, err)
	}
	for _, want := range []string{`"MailWaiting":3`, `"MailParked":1`, `"OldestMail":90`} {
		if !strings.Contains(w.metrics.String(), want) {
			t.Errorf("metrics: got %s, want %s", w.metrics.String(), want)
		}
	}
	w = newWorld(map[string]error{"due": store.ErrUnavailable})
	if _, err := w.send(t, t.Context(), Task); !errors.Is(err, store.ErrUnavailable) || w.metrics.Len() == 0 {
		t.Errorf("table away: got %v and metrics %q, want the fault and what could be measured", err, w.metrics.String())
	}
	w = newWorld(map[string]error{"backlog": store.ErrUnavailable})
	if _, err := w.send(t, t.Context(), Task); !errors.Is(err, store.ErrUnavailable) || w.metrics.Len() > 0 {
		t.Errorf("cannot count: got %v and metrics %q, want the fault and no numbers", err, w.metrics.String())
	}
	w = newWorld(nil)
	w.box.slow = true // uses up the time for sending, not that for measuring
	short, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	if _, err := w.send(t, short, Task); err != nil || w.metrics.Len() == 0 {
		t.Errorf("no time left: got %v and metrics %q, want numbers and no fault", err, w.metrics.String())
	}
}

func TestOtherEventsAreErrors(t *testing.T) {
	for _, event := range []string{`{}`, `{"taak":"anders"}`, `{"Records":[]}`, `{"Records":[{"eventSource":"aws:s3"}]}`, `[]`, `"x"`, `1`} {
		w := newWorld(nil)
		if _, err := w.send(t, t.Context(), event); err == nil || len(w.box.asked) > 0 {
			t.Errorf("%s: got %v after %v, want an error and nothing done", event, err, w.box.asked)
		}
	}
}

// sns wraps notifications of SES as SNS sends them.
func sns(t *testing.T, messages ...string) string {
	t.Helper()
	var records []string
	for _, m := range messages {
		quoted, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, `{"EventVersion":"1.0","EventSource":"aws:sns","EventSubscriptionArn":"arn:aws:sns:eu-central-1:123456789012:mail:1",`+
			`"Sns":{"Type":"Notification","MessageId":"95df01b4-ee98-5cb9-9903-4c221d41eb5e","TopicArn":"arn:aws:sns:eu-central-1:123456789012:mail",`+
			`"Subject":"Amazon SES Email Event Notification","Message":`+string(quoted)+`,"Timestamp":"2026-11-23T10:00:00.000Z"}}`)
	}
	return `{"Records":[` + strings.Join(records, ",") + `]}`
}

func TestReturnedMailIsMarkedWithoutNamingAnybody(t *testing.T) {
	bounce, err := os.ReadFile("testdata/bounce.json")
	if err != nil {
		t.Fatal(err)
	}
	full := strings.Replace(strings.Replace(string(bounce), "Permanent", "Transient", 1), `"bounceSubType": "General"`, `"bounceSubType": "MailboxFull"`, 1)
	away := strings.Replace(string(bounce), "Permanent", "Transient", 1)
	unknown := strings.Replace(string(bounce), "Permanent", "Undetermined", 1)
	notice := strings.Replace(string(bounce), "k7m3-p9qx-bevestiging", "k7m3-p9qx-melding", 1)
	complaint, err := os.ReadFile("testdata/complaint.json")
	if err != nil {
		t.Fatal(err)
	}
	const id = "k7m3-p9qx-bevestiging"
	var tests = []struct {
		name     string
		messages []string
		asked    []string
		bounces  string
	}{
		{"bounce", []string{string(bounce)}, []string{"geweigerd " + id}, `"Bounces":1`},
		{"box is full", []string{full}, []string{"niet afgeleverd " + id}, `"Bounces":1`},
		{"no cause given", []string{unknown}, []string{"niet afgeleverd " + id}, `"Bounces":1`},
		{"perhaps somebody is away", []string{away}, []string{"onduidelijk " + id}, ""},
		{"mail to the desk", []string{notice}, []string{"geweigerd k7m3-p9qx-melding"}, `"NoticesReturned":1`},
		{"complaint", []string{string(complaint)}, []string{"klacht " + id}, `"Bounces":1`},
		{"both", []string{string(bounce), string(complaint)}, []string{"geweigerd " + id, "klacht " + id}, `"Bounces":2`},
		{"delivery", []string{`{"eventType":"Delivery","mail":{"tags":{"bericht":["a-b"]}}}`}, nil, ""},
		{"test message", []string{"Successfully validated SNS topic for Amazon SES event publishing."}, nil, ""},
		{"without our tag", []string{`{"eventType":"Bounce","bounce":{"bounceType":"Permanent"},"mail":{"tags":{}}}`}, nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(nil)
			if _, err := w.send(t, t.Context(), sns(t, test.messages...)); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(w.box.asked, test.asked) || !strings.Contains(w.metrics.String(), test.bounces) || (test.bounces == "") != (w.metrics.Len() == 0) ||
				strings.Contains(w.metrics.String(), "NoticesReturned") != (test.name == "mail to the desk") {
				t.Errorf("got %v and metrics %q, want %v and %s", w.box.asked, w.metrics.String(), test.asked, test.bounces)
			}
			if strings.Contains(w.log.String(), "voorbeeld") {
				t.Errorf("log: got %s, want no address", w.log.String())
			}
		})
	}
}

func TestFaultsOfMarkingReturnedMail(t *testing.T) {
	bounce, err := os.ReadFile("testdata/bounce.json")
	if err != nil {
		t.Fatal(err)
	}
	const asked = "geweigerd k7m3-p9qx-bevestiging"
	w := newWorld(map[string]error{asked: cases.ErrUnknownMessage})
	if _, err := w.send(t, t.Context(), sns(t, string(bounce))); err != nil || w.metrics.Len() > 0 {
		t.Errorf("unknown message: got %v and metrics %q, want neither", err, w.metrics.String())
	}
	w = newWorld(map[string]error{asked: store.ErrUnavailable})
	if _, err := w.send(t, t.Context(), sns(t, string(bounce))); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("table away: got %v, want the fault, so that Lambda tries again", err)
	}
}
