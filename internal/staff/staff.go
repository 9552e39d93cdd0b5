// Package staff knows who works at the desk: accounts with roles, how they sign
// in, and the sessions in which they are signed in.
//
// An account is one record of the store and an act on it one compare-and-swap.
// It signs in with a password, a code of an authenticator app (TOTP) or a
// recovery code, or through an OpenID Connect provider. It is made by an
// invitation: a link that works once and for two days. Nobody else gets in, and
// an address that a provider vouches for links nothing.
//
// What a copy of the store gives away: names, addresses and roles. Links,
// sessions and recovery codes are kept as keyed hashes; passwords go through a
// keyed hash before argon2id; the key of an authenticator app is derived from
// the secret and not stored. Without the secret none of it can be used or tried.
//
// What a role may do is one table, in May. What a session may do is decided
// anew at each request: a change of roles holds at once, a disabled account is
// out at once.
//
// Every change and every attempt leaves a line in the audit log, with IDs of
// accounts and no names. The package knows no HTTP; Config gives it time and
// randomness.
package staff

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/store"
)

// Errors that callers decide on.
var (
	// ErrNoSession reports that a cookie is of no session that still holds.
	ErrNoSession = errors.New("no session")
	// ErrRefused reports that a sign-in was wrong, not in what.
	ErrRefused = errors.New("sign-in refused")
	// ErrInvitation reports that an invitation is used, too old or never was.
	ErrInvitation = errors.New("invitation does not hold")
	// ErrUnknown reports that there is no such account.
	ErrUnknown = errors.New("no such account")
	// ErrTaken reports that the address has an account already, or that the
	// person of a provider has another one.
	ErrTaken = errors.New("account exists")
	// ErrLastAdmin reports that nobody would be left to manage accounts.
	ErrLastAdmin = errors.New("last account that manages accounts")
)

// LimitError reports that there were too many attempts; nothing was checked.
type LimitError struct {
	After time.Duration // until it is worth trying again
}

// Error says until when.
func (e *LimitError) Error() string { return fmt.Sprintf("too many attempts: wait %s", e.After) }

// Problem is something that was filled in wrongly.
type Problem struct {
	Field string // its name in the form
	Key   string // what is wrong: empty, short, long, obvious, code, email, role, wrong
}

// Problems are returned instead of doing what was asked.
type Problems []Problem

// Error names the fields.
func (p Problems) Error() string {
	return fmt.Sprintf("%d fields are not right: %v", len(p), []Problem(p))
}

// Config is what Staff needs. All of it is required but Limits.
type Config struct {
	Store  store.Store
	Audit  *audit.Log
	Secret []byte           // at least 32 bytes, the same after every restart
	Now    func() time.Time // safe for concurrent use
	Rand   io.Reader        // crypto/rand.Reader; safe for concurrent use
	Limits Limits
}

// Staff is the accounts and sessions of one store. It is safe for concurrent
// use, also by several processes.
type Staff struct {
	config Config
	secret []byte
	limits Limits
	derive func(password, salt []byte, c cost) []byte // argon2id; counted by tests
	turns  chan struct{}                              // holds one for each password being checked
}

const (
	minSecret = 32 // bytes
	tokenSize = 32 // bytes of what opens a session or an invitation: 256 bits
	hashers   = 2  // passwords checked at once: each takes 19 MiB
	format    = 1  // of the records
)

// New checks c and makes a Staff of it.
func New(c Config) (*Staff, error) {
	if c.Store == nil || c.Audit == nil || c.Now == nil || c.Rand == nil || len(c.Secret) < minSecret {
		return nil, errors.New("staff: a required part of the configuration is missing, or the secret is short")
	}
	h := hmac.New(sha256.New, c.Secret)
	h.Write([]byte("staff"))
	return &Staff{config: c, secret: h.Sum(nil), limits: c.Limits.filled(), derive: argon, turns: make(chan struct{}, hashers)}, nil
}

// now is the time in UTC, without what a record does not keep.
func (s *Staff) now() time.Time { return s.config.Now().UTC().Round(0) }

// mac is a keyed hash. No two lists of parts run into each other.
func (s *Staff) mac(parts ...string) []byte {
	h := hmac.New(sha256.New, s.secret)
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s,", len(p), p)
	}
	return h.Sum(nil)
}

// hash is mac in hex.
func (s *Staff) hash(parts ...string) string { return hex.EncodeToString(s.mac(parts...)) }

// token makes what only its holder knows: random text for a cookie or a link.
func (s *Staff) token() (string, error) {
	b := make([]byte, tokenSize)
	if _, err := io.ReadFull(s.config.Rand, b); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// note writes a line of the audit log.
func (s *Staff) note(ctx context.Context, e audit.Entry) error {
	e.At = s.now()
	return s.config.Audit.Append(ctx, e)
}

// equal compares two texts in a time that does not depend on where they differ.
func equal(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }
