package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"mkbloket/internal/cloud"
	"mkbloket/internal/store"
)

// recordPrefix begins the key of an item that is a record; package dynamo keeps
// counters and records in one table.
const recordPrefix = "case#"

// streamEvent is the part of an event of a table's stream that is used: which
// item changed. The stream holds keys only, and whatever it would hold more
// would be older than the table itself.
// https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
type streamEvent struct {
	Records []struct {
		Change struct {
			Keys map[string]struct {
				S string
			}
			SequenceNumber string
		} `json:"dynamodb"`
	}
}

// streamResult names the first record that failed. Lambda sends it and all
// after it again.
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
type streamResult struct {
	Failures []streamFailure `json:"batchItemFailures"`
}

type streamFailure struct {
	SequenceNumber string `json:"itemIdentifier"`
}

// stream sends the due mail of each case that changed, once for each case. A
// record that fails does not hold up those after it, except when the store
// itself does not answer.
func (f *notifier) stream(ctx context.Context, event json.RawMessage) (streamResult, error) {
	var e streamEvent
	if err := json.Unmarshal(event, &e); err != nil {
		return streamResult{}, fmt.Errorf("read stream: %w", err)
	}
	limited, cancel := cloud.Budget(ctx)
	defer cancel()
	result := streamResult{Failures: []streamFailure{}}
	done := map[string]bool{}
	for _, r := range e.Records {
		id, isRecord := strings.CutPrefix(r.Change.Keys["id"].S, recordPrefix)
		if !isRecord || done[id] {
			continue
		}
		done[id] = true
		err := f.deliver(limited, id)
		if limited.Err() != nil {
			f.log.Warn("time is up, the schedule sends the rest", "error", fmt.Sprint(err))
			return result, nil
		}
		if err != nil && len(result.Failures) == 0 {
			result.Failures = append(result.Failures, streamFailure{r.Change.SequenceNumber})
		}
		if errors.Is(err, store.ErrUnavailable) {
			return result, nil
		}
	}
	return result, nil
}

func (f *notifier) deliver(ctx context.Context, id string) error {
	sent, err := f.outbox.DeliverCase(ctx, id)
	if err != nil {
		f.log.Error("deliver", "case", id, "error", err.Error())
		return err
	}
	if sent > 0 {
		f.log.Info("mail", "case", id, "sent", sent)
	}
	return nil
}
