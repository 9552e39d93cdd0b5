package dynamo_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
)

func TestNewRefusesWhatCanNeverWork(t *testing.T) {
	c := dynamo.NewClient(dynamotest.AWSConfig("http://127.0.0.1:1"))
	many := make([]string, 21)
	for i := range many {
		many[i] = fmt.Sprint("x", i)
	}
	for name, config := range map[string]dynamo.Config{
		"no client":             {Table: "t", Now: time.Now},
		"no table":              {Client: c, Now: time.Now},
		"no clock":              {Client: c, Table: "t"},
		"capital in an index":   {Client: c, Table: "t", Now: time.Now, Indexes: []string{"Queue"}},
		"index twice":           {Client: c, Table: "t", Now: time.Now, Indexes: []string{"a", "b", "a"}},
		"index of an attribute": {Client: c, Table: "t", Now: time.Now, Indexes: []string{"ttl"}},
		"too many indexes":      {Client: c, Table: "t", Now: time.Now, Indexes: many},
	} {
		if _, err := dynamo.New(config); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
}

func TestUnknownIndexIsRefusedBeforeAnyCall(t *testing.T) {
	c := dynamotest.AWSConfig("http://127.0.0.1:1")
	c.HTTPClient = &line{decide: func(op string, _ int) answer {
		t.Errorf("got a call of %s, want none", op)
		return unsent
	}}
	s := (&desk{table: "none", now: noonClock}).via(t, c)
	r := record("a", "")
	r.Index[0].Index = "unknown"
	_, created := s.Create(t.Context(), r)
	_, updated := s.Update(t.Context(), "a", 1, r)
	_, _, listed := s.List(t.Context(), "unknown", "p", store.Page{})
	for name, err := range map[string]error{"create": created, "update": updated, "list": listed} {
		if !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
}

func TestSchemaHasOneKeysOnlyIndexForEachName(t *testing.T) {
	in := dynamo.Schema("loket", []string{"queue", "q"})
	if in.BillingMode != types.BillingModePayPerRequest || in.StreamSpecification.StreamViewType != types.StreamViewTypeKeysOnly {
		t.Errorf("got %v and %v, want on demand and keys only", in.BillingMode, in.StreamSpecification.StreamViewType)
	}
	var names []string
	for _, a := range in.AttributeDefinitions {
		names = append(names, *a.AttributeName)
	}
	if want := []string{"id", "queue", "queue_at", "q", "q_at"}; !slices.Equal(names, want) {
		t.Errorf("got attributes %q, want %q", names, want)
	}
	var got []string
	for _, x := range in.GlobalSecondaryIndexes {
		got = append(got, fmt.Sprint(*x.IndexName, *x.KeySchema[0].AttributeName, *x.KeySchema[1].AttributeName, x.Projection.ProjectionType))
	}
	if want := []string{"queuequeuequeue_atKEYS_ONLY", "q__qq_atKEYS_ONLY"}; !slices.Equal(got, want) {
		t.Errorf("got indexes %q, want %q", got, want)
	}
}
