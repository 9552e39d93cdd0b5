package dynamo_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"mkbloket/internal/store/dynamo/dynamotest"
)

// recorder is an HTTP client that notes of each request its operation and
// whether it asks for a consistent read. One caller uses it at a time.
type recorder struct{ seen []string }

// Do implements dynamodb.HTTPClient.
func (c *recorder) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var asked struct {
		ConsistentRead bool
		RequestItems   map[string]struct{ ConsistentRead bool }
	}
	if err := json.Unmarshal(body, &asked); err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	consistent := asked.ConsistentRead
	for _, table := range asked.RequestItems { // there is one
		consistent = table.ConsistentRead
	}
	_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if consistent {
		op += " consistent"
	}
	c.seen = append(c.seen, op)
	return http.DefaultClient.Do(r)
}

// DynamoDB Local reads what was written last in any case; the service does so
// only when it is asked. An index cannot be asked, and a purge need not know
// the latest: its deletes have conditions.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
func TestReadsAreConsistentWhereTheContractNeedsIt(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"create": {"PutItem"},
		"get":    {"GetItem consistent"},
		"update": {"UpdateItem"},
		"list":   {"Query", "BatchGetItem consistent"},
		"all":    {"Scan consistent"},
		"delete": {"GetItem consistent", "DeleteItem"},
		"count":  {"UpdateItem"},
		"purge":  {"Scan"},
	} {
		d := newDesk(t, noonClock)
		if name != "create" {
			creates(t, d.plain(t))
		}
		requests := &recorder{}
		c := dynamotest.AWSConfig(dynamotest.Local(t))
		c.HTTPClient = requests
		if err := calls[name](t.Context(), d.via(t, c)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !slices.Equal(requests.seen, want) {
			t.Errorf("%s: got %q, want %q", name, requests.seen, want)
		}
	}
}
