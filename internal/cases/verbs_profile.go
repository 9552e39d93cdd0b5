package cases

import (
	"context"
	"slices"
	"time"

	"mkbloket/internal/domain"
)

// longestPause is how many days ahead a profile can be paused.
const longestPause = 183

// Check records that the desk looked at a profile: its address, its number and
// its links.
func (c *Cases) Check(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbCheck, nil, (*turn).move)
}

// Approve records that the desk publishes a profile, and tells its owner.
func (c *Cases) Approve(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbApprove, nil, func(t *turn) error {
		if err := t.move(); err != nil {
			return err
		}
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
