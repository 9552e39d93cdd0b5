package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// Pending is one message that did not arrive: it waits, was given up or came
// back. It holds nothing of its text and no address.
type Pending struct {
	ID        string // of the message
	Reference string // of the case, or the name of a digest
	Kind      domain.Kind
	State     string
	Attempts  int
	Fault     Fault     // of the last attempt
	Why       Return    // it came back
	Notice    bool      // to the desk itself
	Written   time.Time // when it was written
	At        time.Time // next attempt, or when it came back; zero for one that was given up
}

// Outbox is the mail of these cases.
func (c *Cases) Outbox() *Outbox { return &Outbox{Cases{config: c.config, wake: c.wake}} }

// Pending lists the messages that did not arrive, the oldest first: those that
// wait and those that were given up, and of open cases those that came back. Of
// more than a thousand cases in one of those states it sees a thousand.
func (o *Outbox) Pending(ctx context.Context) ([]Pending, error) {
	var all []Pending
	for _, partition := range []string{MailDue, MailParked, MailBack} {
		if err := o.each(ctx, partition, func(c *Case) { all = append(all, c.pending()...) }); err != nil {
			return nil, fmt.Errorf("list mail: %w", err)
		}
	}
	slices.SortStableFunc(all, func(a, b Pending) int { return a.Written.Compare(b.Written) })
	return slices.CompactFunc(all, func(a, b Pending) bool { return a.ID == b.ID }), nil // a case that moved meanwhile is read twice
}

// pending lists the messages of one case.
func (c *Case) pending() (all []Pending) {
	for _, m := range c.Mail {
		if m.State == MailSent {
			continue
		}
		p := Pending{ID: m.Message.ID, Reference: c.Reference, Kind: c.Kind, State: m.State, Attempts: m.Attempts, Fault: m.Fault, Why: m.Why,
			Notice: IsNotice(m.Message.ID), Written: m.Message.Date, At: m.NextAt}
		if m.State == MailReturned {
			p.At = m.ReturnedAt
		}
		all = append(all, p)
	}
	return all
}

// eventRetried begins the line about a message that was put back in the queue.
const eventRetried = "mail opnieuw klaargezet"

// Retry puts a message that was given up back in the queue, to be tried at once.
// When that fails it is given up again: its time has passed. It returns
// ErrUnknownMessage when no case has the message or it was not given up.
func (o *Outbox) Retry(ctx context.Context, id string, by Actor) error {
	i := strings.LastIndexByte(id, '-')
	if i < 0 || store.CheckID(id[:i]) != nil {
		return ErrUnknownMessage
	}
	for {
		r, err := o.cases.config.Store.Get(ctx, id[:i])
		if errors.Is(err, store.ErrNotFound) {
			return ErrUnknownMessage
		}
		if err != nil {
			return fmt.Errorf("read case of parked mail: %w", err)
		}
		one, err := Decode(r)
		if err != nil {
			return err
		}
		if Unpark(one, id, o.cases.config.Now(), by) == 0 {
			return ErrUnknownMessage
		}
		if _, err = o.cases.update(ctx, r.Version, one); !errors.Is(err, store.ErrStale) {
			if err != nil {
				return fmt.Errorf("put mail back: %w", err)
			}
			o.cases.rouse()
			return nil
		}
	}
}

// Unpark makes messages of a case wait again that were given up: the one with
// the ID, or all when it is empty. It returns how many.
func Unpark(c *Case, id string, now time.Time, by Actor) (n int) {
	for i := range c.Mail {
		m := &c.Mail[i]
		if m.State != MailGivenUp || id != "" && m.Message.ID != id {
			continue
		}
		m.State, m.Unanswered, m.Unrecorded, m.NextAt = MailWaiting, 0, 0, now.UTC()
		c.Log = append(c.Log, Event{At: now.UTC(), What: eventRetried + " " + m.Message.ID, Who: string(by.Party), Account: by.ID})
		n++
	}
	return n
}
