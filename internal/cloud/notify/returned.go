package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/mail/ses"
)

// snsEvent is the part of an event of SNS that is used.
type snsEvent struct {
	Records []struct {
		SNS struct{ Message string } `json:"Sns"`
	}
}

// notification is the part that is used of what SES publishes about a message.
// What it says of people is not even decoded.
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
type notification struct {
	Event  string `json:"eventType"`
	Bounce struct {
		Type string `json:"bounceType"`
	} `json:"bounce"`
	Mail struct {
		Tags map[string][]string `json:"tags"`
	} `json:"mail"`
}

// returned marks the messages that came back. Only a fault of the store is an
// error, after which Lambda sends the event again.
func (f *notifier) returned(ctx context.Context, event json.RawMessage) error {
	var e snsEvent
	if err := json.Unmarshal(event, &e); err != nil {
		return fmt.Errorf("read notification: %w", err)
	}
	marked := 0
	var failed error
	for _, r := range e.Records {
		var n notification
		if err := json.Unmarshal([]byte(r.SNS.Message), &n); err != nil {
			f.log.Warn("a notification is not JSON") // such as the test message of SES
			continue
		}
		known, err := f.mark(ctx, n)
		if known {
			marked++
		}
		failed = errors.Join(failed, err)
	}
	if marked == 0 {
		return failed
	}
	return errors.Join(failed, f.metrics.Put(map[string]float64{cloud.MetricBounces: float64(marked)}))
}

// mark records one notification; known is whether it was about a message of ours.
func (f *notifier) mark(ctx context.Context, n notification) (known bool, err error) {
	why, ok := n.reason()
	if !ok {
		f.log.Info("a notification of another sort")
		return false, nil
	}
	if len(n.Mail.Tags[ses.Tag]) != 1 {
		f.log.Warn("a notification without our tag", "why", why)
		return false, nil
	}
	err = f.outbox.Bounced(ctx, n.Mail.Tags[ses.Tag][0], why)
	if errors.Is(err, cases.ErrUnknownMessage) {
		f.log.Warn("a notification about a message that is not here any more", "why", why)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	f.log.Info("mail came back", "message", n.Mail.Tags[ses.Tag][0], "why", why)
	return true, nil
}

// reason tells why the message came back; ok is false when it did not.
func (n notification) reason() (why cases.Return, ok bool) {
	switch {
	case n.Event == "Complaint":
		return cases.ReturnComplaint, true
	case n.Event == "Bounce" && n.Bounce.Type == "Permanent":
		return cases.ReturnRefused, true
	case n.Event == "Bounce":
		return cases.ReturnUndelivered, true
	}
	return "", false
}
