// Package httpapi lets an http.Handler answer the events of an API Gateway HTTP
// API (payload format 2.0), so that the handlers behind the local server and
// those on AWS are the same.
//
// Handler makes an *http.Request of an event, calls the handler in memory and
// makes the answer of what it wrote. It also does what a server around a
// handler does: it lets nobody in who came past the CDN, finds the address of
// the visitor, sets the security headers, keeps a panic from ending the
// process, and sends no body for HEAD. It opens no connection and starts no
// goroutine. Limits on the size of a body are the handler's own.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
package httpapi

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"mkbloket/internal/headers"
)

// OriginHeader is the request header in which the CDN proves that it sent the
// request (an origin custom header of CloudFront).
const OriginHeader = "X-Origin-Secret"

// Config is what Handler needs.
type Config struct {
	Host         string       // of the site, as visitors see it: becomes Request.Host
	OriginSecret string       // what OriginHeader must hold; empty: nobody gets in
	Log          *slog.Logger // gets panics and answers that could not be sent
}

// Handler gives the function that answers an event with next. It always gives
// an answer and never an error, whatever is in the event. It is safe for
// concurrent use when next is.
func Handler(next http.Handler, c Config) func(context.Context, Request) (Response, error) {
	a := adapter{config: c, next: headers.Middleware(next)}
	a.forbidden = headers.Middleware(plain(http.StatusForbidden, "Dit adres is alleen via de website te bereiken."))
	a.bad = headers.Middleware(plain(http.StatusBadRequest, "Het verzoek kwam niet goed over. Probeer het nog eens."))
	a.fault = headers.Middleware(plain(http.StatusInternalServerError, "Er is een storing. Probeer het later nog eens."))
	return func(ctx context.Context, e Request) (Response, error) { return a.answer(ctx, e), nil }
}

type adapter struct {
	config                Config
	next                  http.Handler
	forbidden, bad, fault http.Handler
}

// plain answers with one line of text: there may be no template to draw it with.
func plain(status int, text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, text, status)
	})
}

func (a *adapter) answer(ctx context.Context, e Request) Response {
	r, err := e.request(ctx, a.config.Host)
	if r.Method == "" {
		r.Method = http.MethodGet // for the pages below
	}
	next := a.next
	switch {
	case !a.fromCDN(r.Header.Get(OriginHeader)):
		next = a.forbidden
	case err != nil:
		next = a.bad
	}
	for _, name := range hidden {
		r.Header.Del(name)
	}
	w, ok := a.serve(next, r)
	if ok && len(w.body) > maxBody {
		a.config.Log.Error("answer too large", "bytes", len(w.body))
		ok = false
	}
	if !ok {
		w, _ = a.serve(a.fault, r)
	}
	return w.response(r.Method)
}

// hidden are request headers that no handler gets to see: the secret, and what
// a client could make up, for which the Request has fields of its own.
var hidden = []string{OriginHeader, "Cloudfront-Viewer-Address", "X-Forwarded-For", "Forwarded"}

// fromCDN compares in constant time, also when the lengths differ.
func (a *adapter) fromCDN(secret string) bool {
	got, want := sha256.Sum256([]byte(secret)), sha256.Sum256([]byte(a.config.OriginSecret))
	return a.config.OriginSecret != "" && subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// serve calls next; ok is false when it panicked. What was written until then
// is dropped: nothing has gone out yet.
func (a *adapter) serve(next http.Handler, r *http.Request) (w *recorder, ok bool) {
	defer func() {
		if fault := recover(); fault != nil {
			a.config.Log.Error("panic", "type", fmt.Sprintf("%T", fault), "stack", string(debug.Stack()))
			w, ok = &recorder{header: http.Header{}}, false
		}
	}()
	w = &recorder{header: http.Header{}}
	next.ServeHTTP(w, r)
	return w, true
}
