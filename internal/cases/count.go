package cases

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

const day = 24 * time.Hour

// Person is the keyed hash under which the cases of an address are listed.
func (c *Cases) Person(email string) string { return c.key("person", strings.ToLower(email)) }

// count adds the submission to the counters of its origin, of everybody and of
// its address, at the same time so that they cost one group commit. It returns
// a *LimitError when one of the first two is over its limit, and whether the
// sender still gets a confirmation today.
func (c *Cases) count(ctx context.Context, in Input, now time.Time) (confirm bool, err error) {
	limits := c.config.Limits
	_, email := in.Submission.Sender()
	counters := []counter{
		{c.key("origin", in.Origin), limits.Window, limits.PerOrigin, 0, nil},
		{"all", limits.Window, limits.All, 0, nil},
		{c.key("confirmation", strings.ToLower(email)), day, limits.Confirmations, 0, nil},
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
			return false, fmt.Errorf("count submission: %w", n.err)
		}
	}
	if counters[0].over() || counters[1].over() {
		return false, &LimitError{After: windowEnd(now, limits.Window).Sub(now)}
	}
	return !counters[2].over(), nil
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
