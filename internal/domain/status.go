package domain

import (
	"time"

	"mkbloket/internal/schema"
)

// How a scheme takes applications.
const (
	OpeningRounds     = "rondes"
	OpeningContinuous = "doorlopend"
	OpeningUnknown    = "onbekend"
	OpeningEnded      = "gestopt"
)

// Status is what a visitor is told about a scheme on a given day.
type Status string

// The statuses. "Full" beats "open".
const (
	NearlyFull Status = "bijna_vol"
	Open       Status = "open"
	Always     Status = "altijd"
	Announced  Status = "aangekondigd"
	Full       Status = "vol"
	Closed     Status = "gesloten"
	Uncertain  Status = "onbekend"
	Ended      Status = "gestopt"
)

// StatusOrder is the order in which lists show schemes: what can be applied
// for now comes first, what has ended last.
var StatusOrder = [...]Status{Open, NearlyFull, Always, Announced, Uncertain, Full, Closed, Ended}

// Rank is the place of the status in StatusOrder.
func (s Status) Rank() int {
	for i, o := range StatusOrder {
		if o == s {
			return i
		}
	}
	return len(StatusOrder)
}

// Round is one period in which a scheme takes applications.
type Round struct {
	OpensAt    time.Time // zero: not known
	ClosesAt   time.Time // last moment; zero: not known, or no end
	Allocation string    // op_volgorde, tender, loting, doorlopend
	Ceiling    int       // whole euros; 0: not known
	Remaining  int       // whole euros at AsOf; 0: not known
	AsOf       time.Time
	Exhausted  bool // the budget was gone at AsOf
}

func (r *Round) fields(t *Taxonomy) []schema.Field {
	return []schema.Field{
		schema.Start("opent", &r.OpensAt),
		schema.End("sluit", &r.ClosesAt),
		schema.Choice("verdeling", &r.Allocation, t.Allocations),
		schema.Euro("plafond", &r.Ceiling),
		schema.Euro("resterend", &r.Remaining).Min(1),
		schema.Date("stand_op", &r.AsOf),
		schema.Bool("vol", &r.Exhausted),
	}
}

// NearlyFullShare is the part of the ceiling below which a round is nearly full.
const NearlyFullShare = 0.10

func (r *Round) status(now time.Time) Status {
	switch {
	case !r.OpensAt.IsZero() && now.Before(r.OpensAt):
		return Announced
	case !r.ClosesAt.IsZero() && now.After(r.ClosesAt):
		return Closed
	case r.Exhausted:
		return Full
	case r.Ceiling > 0 && r.Remaining > 0 && float64(r.Remaining) < NearlyFullShare*float64(r.Ceiling):
		return NearlyFull
	case r.OpensAt.IsZero() && r.ClosesAt.IsZero():
		return Uncertain
	}
	return Open
}

// Standing is the status of a scheme on a day, with the round it follows from.
type Standing struct {
	Status Status
	Round  *Round // nil when no round decides
}

// StandingAt computes the status from how the scheme opens, its rounds and the
// moment. Of several rounds the one that says most to a visitor decides: one
// that takes applications, then the next to open, then the last to close.
func (s *Scheme) StandingAt(now time.Time) Standing {
	switch s.Opening {
	case OpeningEnded:
		return Standing{Status: Ended, Round: s.last()}
	case OpeningUnknown:
		return Standing{Status: Uncertain}
	}
	best := Standing{Status: Uncertain}
	if s.Opening == OpeningContinuous {
		best.Status = Always
	}
	for i := range s.Rounds {
		r := &s.Rounds[i]
		found := Standing{Status: r.status(now), Round: r}
		if s.Opening == OpeningContinuous && (found.Status == Open || found.Status == Uncertain) {
			found.Status = Always
		}
		if best.Round == nil || found.says(best) {
			best = found
		}
	}
	return best
}

// says reports whether a tells a visitor more than b.
func (a Standing) says(b Standing) bool {
	if x, y := weight(a.Status), weight(b.Status); x != y {
		return x < y
	}
	switch a.Status {
	case Announced:
		return a.Round.OpensAt.Before(b.Round.OpensAt)
	case Closed, Full:
		return a.Round.ClosesAt.After(b.Round.ClosesAt)
	}
	return closesSooner(a.Round, b.Round)
}

func weight(s Status) int {
	switch s {
	case Open, NearlyFull, Always:
		return 0
	case Announced:
		return 1
	case Full:
		return 2
	case Closed:
		return 3
	}
	return 4
}

func closesSooner(a, b *Round) bool {
	if a.ClosesAt.IsZero() || b.ClosesAt.IsZero() {
		return b.ClosesAt.IsZero() && !a.ClosesAt.IsZero()
	}
	return a.ClosesAt.Before(b.ClosesAt)
}

func (s *Scheme) last() *Round {
	var last *Round
	for i := range s.Rounds {
		if last == nil || s.Rounds[i].ClosesAt.After(last.ClosesAt) {
			last = &s.Rounds[i]
		}
	}
	return last
}
