package dynamo_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// answer is what comes back over a line.
type answer = func(send func() (*http.Response, error)) (*http.Response, error)

// line is an HTTP client that lets a test decide what becomes of each request,
// by the name of the operation and its number, from 1. It sends the others.
type line struct {
	decide func(op string, n int) answer

	mu   sync.Mutex
	seen map[string]int
}

// Do implements dynamodb.HTTPClient.
func (l *line) Do(r *http.Request) (*http.Response, error) {
	_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	send := func() (*http.Response, error) { return http.DefaultClient.Do(r) }
	if do := l.decide(op, l.next(op)); do != nil {
		return do(send)
	}
	return send()
}

// next counts a request and returns its number.
func (l *line) next(op string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen == nil {
		l.seen = map[string]int{}
	}
	l.seen[op]++
	return l.seen[op]
}

// over returns the store on d with all its requests over a line.
func (d *desk) over(t *testing.T, l *line) *dynamo.Store {
	t.Helper()
	c := dynamotest.AWSConfig(dynamotest.Local(t))
	c.HTTPClient = l
	return d.via(t, c)
}

// lost has the request done and gives no answer.
func lost(send func() (*http.Response, error)) (*http.Response, error) {
	got, err := send()
	if err != nil {
		return nil, err
	}
	return nil, errors.Join(errors.New("connection reset"), got.Body.Close())
}

// unsent gives no answer and has nothing done.
func unsent(func() (*http.Response, error)) (*http.Response, error) {
	return nil, errors.New("connection reset")
}

// says answers in the place of the service.
func says(status int, body string) answer {
	return func(func() (*http.Response, error)) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
			Body: io.NopCloser(bytes.NewReader([]byte(body))),
		}, nil
	}
}

// refuses answers that the service will not do it, with a message.
func refuses(code, message string) answer {
	return says(http.StatusBadRequest, fmt.Sprintf(`{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":%q}`, code, message))
}
