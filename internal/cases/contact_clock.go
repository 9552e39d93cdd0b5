package cases

import (
	"context"
	"time"

	"mkbloket/internal/domain"
)

// surfaces is when a message comes to the desk without a reply of the owner who
// has it now.
func (t *turn) surfaces() time.Time {
	term, _ := domain.TermOf(domain.TermRelayed)
	return after(t.Next(), max(0, term.Reminders-t.Clock.Reminders)*term.Again, term.Working)
}

// remindReplier reminds the owner who has a message. When the profile is no
// longer there, or the sender wants the message erased, nobody can be reminded
// and the desk gets it now.
func (k *tick) remindReplier(ctx context.Context, t *turn) (bool, error) {
	r := t.Relayed()
	if r == nil || !t.ErasureAt.IsZero() {
		return k.surface(t)
	}
	owner, err := k.cases.owner(ctx, r.Page)
	if err != nil {
		return false, err
	}
	if owner == nil {
		return k.surface(t)
	}
	if may, err := k.mayMail(ctx, t, owner.address()); err != nil || !may {
		return false, err
	}
	t.Clock.Reminders++
	t.Clock.RemindedAt = k.now
	t.log(domain.VerbRemind, r.ID)
	k.report.Reminded++
	t.toReplier(owner, "remind_relay", wordReminder)
	return true, nil
}

// surface brings a message to which nobody replied before the desk, and tells
// the sender. Whoever had it can still reply.
func (k *tick) surface(t *turn) (bool, error) {
	if !k.inHours() {
		return false, nil
	}
	k.report.Surfaced++
	if err := t.turnTo(domain.VerbSurface); err != nil {
		return false, err
	}
	t.NewsAt = k.now
	name := ""
	if r := t.Relayed(); r != nil {
		name, t.Log[len(t.Log)-1].About = r.Name, r.ID
	}
	if !t.ErasureAt.IsZero() {
		return true, nil
	}
	return true, t.toAsker("contact_surfaced", "loket", "organisatie", name, "datum", t.date(t.DueAt))
}
