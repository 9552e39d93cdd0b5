package web

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/store"
	"mkbloket/templates"
)

// FieldForm is the name of the field that holds the token of a page: one page
// that is filled in is one act.
const FieldForm = "formulier"

const (
	linkedPosts  = 20 // of one origin in a window
	linkedWindow = 10 * time.Minute
	minSecret    = 32 // bytes
)

// LinkedConfig is what the handlers need of pages that a signed link opens.
// Everything but PerOrigin, TrustedHop and TrustedOrigins is required.
type LinkedConfig struct {
	Set    *templates.Set
	Cases  *cases.Cases
	Store  store.Store      // counts what is sent; only Count is used
	Secret []byte           // at least 32 bytes, the same after every restart
	Now    func() time.Time // safe for concurrent use
	Rand   io.Reader        // crypto/rand.Reader; safe for concurrent use
	Log    *slog.Logger

	PerOrigin      int // posts of one origin in ten minutes; 0: 20, negative: no limit
	TrustedHop     bool
	TrustedOrigins []string // both as of Config
}

// Linked is a Server for such pages, with their tokens and the limit on their
// posts. It is safe for concurrent use.
type Linked struct {
	*Server
	config   LinkedConfig
	signer   Signer
	throttle Throttle
}

// NewLinked checks c. What is signed for one use no other accepts.
func NewLinked(use string, c LinkedConfig) (*Linked, error) {
	switch {
	case c.Set == nil || c.Cases == nil || c.Store == nil || c.Now == nil || c.Rand == nil || c.Log == nil:
		return nil, errors.New(use + ": a required part of the configuration is missing")
	case len(c.Secret) < minSecret:
		return nil, fmt.Errorf("%s: the secret has %d bytes, at least %d are needed", use, len(c.Secret), minSecret)
	}
	server, err := NewServer(Config{Set: c.Set, Rand: c.Rand, Log: c.Log, TrustedHop: c.TrustedHop, TrustedOrigins: c.TrustedOrigins})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", use, err)
	}
	if c.PerOrigin == 0 {
		c.PerOrigin = linkedPosts
	}
	signer := Signer{Secret: c.Secret, Use: use}
	return &Linked{server, c, signer, Throttle{Store: c.Store, Signer: signer, Most: c.PerOrigin, Window: linkedWindow}}, nil
}

// Throttle counts a post for where it comes from. It returns *cases.LimitError
// when there were too many, and otherwise errors of the store.
func (l *Linked) Throttle(r *Request) error {
	return l.throttle.Take(r.Context(), l.Origin(r.Request), l.config.Now())
}

// NewToken makes the token of a page that is filled in.
func (l *Linked) NewToken() (string, error) { return l.signer.Token(l.config.Rand, l.config.Now()) }

// Verified is the token of a posted page, empty when it is not ours: then only a
// repeat that comes at once is known as one.
func (l *Linked) Verified(r *Request) string {
	token := r.Values.Get(FieldForm)
	if _, ours := l.signer.Verify(token); !ours {
		return ""
	}
	return token
}
