// Package clock is the Lambda function that lets time pass for cases, for a
// schedule: it reminds, ends and escalates what is due, and once on each working
// day writes the digest of the desk. It writes mail down and sends none: the
// stream of the table wakes notify for that.
//
// Two runs at the same time do each thing once, and a run that was missed is
// made good by the next, so nothing is repeated and nothing is kept but what is
// in the table. See Cases.Tick.
package clock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/portal"
	"mkbloket/internal/snapshot"
	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
)

// Function is the function. It writes the metrics from ClockRuns to Postponed.
func Function() cloud.Function {
	return cloud.Function{Name: cloud.Clock, Open: func(p cloud.Process) (any, error) {
		s, err := snapshot.Read(p.Snapshot)
		if err != nil {
			return nil, err
		}
		db, err := dynamo.New(dynamo.Config{Client: dynamo.NewClient(p.DynamoDB), Table: p.Table, Indexes: cases.Indexes(), Now: time.Now})
		if err != nil {
			return nil, err
		}
		_, c, err := portal.New(p, s, db, cases.Limits{}, []string{}) // texts, and no pages
		if err != nil {
			return nil, err
		}
		return (&clock{cases: c, now: time.Now, log: p.Log, metrics: p.Metrics}).handle, nil
	}}
}

type clock struct {
	cases   ticker
	now     func() time.Time
	log     *slog.Logger
	metrics *cloud.Metrics
}

// ticker is cases.Cases, or in tests one that fails.
type ticker interface {
	Tick(ctx context.Context, now time.Time, limits cases.TickLimits) (cases.TickReport, error)
}

// handle does what is due now, whatever the event holds: one that waited in a
// queue must not turn the clock back. What does not get done before its time is
// up is for the next run. One case that cannot be changed is an error of the
// run, which counts as one all the same: it went through the queues.
func (f *clock) handle(ctx context.Context, _ json.RawMessage) error {
	limited, cancel := cloud.Budget(ctx)
	defer cancel()
	values := map[string]float64{cloud.MetricReminded: 0, cloud.MetricEnded: 0, cloud.MetricExpired: 0, cloud.MetricEscalated: 0, cloud.MetricPostponed: 0}
	report, err := cases.TickReport{More: true}, error(nil)
	for report.More && err == nil && limited.Err() == nil {
		report, err = f.cases.Tick(limited, f.now(), cases.TickLimits{})
		count(values, report)
		f.log.Info("clock", "reminded", report.Reminded, "closed", report.Closed, "returned", report.Returned, "surfaced", report.Surfaced,
			"resumed", report.Resumed, "expired", report.Expired, "unlisted", report.Unlisted, "erased", report.Erased,
			"escalated", report.Escalated, "postponed", report.Postponed, "digest", report.Digest, "more", report.More)
	}
	if limited.Err() != nil && ctx.Err() == nil {
		f.log.Warn("time is up, the next run goes on")
		err = nil
	}
	if !errors.Is(err, store.ErrUnavailable) {
		values[cloud.MetricClockRuns] = 1
	}
	if err != nil {
		err = fmt.Errorf("run clock: %w", err)
	}
	return errors.Join(err, f.metrics.Put(values))
}

// count adds what a run did to the metrics.
func count(values map[string]float64, r cases.TickReport) {
	values[cloud.MetricReminded] += float64(r.Reminded)
	values[cloud.MetricEnded] += float64(r.Closed + r.Unlisted + r.Erased)
	values[cloud.MetricExpired] += float64(r.Returned + r.Surfaced + r.Expired)
	values[cloud.MetricEscalated] += float64(r.Escalated)
	values[cloud.MetricPostponed] += float64(r.Postponed)
}
