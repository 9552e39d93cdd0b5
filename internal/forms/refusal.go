package forms

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/store"
)

// refusal is an answer other than what was asked for.
type refusal struct {
	status int
	key    string        // of its texts: refused.KEY.title and .text
	again  bool          // worth trying again: the form comes back filled in
	after  time.Duration // for Retry-After; 0: not said
	cause  error         // for the log, or nil
}

func (r *refusal) Error() string {
	if r.cause != nil {
		return r.key + ": " + r.cause.Error()
	}
	return r.key
}

func (r *refusal) Unwrap() error { return r.cause }

func notFound(http.ResponseWriter, *request) error {
	return &refusal{status: http.StatusNotFound, key: "not_found"}
}

// readOnly refuses every method but GET and HEAD on a page.
func readOnly(w http.ResponseWriter, _ *request) error {
	w.Header().Set("Allow", "GET, HEAD")
	return &refusal{status: http.StatusMethodNotAllowed, key: "method"}
}

func notAllowed(w http.ResponseWriter, _ *request) error {
	w.Header().Set("Allow", "GET, HEAD, POST")
	return &refusal{status: http.StatusMethodNotAllowed, key: "method"}
}

// refuse turns any error into the answer that belongs to it.
func refuse(err error) *refusal {
	var known *refusal
	var limit *cases.LimitError
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &limit):
		return &refusal{status: http.StatusTooManyRequests, key: "busy", again: true, after: limit.After, cause: err}
	case errors.Is(err, store.ErrUnavailable), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &refusal{status: http.StatusServiceUnavailable, key: "unavailable", again: true, after: time.Minute, cause: err}
	}
	return &refusal{status: http.StatusInternalServerError, key: "fault", again: true, cause: err}
}

// retryAfter writes whole seconds, at least one (RFC 9110, section 10.2.3).
func retryAfter(h http.Header, after time.Duration) {
	if after > 0 {
		h.Set("Retry-After", strconv.Itoa(max(1, int((after+time.Second-1)/time.Second))))
	}
}
