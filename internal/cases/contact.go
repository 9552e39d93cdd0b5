package cases

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"mkbloket/internal/domain"
)

// Relay is a message in the hands of the owner of a profile.
type Relay struct {
	ID         string    `json:"id"`   // unique in the case
	Page       string    `json:"page"` // of the profile: adviseurs/SLUG or ondernemers/SLUG
	Name       string    `json:"name"` // of the profile, as the sender reads it
	At         time.Time `json:"at"`
	AnsweredAt time.Time `json:"answered_at,omitzero"`
	EndedAt    time.Time `json:"ended_at,omitzero"` // declined, or put before somebody else
	Reason     string    `json:"reason,omitempty"`  // of domain.ContactReasons
}

// Relayed is who has the message of the case, nil when nobody but the desk
// does. What the clock brought to the desk can still be answered by them.
func (c *Case) Relayed() *Relay {
	if n := len(c.Relays); n > 0 && c.Relays[n-1].EndedAt.IsZero() {
		return &c.Relays[n-1]
	}
	return nil
}

// relayOf finds a relay of the case by its ID.
func (c *Case) relayOf(id string) (*Relay, bool) {
	for i := range c.Relays {
		if c.Relays[i].ID == id {
			return &c.Relays[i], true
		}
	}
	return nil, false
}

// ForOwner lists what the owner of the profile at a page may read of what came
// after the message: what its sender added, but not what the sender told the
// desk because the desk asked, and what the owner wrote. What another owner
// wrote, who had the message before, is not theirs.
func (c *Case) ForOwner(page string) []Entry {
	var all []Entry
	asked := false // by the desk, and not answered yet
	for _, e := range c.Thread {
		switch {
		case e.Kind == EntryAsk:
			asked = true
		case e.Kind == EntryAdded && asked:
			asked = false
		case e.Kind == EntryAdded || e.Kind == EntryReopen:
			if e.Who == string(domain.PartyAsker) {
				all = append(all, e)
			}
		case e.Who == string(domain.PartyAdviser) && e.Account == page:
			all = append(all, e)
		}
	}
	return all
}

// NameOf is the name of the profile that a text in the thread is of, as the
// sender knows it; empty when it is of nobody with a profile.
func (c *Case) NameOf(e Entry) string {
	if e.Who != string(domain.PartyAdviser) {
		return ""
	}
	for i := len(c.Relays) - 1; i >= 0; i-- {
		if c.Relays[i].Page == e.Account {
			return c.Relays[i].Name
		}
	}
	return ""
}

// MessageKey is the key of the link with which the owner of a profile opens
// the message that is with them; empty when nobody has it. It is another one
// for each relay.
func (c *Cases) MessageKey(one *Case) string {
	r := one.Relayed()
	if r == nil {
		return ""
	}
	return c.messageToken(one, r.ID)
}

func (c *Cases) messageToken(one *Case, relay string) string {
	return c.token("message", one.Reference, relay, strconv.Itoa(one.Epoch))
}

// OpenMessage gives the case of a message that a link to reply opens, for the
// owner of the profile that has it now: Relayed is not nil. Every reason not to
// is ErrNoEntry, with the same work done; other errors are of the store.
func (c *Cases) OpenMessage(ctx context.Context, ref, key string) (*Case, error) {
	one, err := c.opened(ctx, ref)
	if err != nil {
		return nil, err
	}
	id := ""
	if r := one.Relayed(); r != nil {
		id = r.ID
	}
	if !same(key, c.messageToken(one, id)) || id == "" || one.unreadable(c.config.Now()) {
		return nil, ErrNoEntry
	}
	return one, nil
}

// unreadable reports whether the owner of a profile may no longer see the
// message: its sender took it back, the desk put it aside, or it is too long ago.
func (c *Case) unreadable(now time.Time) bool {
	return c.Status == domain.StatusWithdrawn || c.Status == domain.StatusSpam || !c.ErasureAt.IsZero() || c.unfollowable(now)
}

// Reply sends the sender of a message what the owner of the profile wrote, or
// what an officer heard from them. Actor.ID of an owner is the page of the
// profile; it gives domain.ErrNotYours when the message is not with it.
func (c *Cases) Reply(ctx context.Context, act Act, text string) (Result, error) {
	return c.do(ctx, act, domain.VerbAnswer, []string{"reply", text}, func(t *turn) error {
		r, err := t.held()
		if err != nil {
			return err
		}
		if err := t.move(); err != nil {
			return err
		}
		if err := t.add(EntryAnswer, text); err != nil {
			return err
		}
		t.AnsweredAt, t.Outcome, t.about = t.now, domain.OutcomeAnswered, r.ID
		r.AnsweredAt = t.now
		return t.toAsker("contact_reply", "reactie", "organisatie", r.Name, "tekst", t.Thread[len(t.Thread)-1].Text)
	})
}

// DeclineContact gives a message back to the desk, with a reason of
// domain.ContactReasons and a text to the desk, which may be empty. The sender
// hears that the desk takes over. Actor is as for Reply.
func (c *Cases) DeclineContact(ctx context.Context, act Act, reason, text string) (Result, error) {
	return c.do(ctx, act, domain.VerbDecline, []string{"contact", reason, text}, func(t *turn) error {
		r, err := t.held()
		if err != nil {
			return err
		}
		if !slices.Contains(domain.ContactReasons(), reason) {
			return ErrChoice
		}
		if err := t.move(); err != nil {
			return err
		}
		r.EndedAt, r.Reason, t.about = t.now, reason, r.ID
		if strings.TrimSpace(text) != "" {
			if err := t.add(EntryAdviser, text); err != nil {
				return err
			}
		}
		return t.toAsker("contact_declined", "afgewezen", "organisatie", r.Name, "datum", t.date(t.DueAt))
	})
}

// held is the relay on which the actor may act.
func (t *turn) held() (*Relay, error) {
	r := t.Relayed()
	if t.Kind != domain.KindContact || r == nil {
		return nil, domain.ErrNotNow
	}
	if t.act.By.Party == domain.PartyAdviser && t.act.By.ID != r.Page {
		return nil, domain.ErrNotYours
	}
	return r, nil
}

// Relay puts a message before the owner of a profile that is on the site, in
// place of whoever has it. It gives ErrChoice when the profile has no owner
// whom the desk can reach. What the desk relays does not count for the capacity
// of the profile: somebody asked before.
func (c *Cases) Relay(ctx context.Context, act Act, page string) (Result, error) {
	owner, err := c.owner(ctx, page)
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", domain.VerbRelay, err)
	}
	return c.do(ctx, act, domain.VerbRelay, []string{page}, func(t *turn) error {
		if owner == nil || t.Kind != domain.KindContact {
			return ErrChoice
		}
		if err := t.relayTo(owner); err != nil {
			return err
		}
		return t.toAsker("contact_relayed", "doorgestuurd", "organisatie", t.Relayed().Name)
	})
}
