package cases

import (
	"encoding/json"
	"fmt"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
	"mkbloket/internal/schema"
	"mkbloket/internal/store"
)

// Format is the version of the body that Encode writes. Decode refuses newer ones.
const Format = 1

// Case is one submission and everything that happened to it.
type Case struct {
	Format    int                 `json:"format"`
	Reference string              `json:"reference"` // as people read it: K7M3-P9QX
	Kind      domain.Kind         `json:"kind"`
	Status    string              `json:"status"`
	Language  string              `json:"language"` // in which the sender is answered
	CreatedAt time.Time           `json:"created_at"`
	DueAt     time.Time           `json:"due_at"`
	Identity  string              `json:"identity"` // keyed hash of what was sent; tells a repeat from a collision
	Person    string              `json:"person"`   // keyed hash of the sender's address
	Fields    map[string][]string `json:"fields"`   // as schema.Values gives them
	Flags     []string            `json:"flags,omitempty"`
	Consents  []Consent           `json:"consents,omitempty"`
	Log       []Event             `json:"log"`
	Mail      []Outgoing          `json:"mail,omitempty"`
}

// Consent is a box that the sender ticked.
type Consent struct {
	Purpose  string    `json:"purpose"` // name of the field
	Version  string    `json:"version"` // hash of the text that was shown
	Language string    `json:"language"`
	GivenAt  time.Time `json:"given_at"`
}

// Event is one line of the log of a case. Events are only added.
type Event struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
	Who  string    `json:"who"`
}

// States of an outgoing message.
const (
	MailWaiting = "wacht"
	MailSent    = "verzonden"
	MailGivenUp = "geparkeerd"
)

// Outgoing is a message that is sent from the case.
type Outgoing struct {
	Message    mail.Message `json:"message"`
	State      string       `json:"state"`
	Attempts   int          `json:"attempts"`
	Unanswered int          `json:"unanswered,omitempty"` // attempts after which the answer got lost
	NextAt     time.Time    `json:"next_at,omitzero"`
	SentAt     time.Time    `json:"sent_at,omitzero"`
}

// Submission decodes the fields of the case into the record of its kind.
func (c *Case) Submission(t *domain.Taxonomy) (domain.Submission, error) {
	s := domain.NewSubmission(c.Kind)
	if s == nil {
		return nil, fmt.Errorf("case %s: unknown kind %q", c.Reference, c.Kind)
	}
	if problems := schema.DecodeForm(c.Fields, s.Fields(t)); len(problems) > 0 {
		return nil, fmt.Errorf("case %s: field %s: %s", c.Reference, problems[0].Field, problems[0].Code)
	}
	return s, nil
}

// Encode makes the record of the case: its body and its places in the indexes.
func Encode(c *Case) (store.Record, error) {
	body, err := json.Marshal(c)
	if err != nil {
		return store.Record{}, fmt.Errorf("encode case: %w", err)
	}
	return store.Record{ID: ID(c.Reference), Index: c.entries(), Body: body}, nil
}

// Decode reads the case in a record.
func Decode(r store.Record) (*Case, error) {
	var c Case
	if err := json.Unmarshal(r.Body, &c); err != nil {
		return nil, fmt.Errorf("decode case %s: %w", r.ID, err)
	}
	if c.Format < 1 || c.Format > Format {
		return nil, fmt.Errorf("decode case %s: format %d is not known to this version", r.ID, c.Format)
	}
	return &c, nil
}

func (c *Case) entries() []store.Entry {
	queue := QueueNew
	if len(c.Flags) > 0 {
		queue = QueueSuspect
	}
	entries := []store.Entry{
		{Index: IndexQueue, Partition: queue, At: c.DueAt},
		{Index: IndexPerson, Partition: c.Person, At: c.CreatedAt},
	}
	if e, ok := c.mailEntry(); ok {
		entries = append(entries, e)
	}
	return entries
}

// mailEntry places the case at its earliest unsent message, among the parked
// ones when only those are left, and nowhere when all is sent.
func (c *Case) mailEntry() (store.Entry, bool) {
	due, parked := store.Entry{Index: IndexMail, Partition: MailDue}, false
	for _, m := range c.Mail {
		parked = parked || m.State == MailGivenUp
		if m.State == MailWaiting && (due.At.IsZero() || m.NextAt.Before(due.At)) {
			due.At = m.NextAt
		}
	}
	if !due.At.IsZero() {
		return due, true
	}
	return store.Entry{Index: IndexMail, Partition: MailParked, At: c.CreatedAt}, parked
}
