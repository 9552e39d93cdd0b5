package cases

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"mkbloket/internal/mail"
	"mkbloket/internal/store"
)

const (
	lease       = 5 * time.Minute  // a claimed message is left alone this long
	sendWithin  = 30 * time.Second // for one message
	finish      = 5 * time.Second  // for a message on its way when the caller stops
	recordAgain = 15 * time.Second // for recording a result after the caller has stopped
	poll        = 10 * time.Second // between looks at what is due
	senders     = 4                // cases whose mail is sent at the same time
)

// RunOutbox sends what is due, at once after Submit and otherwise every ten
// seconds, until ctx ends. Errors of the store are logged and tried again.
func (c *Cases) RunOutbox(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
		case <-timer.C:
		}
		if _, err := c.DeliverDue(ctx, c.config.Now()); err != nil && ctx.Err() == nil {
			c.config.Log.Error("outbox", "error", err.Error())
		}
		timer.Reset(poll)
	}
}

// DeliverDue tries every message that is due at now once, and returns how many
// were sent. A case whose mail fails does not keep others waiting. The error
// is of listing, or the first of claiming and recording.
func (c *Cases) DeliverDue(ctx context.Context, now time.Time) (sent int, first error) {
	page := store.Page{Until: now}
	for {
		records, next, err := c.config.Store.List(ctx, IndexMail, MailDue, page)
		if err != nil {
			return sent, fmt.Errorf("list due mail: %w", err)
		}
		n, err := c.deliverAll(ctx, records)
		sent += n
		if first == nil {
			first = err
		}
		if next == "" {
			return sent, first
		}
		page.After = next
	}
}

// deliverAll works on several cases at a time.
func (c *Cases) deliverAll(ctx context.Context, records []store.Record) (sent int, err error) {
	var (
		mu    sync.Mutex
		group sync.WaitGroup
		turns = make(chan struct{}, senders)
	)
	for _, r := range records {
		turns <- struct{}{}
		group.Go(func() {
			defer func() { <-turns }()
			n, failed := c.deliver(ctx, r)
			mu.Lock()
			defer mu.Unlock()
			sent += n
			if failed != nil && err == nil {
				err = failed
			}
		})
	}
	group.Wait()
	return sent, err
}

// deliver claims the due messages of one case, sends them and records what
// became of them. A case that somebody else changed meanwhile is theirs. The
// clock is read for each: with a slow mail server the last of a long list comes
// hours after the first, and a lease from then would hold nobody off.
func (c *Cases) deliver(ctx context.Context, r store.Record) (sent int, err error) {
	one, err := Decode(r)
	if err != nil {
		return 0, err
	}
	due, parked := c.claim(one, c.config.Now())
	if len(due) == 0 && !parked {
		return 0, nil
	}
	record, err := c.update(ctx, r.Version, one)
	if errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("claim mail of %s: %w", r.ID, err)
	}
	results := make(map[string]error, len(due))
	for _, i := range due {
		m := one.Mail[i].Message
		if ctx.Err() != nil {
			results[m.ID] = errNotBegun
			continue
		}
		if results[m.ID] = c.send(ctx, one.Mail[i]); results[m.ID] == nil {
			sent++
		}
	}
	if len(due) == 0 {
		return 0, nil
	}
	if err := c.record(ctx, one, record.Version, results); err != nil {
		return sent, fmt.Errorf("record mail of %s: %w", r.ID, err)
	}
	return sent, nil
}

// errNotBegun is the result of a message that was claimed and not sent, because
// the time was up.
var errNotBegun = errors.New("sending was not begun")

// claim moves the due messages a lease ahead, counts the attempt and returns
// their places. One that was claimed before without anybody knowing what came of
// it has perhaps been sent: after some of those it is parked, or a case whose
// results cannot be recorded would send the same mail for ever.
func (c *Cases) claim(one *Case, now time.Time) (due []int, parked bool) {
	for i := range one.Mail {
		m := &one.Mail[i]
		if m.State != MailWaiting || m.NextAt.After(now) {
			continue
		}
		if m.Claimed {
			m.Unrecorded++
		}
		if m.Unrecorded >= mostUnrecorded {
			m.Fault = FaultUnrecorded
			c.park(one, m, now)
			parked = true
			continue
		}
		m.Attempts++
		m.Claimed, m.NextAt = true, now.Add(lease).UTC()
		due = append(due, i)
	}
	return due, parked
}

// send hands over one message. One that is on its way when ctx ends gets a
// moment to arrive: a connection broken after the text went out costs a repeat.
func (c *Cases) send(ctx context.Context, m Outgoing) error {
	running, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendWithin)
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(finish, cancel) })()
	return c.config.Sender.Send(running, c.dressed(m.Message))
}

// dressed adds the HTML. A layout that fails costs the HTML and not the message.
func (c *Cases) dressed(m mail.Message) mail.Message {
	if c.config.HTML == nil {
		return m
	}
	html, err := c.config.HTML(m.Language, m.Subject, m.Text)
	if err != nil {
		c.config.Log.Error("mail goes as plain text", "message", m.ID, "error", err.Error())
		return m
	}
	m.HTML = html
	return m
}

// record writes the results into the case, again when somebody changed it
// meanwhile. It goes on for a moment after ctx has ended, so that a stop of
// the program does not cause a repeat.
func (c *Cases) record(ctx context.Context, one *Case, version uint64, results map[string]error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordAgain)
	defer cancel()
	now := c.config.Now()
	for {
		for i := range one.Mail {
			if result, ok := results[one.Mail[i].Message.ID]; ok {
				c.settle(one, &one.Mail[i], result, now)
			}
		}
		_, err := c.update(ctx, version, one)
		if !errors.Is(err, store.ErrStale) {
			return err
		}
		r, err := c.config.Store.Get(ctx, ID(one.Reference))
		if err != nil {
			return err
		}
		if one, err = Decode(r); err != nil {
			return err
		}
		version = r.Version
	}
}

func (c *Cases) update(ctx context.Context, version uint64, one *Case) (store.Record, error) {
	r, err := Encode(one)
	if err != nil {
		return store.Record{}, err
	}
	return c.config.Store.Update(ctx, r.ID, version, r)
}
