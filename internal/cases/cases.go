// Package cases decides what happens to a submission: it becomes a case, which
// is one record of the store with its fields, its event log and its outgoing
// mail, created by one durable write.
//
// The same submission sent twice is one case. The reference, which is also the
// record's ID, is derived from what was sent with a secret key, so a repeat
// finds the record by its name; there is no second write and no table of
// tokens. See docs/decisions/0002-idempotent-submissions.md.
//
// What is done to a case afterwards are verbs: one method each, with an Act
// that says who does it and which Revision of the case they saw. A verb is one
// compare-and-swap of the whole record: the new status, the event and the mail
// that it causes are written together or not at all. Which verbs fit which
// status, and for whom, is data in package domain. A verb trusts its Actor:
// whoever calls it has found out who that is, by Open for the asker, by
// OpenReferral for an adviser, by ConfirmAddress for the owner of a profile.
//
// Time passes by Tick (RunClock): it reminds, ends and escalates by the terms
// of package domain. See docs/lifecycle.md.
//
// Mail is sent from the record by the outbox (RunOutbox, DeliverDue): claimed,
// sent and recorded with compare-and-swap, so it survives a stop at any point
// and is repeated at most with the same Message-ID.
//
// The package has no clock, no randomness and no texts of its own: Config gives
// them. It writes no personal data to its log.
package cases

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
	"mkbloket/internal/store"
)

// Index names and partitions of a case's record.
const (
	IndexQueue   = "queue"    // what the desk has to do, in order of due date
	IndexMail    = "mail"     // outgoing mail, in order of the next attempt
	IndexPerson  = "persoon"  // by the keyed hash of the sender's address, in order of creation
	IndexAdviser = "adviseur" // by the page on the site: the profile that stands there

	QueueNew        = "nieuw"
	QueueInProgress = "in_behandeling" // also every request for erasure
	QueueWaiting    = "wacht"          // for the asker
	QueueReferred   = "doorverwezen"   // with advisers, or with the owner of a profile
	QueueProfiles   = "profielen"      // confirmed ones, on the site or not
	QueueSuspect    = "verdacht"       // flagged: kept apart, never dropped (requirement 37)
	QueueClosed     = "gesloten"       // in order of closing

	MailDue        = "uit"            // something is to be sent
	MailParked     = "geparkeerd"     // nothing to send, something given up
	MailBack       = "teruggekomen"   // neither, and something came back in a case that is not closed
	StatusNew      = domain.StatusNew // the first status of a question
	maxAttempts    = 20               // true collisions of a reference in a row before Submit gives up
	minSecret      = 32               // bytes
	defaultPerIP   = 10               // accepted submissions of one origin per window
	defaultAll     = 2000             // accepted submissions of everybody per window
	defaultWindow  = 10 * time.Minute
	defaultConfirm = 3 // confirmations to one address per day
)

// Indexes names every index that a case can be listed in, for stores that must
// know them beforehand.
func Indexes() []string { return []string{IndexQueue, IndexMail, IndexPerson, IndexAdviser} }

// Queues lists the partitions of IndexQueue.
func Queues() []string {
	return []string{QueueNew, QueueInProgress, QueueWaiting, QueueReferred, QueueProfiles, QueueSuspect, QueueClosed}
}

// Texts gives the text of a key in a language, with name and value pairs
// filled in; templates.Set.Text is one.
type Texts func(lang, key string, args ...any) string

// Limits bound what is accepted. Zero takes the default, a negative number
// switches the limit off.
type Limits struct {
	PerOrigin     int           // accepted submissions per origin and window; default 10
	All           int           // accepted submissions per window; default 2,000
	Window        time.Duration // default 10 minutes
	Confirmations int           // to one address per day; default 3

	ContactsPerAddress int // messages to profiles from one address in seven days; default 5
	ContactsPerOrigin  int // messages to profiles from one origin in a day; default 10
}

// Config is what Cases needs. Everything but Limits is required.
type Config struct {
	Store    store.Store
	Taxonomy *domain.Taxonomy
	Sender   mail.Sender
	Texts    Texts
	Secret   []byte           // at least 32 bytes, the same after every restart
	Now      func() time.Time // safe for concurrent use
	Jitter   func() float64   // from 0 to 1, safe for concurrent use
	Log      *slog.Logger
	From     string // address of the desk as sender
	FromName string
	Desk     string              // address that gets the notices
	Targets  map[domain.Kind]int // working days until an answer is due
	Limits   Limits

	// Base is the address of the site, such as https://loket.example, with which
	// links in mail begin. Without it mail holds no links, so that nobody can
	// follow a case and no profile is confirmed. Main is the language without a
	// prefix in addresses; empty: nl.
	Base, Main string
	// HTML writes a message as a document from its language, its subject and its
	// text, when it is sent; the record holds the text only. Without it messages
	// are plain text.
	HTML func(lang, subject, text string) (string, error)
	// Lead is the address that hears of work that is far too late; empty: Desk.
	Lead string
	// Answer is the path of the page on which an adviser answers, such as
	// /verwijzing/; without it advisers answer by mail to the desk.
	Answer string
	// Reply is the path of the page on which the owner of a profile answers a
	// message, such as /antwoorden/; without it or Base the desk gets them all.
	Reply string
}

// Cases takes in submissions, keeps what is done to them and sends their mail. It is safe for concurrent use.
type Cases struct {
	config  Config
	wake    chan struct{}
	flights flights
	tally   tally
}

// LimitError reports that a limit of Limits is reached: nothing was stored.
type LimitError struct {
	After time.Duration // when trying again is useful
}

// Error says how long the limit lasts.
func (e *LimitError) Error() string {
	return fmt.Sprintf("too many submissions, try again after %v", e.After)
}

// ErrCrowded reports that no free reference was found; it does not happen
// before there are tens of billions of cases.
var ErrCrowded = errors.New("no free reference")

// New checks c and makes Cases of it.
func New(c Config) (*Cases, error) {
	switch {
	case c.Store == nil || c.Taxonomy == nil || c.Sender == nil || c.Texts == nil || c.Now == nil || c.Jitter == nil || c.Log == nil:
		return nil, errors.New("cases: a required part of the configuration is missing")
	case len(c.Secret) < minSecret:
		return nil, fmt.Errorf("cases: the secret has %d bytes, at least %d are needed", len(c.Secret), minSecret)
	case c.From == "" || c.Desk == "":
		return nil, errors.New("cases: the addresses of the desk are missing")
	}
	for _, kind := range domain.Kinds() {
		if c.Targets[kind] <= 0 && kind != domain.KindContact { // which has a default
			return nil, fmt.Errorf("cases: no response target for %s", kind)
		}
	}
	c = c.withDefaults()
	return &Cases{config: c, wake: make(chan struct{}, 1)}, nil
}

func (c Config) withDefaults() Config {
	c.Limits = c.Limits.withDefaults()
	c.Targets = maps.Clone(c.Targets)
	c.Targets[domain.KindContact] = cmp.Or(c.Targets[domain.KindContact], domain.ContactDays)
	c.Base = strings.TrimRight(c.Base, "/")
	if c.Main == "" {
		c.Main = "nl"
	}
	if c.Lead == "" {
		c.Lead = c.Desk
	}
	return c
}

func (l Limits) withDefaults() Limits {
	if l.PerOrigin == 0 {
		l.PerOrigin = defaultPerIP
	}
	if l.All == 0 {
		l.All = defaultAll
	}
	if l.Window <= 0 {
		l.Window = defaultWindow
	}
	if l.Confirmations == 0 {
		l.Confirmations = defaultConfirm
	}
	l.ContactsPerAddress = cmp.Or(l.ContactsPerAddress, defaultPerAddress)
	l.ContactsPerOrigin = cmp.Or(l.ContactsPerOrigin, defaultContacts)
	return l
}

// Target is the number of working days within which a kind is answered.
func (c *Cases) Target(kind domain.Kind) int { return c.config.Targets[kind] }

// hash is the keyed hash of parts, in which no part can run into the next.
func (c *Cases) hash(parts ...string) [sha256.Size]byte {
	mac := hmac.New(sha256.New, c.config.Secret)
	for _, p := range parts {
		fmt.Fprintf(mac, "%d:%s,", len(p), p)
	}
	return [sha256.Size]byte(mac.Sum(nil))
}

// key is hash in the form of a counter key or partition.
func (c *Cases) key(parts ...string) string {
	sum := c.hash(parts...)
	return hex.EncodeToString(sum[:16])
}
