package cases

import (
	"context"
	"errors"
	"strconv"
	"time"

	"mkbloket/internal/domain"
)

// confirmToken is the token of the link with which the owner of a profile says
// that the address and the profile are right.
func (c *Cases) confirmToken(one *Case) string {
	return c.token("confirm", one.Reference, one.CreatedAt.Format(time.RFC3339Nano), strconv.Itoa(one.Confirm.Serial))
}

// OpenConfirmation gives the case that a link to confirm opens, and changes
// nothing: programs that look through mail follow links. A link that was used
// opens the case too. Every reason not to is ErrNoEntry.
func (c *Cases) OpenConfirmation(ctx context.Context, ref, token string) (*Case, error) {
	one, err := c.opened(ctx, ref)
	if err != nil {
		return nil, err
	}
	asked := one.Confirm
	if asked == nil { // as much work as for one that was asked
		one.Confirm = &Confirmation{}
	}
	right := same(token, c.confirmToken(one))
	if one.Confirm = asked; !right || asked == nil || asked.UsedAt.IsZero() && !c.config.Now().Before(asked.Until) {
		return nil, ErrNoEntry
	}
	return one, nil
}

// ConfirmAddress does what the link to confirm asks for: a new profile goes to
// the desk, and one on the site counts as right for another year. Done twice it
// is done once. Every reason not to open is ErrNoEntry.
func (c *Cases) ConfirmAddress(ctx context.Context, ref, token string) (Result, error) {
	one, err := c.OpenConfirmation(ctx, ref, token)
	if err != nil {
		return Result{}, err
	}
	if !one.Confirm.UsedAt.IsZero() {
		return Result{Case: one}, nil
	}
	act := Act{Ref: one.Reference, By: Actor{Party: domain.PartyOwner}, Token: token}
	if one.Status == domain.StatusSubmitted {
		return c.do(ctx, act, domain.VerbConfirm, nil, func(t *turn) error {
			t.confirmed()
			if err := t.move(); err != nil {
				return err
			}
			return t.toAsker("confirmed", "bevestigd", "datum", t.date(t.DueAt))
		})
	}
	done, err := c.Reconfirm(ctx, act)
	if errors.Is(err, domain.ErrNotNow) { // such as a profile that was rejected meanwhile
		err = ErrNoEntry
	}
	return done, err
}

// Reconfirm says that a profile on the site is right for another year.
func (c *Cases) Reconfirm(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbReconfirm, nil, func(t *turn) error {
		t.confirmed()
		return t.move()
	})
}

// confirmed writes down that the owner confirmed now.
func (t *turn) confirmed() {
	t.ConfirmedAt = t.now
	if t.Confirm != nil {
		t.Confirm.UsedAt = t.now
	}
}

// askToConfirm sends the owner of a new profile the link to confirm. A link
// that was sent before and has not run out is sent again.
func (t *turn) askToConfirm() error {
	term, _ := domain.TermOf(domain.TermConfirm)
	if t.cases.config.Base == "" {
		return nil
	}
	t.renew(after(t.Clock.Since, term.Days, term.Working))
	return t.toOwner("optin", "bevestigen", t.Confirm.Until)
}

// renew makes a link to confirm that holds until a moment, unless there is one
// that holds as long.
func (t *turn) renew(until time.Time) {
	if t.Confirm != nil && t.Confirm.UsedAt.IsZero() && !t.Confirm.Until.Before(until) {
		return
	}
	serial := 1
	if t.Confirm != nil {
		serial = t.Confirm.Serial + 1
	}
	if t.Confirm != nil && t.Confirm.UsedAt.IsZero() {
		serial = t.Confirm.Serial // the link in an earlier mail stays good
	}
	t.Confirm = &Confirmation{Serial: serial, Until: until}
}
