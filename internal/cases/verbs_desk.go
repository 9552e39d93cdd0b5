package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mkbloket/internal/domain"
)

// Take makes the actor the one who handles the case.
func (c *Cases) Take(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbTake, nil, func(t *turn) error {
		t.Assignee = act.By.ID
		return t.move()
	})
}

// Assign makes the account to the one who handles the case.
func (c *Cases) Assign(ctx context.Context, act Act, to string) (Result, error) {
	return c.do(ctx, act, domain.VerbAssign, []string{to}, func(t *turn) error {
		if to == "" {
			return ErrChoice
		}
		t.Assignee, t.about = to, to
		return t.move()
	})
}

// Answer sends the asker a text that answers the question.
func (c *Cases) Answer(ctx context.Context, act Act, text string) (Result, error) {
	return c.do(ctx, act, domain.VerbAnswer, []string{text}, func(t *turn) error {
		if err := t.move(); err != nil {
			return err
		}
		if err := t.add(EntryAnswer, text); err != nil {
			return err
		}
		t.AnsweredAt, t.Outcome = t.now, domain.OutcomeAnswered
		return t.toAsker("answer", "antwoord", "tekst", t.Thread[len(t.Thread)-1].Text)
	})
}

// AskBack asks the asker for something; the case waits for it. While an adviser
// is at work it is the adviser who asks: then it gives domain.ErrNotNow.
func (c *Cases) AskBack(ctx context.Context, act Act, text string) (Result, error) {
	return c.do(ctx, act, domain.VerbAsk, []string{text}, func(t *turn) error {
		if slices.ContainsFunc(t.Referrals, Referral.IsLive) {
			return domain.ErrNotNow
		}
		if err := t.move(); err != nil {
			return err
		}
		if err := t.add(EntryAsk, text); err != nil {
			return err
		}
		return t.toAsker("ask", "wedervraag",
			"datum", t.date(t.ends()),
			"tekst", t.Thread[len(t.Thread)-1].Text)
	})
}

// Note keeps a text that only staff reads, in any status.
func (c *Cases) Note(ctx context.Context, act Act, text string) (Result, error) {
	return c.do(ctx, act, domain.VerbNote, []string{text}, func(t *turn) error {
		if act.By.Party != domain.PartyOfficer {
			return domain.ErrNotYours
		}
		return t.add(EntryNote, text)
	})
}

// Finish closes the case with an outcome of domain.Outcomes. Advisers who are
// still at work hear that it is no longer needed.
func (c *Cases) Finish(ctx context.Context, act Act, outcome string) (Result, error) {
	return c.do(ctx, act, domain.VerbFinish, []string{outcome}, func(t *turn) error {
		if life := t.Life(); life == nil || !domain.IsOutcome(domain.Kind(life.Name), outcome) {
			return ErrChoice
		}
		if err := t.recall(); err != nil {
			return err
		}
		t.Outcome, t.about = outcome, outcome
		if err := t.move(); err != nil {
			return err
		}
		return t.toAsker("closed", "afgesloten")
	})
}

// Redirect makes a request for advice of a question. The data goes to others
// only when the asker agreed, so the officer says how that was heard, such as
// "telefonisch op 12 maart".
func (c *Cases) Redirect(ctx context.Context, act Act, agreed string) (Result, error) {
	return c.do(ctx, act, domain.VerbRedirect, []string{agreed}, func(t *turn) error {
		agreed = strings.TrimSpace(agreed)
		if agreed == "" {
			return ErrNoConsent
		}
		if err := t.move(); err != nil {
			return err
		}
		t.Consents = append(t.Consents, Consent{Purpose: purposeDeel, Version: Version(agreed), Language: t.Language, GivenAt: t.now})
		if err := t.add(EntryNote, agreed); err != nil {
			return err
		}
		t.Needs = []Need{{ID: firstNeed, What: firstOf(t.Fields["onderwerp"])}}
		return t.toAsker("redirected", "doorverwezen", "datum", t.date(t.DueAt))
	})
}

// MarkSpam puts the case aside; NotSpam undoes it, and says of a flagged case
// that it is a good one.
func (c *Cases) MarkSpam(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbSpam, nil, func(t *turn) error {
		if err := t.recall(); err != nil {
			return err
		}
		return t.move()
	})
}

// NotSpam takes the case back from where MarkSpam or its flags put it. The
// owner of a profile gets a new link to confirm the address.
func (c *Cases) NotSpam(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbNotSpam, nil, func(t *turn) error {
		if len(t.Flags) == 0 && t.Status == t.Life().Start {
			return domain.ErrNotNow
		}
		spam := t.Status == domain.StatusSpam
		if err := t.move(); err != nil {
			return err
		}
		t.Flags = nil
		if t.Kind != domain.KindProfile {
			return nil
		}
		if t.Clock.Since = t.now; spam {
			t.Confirm = nil
		}
		return t.askToConfirm()
	})
}

// SetHold says whether the case must be kept beyond its period, with a reason
// that is kept as a note.
func (c *Cases) SetHold(ctx context.Context, act Act, hold bool, reason string) (Result, error) {
	return c.do(ctx, act, domain.VerbHold, []string{fmt.Sprint(hold), reason}, func(t *turn) error {
		if act.By.Party != domain.PartyOfficer {
			return domain.ErrNotYours
		}
		t.Hold, t.about = hold, map[bool]string{true: "aan", false: "uit"}[hold]
		return t.add(EntryNote, reason)
	})
}

// AddNeed adds something for which the asker needs somebody.
func (c *Cases) AddNeed(ctx context.Context, act Act, what string) (Result, error) {
	return c.do(ctx, act, domain.VerbNeed, []string{"add", what}, func(t *turn) error {
		what, err := clean(what)
		if err != nil {
			return err
		}
		if err := t.move(); err != nil {
			return err
		}
		id := t.needID()
		t.Needs, t.about = append(t.Needs, Need{ID: id, What: what}), id
		return t.follow()
	})
}

// needID is the ID of the next need.
func (t *turn) needID() string { return fmt.Sprintf("b%d", len(t.Needs)+1) }

// DropNeed gives up a need for which there is no help.
func (c *Cases) DropNeed(ctx context.Context, act Act, need string) (Result, error) {
	return c.do(ctx, act, domain.VerbNeed, []string{"drop", need}, func(t *turn) error {
		i := slices.IndexFunc(t.Needs, func(n Need) bool { return n.ID == need && n.DroppedAt.IsZero() })
		if i < 0 {
			return ErrChoice
		}
		if err := t.move(); err != nil {
			return err
		}
		t.Needs[i].DroppedAt, t.about = t.now, need
		return t.follow()
	})
}

// RevokeLink makes every link to the case that was sent so far useless.
func (c *Cases) RevokeLink(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbRevoke, nil, func(t *turn) error {
		if act.By.Party != domain.PartyOfficer {
			return domain.ErrNotYours
		}
		t.Epoch++
		return nil
	})
}
