package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mkbloket/internal/store"
)

// Outbox sends the mail of cases that somebody else took in. It is what a
// program needs that is woken by changes of the store and by a schedule, where
// Cases.RunOutbox would have to run all the time. It is safe for concurrent use.
type Outbox struct{ cases Cases }

// NewOutbox makes an Outbox. Of c it needs Store, Sender, Now, Jitter and Log.
func NewOutbox(c Config) (*Outbox, error) {
	if c.Store == nil || c.Sender == nil || c.Now == nil || c.Jitter == nil || c.Log == nil {
		return nil, errors.New("cases: a required part of the outbox is missing")
	}
	return &Outbox{Cases{config: c}}, nil
}

// DeliverDue is Cases.DeliverDue at the present time.
func (o *Outbox) DeliverDue(ctx context.Context) (sent int, err error) {
	return o.cases.DeliverDue(ctx, o.cases.config.Now())
}

// DeliverCase tries every message of the record id that is due, once, and
// returns how many were sent. A record that is gone, or that somebody else is
// working on, is no error; neither is a message that could not be sent, which
// stays in the outbox. The error is of the store, or says that the record
// cannot be read.
func (o *Outbox) DeliverCase(ctx context.Context, id string) (sent int, err error) {
	r, err := o.cases.config.Store.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read case: %w", err)
	}
	if !slices.ContainsFunc(r.Index, func(e store.Entry) bool { return e.Index == IndexMail }) {
		return 0, nil // nothing to send, or no case at all: accounts and the audit log are records too
	}
	return o.cases.deliver(ctx, r)
}

// Backlog is the mail that has not been sent.
type Backlog struct {
	Waiting int           // messages that will be tried again
	Parked  int           // messages given up
	Oldest  time.Duration // since the oldest waiting message was written
}

const mostCounted = 1000 // records of each partition that Backlog reads

// Backlog counts the mail that has not been sent. Of more than a thousand cases
// in the outbox it sees the thousand that are tried first.
func (o *Outbox) Backlog(ctx context.Context) (Backlog, error) {
	var b Backlog
	now := o.cases.config.Now()
	for _, partition := range []string{MailDue, MailParked} {
		if err := o.each(ctx, partition, func(c *Case) { b.add(c, now) }); err != nil {
			return Backlog{}, fmt.Errorf("count mail: %w", err)
		}
	}
	return b, nil
}

func (b *Backlog) add(c *Case, now time.Time) {
	for _, m := range c.Mail {
		switch m.State {
		case MailWaiting:
			b.Waiting++
			b.Oldest = max(b.Oldest, now.Sub(m.Message.Date))
		case MailGivenUp:
			b.Parked++
		}
	}
}

// each calls f with the cases of a partition of the outbox. One that cannot be
// read is left out here; delivering it reports the fault.
func (o *Outbox) each(ctx context.Context, partition string, f func(*Case)) error {
	seen := 0
	for page := (store.Page{}); ; {
		records, next, err := o.cases.config.Store.List(ctx, IndexMail, partition, page)
		if err != nil {
			return err
		}
		for _, r := range records {
			if c, err := Decode(r); err == nil {
				f(c)
			}
		}
		if seen += len(records); next == "" || seen >= mostCounted {
			return nil
		}
		page.After = next
	}
}
