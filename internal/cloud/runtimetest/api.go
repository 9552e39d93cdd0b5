package runtimetest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// api answers the calls of a runtime.
type api struct {
	mux     *http.ServeMux
	events  chan *event
	closed  chan struct{} // ends waiting calls when the test is over
	ready   chan struct{} // closed at the first call for an event
	readyAt time.Time     // set before ready is closed
	once    sync.Once

	mu      sync.Mutex
	number  int
	current *event // handed over and not answered
}

// event is one invocation.
type event struct {
	id       string
	body     []byte
	deadline time.Time
	result   chan result
}

type result struct {
	body []byte
	err  error
}

func newAPI() *api {
	a := &api{mux: http.NewServeMux(), events: make(chan *event), closed: make(chan struct{}), ready: make(chan struct{})}
	const runtime = "/2018-06-01/runtime/"
	a.mux.HandleFunc("GET "+runtime+"invocation/next", a.next)
	a.mux.HandleFunc("POST "+runtime+"invocation/{id}/response", a.response)
	a.mux.HandleFunc("POST "+runtime+"invocation/{id}/error", a.failure)
	a.mux.HandleFunc("POST "+runtime+"init/error", accepted)
	return a
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

func (a *api) close() { close(a.closed) }

// event makes an invocation with an ID in the form of a UUID.
func (a *api) event(body []byte, deadline time.Time) *event {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.number++
	return &event{id: fmt.Sprintf("%08x-0000-4000-8000-000000000000", a.number), body: body, deadline: deadline, result: make(chan result, 1)}
}

// next hands over the next event, however long that takes.
func (a *api) next(w http.ResponseWriter, r *http.Request) {
	a.once.Do(func() {
		a.readyAt = time.Now()
		close(a.ready)
	})
	select {
	case one := <-a.events:
		a.mu.Lock()
		a.current = one
		a.mu.Unlock()
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Lambda-Runtime-Aws-Request-Id", one.id)
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(one.deadline.UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:test")
		h.Set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0")
		_, _ = w.Write(one.body) // the process was killed: Invoke says so
	case <-r.Context().Done():
	case <-a.closed:
	}
}

// response takes the answer to the current event.
func (a *api) response(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil && r.Trailer.Get("Lambda-Runtime-Function-Error-Type") != "" {
		err = &FunctionError{Type: r.Trailer.Get("Lambda-Runtime-Function-Error-Type")}
	}
	a.finish(w, r, result{body, err})
}

// failure takes the report that the current event failed.
func (a *api) failure(w http.ResponseWriter, r *http.Request) {
	var report FunctionError
	if err := json.NewDecoder(r.Body).Decode(&report); err != nil {
		report = FunctionError{Message: "unreadable report", Type: "Runtime"}
	}
	a.finish(w, r, result{nil, &report})
}

// finish passes on the result, once, and only of the current event.
func (a *api) finish(w http.ResponseWriter, r *http.Request, got result) {
	a.mu.Lock()
	one := a.current
	if one == nil || one.id != r.PathValue("id") {
		a.mu.Unlock()
		http.Error(w, `{"errorType":"InvalidRequestID"}`, http.StatusBadRequest)
		return
	}
	a.current = nil
	a.mu.Unlock()
	accepted(w, r)
	one.result <- got
}

func accepted(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }
