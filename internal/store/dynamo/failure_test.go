package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
)

func noonClock() time.Time { return noon }

// calls are all methods that go to the table.
var calls = map[string]func(context.Context, *dynamo.Store) error{
	"create": func(ctx context.Context, s *dynamo.Store) error {
		_, err := s.Create(ctx, record("a", "x"))
		return err
	},
	"get": func(ctx context.Context, s *dynamo.Store) error { _, err := s.Get(ctx, "a"); return err },
	"update": func(ctx context.Context, s *dynamo.Store) error {
		_, err := s.Update(ctx, "a", 1, record("a", "x"))
		return err
	},
	"list": func(ctx context.Context, s *dynamo.Store) error {
		_, _, err := s.List(ctx, "queue", "p", store.Page{})
		return err
	},
	"all":    func(ctx context.Context, s *dynamo.Store) error { _, _, err := s.All(ctx, ""); return err },
	"delete": func(ctx context.Context, s *dynamo.Store) error { return s.Delete(ctx, "a", 1) },
	"count": func(ctx context.Context, s *dynamo.Store) error {
		_, err := s.Count(ctx, "k", time.Minute, noon)
		return err
	},
	"purge": func(ctx context.Context, s *dynamo.Store) error { _, err := s.Purge(ctx); return err },
}

func TestRefusalOfTheServiceIsUnavailableAtOnceAndTellsNoValues(t *testing.T) {
	t.Parallel()
	d := &desk{table: "none", now: noonClock}
	for _, code := range []string{"AccessDeniedException", "ResourceNotFoundException", "ValidationException", "ExpiredTokenException"} {
		for name, call := range calls {
			n := 0
			c := dynamotest.AWSConfig("http://127.0.0.1:1")
			c.HTTPClient = &line{decide: func(string, int) answer {
				n++
				return refuses(code, "the value 'canary' is wrong")
			}}
			err := call(t.Context(), d.via(t, c))
			if !errors.Is(err, store.ErrUnavailable) || !strings.Contains(fmt.Sprint(err), code) || strings.Contains(fmt.Sprint(err), "canary") {
				t.Errorf("%s, %s: got %v, want unavailable with the code and no values", code, name, err)
			}
			if n != 1 {
				t.Errorf("%s, %s: got %d attempts, want 1", code, name, n)
			}
		}
	}
}

func TestThrottledCallGivesUpAfterItsAttempts(t *testing.T) {
	t.Parallel()
	d := newDesk(t, noonClock)
	faults := dynamotest.NewFaults(t, dynamotest.Local(t), 1)
	faults.Set(dynamotest.Plan{Throttle: 1})
	_, err := d.via(t, dynamotest.AWSConfig(faults.URL())).Get(t.Context(), "a")
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
	if got := faults.Counts().Throttled; got != 16 {
		t.Errorf("got %d attempts, want 16", got)
	}
}

func TestContextEndsACallThatHangs(t *testing.T) {
	t.Parallel()
	d := newDesk(t, noonClock)
	for name, call := range calls {
		faults := dynamotest.NewFaults(t, dynamotest.Local(t), 1)
		faults.Set(dynamotest.Plan{Hang: 1})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- call(ctx, d.via(t, dynamotest.AWSConfig(faults.URL()))) }()
		faults.Await(func(c dynamotest.Counts) bool { return c.Hung > 0 })
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s: got %v, want context.Canceled", name, err)
		}
	}
}

func TestPurgeThatFailsHalfwaySaysHowManyWent(t *testing.T) {
	t.Parallel()
	d := newDesk(t, noonClock)
	plain := d.plain(t)
	const expired, removed = 40, 17
	for i := range expired {
		r := record(fmt.Sprint("old-", i), "")
		r.ExpiresAt = noon
		if _, err := plain.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	s := d.over(t, &line{decide: func(op string, n int) answer {
		if op == "DeleteItem" && n > removed {
			return refuses("AccessDeniedException", "")
		}
		return nil
	}})
	if n, err := s.Purge(t.Context()); !errors.Is(err, store.ErrUnavailable) || n != removed {
		t.Errorf("got %d, %v, want %d and unavailable", n, err, removed)
	}
	if n, err := plain.Purge(t.Context()); err != nil || n != expired-removed {
		t.Errorf("the rest: got %d, %v, want %d", n, err, expired-removed)
	}
}

func TestPurgeRemovesOldCountersWithoutCountingThem(t *testing.T) {
	t.Parallel()
	now := noon
	d := newDesk(t, func() time.Time { return now })
	s := d.plain(t)
	for _, key := range []string{"k", "other"} {
		if _, err := s.Count(t.Context(), key, time.Minute, noon); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ later, items int }{{59, 2}, {60, 0}} {
		now = noon.Add(time.Duration(c.later) * time.Second)
		if n, err := s.Purge(t.Context()); err != nil || n != 0 {
			t.Errorf("%d s later: got %d, %v, want 0", c.later, n, err)
		}
		out, err := d.Scan(t.Context(), &dynamodb.ScanInput{TableName: &d.table})
		if err != nil || len(out.Items) != c.items {
			t.Errorf("%d s later: got %d items, %v, want %d", c.later, len(out.Items), err, c.items)
		}
	}
}

func TestUnreadableItemIsCorrupt(t *testing.T) {
	dynamotest.Local(t)
	t.Parallel()
	s := func(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
	n := func(v string) types.AttributeValue { return &types.AttributeValueMemberN{Value: v} }
	for name, change := range map[string]func(map[string]types.AttributeValue){
		"no version":              func(it map[string]types.AttributeValue) { delete(it, "version") },
		"version 0":               func(it map[string]types.AttributeValue) { it["version"] = n("0") },
		"version 1.5":             func(it map[string]types.AttributeValue) { it["version"] = n("1.5") },
		"no body":                 func(it map[string]types.AttributeValue) { delete(it, "body") },
		"body as text":            func(it map[string]types.AttributeValue) { it["body"] = s("x") },
		"expiry in another form":  func(it map[string]types.AttributeValue) { it["expires"] = s("2027-01-01") },
		"expiry as number":        func(it map[string]types.AttributeValue) { it["expires"] = n("1") },
		"entry of another record": func(it map[string]types.AttributeValue) { it["queue_at"] = s("2026-03-02T12:00:00.000000000Z#b") },
		"entry without partition": func(it map[string]types.AttributeValue) { delete(it, "queue") },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, noonClock)
			plain := d.plain(t)
			if _, err := plain.Create(t.Context(), record("a", "x")); err != nil {
				t.Fatal(err)
			}
			out, err := d.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &d.table,
				Key: map[string]types.AttributeValue{"id": s("case#a")}})
			if err != nil {
				t.Fatal(err)
			}
			change(out.Item)
			if _, err := d.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &d.table, Item: out.Item}); err != nil {
				t.Fatal(err)
			}
			for _, method := range []string{"get", "all"} {
				if err := calls[method](t.Context(), plain); !errors.Is(err, store.ErrCorrupt) {
					t.Errorf("%s: got %v, want ErrCorrupt", method, err)
				}
			}
		})
	}
}

func TestPurgeGoesAroundAnUnreadableItem(t *testing.T) {
	t.Parallel()
	d := newDesk(t, noonClock)
	s := d.plain(t)
	for _, id := range []string{"a", "b", "c"} {
		r := record(id, "x")
		r.ExpiresAt = noon
		if _, err := s.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{TableName: &d.table,
		Key:              map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: "case#b"}},
		UpdateExpression: aws.String("REMOVE marks"),
	}); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Purge(t.Context()); n != 2 || !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("got %d, %v, want 2 and ErrCorrupt", n, err)
	}
}

func TestUnreadableAnswerIsAskedForAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t, noonClock)
	if _, err := d.plain(t).Create(t.Context(), record("a", "x")); err != nil {
		t.Fatal(err)
	}
	answers := []answer{says(http.StatusOK, `{"Item":{"id":{"S":"ca`), says(http.StatusOK, "<html>"), says(http.StatusBadGateway, "<html>")}
	s := d.over(t, &line{decide: func(_ string, n int) answer {
		if n <= len(answers) {
			return answers[n-1]
		}
		return nil
	}})
	if got, err := s.Get(t.Context(), "a"); err != nil || string(got.Body) != "x" {
		t.Errorf("got %q, %v, want x", got.Body, err)
	}
}
