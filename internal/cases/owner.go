package cases

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// OwnerPath is the page, in the main language, on which the owner of a profile
// keeps it: ?k=REFERENCE&s=KEY, with the key to follow the case.
const OwnerPath = "/mijn-profiel/"

// mostCapacity is the largest number of new contacts that a sign-up can name.
const mostCapacity = 100

// OwnerURL is the whole link with which the owner keeps a profile, in the
// language of the case, empty when Config has no Base.
func (c *Cases) OwnerURL(one *Case) string {
	return c.link(one.Language, OwnerPath, "k", one.Reference, "s", c.FollowKey(one))
}

// IsListed reports whether the case is a profile that stands on the site: it is
// published, paused or expired.
func (c *Case) IsListed() bool { return c.isListed() }

// SetCapacity says how many new contacts in four weeks the owner of a profile
// wants, 0 for no limit. It holds at once.
func (c *Cases) SetCapacity(ctx context.Context, act Act, n int) (Result, error) {
	return c.do(ctx, act, domain.VerbCapacity, []string{strconv.Itoa(n)}, func(t *turn) error {
		if n < 0 || n > mostCapacity {
			return ErrChoice
		}
		if err := t.move(); err != nil {
			return err
		}
		t.about = strconv.Itoa(n)
		delete(t.Fields, "capaciteit")
		if n > 0 {
			t.Fields["capaciteit"] = []string{t.about}
		}
		return nil
	})
}

// SetDeputy names the page to which messages go while the profile takes none,
// such as adviseurs/jan-jansen; empty takes it away. It holds at once. It
// returns ErrChoice unless another profile stands at that page.
func (c *Cases) SetDeputy(ctx context.Context, act Act, page string) (Result, error) {
	if page != "" {
		other, err := c.Profile(ctx, page)
		if errors.Is(err, store.ErrNotFound) || err == nil && other.Reference == act.Ref {
			err = ErrChoice
		}
		if err != nil {
			return Result{}, fmt.Errorf("%s: %w", domain.VerbDeputy, err)
		}
	}
	return c.do(ctx, act, domain.VerbDeputy, []string{page}, func(t *turn) error {
		if err := t.move(); err != nil {
			return err
		}
		t.Deputy, t.about = page, page
		return nil
	})
}

// SendPageLink sends the link of the profile at a page again, when the address
// is that of its owner. Like SendLink it does not say whether it was.
func (c *Cases) SendPageLink(ctx context.Context, page, email string) error {
	ref := ""
	one, err := c.Profile(ctx, page)
	if err == nil {
		ref = one.Reference
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return c.SendLink(ctx, ref, email)
}

// OpenRelay is OpenMessage also for a relay that has ended, so that who gave a
// message back can be told so. Nothing of the message is to be shown then.
func (c *Cases) OpenRelay(ctx context.Context, ref, key string) (*Case, *Relay, error) {
	one, err := c.opened(ctx, ref)
	if err != nil {
		return nil, nil, err
	}
	var found *Relay
	for i := range one.Relays {
		if same(key, c.messageToken(one, one.Relays[i].ID)) {
			found = &one.Relays[i]
		}
	}
	if found == nil || one.unreadable(c.config.Now()) {
		return nil, nil, ErrNoEntry
	}
	return one, found, nil
}

// EndsAt is when a live referral ends without a reaction of the adviser.
func (r Referral) EndsAt() time.Time { return r.ends() }

// RelayEndsAt is when a message comes back to the desk without a reaction of
// who has it.
func (c *Case) RelayEndsAt() time.Time {
	t := turn{Case: c}
	return t.surfaces()
}

// StaleAt is when a profile that has expired goes off the site without a
// reaction of its owner.
func (c *Case) StaleAt() time.Time {
	t := turn{Case: c}
	return t.ends()
}
