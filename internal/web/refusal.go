package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/store"
)

// Refusal is an answer other than what was asked for.
type Refusal struct {
	Status int
	Key    string        // of its texts: refused.KEY.title and .text
	Again  bool          // worth trying again: the form comes back filled in
	After  time.Duration // for Retry-After; 0: not said
	Cause  error         // for the log, or nil
}

// Error is the key of the texts, with the cause when there is one.
func (r *Refusal) Error() string {
	if r.Cause != nil {
		return r.Key + ": " + r.Cause.Error()
	}
	return r.Key
}

// Unwrap is the cause.
func (r *Refusal) Unwrap() error { return r.Cause }

// Bad is the refusal of a post that no page of the site sends.
func Bad() *Refusal { return &Refusal{Status: http.StatusBadRequest, Key: "bad"} }

// NotFound is a Handler for paths where nothing is.
func NotFound(http.ResponseWriter, *Request) error {
	return &Refusal{Status: http.StatusNotFound, Key: "not_found"}
}

// ReadOnly is a Handler for every method but GET and HEAD on a page.
func ReadOnly(w http.ResponseWriter, _ *Request) error { return notAllowed(w, "GET, HEAD") }

// NotAllowed is a Handler for what remains where GET, HEAD and POST are answered.
func NotAllowed(w http.ResponseWriter, _ *Request) error { return notAllowed(w, "GET, HEAD, POST") }

func notAllowed(w http.ResponseWriter, allowed string) error {
	w.Header().Set("Allow", allowed)
	return &Refusal{Status: http.StatusMethodNotAllowed, Key: "method"}
}

// Refuse turns any error into the answer that belongs to it.
func Refuse(err error) *Refusal {
	var known *Refusal
	var limit *cases.LimitError
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &limit):
		return &Refusal{Status: http.StatusTooManyRequests, Key: "busy", Again: true, After: limit.After, Cause: err}
	case errors.Is(err, store.ErrUnavailable), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &Refusal{Status: http.StatusServiceUnavailable, Key: "unavailable", Again: true, After: time.Minute, Cause: err}
	}
	return &Refusal{Status: http.StatusInternalServerError, Key: "fault", Again: true, Cause: err}
}

// retryAfter writes whole seconds, at least one (RFC 9110, section 10.2.3).
func retryAfter(h http.Header, after time.Duration) {
	if after > 0 {
		h.Set("Retry-After", strconv.Itoa(max(1, int((after+time.Second-1)/time.Second))))
	}
}
