// Package audit keeps the log of what staff did: who did what to which object,
// when, from where and with what result (BIO2 8.15.01).
//
// Entries form a chain. Each carries a keyed hash (HMAC-SHA256) of itself and of
// the one before, and the head of the log carries one of the number of entries
// and the last hash. Whoever can write to the store but has not the secret can
// neither change, remove, reorder or add an entry, nor cut off the end, without
// Verify noticing. Putting back an older copy of the whole log is noticed only
// with a Stand that was noted elsewhere.
//
// The record audit-head holds the latest entries. An entry is appended by one
// compare-and-swap of that record, so there is no moment at which half of it is
// written, and of two processes that append at once one does it again after the
// other. When the record is full its entries are first copied to a record of
// their own, audit-000001 and so on, and then left out of the head: a crash
// between the two leaves a copy that the next append finds.
//
// The log holds IDs of accounts and references of cases, no names, addresses or
// texts. It knows no HTTP and no clock.
package audit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"

	"mkbloket/internal/store"
)

// ErrBroken reports that the log was changed by other means than Append.
var ErrBroken = errors.New("audit log broken")

// ErrCrowded reports that other processes kept appending first.
var ErrCrowded = errors.New("audit log too busy")

const (
	minSecret   = 32  // bytes
	perRecord   = 64  // entries in one record: an append rewrites at most this many
	maxField    = 200 // characters kept of each text
	maxAttempts = 50  // appends of others that one append gives way to
	// Keep is how long the log is kept: see the data map.
	Keep = 2 * 365 * 24 * time.Hour
)

// Entry is one line of the log.
type Entry struct {
	Number int       `json:"n"`  // from 1; set by Append
	At     time.Time `json:"at"` // in UTC; zero: the time of Append

	Actor  string `json:"actor,omitempty"`  // ID of the account; empty: nobody signed in; "beheer": the command line
	Action string `json:"action"`           // such as "aanmelden" or "zaak lezen"
	Object string `json:"object,omitempty"` // such as the reference of a case or the ID of an account
	Result string `json:"result,omitempty"` // such as "gelukt" or "geweigerd"
	Origin string `json:"origin,omitempty"` // address prefix of the client; Append keeps a keyed hash of it
	Reason string `json:"reason,omitempty"` // why, in the words of who did it: no personal data
	Mac    string `json:"mac"`              // set by Append
}

// Config is what a Log needs; all of it is required.
type Config struct {
	Store  store.Store
	Secret []byte           // at least 32 bytes, the same after every restart
	Now    func() time.Time // safe for concurrent use
}

// Log is the log of one store. It is safe for concurrent use, also by several
// processes.
type Log struct {
	config Config
	key    []byte
	mu     sync.Mutex // one append at a time in this process: others would only fail
}

// New checks c and makes a Log of it.
func New(c Config) (*Log, error) {
	if c.Store == nil || c.Now == nil || len(c.Secret) < minSecret {
		return nil, errors.New("audit log: a required part of the configuration is missing, or the secret is short")
	}
	h := hmac.New(sha256.New, c.Secret)
	h.Write([]byte("audit"))
	return &Log{config: c, key: h.Sum(nil)}, nil
}

// Append writes an entry durably and returns after that. With each new record it
// removes the oldest ones that were kept for Keep. Of its texts the first
// 200 characters are kept, without control characters, and of a reason no address
// of mail: an entry stays when somebody is erased. Errors are those of the
// store, ErrBroken and ErrCrowded; with any of them the entry may have been
// written, and writing it again gives it twice.
func (l *Log) Append(ctx context.Context, e Entry) error {
	if e.At.IsZero() {
		e.At = l.config.Now()
	}
	e.At = e.At.UTC().Round(0)
	if e.Origin != "" {
		e.Origin = l.hash("origin", e.Origin)[:12]
	}
	for _, text := range []*string{&e.Actor, &e.Action, &e.Object, &e.Result, &e.Reason} {
		*text = oneLine(*text)
	}
	e.Reason = mailAddress.ReplaceAllString(e.Reason, "[adres]")
	l.mu.Lock()
	defer l.mu.Unlock()
	for range maxAttempts {
		rolled, err := l.append(ctx, e)
		if errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrExists) {
			continue // another process was first
		}
		if err != nil {
			return fmt.Errorf("append to audit log: %w", err)
		}
		if rolled { // the entry is safe; what is too old and stays after a fault goes with the next record
			_, _ = l.trim(ctx, e.At.Add(-Keep))
		}
		return nil
	}
	return ErrCrowded
}

// append tries once, and reports whether a new record was begun. It gives
// ErrStale or ErrExists when another process was first.
func (l *Log) append(ctx context.Context, e Entry) (rolled bool, err error) {
	h, version, err := l.head(ctx)
	if err != nil {
		return false, err
	}
	if len(h.Entries) >= perRecord {
		if err := l.archive(ctx, h); err != nil {
			return false, err
		}
		h.Segments, h.Entries, rolled = h.Segments+1, nil, true
	}
	h.Count++
	e.Number = h.Count
	e.Mac = l.mac(h.Last, e)
	h.Entries, h.Last = append(h.Entries, e), e.Mac
	return rolled, l.write(ctx, h, version)
}

// hash is a keyed hash of parts, in hex. No two lists of parts run into each
// other.
func (l *Log) hash(parts ...string) string {
	h := hmac.New(sha256.New, l.key)
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s,", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// mac is the link of the chain at e.
func (l *Log) mac(before string, e Entry) string {
	return l.hash("entry", before, fmt.Sprint(e.Number), e.At.Format(time.RFC3339Nano),
		e.Actor, e.Action, e.Object, e.Result, e.Origin, e.Reason)
}

// mailAddress finds what looks like one, with the marks around it.
var mailAddress = regexp.MustCompile(`[^\s@]+@[^\s@]+\.\S+`)

// oneLine is a text as it fits in a line of the log.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, text)
	if all := []rune(text); len(all) > maxField {
		text = string(all[:maxField])
	}
	return text
}
