package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mkbloket/internal/domain"
	"mkbloket/internal/mail/address"
)

// Offer is one need put before one adviser.
type Offer struct {
	Need         string // ID; empty: the first open one
	Adviser      string // slug of the adviser's page, or empty
	Organisation string // name that the asker gets to read
	Email        string // of the adviser
	Language     string // of the mail to the adviser; empty: nl
}

// Refer puts needs of a request before advisers, several at the same time. The
// asker hears which organisations; they get no data before they accept. It
// returns ErrNoConsent when the asker has not agreed to sharing.
func (c *Cases) Refer(ctx context.Context, act Act, offers []Offer) (Result, error) {
	return c.do(ctx, act, domain.VerbRefer, []string{fmt.Sprintf("%q", offers)}, func(t *turn) error {
		if !slices.ContainsFunc(t.Consents, func(c Consent) bool { return c.Purpose == purposeDeel }) {
			return ErrNoConsent
		}
		if len(offers) == 0 {
			return ErrChoice
		}
		if err := t.move(); err != nil {
			return err
		}
		var names []string
		for _, o := range offers {
			if err := t.offer(o); err != nil {
				return err
			}
			names = append(names, o.Organisation)
		}
		if err := t.toAsker("referred", "uitgezet", "organisaties", strings.Join(names, ", ")); err != nil {
			return err
		}
		return t.follow()
	})
}

// offer adds one referral and the mail to its adviser.
func (t *turn) offer(o Offer) error {
	email, err := address.Parse(o.Email)
	if err != nil || strings.TrimSpace(o.Organisation) == "" {
		return ErrChoice
	}
	if open := t.OpenNeeds(); o.Need == "" && len(open) > 0 {
		o.Need = open[0].ID
	} else if o.Need == "" && len(t.Needs) > 0 {
		o.Need = t.Needs[len(t.Needs)-1].ID
	}
	known := slices.ContainsFunc(t.Needs, func(n Need) bool { return n.ID == o.Need && n.DroppedAt.IsZero() })
	twice := slices.ContainsFunc(t.Referrals, func(r Referral) bool { return r.IsLive() && r.Need == o.Need && r.Email == email })
	if !known || twice {
		return ErrChoice
	}
	if o.Language == "" {
		o.Language = "nl"
	}
	t.Referrals = append(t.Referrals, Referral{
		ID: fmt.Sprintf("v%d", len(t.Referrals)+1), Need: o.Need, Adviser: o.Adviser, Organisation: o.Organisation, Email: email,
		Language: o.Language, State: domain.ReferralLife().Start, OfferedAt: t.now, Clock: Clock{Since: t.now},
	})
	return t.toAdviser(&t.Referrals[len(t.Referrals)-1], "offer", "aanbod")
}

// Reply is what an adviser says about a referral, or an officer who heard it.
type Reply struct {
	Verb   domain.Verb // of domain.ReferralLife
	Reason string      // of domain.DeclineReasons, to decline and to give back
	Text   string      // to the desk; may be empty
}

// AnswerReferral records the reply of an adviser: to accept, decline, say that
// there was contact, that work goes on, that it is done, that there is no help
// or no reaction, or to give it back. The status of the request follows. From
// the moment of accepting the adviser may see the data of the sender, which is
// written down in Shared.
func (c *Cases) AnswerReferral(ctx context.Context, act Act, referral string, r Reply) (Result, error) {
	return c.do(ctx, act, r.Verb, []string{referral, r.Reason, r.Text}, func(t *turn) error {
		one, ok := t.Referral(referral)
		if !ok {
			return ErrChoice
		}
		if needs := r.Verb == domain.VerbDecline || r.Verb == domain.VerbReturn; needs && !slices.Contains(domain.DeclineReasons(), r.Reason) {
			return ErrChoice
		}
		if err := t.pass(one, r.Verb); err != nil {
			return err
		}
		one.Reason = r.Reason
		if r.Verb == domain.VerbAccept {
			t.share(one)
		}
		if strings.TrimSpace(r.Text) != "" {
			if err := t.add(EntryAdviser, r.Text); err != nil {
				return err
			}
		}
		return t.follow()
	})
}

// pass brings a referral to its next state.
func (t *turn) pass(r *Referral, verb domain.Verb) error {
	life := domain.ReferralLife()
	to, err := life.Next(r.State, verb, t.act.By.Party)
	if err != nil {
		return err
	}
	t.about = r.ID
	r.State, r.Clock = to, Clock{Since: t.now}
	switch verb {
	case domain.VerbAccept, domain.VerbDecline:
		r.AnsweredAt = t.now
	case domain.VerbContact:
		r.ContactAt = t.now
	}
	if stage, _ := life.Stage(to); stage.Phase == domain.PhaseClosed {
		r.EndedAt = t.now
	}
	return nil
}

// share writes down that the organisation may see the data from now on.
func (t *turn) share(r *Referral) {
	s := Share{At: t.now, Organisation: r.Organisation, Referral: r.ID}
	for name := range t.Fields {
		if !strings.HasPrefix(name, "toestemming") {
			s.Fields = append(s.Fields, name)
		}
	}
	slices.Sort(s.Fields)
	t.Shared = append(t.Shared, s)
}

// follow gives the request the status that its referrals make, while it has a
// status that follows them.
func (t *turn) follow() error {
	life := t.Life()
	if len(t.Needs) == 0 || !slices.ContainsFunc(life.Steps, func(s domain.Step) bool { return s.From == t.Status && s.Verb == domain.VerbFollow }) {
		return nil
	}
	to := Derive(t.Needs, t.Referrals)
	if to == t.Status {
		return nil
	}
	if err := life.Reach(t.Status, domain.VerbFollow, t.act.By.Party, to); err != nil {
		return err
	}
	t.enter(to)
	return nil
}

// recall ends every live referral because the request ends.
func (t *turn) recall() error {
	for i := range t.Referrals {
		r := &t.Referrals[i]
		if !r.IsLive() {
			continue
		}
		if err := t.pass(r, domain.VerbWithdraw); err != nil {
			return err
		}
		if err := t.toAdviser(r, "recalled", "vervallen"); err != nil {
			return err
		}
	}
	t.about = ""
	return nil
}

// RecallReferral ends one referral because the desk no longer wants it.
func (c *Cases) RecallReferral(ctx context.Context, act Act, referral string) (Result, error) {
	return c.do(ctx, act, domain.VerbFollow, []string{"recall", referral}, func(t *turn) error {
		r, ok := t.Referral(referral)
		if !ok {
			return ErrChoice
		}
		if err := t.pass(r, domain.VerbWithdraw); err != nil {
			return err
		}
		if err := t.toAdviser(r, "recalled", "vervallen"); err != nil {
			return err
		}
		return t.follow()
	})
}
