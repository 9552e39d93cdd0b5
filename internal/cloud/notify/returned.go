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
		Type    string `json:"bounceType"`
		SubType string `json:"bounceSubType"`
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
	counts := map[string]float64{}
	var failed error
	for _, r := range e.Records {
		var n notification
		if err := json.Unmarshal([]byte(r.SNS.Message), &n); err != nil {
			f.log.Warn("a notification is not JSON") // such as the test message of SES
			continue
		}
		counted, err := f.mark(ctx, n)
		for _, name := range counted {
			counts[name]++
		}
		failed = errors.Join(failed, err)
	}
	if len(counts) == 0 {
		return failed
	}
	return errors.Join(failed, f.metrics.Put(counts))
}

// mark records one notification, and names the metrics in which it counts: none
// when it was not about a message of ours.
func (f *notifier) mark(ctx context.Context, n notification) (counted []string, err error) {
	why, ok := n.reason()
	if !ok {
		f.log.Info("a notification of another sort")
		return nil, nil
	}
	if len(n.Mail.Tags[ses.Tag]) != 1 {
		f.log.Warn("a notification without our tag", "why", why)
		return nil, nil
	}
	id := n.Mail.Tags[ses.Tag][0]
	err = f.outbox.Bounced(ctx, id, why)
	if errors.Is(err, cases.ErrUnknownMessage) {
		f.log.Warn("a notification about a message that is not here any more", "why", why)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f.log.Info("mail came back", "message", id, "why", why)
	switch {
	case why == cases.ReturnUnsure:
		return nil, nil
	case cases.IsNotice(id):
		return []string{cloud.MetricBounces, cloud.MetricNoticesReturned}, nil
	}
	return []string{cloud.MetricBounces}, nil
}

// reason tells why the message came back; ok is false when it did not. SES tells
// of a transient bounce when it has stopped trying. One that says no more than
// that is General, and the reply of somebody who is away is one of those: nothing
// is known then.
// https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
func (n notification) reason() (why cases.Return, ok bool) {
	switch {
	case n.Event == "Complaint":
		return cases.ReturnComplaint, true
	case n.Event != "Bounce":
		return "", false
	case n.Bounce.Type == "Permanent":
		return cases.ReturnRefused, true
	case n.Bounce.Type == "Transient" && n.Bounce.SubType == "General":
		return cases.ReturnUnsure, true
	}
	return cases.ReturnUndelivered, true
}
