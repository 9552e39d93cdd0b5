package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// longestPause is how many days ahead a profile can be paused.
const longestPause = 183

// Check records that the desk looked at a profile: its address, its number and
// its links.
func (c *Cases) Check(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbCheck, nil, (*turn).move)
}

// Approve records that the desk publishes a profile at a page, such as
// adviseurs/jan-jansen, and tells its owner. It returns ErrChoice when another
// profile has the page.
func (c *Cases) Approve(ctx context.Context, act Act, page string) (Result, error) {
	if other, err := c.Profile(ctx, page); err == nil && other.Reference != act.Ref {
		return Result{}, fmt.Errorf("%s: %w: the page is taken", domain.VerbApprove, ErrChoice)
	} else if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Result{}, fmt.Errorf("%s: %w", domain.VerbApprove, err)
	}
	return c.do(ctx, act, domain.VerbApprove, []string{page}, func(t *turn) error {
		if !isPage(page) {
			return ErrChoice
		}
		if err := t.move(); err != nil {
			return err
		}
		t.Page, t.about = page, page
		if t.ConfirmedAt.IsZero() {
			t.ConfirmedAt = t.now
		}
		return t.toAsker("published", "gepubliceerd")
	})
}

// Reject records that a profile is not published, with a reason of
// domain.RejectReasons, and tells its owner.
func (c *Cases) Reject(ctx context.Context, act Act, reason string) (Result, error) {
	return c.do(ctx, act, domain.VerbReject, []string{reason}, func(t *turn) error {
		if !slices.Contains(domain.RejectReasons(), reason) {
			return ErrChoice
		}
		if err := t.move(); err != nil {
			return err
		}
		t.Reason, t.about = reason, reason
		return t.toAsker("rejected", "geweigerd", "reden", t.cases.config.Texts(t.Language, "reden."+reason))
	})
}

// Pause takes a profile out of what advisers are proposed from until a moment,
// at most half a year ahead; the clock resumes it.
func (c *Cases) Pause(ctx context.Context, act Act, until time.Time) (Result, error) {
	return c.do(ctx, act, domain.VerbPause, []string{until.UTC().Format(time.RFC3339)}, func(t *turn) error {
		if !until.After(t.now) || until.After(after(t.now, longestPause, false)) {
			return ErrChoice
		}
		t.PausedUntil = until.UTC()
		return t.move()
	})
}

// Resume ends a pause.
func (c *Cases) Resume(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbResume, nil, func(t *turn) error {
		t.PausedUntil = time.Time{}
		return t.move()
	})
}

// Unlist takes a profile off the site for good.
func (c *Cases) Unlist(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbUnlist, nil, func(t *turn) error {
		t.PausedUntil = time.Time{}
		if err := t.move(); err != nil {
			return err
		}
		return t.toAsker("unlisted", "verwijderd")
	})
}
