package privacy

import (
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// keeps lists the fields that stay of a case: what it was about, and where.
// Each is a choice from a list.
func keeps(kind domain.Kind) []string {
	switch kind {
	case domain.KindQuestion:
		return []string{"thema", "gemeente"}
	case domain.KindAdvice:
		return []string{"ambitie", "gemeente"}
	}
	return nil
}

// anonymous makes of a closed case what may be counted for ever: its kind, its
// subject and region from fixed lists, the months in which it came in and was
// closed, and how it ended. It starts from nothing, so that a field added to
// Case later is left out. Only the record's ID is as it was: without it this
// could not be one write. Whoever still has the reference learns no more from
// it than that.
func anonymous(c *cases.Case) *cases.Case {
	kept := &cases.Case{
		Format: cases.Format, Reference: c.Reference, Revision: c.Revision + 1, Kind: c.Kind, Track: c.Track, Status: c.Status,
		Person: cases.Anonymous, CreatedAt: month(c.CreatedAt), DueAt: month(c.DueAt), ClosedAt: month(c.ClosedAt), Outcome: c.Outcome,
		Fields: map[string][]string{},
	}
	for _, name := range keeps(c.Kind) {
		if values, ok := c.Fields[name]; ok {
			kept.Fields[name] = values
		}
	}
	return kept
}

// month is the first moment of the month of t in UTC.
func month(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	y, m, _ := t.UTC().Date()
	return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
}
