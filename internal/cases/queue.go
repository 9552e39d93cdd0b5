package cases

import (
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// Life is the lifecycle that the case follows, nil for a case of no known kind.
func (c *Case) Life() *domain.Lifecycle {
	if c.Track != "" {
		return domain.Life(c.Track)
	}
	return domain.Life(c.Kind)
}

// Stage is the stage of the status of the case; the zero Stage when it has none.
func (c *Case) Stage() domain.Stage {
	life := c.Life()
	if life == nil {
		return domain.Stage{}
	}
	stage, _ := life.Stage(c.Status)
	return stage
}

// IsClosed reports whether nothing is left to do for the purpose of the case. A
// request for erasure may still be open.
func (c *Case) IsClosed() bool { return c.Stage().Phase == domain.PhaseClosed }

// Queue is the partition of IndexQueue in which the case stands, and its place
// there: the promised date of work for the desk, the next act of the clock where
// somebody else is waited for, and the time of closing where nothing is to come.
func (c *Case) Queue() (partition string, at time.Time) {
	stage, next := c.Stage(), c.Next()
	switch {
	case !c.ErasureAt.IsZero():
		return QueueInProgress, earliest(next, c.erasureDue())
	case stage.Phase == domain.PhaseClosed:
		return QueueClosed, c.ClosedAt
	case len(c.Flags) > 0 && c.isFirst():
		return QueueSuspect, next
	case c.isFirst():
		return QueueNew, next // a profile waits here until its address is confirmed
	case c.Kind == domain.KindProfile && c.Proposal != nil:
		return QueueProfiles, earliest(next, c.Proposal.DueAt)
	case c.Kind == domain.KindProfile:
		return QueueProfiles, next
	case stage.Phase == domain.PhaseOpen:
		return QueueInProgress, next
	case stage.Term == domain.TermReferred, stage.Term == domain.TermRelayed:
		return QueueReferred, next
	}
	return QueueWaiting, next
}

// isFirst reports whether nothing has happened to the case yet.
func (c *Case) isFirst() bool {
	life := c.Life()
	return life == nil || c.Status == life.Start
}

func (c *Case) entries() []store.Entry {
	var entries []store.Entry
	if c.Kind != KindDigest {
		partition, at := c.Queue()
		entries = append(entries, store.Entry{Index: IndexQueue, Partition: partition, At: at},
			store.Entry{Index: IndexPerson, Partition: c.Person, At: c.CreatedAt})
	}
	if c.isListed() {
		entries = append(entries, store.Entry{Index: IndexAdviser, Partition: profileOf(c.Page), At: c.CreatedAt})
	}
	if e, ok := c.mailEntry(); ok {
		entries = append(entries, e)
	}
	return entries
}

// expiry is when the store may drop the record: digests after a while, cases
// when a retention rule says so, which is not decided here.
func (c *Case) expiry() time.Time {
	if c.Kind == KindDigest {
		return c.CreatedAt.Add(keepDigest)
	}
	return time.Time{}
}

// mailEntry places the case at its earliest unsent message, among the parked
// ones when only those are left, then among those with mail that came back, and
// nowhere when all is sent.
func (c *Case) mailEntry() (store.Entry, bool) {
	due, parked := store.Entry{Index: IndexMail, Partition: MailDue}, false
	for _, m := range c.Mail {
		parked = parked || m.State == MailGivenUp
		if m.State == MailWaiting && (due.At.IsZero() || m.NextAt.Before(due.At)) {
			due.At = m.NextAt
		}
	}
	if !due.At.IsZero() {
		return due, true
	}
	if back := c.firstReturned(); !parked && !back.IsZero() {
		return store.Entry{Index: IndexMail, Partition: MailBack, At: back}, true
	}
	return store.Entry{Index: IndexMail, Partition: MailParked, At: c.CreatedAt}, parked
}
