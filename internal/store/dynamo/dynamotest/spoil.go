package dynamotest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
)

// throttles are the two answers of a table that has too much to do.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
var throttles = [2]http.HandlerFunc{
	refusal(http.StatusBadRequest, "ProvisionedThroughputExceededException"),
	refusal(http.StatusBadRequest, "ThrottlingException"),
}

// refusal answers as the service does when it refuses a request.
func refusal(status int, code string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"injected"}`, code)
	}
}

// hang gives no answer.
func (f *Faults) hang(_ http.ResponseWriter, r *http.Request) {
	f.abandoned(r)
	panic(http.ErrAbortHandler)
}

// abandoned waits until the client gives up or the test ends.
func (f *Faults) abandoned(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-f.closing:
	}
}

// late has the request done when nobody waits for it any more.
func (f *Faults) late(_ http.ResponseWriter, r *http.Request) {
	f.abandoned(r)
	f.proxy.ServeHTTP(httptest.NewRecorder(), r.WithContext(context.WithoutCancel(r.Context())))
	panic(http.ErrAbortHandler)
}

// lose has the request done and breaks the connection without an answer.
func (f *Faults) lose(_ http.ResponseWriter, r *http.Request) {
	f.proxy.ServeHTTP(httptest.NewRecorder(), r)
	panic(http.ErrAbortHandler)
}

// cut has the request done and breaks the connection halfway the answer.
func (f *Faults) cut(w http.ResponseWriter, r *http.Request) {
	answer := httptest.NewRecorder()
	f.proxy.ServeHTTP(answer, r)
	for k, v := range answer.Header() {
		w.Header()[k] = v
	}
	body := answer.Body.Bytes()
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
