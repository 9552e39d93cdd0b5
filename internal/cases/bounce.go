package cases

import (
	"context"
	"errors"
	"fmt"
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
)

const (
	eventReturned = "mail teruggekomen"
	whoMail       = "mailserver"
)

// ErrUnknownMessage reports that no case has the message.
var ErrUnknownMessage = errors.New("no case has this message")

// Bounced records that the message with the ID id came back. To record the same
// again changes nothing. It may come before the outbox has recorded the sending,
// and in place of it: a message that came back is not sent again.
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
		if m.State == MailReturned {
			return false, nil
		}
		m.State, m.NextAt = MailReturned, time.Time{}
		one.NewsAt = o.cases.config.Now().UTC() // the desk looks for another way to reach somebody
		one.Log = append(one.Log, Event{At: one.NewsAt, What: fmt.Sprintf("%s (%s) %s", eventReturned, why, id), Who: whoMail})
		return true, nil
	}
	return false, ErrUnknownMessage
}
