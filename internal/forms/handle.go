package forms

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"mkbloket/templates"
)

// request is a request with what is known about it so far.
type request struct {
	*http.Request
	id     string
	lang   string
	form   definition
	values url.Values // posted; nil: not read
	draft  *draft     // the form as it was filled in, once it was decoded
}

type handler func(http.ResponseWriter, *request) error

// handle is the one place where errors become answers and log lines.
func (f *Forms) handle(lang string, form definition, next handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := &request{Request: r, id: f.requestID(r), lang: lang, form: form}
		if req.lang == "" {
			req.lang = f.guessLanguage(r)
		}
		w.Header().Set("Cache-Control", "no-store")
		defer func() {
			if fault := recover(); fault != nil {
				f.config.Log.Error("panic", "id", req.id, "route", r.Pattern, "stack", string(debug.Stack()))
				f.answer(w, req, refuse(fmt.Errorf("panic: %T", fault)))
			}
		}()
		if err := next(w, req); err != nil {
			f.answer(w, req, refuse(err))
		}
	})
}

// answer writes the page of a refusal and logs it, without anything typed.
func (f *Forms) answer(w http.ResponseWriter, r *request, why *refusal) {
	log := f.config.Log.Info
	attributes := []any{"id", r.id, "method", method(r.Method), "route", r.Pattern, "status", why.status, "why", why.key}
	if why.status >= http.StatusInternalServerError && r.Context().Err() == nil { // not when the visitor went away
		log = f.config.Log.Error
	}
	if why.cause != nil {
		attributes = append(attributes, "error", why.cause.Error())
	}
	log("refused", attributes...)
	retryAfter(w.Header(), why.after)
	if err := f.writeRefusal(w, r, why); err != nil {
		f.config.Log.Error("answer", "id", r.id, "error", err.Error())
	}
}

func (f *Forms) writeRefusal(w http.ResponseWriter, r *request, why *refusal) error {
	name, page := f.refusalPage(r, why)
	return f.write(w, why.status, name, page)
}

// refusalPage is the form with everything in it when sending again is useful,
// and otherwise a page with what was typed as text.
func (f *Forms) refusalPage(r *request, why *refusal) (string, *templates.Page) {
	if why.again && r.draft != nil {
		d := *r.draft
		d.notice = f.config.Set.Text(r.lang, "refused."+why.key+".text") +
			" " + f.config.Set.Text(r.lang, "refused.number", "id", r.id)
		page := f.pages.form(d)
		page.Error = true
		return "form", page
	}
	answers := f.pages.typed(r.lang, r.form, r.values)
	return "refused", f.pages.refused(r.lang, r.form, why.key, Refused{Status: why.status, ID: r.id, Answers: answers})
}

// write renders a page completely before the first byte goes out.
func (f *Forms) write(w http.ResponseWriter, status int, name string, page *templates.Page) error {
	var b bytes.Buffer
	if err := f.render(&b, name, page); err != nil {
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
func (f *Forms) render(b *bytes.Buffer, name string, page *templates.Page) error {
	f.turns <- struct{}{}
	defer func() { <-f.turns }()
	return f.config.Set.Execute(b, name, page)
}

// guessLanguage takes the language of the page that the visitor comes from, or
// else the first one the browser asks for that the site has.
func (f *Forms) guessLanguage(r *http.Request) string {
	languages := f.config.Set.Languages()
	if u, err := url.Parse(r.Referer()); err == nil && u.Host == r.Host && u.Host != "" {
		return prefixed(languages, u.Path)
	}
	if lang := prefixed(languages, r.URL.Path); lang != languages[0] {
		return lang
	}
	for _, wanted := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(wanted), ";")
		tag, _, _ = strings.Cut(tag, "-")
		for _, lang := range languages {
			if strings.EqualFold(tag, lang) {
				return lang
			}
		}
	}
	return languages[0]
}

// prefixed is the language of an address: the one whose prefix it has.
func prefixed(languages []string, path string) string {
	for _, lang := range languages[1:] {
		if strings.HasPrefix(path, "/"+lang+"/") {
			return lang
		}
	}
	return languages[0]
}

// requestID names a request in the log and on the page: as the server around
// the handler does, or with a number of its own.
func (f *Forms) requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); len(id) == 12 && strings.Trim(id, "0123456789abcdef") == "" {
		return id
	}
	var b [6]byte
	if _, err := io.ReadFull(f.config.Rand, b[:]); err != nil {
		return "unnumbered"
	}
	return hex.EncodeToString(b[:])
}

// method keeps what a client calls its method out of the log unless it is known.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}
