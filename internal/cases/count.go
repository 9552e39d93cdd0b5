package cases

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"mkbloket/internal/domain"
)

const day = 24 * time.Hour

// Person is the keyed hash under which the cases of an address are listed.
func (c *Cases) Person(email string) string { return c.key("person", strings.ToLower(email)) }

// everybody is the counter of all submissions together.
const everybody = "all"

// count adds the submission to the counters of its origin, of everybody and of
// its address, at the same time so that they cost one group commit. It returns
// a *LimitError when one of the first two is over its limit, and whether the
// sender still gets a confirmation today.
//
// What is refused must not use up what others may still send. So what this
// process knows to be over a limit it does not count again in the window;
// refusing then costs no write.
func (c *Cases) count(ctx context.Context, in Input, now time.Time) (confirm bool, err error) {
	limits := c.config.Limits
	_, email := in.Submission.Sender()
	counters := []counter{
		{c.key("origin", in.Origin), limits.Window, limits.PerOrigin, 0, nil},
		{everybody, limits.Window, limits.All, 0, nil},
		{c.key("confirmation", strings.ToLower(email)), day, limits.Confirmations, 0, nil},
	}
	end := windowEnd(now, limits.Window)
	refused := &LimitError{After: end.Sub(now)}
	for _, n := range counters[:2] {
		if !c.tally.take(end, n) {
			return false, refused
		}
	}
	var group sync.WaitGroup
	for i := range counters {
		if n := &counters[i]; n.most >= 0 {
			group.Go(func() { n.value, n.err = c.config.Store.Count(ctx, n.key, n.window, now) })
		}
	}
	group.Wait()
	for _, n := range counters {
		if n.err != nil {
			c.tally.giveBack(end, counters[:2])
			return false, fmt.Errorf("count submission: %w", n.err)
		}
	}
	for _, n := range counters[:2] {
		if n.over() { // others counted too: another process, or this one before a restart
			c.tally.fill(end, n)
			err = refused
		}
	}
	return err == nil && !counters[2].over(), err
}

type counter struct {
	key    string
	window time.Duration
	most   int // negative: not counted
	value  int
	err    error
}

func (n counter) over() bool { return n.most >= 0 && n.value > n.most }

// windowEnd is the end of the window of Store.Count that contains now.
func windowEnd(now time.Time, window time.Duration) time.Time {
	return now.UTC().Truncate(window).Add(window)
}

// Windows and defaults of the limits on messages to profiles, so that nobody
// writes to all of them. The windows have the same borders for everybody.
const (
	contactWeek       = 7 * day
	defaultPerAddress = 5
	defaultContacts   = 10
)

// countContact adds a message to a profile to the counters of its address and
// of its origin, and returns a *LimitError when one is over its limit.
func (c *Cases) countContact(ctx context.Context, in Input, now time.Time) error {
	if in.Submission.Kind() != domain.KindContact {
		return nil
	}
	_, email := in.Submission.Sender()
	for _, n := range []counter{
		{key: c.key("contact", strings.ToLower(email)), window: contactWeek, most: c.config.Limits.ContactsPerAddress},
		{key: c.key("contact origin", in.Origin), window: day, most: c.config.Limits.ContactsPerOrigin},
	} {
		if n.most < 0 {
			continue
		}
		if n.value, n.err = c.config.Store.Count(ctx, n.key, n.window, now); n.err != nil {
			return fmt.Errorf("count message: %w", n.err)
		}
		if n.over() {
			return &LimitError{After: windowEnd(now, n.window).Sub(now)}
		}
	}
	return nil
}
