package dynamotest_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// agrees starts a service that has nothing to say against any request.
func agrees(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, strings.NewReader("{}"))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// post sends a request and returns the status of its answer, 0 without one.
func post(ctx context.Context, url string) int {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader("{}"))
	if err != nil {
		return 0
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	defer got.Body.Close()
	if _, err := io.Copy(io.Discard, got.Body); err != nil {
		return 0
	}
	return got.StatusCode
}

// untilHeld returns a context that ends when a request is kept waiting.
func untilHeld(t *testing.T, f *dynamotest.Faults) context.Context {
	before := f.Counts()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		f.Await(func(c dynamotest.Counts) bool { return c.Hung+c.Late > before.Hung+before.Late })
		cancel()
	}()
	return ctx
}

func TestFaultsDoWhatThePlanSays(t *testing.T) {
	for _, c := range []struct {
		name   string
		plan   dynamotest.Plan
		status int // 0: no answer
		counts dynamotest.Counts
	}{
		{"pass", dynamotest.Plan{}, 200, dynamotest.Counts{Passed: 1}},
		{"throttle", dynamotest.Plan{Throttle: 1}, 400, dynamotest.Counts{Throttled: 1}},
		{"fault", dynamotest.Plan{Fault: 1}, 500, dynamotest.Counts{Faulted: 1}},
		{"hang", dynamotest.Plan{Hang: 1}, 0, dynamotest.Counts{Hung: 1}},
		{"late", dynamotest.Plan{Late: 1}, 0, dynamotest.Counts{Late: 1}},
		{"lost", dynamotest.Plan{Lost: 1}, 0, dynamotest.Counts{Lost: 1}},
	} {
		faults := dynamotest.NewFaults(t, agrees(t), 7)
		faults.Set(c.plan)
		ctx := t.Context()
		if c.plan.Hang+c.plan.Late > 0 {
			ctx = untilHeld(t, faults)
		}
		status := post(ctx, faults.URL())
		if got := faults.Counts(); status != c.status || got != c.counts {
			t.Errorf("%s: got status %d and %+v, want %d and %+v", c.name, status, got, c.status, c.counts)
		}
		faults.Settle()
	}
}

func TestEveryHundredRequestsMeetThePlanInAnyOrder(t *testing.T) {
	plan := dynamotest.Plan{Throttle: 0.25, Fault: 0.01, Lost: 0.14}
	want := dynamotest.Counts{Passed: 60, Throttled: 25, Faulted: 1, Lost: 14}
	for seed := range uint64(8) {
		faults := dynamotest.NewFaults(t, agrees(t), seed)
		for range 2 { // the second time the first hundred is not over
			begin := faults.Counts()
			faults.Set(plan)
			var all sync.WaitGroup
			for range 10 {
				all.Go(func() {
					for range 10 {
						post(t.Context(), faults.URL())
					}
				})
			}
			all.Wait()
			got := faults.Counts()
			if d := minus(got, begin); d != want {
				t.Errorf("seed %d: got %+v, want %+v", seed, d, want)
			}
			post(t.Context(), faults.URL())
		}
	}
}

// minus returns what was counted since b.
func minus(a, b dynamotest.Counts) dynamotest.Counts {
	return dynamotest.Counts{Passed: a.Passed - b.Passed, Throttled: a.Throttled - b.Throttled, Faulted: a.Faulted - b.Faulted,
		Hung: a.Hung - b.Hung, Late: a.Late - b.Late, Lost: a.Lost - b.Lost}
}

func TestCallIsLeftAloneAfterItsShareOfFaults(t *testing.T) {
	faults := dynamotest.NewFaults(t, agrees(t), 7)
	faults.Set(dynamotest.Plan{Throttle: 1, PerCall: 3})
	c := dynamo.NewClient(dynamotest.AWSConfig(faults.URL()))
	for call := 1; call <= 2; call++ {
		if _, err := c.ListTables(t.Context(), &dynamodb.ListTablesInput{}); err != nil {
			t.Errorf("call %d: got %v, want success", call, err)
		}
		if got, want := faults.Counts(), (dynamotest.Counts{Throttled: 3 * call, Passed: call}); got != want {
			t.Errorf("call %d: got %+v, want %+v", call, got, want)
		}
	}
}

func TestCountsHoldOthersWhenNoneIsLess(t *testing.T) {
	a := dynamotest.Plan{Throttle: 0.2, Fault: 0.1, Hang: 0.1, Late: 0.1, Lost: 0.1}.InHundred()
	if !a.Holds(a) || !a.Holds(dynamotest.Counts{}) {
		t.Errorf("got %+v not holding itself and nothing, want it to", a)
	}
	for _, more := range []dynamotest.Counts{{Passed: 41}, {Throttled: 21}, {Faulted: 11}, {Hung: 11}, {Late: 11}, {Lost: 11}} {
		if a.Holds(more) {
			t.Errorf("got %+v holding %+v, want it not to", a, more)
		}
	}
}

func TestLostAndLateRequestsAreDoneAllTheSame(t *testing.T) {
	endpoint := dynamotest.Local(t)
	plain, table := dynamotest.Table(t, endpoint, []string{"queue"})
	faults := dynamotest.NewFaults(t, endpoint, 7)
	config := dynamotest.AWSConfig(faults.URL())
	config.HTTPClient = http.DefaultClient
	spoilt := dynamodb.NewFromConfig(config, func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })
	for name, plan := range map[string]dynamotest.Plan{"lost": {Lost: 1}, "late": {Late: 1}} {
		faults.Set(plan)
		for i := range 4 {
			ctx := t.Context()
			if plan.Late > 0 {
				ctx = untilHeld(t, faults)
			}
			key := map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: fmt.Sprint(name, i)}}
			if _, err := spoilt.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: key}); err == nil {
				t.Errorf("%s: got an answer, want none", name)
			}
			faults.Settle()
			got, err := plain.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: key})
			if err != nil || got.Item == nil {
				t.Errorf("%s: got %v, %v, want the item there", name, got, err)
			}
		}
	}
}
