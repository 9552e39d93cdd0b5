// Package notify is the Lambda function that sends the mail of cases. It takes
// three sorts of events:
//
//   - records of the table's stream: the cases named there are read, and their
//     due mail is sent. Only a fault of the store is reported back as a failed
//     record; mail that could not be sent stays in the outbox.
//   - Task, of a schedule: all mail that is due is sent, and metrics are written.
//   - notifications of SES by way of SNS: what came back is marked in its case.
//
// What is in the store decides and the event is only a hint, so an event that
// comes twice, late or not at all does no harm.
package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/mail/ses"
	"mkbloket/internal/store/dynamo"
	"mkbloket/templates"
)

// Task is the event with which a schedule asks to send what is due.
const Task = `{"taak":"post"}`

// Function is the function.
func Function() cloud.Function {
	return cloud.Function{Name: cloud.Notify, Open: func(p cloud.Process) (any, error) {
		db, err := dynamo.New(dynamo.Config{
			Client: dynamo.NewClient(p.DynamoDB), Table: p.Table, Indexes: cases.Indexes(), Now: time.Now,
		})
		if err != nil {
			return nil, err
		}
		letters, err := templates.NewLetters(templates.Embedded(), p.Base)
		if err != nil {
			return nil, err
		}
		outbox, err := cases.NewOutbox(cases.Config{
			Store: db, HTML: letters.HTML, Now: time.Now, Jitter: mathrand.Float64, Log: p.Log,
			Sender: &ses.Sender{
				Client:           ses.NewClient(p.Mail),
				ConfigurationSet: p.ConfigurationSet,
			},
		})
		if err != nil {
			return nil, err
		}
		return (&notifier{outbox: outbox, log: p.Log, metrics: p.Metrics}).handle, nil
	}}
}

type notifier struct {
	outbox  outbox
	log     *slog.Logger
	metrics *cloud.Metrics
}

// outbox is cases.Outbox, or in tests one that fails.
type outbox interface {
	DeliverCase(ctx context.Context, id string) (sent int, err error)
	DeliverDue(ctx context.Context) (sent int, err error)
	Backlog(ctx context.Context) (cases.Backlog, error)
	Bounced(ctx context.Context, id string, why cases.Return) error
}

// errEvent reports an event of a sort that nobody should send here.
var errEvent = errors.New("unknown sort of event")

// handle looks what sort of event it is. Names of members differ in case
// between services; encoding/json takes both.
func (f *notifier) handle(ctx context.Context, event json.RawMessage) (any, error) {
	var e struct {
		Task    string `json:"taak"`
		Records []struct {
			Source string `json:"eventSource"`
		}
	}
	if err := json.Unmarshal(event, &e); err != nil {
		return nil, fmt.Errorf("read event: %w", err)
	}
	switch {
	case e.Task == "post":
		return nil, f.due(ctx)
	case len(e.Records) > 0 && e.Records[0].Source == "aws:dynamodb":
		return f.stream(ctx, event)
	case len(e.Records) > 0 && e.Records[0].Source == "aws:sns":
		return nil, f.returned(ctx, event)
	}
	return nil, errEvent
}

// due sends what is due and writes how the outbox stands.
func (f *notifier) due(ctx context.Context) error {
	limited, cancel := cloud.Budget(ctx)
	defer cancel()
	sent, err := f.outbox.DeliverDue(limited)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		f.log.Warn("time is up, the next run goes on", "sent", sent)
		err = nil
	}
	left, failed := f.outbox.Backlog(ctx)
	if failed != nil {
		return errors.Join(err, failed)
	}
	f.log.Info("mail", "sent", sent, "waiting", left.Waiting, "parked", left.Parked)
	return errors.Join(err, f.metrics.Put(map[string]float64{
		cloud.MetricOldestMail: left.Oldest.Seconds(), cloud.MetricMailWaiting: float64(left.Waiting), cloud.MetricMailParked: float64(left.Parked),
	}))
}
