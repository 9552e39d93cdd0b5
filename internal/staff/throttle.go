package staff

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mkbloket/internal/audit"
)

// Limits bound the attempts to sign in. Zero takes the default.
type Limits struct {
	Own     int           // at one account from one origin, per Window; default 10
	Origin  int           // at all accounts from one origin that is new to them, per Window; default 30
	Account int           // at one account from all origins that are new to it, per Window; default 30
	Window  time.Duration // default 15 minutes
}

func (l Limits) filled() Limits {
	for _, n := range []struct {
		value *int
		def   int
	}{{&l.Own, 10}, {&l.Origin, 30}, {&l.Account, 30}} {
		if *n.value <= 0 {
			*n.value = n.def
		}
	}
	if l.Window <= 0 {
		l.Window = 15 * time.Minute
	}
	return l
}

// bucket is a counter of attempts.
type bucket struct {
	key  string
	most int
}

// buckets are the counters of an attempt. An origin from which the account
// signed in before has a counter of its own and no other, so that strangers,
// however many, cannot keep somebody out of where they work.
func (s *Staff) buckets(account, origin string, known bool) []bucket {
	own := bucket{s.hash("attempt", account, origin), s.limits.Own}
	if known {
		return []bucket{own}
	}
	return []bucket{own, {s.hash("attempt", "", origin), s.limits.Origin}, {s.hash("attempt", account, ""), s.limits.Account}}
}

// allow counts an attempt before anything of it is checked. It gives a
// *LimitError when there were too many; of the first of those the audit log
// gets a line.
func (s *Staff) allow(ctx context.Context, account, origin string, a *record) error {
	now, window := s.now(), s.limits.Window
	known := a != nil && slices.Contains(a.Known, s.hash("origin", origin))
	over, first := false, false
	for _, b := range s.buckets(account, origin, known) {
		n, err := s.config.Store.Count(ctx, b.key, window, now)
		if err != nil {
			return fmt.Errorf("count attempt to sign in: %w", err)
		}
		over, first = over || n > b.most, first || n == b.most+1
	}
	if !over {
		return nil
	}
	if first {
		e := audit.Entry{Action: actSignIn, Result: "te veel pogingen", Origin: origin}
		if a != nil {
			e.Object = a.ID
		}
		if err := s.note(ctx, e); err != nil {
			return err
		}
	}
	return &LimitError{After: now.Truncate(window).Add(window).Sub(now)}
}

// remember keeps an origin as one from which the account signed in.
func (s *Staff) remember(a *record, origin string) {
	const most = 8
	hash := s.hash("origin", origin)
	known := slices.DeleteFunc(slices.Clone(a.Known), func(k string) bool { return k == hash })
	known = append(known, hash)
	a.Known = known[max(len(known)-most, 0):]
}
