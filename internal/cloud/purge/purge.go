// Package purge is the Lambda function that removes expired records, for a
// schedule. The table removes them too, but promises no time; a run of this
// function is the proof that nothing expired is kept.
package purge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"mkbloket/internal/cloud"
	"mkbloket/internal/store/dynamo"
)

// Function is the function. It writes the metrics Purged and PurgeRuns.
func Function() cloud.Function {
	return cloud.Function{Name: cloud.Purge, Open: func(p cloud.Process) (any, error) {
		db, err := dynamo.New(dynamo.Config{Client: dynamo.NewClient(p.DynamoDB), Table: p.Table, Now: time.Now})
		if err != nil {
			return nil, err
		}
		return (&purger{store: db, log: p.Log, metrics: p.Metrics}).handle, nil
	}}
}

type purger struct {
	store interface {
		Purge(context.Context) (int, error)
	}
	log     *slog.Logger
	metrics *cloud.Metrics
}

// handle removes what has expired, whatever the event holds. With an error
// Lambda tries again, which finds what is left.
func (f *purger) handle(ctx context.Context, _ json.RawMessage) error {
	ctx, cancel := cloud.Budget(ctx)
	defer cancel()
	n, err := f.store.Purge(ctx)
	values := map[string]float64{cloud.MetricPurged: float64(n)}
	if err == nil {
		values[cloud.MetricPurgeRuns] = 1
		f.log.Info("purged", "records", n)
	} else {
		err = fmt.Errorf("purge after %d records: %w", n, err)
	}
	return errors.Join(err, f.metrics.Put(values))
}
