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
// Format 1 had no life: its cases are read as ones to which nothing happened
// but what their log says.
const Format = 2

// Case is one submission and everything that happened to it.
type Case struct {
	Format    int                 `json:"format"`
	Reference string              `json:"reference"`       // as people read it: K7M3-P9QX
	Revision  uint64              `json:"revision"`        // one more with each act; sending mail does not count
	Kind      domain.Kind         `json:"kind"`            // of the form that was filled in
	Track     domain.Kind         `json:"track,omitempty"` // the life it follows, when not that of its kind
	Status    string              `json:"status"`          // a slug of its Life
	Language  string              `json:"language"`        // in which the sender is answered
	CreatedAt time.Time           `json:"created_at"`
	DueAt     time.Time           `json:"due_at"`   // what the desk promised
	Identity  string              `json:"identity"` // keyed hash of what was sent; tells a repeat from a collision
	Person    string              `json:"person"`   // keyed hash of the sender's address
	Fields    map[string][]string `json:"fields"`   // as schema.Values gives them
	Flags     []string            `json:"flags,omitempty"`
	Consents  []Consent           `json:"consents,omitempty"`

	Assignee  string     `json:"assignee,omitempty"` // account of who handles it
	Thread    []Entry    `json:"thread,omitempty"`
	Needs     []Need     `json:"needs,omitempty"`
	Referrals []Referral `json:"referrals,omitempty"`
	Shared    []Share    `json:"shared,omitempty"`
	Outcome   string     `json:"outcome,omitempty"` // of domain.Outcomes, when it ended
	Reason    string     `json:"reason,omitempty"`  // of domain.RejectReasons, of a profile that was not published
	Feedback  *Feedback  `json:"feedback,omitempty"`
	Hold      bool       `json:"hold,omitempty"` // not to be erased

	AnsweredAt  time.Time     `json:"answered_at,omitzero"`  // last answer
	ClosedAt    time.Time     `json:"closed_at,omitzero"`    // zero while it is not in a closed status
	ErasureAt   time.Time     `json:"erasure_at,omitzero"`   // when erasure was asked for
	NewsAt      time.Time     `json:"news_at,omitzero"`      // when somebody outside the desk did what the desk has not looked at
	ConfirmedAt time.Time     `json:"confirmed_at,omitzero"` // of a profile: last time its owner said that it is right
	PausedUntil time.Time     `json:"paused_until,omitzero"`
	Page        string        `json:"page,omitempty"`     // of a profile that was published: adviseurs/SLUG or ondernemers/SLUG
	Deputy      string        `json:"deputy,omitempty"`   // page to which messages go while a profile takes none
	Proposal    *Proposal     `json:"proposal,omitempty"` // change of a profile that the desk has to judge
	Draft       *FAQDraft     `json:"draft,omitempty"`    // what an officer made of the answer for everybody
	Relays      []Relay       `json:"relays,omitempty"`   // of a message: who had it, the last of them now
	Places      []Place       `json:"places,omitempty"`   // of a profile with a capacity: the messages that count
	Confirm     *Confirmation `json:"confirm,omitempty"`
	Clock       Clock         `json:"clock"`
	Epoch       int           `json:"epoch,omitempty"`  // changes the follow key
	Serial      int           `json:"serial,omitempty"` // number of the last message after the first two

	Log  []Event    `json:"log"`
	Mail []Outgoing `json:"mail,omitempty"`
}

// Anonymous stands where the keyed hash of a person was, in a case of which only
// what may be counted for ever was kept.
const Anonymous = "anoniem"

// IsAnonymous reports whether nothing of a person is left in the case. Nothing
// is done to it any more.
func (c *Case) IsAnonymous() bool { return c.Person == Anonymous }

// Clock is what the desk's schedule keeps of a case.
type Clock struct {
	Since       time.Time `json:"since,omitzero"`        // when it came into its status
	Reminders   int       `json:"reminders,omitempty"`   // sent in this status
	RemindedAt  time.Time `json:"reminded_at,omitzero"`  // last one in this status
	EscalatedAt time.Time `json:"escalated_at,omitzero"` // when it was put before the lead, for this promise
}

// Consent is a box that the sender ticked.
type Consent struct {
	Purpose  string    `json:"purpose"` // name of the field
	Version  string    `json:"version"` // hash of the text that was shown
	Language string    `json:"language"`
	GivenAt  time.Time `json:"given_at"`
}

// Event is one line of the log of a case. Events are only added. It holds no
// text that somebody typed.
type Event struct {
	At      time.Time `json:"at"`
	What    string    `json:"what"`              // a domain.Verb, or a line about mail
	Who     string    `json:"who"`               // a domain.Party, or a part of the program
	Account string    `json:"account,omitempty"` // of staff, or slug of an adviser
	About   string    `json:"about,omitempty"`   // ID of a referral or need, or a slug such as a reason
	Sum     string    `json:"sum,omitempty"`     // keyed hash of the act, which tells a repeat
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
	Claimed    bool         `json:"claimed,omitempty"`    // an attempt was begun, and what came of it is not known yet
	Unrecorded int          `json:"unrecorded,omitempty"` // attempts of which it never became known
	NextAt     time.Time    `json:"next_at,omitzero"`
	SentAt     time.Time    `json:"sent_at,omitzero"`
	Fault      Fault        `json:"fault,omitempty"` // of the last attempt, when it failed
	Why        Return       `json:"why,omitempty"`   // it came back
	ReturnedAt time.Time    `json:"returned_at,omitzero"`
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
	return store.Record{ID: ID(c.Reference), Index: c.entries(), ExpiresAt: c.expiry(), Body: body}, nil
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
	c.upgrade()
	return &c, nil
}

// upgrade fills in what format 1 did not have. Its profiles wait for a link
// that they were never sent; the clock sends it.
func (c *Case) upgrade() {
	if c.Format == 1 {
		c.Revision, c.Clock.Since = 1, c.CreatedAt
		if life := domain.Life(c.Kind); life != nil {
			c.Status = life.Start
		}
		if c.Kind == domain.KindAdvice {
			c.Needs = []Need{{ID: firstNeed, What: firstOf(c.Fields["ambitie"])}}
		}
	}
	c.Format = Format
}

func firstOf(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
