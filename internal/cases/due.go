package cases

import (
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
)

// Next is when the clock looks at the case: the promised date in an open
// status, and otherwise when it reminds somebody or ends the waiting; and in
// any of them when an adviser's time is up. It is the zero time in a closed
// status.
func (c *Case) Next() time.Time {
	if c.IsClosed() {
		return time.Time{}
	}
	return earliest(c.ownNext(), c.firstReferral())
}

// ownNext is Next without the referrals.
func (c *Case) ownNext() time.Time {
	stage := c.Stage()
	term, _ := domain.TermOf(stage.Term)
	switch {
	case stage.Phase != domain.PhaseWaiting:
		return c.DueAt
	case term.Name == domain.TermReferred:
		return time.Time{}
	case term.Name == domain.TermPause:
		return c.PausedUntil
	case term.Name == domain.TermYear:
		return c.Clock.next(term, c.ConfirmedAt)
	}
	return c.Clock.next(term, c.Clock.Since)
}

// firstReferral is the first moment at which a live referral needs the clock.
func (c *Case) firstReferral() time.Time {
	var first time.Time
	for _, r := range c.Referrals {
		if r.IsLive() {
			first = earliest(first, r.DueAt())
		}
	}
	return first
}

// next is when a term that began at from needs the clock.
func (k Clock) next(t domain.Term, from time.Time) time.Time {
	if k.Reminders > 0 {
		return after(k.RemindedAt, t.Again, t.Working)
	}
	return after(from, t.Days, t.Working)
}

// after is days later, in the Netherlands and in UTC as stored.
func after(t time.Time, days int, working bool) time.Time {
	if working {
		return calendar.AddWorkingDays(t, days).UTC()
	}
	return t.In(calendar.Location()).AddDate(0, 0, days).UTC()
}

// erasureDue is when a request for erasure must have been handled.
func (c *Case) erasureDue() time.Time {
	term, _ := domain.TermOf(domain.TermErasure)
	return after(c.ErasureAt, term.Days, term.Working)
}

// earliest is the first of two times, of which a zero one does not count.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
