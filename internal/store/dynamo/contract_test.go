package dynamo_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
	"mkbloket/internal/store/storetest"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// suiteIndexes are the indexes that storetest uses.
var suiteIndexes = []string{"queue", "person", "queue-p", "q", strings.Repeat("i", store.MaxIndexName)}

// desk is a fresh table with a client that meets no faults.
type desk struct {
	*dynamodb.Client
	table string
	now   func() time.Time
}

// newDesk makes a table with the indexes of the suite.
func newDesk(t testing.TB, now func() time.Time) *desk {
	t.Helper()
	c, table := dynamotest.Table(t, dynamotest.Local(t), suiteIndexes)
	return &desk{Client: c, table: table, now: now}
}

// via returns the store on the table of d with the client of c.
func (d *desk) via(t testing.TB, c aws.Config) *dynamo.Store {
	t.Helper()
	return d.with(t, dynamo.NewClient(c))
}

// plain returns the store that meets no faults.
func (d *desk) plain(t testing.TB) *dynamo.Store {
	t.Helper()
	return d.with(t, d.Client)
}

func (d *desk) with(t testing.TB, c *dynamodb.Client) *dynamo.Store {
	t.Helper()
	s, err := dynamo.New(dynamo.Config{Client: c, Table: d.table, Indexes: suiteIndexes, Now: d.now})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func record(id, body string) store.Record {
	return store.Record{ID: id, Body: []byte(body), Index: []store.Entry{{Index: "queue", Partition: "p", At: noon}}}
}

func TestStoreKeepsTheContract(t *testing.T) {
	t.Parallel()
	dynamotest.Local(t)
	storetest.Run(t, func(t *testing.T, now func() time.Time) store.Store {
		return newDesk(t, now).plain(t)
	})
}

// countsPlain counts past the proxy: Count says itself that a lost answer may
// count twice.
type countsPlain struct {
	*dynamo.Store
	plain *dynamo.Store
}

func (c countsPlain) Count(ctx context.Context, key string, window time.Duration, now time.Time) (int, error) {
	return c.plain.Count(ctx, key, window, now)
}

// hasty is a Retryer that hardly pauses between attempts, for tests in which
// only one caller is held up by the faults.
type hasty struct{ aws.Retryer }

// RetryDelay implements aws.Retryer.
func (hasty) RetryDelay(int, error) (time.Duration, error) { return time.Millisecond, nil }

// hastily returns the store on d with a client at endpoint that is hasty in
// sending again and patient in waiting for an answer.
func (d *desk) hastily(t testing.TB, endpoint string) *dynamo.Store {
	t.Helper()
	o := dynamo.NewClient(dynamotest.Patient(t, endpoint)).Options()
	o.Retryer = hasty{o.Retryer}
	return d.with(t, dynamodb.New(o))
}

func TestStoreOnABadLineKeepsTheContract(t *testing.T) {
	t.Parallel()
	faults := dynamotest.NewFaults(t, dynamotest.Local(t), rand.Uint64())
	faults.Set(dynamotest.Plan{Throttle: 0.2, Lost: 0.1, PerCall: spared})
	storetest.Run(t, func(t *testing.T, now func() time.Time) store.Store {
		d := newDesk(t, now)
		return countsPlain{d.hastily(t, faults.URL()), d.plain(t)}
	})
	if c := faults.Counts(); c.Lost < 100 || c.Throttled < 100 {
		t.Errorf("got %+v, want hundreds of faults", c)
	}
}

func TestThrottledCountsAreAllDifferent(t *testing.T) {
	t.Parallel()
	d := newDesk(t, time.Now)
	faults := dynamotest.NewFaults(t, dynamotest.Local(t), rand.Uint64())
	plan := dynamotest.Plan{Throttle: 0.5, PerCall: spared}
	faults.Set(plan)
	s := d.hastily(t, faults.URL())
	const most = clients * perHead
	var seen [most + 1]atomic.Int32
	together(func(int) {
		for range perHead {
			if n, err := s.Count(t.Context(), "k", time.Minute, noon); err != nil || n < 1 || n > most {
				t.Errorf("got %d, %v, want 1 to %d", n, err, most)
			} else {
				seen[n].Add(1)
			}
		}
	})
	for n := 1; n <= most; n++ {
		if got := seen[n].Load(); got != 1 {
			t.Errorf("got the number %d %d times, want once", n, got)
		}
	}
	if got, want := faults.Counts(), plan.InHundred(); !got.Holds(want) {
		t.Errorf("got %+v, want at least %+v", got, want)
	}
}
