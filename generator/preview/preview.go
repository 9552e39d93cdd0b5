// Package preview is the local server: the site as it was built last, the
// forms, and a browser that follows what an editor writes.
//
//	request ─▶ headers ─▶ access log, panic ─▶ host ─▶ /healthz /readyz
//	                                                   /balie/, or a name of its own ─▶ package desk
//	                                                   /api/ and form pages ─▶ package forms
//	                                                   /_reload /_problems (while developing)
//	                                                   everything else ─▶ Files
//
// Files answers from memory and only for addresses it was given, so there are
// no listings and no paths to climb. Swap puts new Files in place between two
// requests. When content has a mistake the last good site stays up; the open
// page is sent to a list of what must be mended, and back afterwards.
//
// The package builds nothing itself: it is handed the files.
package preview

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"mkbloket/generator/content"
	"mkbloket/internal/headers"
)

// Config is what New needs. Only Files and Log are required.
type Config struct {
	Files *Files
	Log   *slog.Logger

	// Forms answers /api/ and the addresses in FormPaths, such as
	// "/en/vraag-stellen/", with all that lies below them. Nil: no forms.
	Forms     http.Handler
	FormPaths []string

	// Desk answers /balie/ and what lies below it, for staff. With DeskHost, a name
	// without port, it answers under that name only, and nothing else but assets
	// does there. Nil: no desk.
	Desk     http.Handler
	DeskHost string

	// Ready reports whether the store can be written, for /readyz. Nil: always.
	Ready func(context.Context) error

	// Hosts are the names, without port, that requests may be addressed to;
	// any loopback name is allowed as well. Empty: every host. Behind loopback
	// this stops foreign pages that point their own name here (DNS rebinding).
	Hosts []string

	// Reload is for development: /_reload, /_reload.js and /_problems exist,
	// and pages are not kept by the browser.
	Reload bool
}

// Handler serves one site. It is safe for concurrent use.
type Handler struct {
	config  Config
	files   atomic.Pointer[Files]
	reload  *reload
	handler http.Handler
}

// New makes a Handler.
func New(c Config) (*Handler, error) {
	if c.Files == nil || c.Log == nil {
		return nil, errors.New("preview: files and log are required")
	}
	h := &Handler{config: c, reload: newReload(instance())}
	h.files.Store(c.Files)
	h.handler = headers.Middleware(h.observe(h.host(http.HandlerFunc(h.route))))
	return h, nil
}

// instance names this process, so that a page notices a restart.
func instance() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// Swap puts new files in place for all requests that follow, clears the
// problems, and tells the open pages. Assets of earlier files stay reachable
// for pages that were loaded before.
func (h *Handler) Swap(files *Files) {
	files.inherit(h.files.Load())
	h.files.Store(files)
	h.reload.set(nil)
}

// Fail keeps the files and sends the open pages to the list of problems.
func (h *Handler) Fail(problems []content.Problem) {
	h.reload.set(problems)
}

// Problems is an error that Update shows to the editor.
type Problems []content.Problem

// Error says how many problems there are and the first.
func (p Problems) Error() string {
	if len(p) == 0 {
		return "no problems"
	}
	return count(len(p)) + ": " + p[0].String()
}

// Update builds the site and puts the outcome in place: the site or what is
// wrong. A build that returns Problems (also wrapped) is shown to
// the editor and is no error of Update; any other error is both shown and
// returned, unless ctx ended. Calls must not overlap.
func (h *Handler) Update(ctx context.Context, build func(context.Context) (Site, error)) error {
	built, err := build(ctx)
	var files *Files
	if err == nil {
		files, err = NewFiles(built)
	}
	var problems Problems
	switch {
	case err == nil:
		h.Swap(files)
		return nil
	case errors.As(err, &problems):
		h.Fail(problems)
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	h.Fail([]content.Problem{{Path: "build", Line: 1, Message: err.Error()}})
	return err
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.handler.ServeHTTP(w, r) }

func (h *Handler) route(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	if h.config.Reload {
		w.Header().Set("Server-Timing", `site;desc="`+h.reload.current()+`"`) // for reload.js
	}
	switch {
	case path == "/healthz":
		h.health(w, r, nil)
	case path == "/readyz":
		h.health(w, r, h.ready)
	case !h.config.Reload && h.files.Load().Len() == 0: // the first build failed; the pages do exist
		w.Header().Set("Retry-After", "60")
		h.simple(w, http.StatusServiceUnavailable, "")
	case h.isDesk(r):
		h.desk(w, r)
	case h.config.Forms != nil && h.isForm(path):
		h.form(w, r)
	case h.config.Reload && strings.HasPrefix(path, "/_"):
		h.develop(w, r)
	case h.config.Reload && h.files.Load().Len() == 0: // the first build failed: there is no page yet
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, "/_problems", http.StatusTemporaryRedirect)
	default:
		h.files.Load().serve(w, r, h.config.Reload)
	}
}

// isForm reports whether package forms answers at the path, or would if it
// ended in a slash.
func (h *Handler) isForm(path string) bool {
	if strings.HasPrefix(path, "/api/") {
		return true
	}
	for _, form := range h.config.FormPaths {
		if strings.HasPrefix(path, form) || path+"/" == form {
			return true
		}
	}
	return false
}

func (h *Handler) form(w http.ResponseWriter, r *http.Request) {
	if r.URL.RawPath != "" { // encoded in a way that no link of the site is
		h.files.Load().notFound(w, r)
		return
	}
	for _, form := range h.config.FormPaths {
		if r.URL.Path+"/" == form {
			redirect(w, form)
			return
		}
	}
	h.config.Forms.ServeHTTP(w, r)
}

// errEmpty says that no build has succeeded since the start.
var errEmpty = errors.New("there is no site: the first build failed")

// ready reports whether visitors can be sent here.
func (h *Handler) ready(ctx context.Context) error {
	if h.files.Load().Len() == 0 {
		return errEmpty
	}
	if h.config.Ready == nil {
		return nil
	}
	return h.config.Ready(ctx)
}

// health answers "ok" when check finds no fault, and no more than that it does otherwise.
func (h *Handler) health(w http.ResponseWriter, r *http.Request, check func(context.Context) error) {
	if !readOnly(w, r) {
		return
	}
	w.Header().Set("Content-Type", headers.ContentType(".txt"))
	if check != nil {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		if err := check(ctx); err != nil {
			h.config.Log.Error("not ready", "error", err.Error())
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte("not ready\n"))
			return
		}
	}
	_, _ = w.Write([]byte("ok\n"))
}

// host refuses requests that are addressed to a name that is not ours.
func (h *Handler) host(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(h.config.Hosts) > 0 && !h.ours(r.Host) {
			h.simple(w, http.StatusMisdirectedRequest, "")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (h *Handler) ours(hostport string) bool {
	host := hostport
	if name, _, err := net.SplitHostPort(hostport); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	if loopback(host) {
		return true
	}
	for _, known := range h.config.Hosts {
		if strings.EqualFold(host, known) {
			return true
		}
	}
	return false
}
