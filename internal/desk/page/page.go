// Package page is the frame around every page of the desk: who is signed in and
// what that person may do, what a post must be, what is written down about it,
// and how a page is drawn.
//
// A package with pages gives a list of Route, each with the right that it needs
// of whoever asks. Server.Handler makes one http.Handler of them, in which what
// is in no route is refused, and every route by default:
//
//	no session      GET: 303 to the page to sign in, and back afterwards
//	                POST: 401 with everything typed, to be sent after signing in
//	not the right   403
//	too long ago    as without a session, for routes that need a recent login
//
// A post is read, held to the limits and checked for cross-origin before its
// handler runs, so no handler can forget it. No address and no title holds
// personal data; cases appear by reference. Every answer is no-store.
//
// The package knows no case's content and no page of its own but the one that
// refuses. It keeps no state.
package page

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/staff"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Config is what a Server needs. Everything but TrustedHop, TrustedOrigins and
// Insecure is required.
type Config struct {
	Set    *templates.Set // made with Options.Desk and the one language nl
	Staff  *staff.Staff
	Audit  *audit.Log
	Now    func() time.Time // safe for concurrent use
	Rand   io.Reader        // crypto/rand.Reader; safe for concurrent use
	Secret []byte           // at least 32 bytes, the same after every restart
	Log    *slog.Logger

	TrustedHop     bool     // as of web.Config
	TrustedOrigins []string // as of web.Config
	// Insecure says that the desk is reached by plain HTTP, on loopback: the
	// cookie then has no Secure and no __Host- prefix, which browsers refuse
	// there.
	Insecure bool
}

const minSecret = 32 // bytes

// Handler answers a request of staff or returns why it did not, as web.Handler.
type Handler func(w http.ResponseWriter, r *Request) error

// Route is one address of the desk.
type Route struct {
	Pattern string       // of http.ServeMux, with method: "GET /balie/zaken/{ref}/{$}"
	Needs   staff.Action // what the account must be allowed; staff.Open: no session is needed
	Recent  bool         // the login must be at most ten minutes ago (requirement 68)
	Do      Handler
}

// Request is a request with who asks. Account and Session are nil before
// signing in, on routes that are open.
type Request struct {
	*web.Request
	Account *staff.Account
	Session *staff.Session
}

// View is what a page shows.
type View struct {
	Title    string           // no personal data: it stands in the browser's history
	Section  string           // slug of the entry of the main menu: zaken, profielen, ...
	Crumbs   []templates.Link // above the title, without the page itself
	Notice   string           // what was done
	Trouble  string           // why something was not done
	Problems []Problem        // of the fields, for the error summary
	Data     any              // of the template
}

// Problem is a line of the error summary.
type Problem struct {
	Field string // ID of the input it leads to; empty: none
	Text  string
}

// Server draws the pages and guards the routes. It is safe for concurrent use.
type Server struct {
	config Config
	web    *web.Server
	signer web.Signer
	has    map[string]bool // slugs of the sections that have a page
}

// New checks c and makes a Server of it.
func New(c Config) (*Server, error) {
	switch {
	case c.Set == nil || c.Staff == nil || c.Audit == nil || c.Now == nil || c.Rand == nil || c.Log == nil:
		return nil, errors.New("desk: a required part of the configuration is missing")
	case len(c.Secret) < minSecret:
		return nil, fmt.Errorf("desk: the secret has %d bytes, at least %d are needed", len(c.Secret), minSecret)
	case !c.Set.Has("desk-top"):
		return nil, errors.New("desk: the templates are not those of the desk")
	}
	server, err := web.NewServer(web.Config{Set: c.Set, Rand: c.Rand, Log: c.Log, TrustedHop: c.TrustedHop, TrustedOrigins: c.TrustedOrigins})
	if err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	return &Server{config: c, web: server, signer: web.Signer{Secret: c.Secret, Use: "desk"}}, nil
}

// Now is the time by the clock of the desk.
func (s *Server) Now() time.Time { return s.config.Now() }

// Set is the templates of the desk, for texts and labels.
func (s *Server) Set() *templates.Set { return s.config.Set }
