package cases

import (
	"context"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/domain"
)

// AddInformation adds a text of the asker, or one that an officer heard. When
// the desk was waiting for it the case is the desk's again.
func (c *Cases) AddInformation(ctx context.Context, act Act, text string) (Result, error) {
	return c.do(ctx, act, domain.VerbAdd, []string{text}, func(t *turn) error {
		if err := t.move(); err != nil {
			return err
		}
		if err := t.follow(); err != nil {
			return err
		}
		return t.add(EntryAdded, text)
	})
}

// Reopen opens a case again because the answer was not enough. The asker can do
// so until domain.ReopenDays after the answer or, without one, after closing.
func (c *Cases) Reopen(ctx context.Context, act Act, text string) (Result, error) {
	return c.do(ctx, act, domain.VerbReopen, []string{text}, func(t *turn) error {
		if act.By.Party == domain.PartyAsker && !t.CanReopen(t.now) {
			return ErrTooLate
		}
		if err := t.move(); err != nil {
			return err
		}
		t.Outcome = ""
		t.renewNeeds()
		return t.add(EntryReopen, text)
	})
}

// CanReopen reports whether the asker may still open the case again at now.
func (c *Case) CanReopen(now time.Time) bool {
	life := c.Life()
	if life == nil {
		return false
	}
	from := c.AnsweredAt
	if from.IsZero() {
		from = c.ClosedAt
	}
	_, err := life.Next(c.Status, domain.VerbReopen, domain.PartyAsker)
	return err == nil && now.Before(after(from, domain.ReopenDays, false))
}

// renewNeeds puts the first need anew: what was served before is not enough.
func (t *turn) renewNeeds() {
	if len(t.Needs) == 0 {
		return
	}
	for i := range t.Needs {
		if t.Needs[i].DroppedAt.IsZero() {
			t.Needs[i].DroppedAt = t.now
		}
	}
	t.Needs = append(t.Needs, Need{ID: t.needID(), What: t.Needs[0].What})
}

// Withdraw ends the case because the asker no longer needs it; advisers who are
// at work hear it. Done twice it is done once.
func (c *Cases) Withdraw(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbWithdraw, nil, func(t *turn) error {
		if t.Status == domain.StatusWithdrawn {
			return errAlready
		}
		if err := t.recall(); err != nil {
			return err
		}
		if err := t.move(); err != nil {
			return err
		}
		t.Outcome = domain.OutcomeWithdrawn
		return t.toAsker("withdrawn", "ingetrokken")
	})
}

// RequestErasure asks the desk to erase everything about the sender. It is the
// desk that erases, after a look at what must be kept; the case stands among
// its work until then. It can be asked for in every status.
func (c *Cases) RequestErasure(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbErasure, nil, func(t *turn) error {
		if !slices.Contains([]domain.Party{domain.PartyAsker, domain.PartyOwner, domain.PartyOfficer}, act.By.Party) {
			return domain.ErrNotYours
		}
		if !t.ErasureAt.IsZero() {
			return errAlready
		}
		t.ErasureAt = t.now
		return t.toAsker("erasure", "wissen", "datum", t.date(t.erasureDue()))
	})
}

// GiveFeedback keeps what the asker thought of it, in place of an earlier one.
// At of f is set here.
func (c *Cases) GiveFeedback(ctx context.Context, act Act, f Feedback) (Result, error) {
	return c.do(ctx, act, domain.VerbFeedback, []string{f.Answered, f.Useful, f.Comment}, func(t *turn) error {
		answers := []string{FeedbackYes, FeedbackPartly, FeedbackNo}
		if !slices.Contains(answers, f.Answered) || f.Useful != "" && !slices.Contains(answers, f.Useful) {
			return ErrChoice
		}
		if err := t.move(); err != nil {
			return err
		}
		if strings.TrimSpace(f.Comment) != "" {
			var err error
			if f.Comment, err = clean(f.Comment); err != nil {
				return err
			}
		}
		f.At = t.now
		t.Feedback = &f
		return nil
	})
}
