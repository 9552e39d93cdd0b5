package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
)

// wordReminder begins the word in the ID of every reminder.
const wordReminder = "herinnering"

// remind writes the next reminder to the asker or the owner.
func (k *tick) remind(ctx context.Context, t *turn, term domain.Term) (bool, error) {
	if term.Name == domain.TermRelayed {
		return k.remindReplier(ctx, t)
	}
	if may, err := k.mayMail(ctx, t, t.address()); err != nil || !may {
		return false, err
	}
	t.Clock.Reminders++
	t.Clock.RemindedAt = k.now
	t.log(domain.VerbRemind, "")
	k.report.Reminded++
	if term.Reminds == domain.PartyOwner {
		return true, t.toOwnerUnasked("yearly_again", wordReminder, t.ends())
	}
	return true, t.toAsker("remind_asker", wordReminder, "datum", t.date(t.Next()))
}

// mayMail reports whether an address may get a reminder about the case now: one
// a day about one case, and few a day in all. It counts the reminder; one that
// is not written after all makes the limit narrower.
func (k *tick) mayMail(ctx context.Context, t *turn, address string) (bool, error) {
	if !k.inHours() || t.remindedToday(address) {
		return false, nil
	}
	if address == "" { // erased: nobody to remind, so time alone goes on
		return true, nil
	}
	key := k.cases.key("reminder", k.cases.Person(address))
	if !k.full[key] {
		n, err := k.cases.config.Store.Count(ctx, key, day, k.now)
		if err != nil {
			return false, fmt.Errorf("count reminders: %w", err)
		}
		k.full[key] = n > mostReminders
	}
	if k.full[key] {
		k.report.Postponed++
	}
	return !k.full[key], nil
}

// remindedToday reports whether the address was reminded of something in this
// case today, such as of another need.
func (t *turn) remindedToday(address string) bool {
	today := calendar.NextDay(t.now)
	return slices.ContainsFunc(t.Mail, func(m Outgoing) bool {
		return m.Message.To == address && strings.HasPrefix(m.Message.ID, ID(t.Reference)+"-"+wordReminder) && calendar.NextDay(m.Message.Date).Equal(today)
	})
}

// end does what follows when a term has run out.
func (k *tick) end(t *turn, term domain.Term) (bool, error) {
	switch term.Then {
	case domain.VerbErase:
		return k.erase(t)
	case domain.VerbResume:
		k.report.Resumed++
		t.PausedUntil = time.Time{}
		return true, t.turnTo(domain.VerbResume)
	case domain.VerbExpire:
		return k.expire(t)
	case domain.VerbUnlist:
		return k.unlist(t)
	case domain.VerbFinish:
		return k.finish(t, term)
	case domain.VerbSurface:
		return k.surface(t)
	}
	return false, nil
}

// turnTo is move by the clock, with its event.
func (t *turn) turnTo(verb domain.Verb) error {
	t.verb = verb
	if err := t.move(); err != nil {
		return err
	}
	t.Revision++
	t.log(verb, "")
	return nil
}

// erase ends a sign-up whose address nobody confirmed. One that got no link yet
// gets it now, and another term.
func (k *tick) erase(t *turn) (bool, error) {
	if t.Confirm == nil {
		if !k.inHours() || t.cases.config.Base == "" {
			return false, nil
		}
		t.Clock.Since = k.now
		return true, t.askToConfirm()
	}
	if t.Hold {
		return false, nil
	}
	k.report.Erased++
	return true, t.turnTo(domain.VerbErase)
}

// expire asks the owner of a profile whether it is still right.
func (k *tick) expire(t *turn) (bool, error) {
	if !k.inHours() {
		return false, nil
	}
	k.report.Expired++
	if err := t.turnTo(domain.VerbExpire); err != nil {
		return false, err
	}
	if t.cases.config.Base == "" {
		return true, t.toAsker("yearly", "jaar", "datum", t.date(t.ends()))
	}
	t.renew(t.ends().Add(day))
	return true, t.toOwnerUnasked("yearly", "jaar", t.ends())
}

// unlist takes a profile off the site that nobody confirmed again.
func (k *tick) unlist(t *turn) (bool, error) {
	if !k.inHours() {
		return false, nil
	}
	k.report.Unlisted++
	if err := t.turnTo(domain.VerbUnlist); err != nil {
		return false, err
	}
	return true, t.toAsker("unlisted", "verwijderd")
}

// finish closes a case in which the asker has the answer, or did not react.
func (k *tick) finish(t *turn, term domain.Term) (bool, error) {
	if !k.inHours() {
		return false, nil
	}
	k.report.Closed++
	if err := t.turnTo(domain.VerbFinish); err != nil {
		return false, err
	}
	if term.Name == domain.TermAnswered {
		return true, nil
	}
	t.Outcome = domain.OutcomeNoReply
	return true, t.toAsker("closed_silent", "afgesloten")
}

// referrals reminds advisers, and brings back what they did not react to.
func (k *tick) referrals(ctx context.Context, t *turn) (acted bool, err error) {
	for i := range t.Referrals {
		r := &t.Referrals[i]
		if !r.IsLive() || r.DueAt().After(k.now) {
			continue
		}
		did, err := k.referral(ctx, t, r)
		if err != nil {
			return acted, err
		}
		acted = acted || did
	}
	if !acted {
		return false, nil
	}
	before := t.Status
	if err := t.follow(); err != nil {
		return false, err
	}
	if t.Status != before {
		t.Revision++
	}
	return true, nil
}

// referral reminds one adviser, or ends the referral.
func (k *tick) referral(ctx context.Context, t *turn, r *Referral) (bool, error) {
	stage, _ := domain.ReferralLife().Stage(r.State)
	term, _ := domain.TermOf(stage.Term)
	if r.Clock.Reminders < term.Reminders {
		if may, err := k.mayMail(ctx, t, r.Email); err != nil || !may {
			return false, err
		}
		r.Clock.Reminders++
		r.Clock.RemindedAt = k.now
		t.log(domain.VerbRemind, r.ID)
		k.report.Reminded++
		return true, t.toAdviser(r, "remind_adviser", wordReminder)
	}
	if !k.inHours() {
		return false, nil
	}
	if err := t.pass(r, term.Then); err != nil {
		return false, err
	}
	t.log(term.Then, r.ID)
	t.NewsAt = k.now
	t.Revision++
	k.report.Returned++
	return true, nil
}
