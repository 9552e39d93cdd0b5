// Package purge is the Lambda function that removes what must not be kept, for a
// schedule. First expired records: the table removes them too, but promises no
// time. Then retention: cases and texts of mail that were kept as long as the
// privacy page says. A run of this function is the proof that neither is there
// any more.
package purge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/privacy"
	"mkbloket/internal/store/dynamo"
)

// Function is the function. It writes the metrics Purged and PurgeRuns, and
// those of retention. With RETENTION=report it only says what it would erase.
func Function() cloud.Function {
	return cloud.Function{Name: cloud.Purge, Open: func(p cloud.Process) (any, error) {
		db, err := dynamo.New(dynamo.Config{Client: dynamo.NewClient(p.DynamoDB), Table: p.Table, Indexes: cases.Indexes(), Now: time.Now})
		if err != nil {
			return nil, err
		}
		retain := func(ctx context.Context) (privacy.Retention, error) {
			return privacy.Retain(ctx, db, time.Now(), privacy.Rules(), p.Retention)
		}
		return (&purger{store: db, retain: retain, erases: p.Retention, log: p.Log, metrics: p.Metrics}).handle, nil
	}}
}

type purger struct {
	store interface {
		Purge(context.Context) (int, error)
	}
	retain  func(context.Context) (privacy.Retention, error)
	erases  bool // retain does what it reports
	log     *slog.Logger
	metrics *cloud.Metrics
}

// handle removes what has expired and what was kept long enough, whatever the
// event holds. A fault of the one does not keep the other from being done. With
// an error Lambda tries again, which finds what is left.
func (f *purger) handle(ctx context.Context, _ json.RawMessage) error {
	ctx, cancel := cloud.Budget(ctx)
	defer cancel()
	values := map[string]float64{}
	err := errors.Join(f.purge(ctx, values), f.apply(ctx, values))
	if err == nil {
		values[cloud.MetricPurgeRuns] = 1
	}
	return errors.Join(err, f.metrics.Put(values))
}

// purge removes what has expired.
func (f *purger) purge(ctx context.Context, values map[string]float64) error {
	n, err := f.store.Purge(ctx)
	values[cloud.MetricPurged] = float64(n)
	if err != nil {
		return fmt.Errorf("purge after %d records: %w", n, err)
	}
	f.log.Info("purged", "records", n)
	return nil
}

// apply applies the rules of retention. A case that cannot be worked on is named
// in the log and counted, and is no error of the run: trying again at once would
// not help it, and the alarm on the count stays until somebody did.
func (f *purger) apply(ctx context.Context, values map[string]float64) error {
	report, err := f.retain(ctx)
	done, held := 0, 0
	for _, l := range report.Lines {
		done, held = done+l.Done, held+l.Held
		if l.Done+l.Held+len(l.Failed) > 0 {
			f.log.Info("retention", "rule", l.Rule.Key, "days", l.Rule.Days, "cases", l.Done, "held", l.Held, "failed", len(l.Failed), "done", f.erases)
		}
	}
	for _, p := range report.Problems() {
		f.log.Error("retention", "case", p.ID, "error", p.Err.Error())
	}
	values[cloud.MetricRetentionHeld], values[cloud.MetricRetentionFails] = float64(held), float64(report.Failed())
	if f.erases {
		values[cloud.MetricRetained] = float64(done)
	}
	return err
}
