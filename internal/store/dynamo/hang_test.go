package dynamo_test

import (
	"context"
	"testing"
	"time"

	"mkbloket/internal/store/dynamo/dynamotest"
)

func TestHangingTableIsGivenUpInTime(t *testing.T) {
	t.Parallel()
	d := newDesk(t, time.Now)
	faults := dynamotest.NewFaults(t, dynamotest.Local(t), 1)
	s := d.via(t, dynamotest.AWSConfig(faults.URL()))
	faults.Set(dynamotest.Plan{Hang: 1})
	begin := time.Now()
	err := within(t, func(ctx context.Context) error {
		_, err := s.Create(ctx, record("a", ""))
		return err
	})
	if took := time.Since(begin); !uncertain(err) || took > budget+time.Second {
		t.Errorf("got %v after %v, want unavailable or deadline within %v", err, took, budget)
	}
	if n := faults.Counts().Hung; n < 3 {
		t.Errorf("got %d attempts, want several: a hang is tried again", n)
	}
}

func TestOneHangDoesNotFailACall(t *testing.T) {
	t.Parallel()
	d := newDesk(t, time.Now)
	faults := dynamotest.NewFaults(t, dynamotest.Local(t), 1)
	s := d.via(t, dynamotest.AWSConfig(faults.URL()))
	faults.Set(dynamotest.Plan{Hang: 1})
	done := make(chan error, 1)
	go func() {
		done <- within(t, func(ctx context.Context) error {
			_, err := s.Create(ctx, record("a", ""))
			return err
		})
	}()
	faults.Await(func(c dynamotest.Counts) bool { return c.Hung > 0 })
	faults.Set(dynamotest.Plan{})
	if err := <-done; err != nil {
		t.Errorf("got %v, want success at the second attempt", err)
	}
}
