package cases

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// TickLimits bound one run of the clock.
type TickLimits struct {
	Cases int // most cases that are changed; 0: 500
}

// TickReport says what one run of the clock did, in numbers of cases,
// referrals and profiles.
type TickReport struct {
	Reminded  int  // reminders written
	Closed    int  // cases closed because the asker did not react, or had the answer
	Returned  int  // referrals that expired
	Surfaced  int  // messages to which no owner of a profile replied
	Resumed   int  // profiles whose pause ended
	Expired   int  // profiles whose owner is asked whether they are right
	Unlisted  int  // profiles whose owner did not say so
	Erased    int  // sign-ups whose address was not confirmed
	Escalated int  // cases that are too late for the lead to know
	Postponed int  // reminders for another day, because their reader had enough today
	Digest    bool // the digest of the day was made
	More      bool // a limit was reached: run again
}

const (
	mostTicked    = 500
	mostReminders = 3               // to one address in a day
	tickEvery     = 5 * time.Minute // of RunClock
	opens, closes = 8, 18           // hours in the Netherlands between which the clock writes to people
	mostSteps     = 8               // of one case in one run
)

// RunClock runs Tick every five minutes until ctx ends. Errors are logged and
// tried again.
func (c *Cases) RunClock(ctx context.Context) {
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	for {
		report, err := c.Tick(ctx, c.config.Now(), TickLimits{})
		if err != nil && ctx.Err() == nil {
			c.config.Log.Error("clock", "error", err.Error())
		}
		if report != (TickReport{}) {
			c.config.Log.Info("clock", "report", report)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Tick does everything that is due at now by domain.Terms: it reminds whoever
// is waited for, ends what waited long enough, and once on each working day
// sends the desk a digest of its work. People get mail on working days between
// 8 and 18 hours in the Netherlands, at most three reminders a day.
//
// Periods after a reminder count from the moment it was sent, so after days of
// standstill everybody still gets the first reminder and the time it promises,
// and nothing comes in a burst. To run it twice at one moment changes nothing
// the second time, and two that run at the same time do each thing once: every
// change is a compare-and-swap. A case that cannot be changed does not hold up
// others; the error is the first one.
func (c *Cases) Tick(ctx context.Context, now time.Time, limits TickLimits) (TickReport, error) {
	if limits.Cases <= 0 {
		limits.Cases = mostTicked
	}
	run := &tick{cases: c, now: now.UTC(), left: limits.Cases, full: map[string]bool{}}
	var first error
	for _, queue := range []string{QueueNew, QueueInProgress, QueueSuspect, QueueWaiting, QueueReferred, QueueProfiles} {
		first = keep(first, run.queue(ctx, queue))
	}
	if run.inHours() {
		first = keep(first, run.digest(ctx))
	}
	if run.report != (TickReport{}) {
		c.rouse()
	}
	return run.report, first
}

// keep is the first error of the two.
func keep(first, next error) error {
	if first != nil {
		return first
	}
	return next
}

// tick is one run of the clock.
type tick struct {
	cases  *Cases
	now    time.Time
	left   int             // cases that may still be changed
	full   map[string]bool // keys of addresses that had enough today
	report TickReport
}

// WritesAt reports whether the clock writes to people at a moment: on working
// days between 8 and 18 hours in the Netherlands.
func WritesAt(now time.Time) bool {
	hour := now.In(calendar.Location()).Hour()
	return calendar.IsWorkingDay(now) && hour >= opens && hour < closes
}

// inHours reports whether people may get mail from the clock now.
func (k *tick) inHours() bool { return WritesAt(k.now) }

// queue looks at every case of a queue that is due.
func (k *tick) queue(ctx context.Context, queue string) (first error) {
	page := store.Page{Until: k.now}
	for {
		records, next, err := k.cases.config.Store.List(ctx, IndexQueue, queue, page)
		if err != nil {
			return fmt.Errorf("list what is due: %w", err)
		}
		for _, r := range records {
			if k.left <= 0 || ctx.Err() != nil {
				k.report.More = true
				return first
			}
			first = keep(first, k.record(ctx, r))
		}
		if next == "" {
			return first
		}
		page.After = next
	}
}

// record does what is due in one case and writes it once. One that somebody
// else changed meanwhile is for the next run.
func (k *tick) record(ctx context.Context, r store.Record) error {
	one, err := Decode(r)
	if err != nil {
		return err
	}
	before := k.report
	t := &turn{Case: one, cases: k.cases, act: Act{By: Actor{Party: domain.PartyClock}}, now: k.now}
	acted, err := k.steps(ctx, t)
	if err == nil && acted {
		k.left--
		if one.Status == domain.ProfileErased {
			err = k.cases.config.Store.Delete(ctx, r.ID, r.Version)
		} else {
			err = k.cases.write(ctx, r.Version, one, domain.PartyClock)
		}
	}
	if err != nil {
		k.report = before
	}
	if errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("clock, %s: %w", r.ID, err)
	}
	return nil
}

// steps does one thing after the other until nothing is due.
func (k *tick) steps(ctx context.Context, t *turn) (acted bool, err error) {
	for range mostSteps {
		did, err := k.step(ctx, t)
		if err != nil || !did {
			return acted, err
		}
		acted = true
		if t.Status == domain.ProfileErased {
			return true, nil
		}
	}
	return acted, nil
}

// step does one thing that is due in the case.
func (k *tick) step(ctx context.Context, t *turn) (bool, error) {
	stage := t.Stage()
	if !t.deskDue().IsZero() && k.escalate(t) {
		return true, nil
	}
	if due := t.firstReferral(); !due.IsZero() && !due.After(k.now) {
		if did, err := k.referrals(ctx, t); err != nil || did {
			return did, err
		}
	}
	if stage.Phase != domain.PhaseWaiting {
		return false, nil
	}
	term, ok := domain.TermOf(stage.Term)
	next := t.ownNext()
	if !ok || next.IsZero() || next.After(k.now) {
		return false, nil
	}
	if t.Clock.Reminders < term.Reminders {
		return k.remind(ctx, t, term)
	}
	return k.end(t, term)
}

// escalate marks work of the desk that is far too late, once for each promise.
func (k *tick) escalate(t *turn) bool {
	due := t.deskDue()
	if k.now.Before(after(due, domain.EscalateAfter, true)) || !t.Clock.EscalatedAt.Before(due) {
		return false
	}
	t.Clock.EscalatedAt = k.now
	t.log(domain.VerbEscalate, "")
	k.report.Escalated++
	return true
}

// deskDue is when the desk must have done its part, zero when it has none.
func (c *Case) deskDue() time.Time {
	var due time.Time
	if c.Stage().Phase == domain.PhaseOpen {
		due = c.DueAt
	}
	if !c.ErasureAt.IsZero() {
		due = earliest(due, c.erasureDue())
	}
	if c.Proposal != nil {
		due = earliest(due, c.Proposal.DueAt)
	}
	return due
}

// log adds an event of the clock.
func (t *turn) log(verb domain.Verb, about string) {
	t.Log = append(t.Log, Event{At: t.now, What: string(verb), Who: string(t.act.By.Party), About: about})
}
