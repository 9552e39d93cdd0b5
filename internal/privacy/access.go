package privacy

import (
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// Held reports whether nothing of the case may be erased.
func Held(c *cases.Case) bool { return c.Hold }

// closedAt is when the case was closed. One without that moment was closed at
// the latest when something last happened to it.
func closedAt(c *cases.Case) (at time.Time, ok bool) {
	if !c.IsClosed() {
		return time.Time{}, false
	}
	if !c.ClosedAt.IsZero() {
		return c.ClosedAt, true
	}
	at = c.CreatedAt
	for _, e := range c.Log {
		if e.At.After(at) {
			at = e.At
		}
	}
	return at, true
}

// follows reports whether the case has the life of a kind: that of its form, or
// of what it was made into.
func follows(c *cases.Case, kind domain.Kind) bool {
	life := c.Life()
	return life != nil && life.Name == string(kind)
}

// suspect reports whether the case looks like a machine's and nobody of the
// desk has looked at it.
func suspect(c *cases.Case) bool {
	life := c.Life()
	return len(c.Flags) > 0 && life != nil && c.Status == life.Start
}
