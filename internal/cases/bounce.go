package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/store"
)

// MailReturned is the state of a message that was sent and came back, or about
// which the receiver complained. It is final.
const MailReturned = "teruggekomen"

// Return is why a message came back.
type Return string

// Reasons. Nothing that the other side wrote is kept: it may name the receiver.
const (
	ReturnRefused     Return = "geweigerd"       // the address does not exist or takes nothing
	ReturnUndelivered Return = "niet afgeleverd" // given up after trying, as with a full box
	ReturnComplaint   Return = "klacht"          // the receiver reported it as unwanted
	ReturnUnsure      Return = "onduidelijk"     // something came back, perhaps the reply of somebody who is away
)

// isFinal reports whether the message did not do its work.
func (r Return) isFinal() bool { return r != ReturnUnsure }

const (
	eventReturned = "mail teruggekomen"
	whoMail       = "mailserver"
)

// ErrUnknownMessage reports that no case has the message.
var ErrUnknownMessage = errors.New("no case has this message")

// Bounced records that the message with the ID id came back. To record the same
// again changes nothing. It may come before the outbox has recorded the sending,
// and in place of it: a message that came back is not sent again. One of which
// that is unsure stays as it is, with a line in the log.
//
// Later messages to the address are sent all the same: a full box is emptied, and
// what is refused again is marked again. The desk sees each.
//
// It returns ErrUnknownMessage when there is no such message any more.
func (o *Outbox) Bounced(ctx context.Context, id string, why Return) error {
	i := strings.LastIndexByte(id, '-') // Message.ID is the ID of the record and one word
	if i < 0 || store.CheckID(id[:i]) != nil {
		return ErrUnknownMessage
	}
	for {
		r, err := o.cases.config.Store.Get(ctx, id[:i])
		if errors.Is(err, store.ErrNotFound) {
			return ErrUnknownMessage
		}
		if err != nil {
			return fmt.Errorf("read case of returned mail: %w", err)
		}
		one, err := Decode(r)
		if err != nil {
			return err
		}
		if changed, err := o.giveBack(one, id, why); err != nil || !changed {
			return err
		}
		if _, err = o.cases.update(ctx, r.Version, one); !errors.Is(err, store.ErrStale) {
			if err != nil {
				return fmt.Errorf("record returned mail: %w", err)
			}
			return nil
		}
	}
}

// giveBack marks the message in the case, unless it was marked before.
func (o *Outbox) giveBack(one *Case, id string, why Return) (changed bool, err error) {
	for i := range one.Mail {
		m := &one.Mail[i]
		if m.Message.ID != id {
			continue
		}
		line := fmt.Sprintf("%s (%s) %s", eventReturned, why, id)
		if m.State == MailReturned || slices.ContainsFunc(one.Log, func(e Event) bool { return e.What == line }) {
			return false, nil
		}
		now := o.cases.config.Now().UTC()
		one.Log = append(one.Log, Event{At: now, What: line, Who: whoMail})
		if why.isFinal() {
			m.State, m.NextAt, m.Why, m.ReturnedAt = MailReturned, time.Time{}, why, now
			one.NewsAt = now // the desk looks for another way to reach somebody
		}
		return true, nil
	}
	return false, ErrUnknownMessage
}

// Returned is the last message to somebody that came back, when nothing sent to
// the same address since then arrived.
func (c *Case) Returned() (Outgoing, bool) {
	for i, m := range slices.Backward(c.Mail) {
		later := func(n Outgoing) bool { return n.Message.To == m.Message.To && n.State == MailSent }
		if m.State == MailReturned && !slices.ContainsFunc(c.Mail[i+1:], later) {
			return m, true
		}
	}
	return Outgoing{}, false
}

// firstReturned is when the first message came back that did, zero when none
// did or the case is closed.
func (c *Case) firstReturned() (at time.Time) {
	if c.Kind != KindDigest && c.IsClosed() {
		return at
	}
	for _, m := range c.Mail {
		if m.State == MailReturned {
			at = earliest(at, m.ReturnedAt)
		}
	}
	return at
}
