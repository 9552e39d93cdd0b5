package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// PlaceDays is how many days a message counts for the capacity of a profile.
const PlaceDays = 28

// unclaimed is how long a place may be kept for a message that is not there:
// the program can stop between the two writes.
const unclaimed = time.Hour

// Place is a message that counts for the capacity of a profile.
type Place struct {
	Ref string    `json:"ref"`
	At  time.Time `json:"at"`
}

// freeAt is when the place can be given to another message.
func (p Place) freeAt() time.Time { return after(p.At, PlaceDays, false) }

// Availability says whether the owner of a profile takes messages now.
type Availability struct {
	Known  bool      // a person whom the desk can reach stands behind the page
	Name   string    // of that profile
	Full   bool      // as many messages came in four weeks as the owner wants
	Paused bool      // by the owner
	From   time.Time // when it is possible again, while Full or Paused
	Deputy string    // page to which messages go meanwhile; empty: to the desk
	Left   int       // messages that can still come; -1: no limit
}

// Takes reports whether a message would go to the owner.
func (a Availability) Takes() bool { return a.Known && !a.Full && !a.Paused }

// Availability is that of a page at a moment. A page without a profile of its
// own, such as one that an editor wrote, is not Known: its messages go to the
// desk. Errors are of the store.
func (c *Cases) Availability(ctx context.Context, page string, now time.Time) (Availability, error) {
	one, err := c.owner(ctx, page)
	if err != nil || one == nil {
		return Availability{}, err
	}
	return one.Availability(now), nil
}

// Availability is that of a profile at a moment.
func (c *Case) Availability(now time.Time) Availability {
	a := Availability{Known: c.reachable(), Name: firstOf(c.Fields["naam"]), Deputy: c.Deputy, Left: -1}
	if c.Status == domain.ProfilePaused && now.Before(c.PausedUntil) {
		a.Paused, a.From = true, c.PausedUntil
	}
	most := c.capacity()
	if most == 0 {
		return a
	}
	taken := c.taken(now)
	a.Left = max(0, most-len(taken))
	if a.Left == 0 {
		a.Full = true
		if free := taken[len(taken)-most].freeAt(); free.After(a.From) {
			a.From = free
		}
	}
	return a
}

// capacity is how many messages the owner wants in four weeks; 0: no limit.
func (c *Case) capacity() int {
	n, err := strconv.Atoi(firstOf(c.Fields["capaciteit"]))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// taken lists the places that are not free yet, oldest first.
func (c *Case) taken(now time.Time) []Place {
	return slices.DeleteFunc(slices.Clone(c.Places), func(p Place) bool { return !now.Before(p.freeAt()) })
}

// receiver is the profile whose owner gets a message: that of its page, or the
// deputy of that one. It is nil when the desk does. A profile with a capacity
// has given the message a place.
func (c *Cases) receiver(ctx context.Context, message *Case, now time.Time) (*Case, error) {
	first, err := c.owner(ctx, message.page())
	if err != nil || first == nil {
		return nil, err
	}
	if took, err := c.reserve(ctx, first.Reference, message.Reference, now); err != nil || took != nil {
		return took, err
	}
	deputy, err := c.owner(ctx, first.Deputy)
	if err != nil || deputy == nil || deputy.Reference == first.Reference {
		return nil, err
	}
	return c.reserve(ctx, deputy.Reference, message.Reference, now)
}

// reserve gives a message a place with a profile, and returns the profile; nil
// when it takes none now. The place is written before the message is: of two
// that come for the last place one gets it. The same message never takes two.
func (c *Cases) reserve(ctx context.Context, profile, message string, now time.Time) (*Case, error) {
	for range mostTries {
		one, version, err := c.load(ctx, profile)
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reserve a place: %w", err)
		}
		has := slices.ContainsFunc(one.Places, func(p Place) bool { return p.Ref == message })
		if !has && one.Availability(now).Full {
			c.release(ctx, one, now)
		}
		switch a := one.Availability(now); {
		case a.Known && has, a.Takes() && a.Left < 0:
			return one, nil
		case !a.Takes():
			return nil, nil
		}
		one.Places = append(one.taken(now), Place{Ref: message, At: now.UTC()})
		if err := c.write(ctx, version, one, domain.PartyClock); !errors.Is(err, store.ErrStale) {
			if err != nil {
				return nil, fmt.Errorf("reserve a place: %w", err)
			}
			return one, nil
		}
	}
	return nil, fmt.Errorf("reserve a place: %w", store.ErrUnavailable)
}

// release gives up places of messages that never came to be, and of those that
// the desk put aside as spam. One that cannot be read keeps its place.
func (c *Cases) release(ctx context.Context, profile *Case, now time.Time) {
	var kept []Place
	for _, p := range profile.taken(now) {
		message, _, err := c.load(ctx, p.Ref)
		never := errors.Is(err, store.ErrNotFound) && now.Sub(p.At) > unclaimed
		if never || err == nil && message.Status == domain.StatusSpam {
			continue
		}
		kept = append(kept, p)
	}
	profile.Places = kept
}
