// Package web is what the handlers of pages with forms share: reading a post
// within limits, the token that makes one filled-in page one act, the address
// that a request counts for, and the one place where an error becomes a page
// and a line of the log.
//
// It knows no form and no case. A handler is a function that returns an error;
// what the visitor sees of it is drawn by whoever called Handle. Every answer
// is no-store unless the handler says otherwise, and the log holds nothing that
// a visitor typed, no address and no query.
package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"

	"mkbloket/templates"
)

// Config is what a Server needs. Set, Rand and Log are required.
type Config struct {
	Set  *templates.Set
	Rand io.Reader // crypto/rand.Reader; safe for concurrent use
	Log  *slog.Logger

	// TrustedHop says that exactly one proxy stands before the server and
	// appends the client's address to X-Forwarded-For. Otherwise that header
	// is ignored.
	TrustedHop bool
	// TrustedOrigins are the origins, such as https://example.org, that may
	// post besides the site itself.
	TrustedOrigins []string
}

// Server turns handlers into http.Handlers. It is safe for concurrent use.
type Server struct {
	config Config
	cross  *http.CrossOriginProtection
	turns  chan struct{} // holds one for each page that is being rendered
}

const renderers = 4 // pages rendered at the same time

// NewServer checks c and makes a Server of it.
func NewServer(c Config) (*Server, error) {
	if c.Set == nil || c.Rand == nil || c.Log == nil {
		return nil, errors.New("a required part of the configuration is missing")
	}
	s := &Server{config: c, cross: http.NewCrossOriginProtection(), turns: make(chan struct{}, renderers)}
	for _, origin := range c.TrustedOrigins {
		if err := s.cross.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("trusted origin: %w", err)
		}
	}
	return s, nil
}

// Request is a request with what is known about it so far.
type Request struct {
	*http.Request
	ID     string     // to quote to the desk; it stands in the log
	Lang   string     // in which it is answered
	Values url.Values // posted; nil: not read
}

// Handler answers a request or returns why it did not; *Refusal says what the
// visitor is told, and Refuse what is made of other errors.
type Handler func(http.ResponseWriter, *Request) error

// Draw makes the page of a refusal and names its template.
type Draw func(r *Request, why *Refusal) (template string, page *templates.Page)

// Handle is the one place where errors become answers and log lines. An empty
// lang is guessed from the request.
func (s *Server) Handle(lang string, draw Draw, next Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := &Request{Request: r, ID: s.requestID(r), Lang: lang}
		if req.Lang == "" {
			req.Lang = s.guessLanguage(r)
		}
		w.Header().Set("Cache-Control", "no-store")
		defer func() {
			if fault := recover(); fault != nil {
				s.config.Log.Error("panic", "id", req.ID, "route", r.Pattern, "stack", string(debug.Stack()))
				s.answer(w, req, draw, Refuse(fmt.Errorf("panic: %T", fault)))
			}
		}()
		if err := next(w, req); err != nil {
			s.answer(w, req, draw, Refuse(err))
		}
	})
}

// answer writes the page of a refusal and logs it, without anything typed.
func (s *Server) answer(w http.ResponseWriter, r *Request, draw Draw, why *Refusal) {
	log := s.config.Log.Info
	attributes := []any{"id", r.ID, "method", method(r.Method), "route", r.Pattern, "status", why.Status, "why", why.Key}
	if why.Status >= http.StatusInternalServerError && r.Context().Err() == nil { // not when the visitor went away
		log = s.config.Log.Error
	}
	if why.Cause != nil {
		attributes = append(attributes, "error", why.Cause.Error())
	}
	log("refused", attributes...)
	retryAfter(w.Header(), why.After)
	name, page := draw(r, why)
	if err := s.Write(w, why.Status, name, page); err != nil {
		s.config.Log.Error("answer", "id", r.ID, "error", err.Error())
	}
}

// Write renders a page completely before the first byte goes out.
func (s *Server) Write(w http.ResponseWriter, status int, name string, page *templates.Page) error {
	var b bytes.Buffer
	if err := s.render(&b, name, page); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return fmt.Errorf("render %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the visitor has gone: nothing to do
	return nil
}

// render waits for its turn: the largest page is a megabyte, and making many at
// once takes memory without being faster. Sending goes on outside the turn, so
// that a slow reader keeps nobody waiting.
func (s *Server) render(b *bytes.Buffer, name string, page *templates.Page) error {
	s.turns <- struct{}{}
	defer func() { <-s.turns }()
	return s.config.Set.Execute(b, name, page)
}
