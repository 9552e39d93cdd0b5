package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/store"
)

// Channels lists the ways, other than a form, in which something reaches the
// desk. The name stands in the log of the case as who it came from.
func Channels() []string { return []string{"telefoon", "balie", "brief"} }

// Registration is what an officer writes down of somebody who called, came by
// or wrote a letter.
type Registration struct {
	Input
	Channel string // of Channels
	Agreed  string // how and when the person agreed to what, in the officer's words; kept as a note
}

// Register makes a case of what an officer took down for somebody. The fields
// are checked by MayRegister. An address of mail may be missing: then there is a
// telephone number, and the case causes no mail. The same registration done
// twice is one case. It returns ErrChoice for an unknown channel or kind and
// ErrNoConsent without the words of the officer; other errors as Submit.
func (c *Cases) Register(ctx context.Context, act Act, in Registration) (Receipt, error) {
	now := c.config.Now()
	kind := in.Submission.Kind()
	agreed, err := clean(in.Agreed)
	switch {
	case !slices.Contains(Channels(), in.Channel), kind != domain.KindQuestion && kind != domain.KindAdvice, act.By.Party != domain.PartyOfficer:
		return Receipt{}, ErrChoice
	case err != nil:
		return Receipt{}, ErrNoConsent
	}
	in.Token = act.Token
	fields := schema.Values(in.Submission.Fields(c.config.Taxonomy))
	identity, err := c.identity(kind, act.Token, now, fields)
	if err != nil {
		return Receipt{}, err
	}
	defer c.flights.enter(string(identity[:]))()
	for attempt := range maxAttempts {
		ref, err := c.candidate(identity, attempt)
		if err != nil {
			return Receipt{}, err
		}
		if receipt, err := c.find(ctx, ref, identity); !errors.Is(err, store.ErrNotFound) {
			if errors.Is(err, errOther) {
				continue
			}
			return receipt, err
		}
		made := c.open(in.Input, ref, identity, fields, now)
		t := &turn{Case: made, cases: c, act: act, now: now.UTC()}
		if err := t.registered(in.Channel, agreed); err != nil {
			return Receipt{}, err
		}
		return c.create(ctx, made)
	}
	return Receipt{}, ErrCrowded
}

// registered writes down in a new case who took it down, and how it was agreed.
func (t *turn) registered(channel, agreed string) error {
	t.Log[0].Who, t.Log[0].Account = channel, t.act.By.ID
	for i := range t.Consents {
		t.Consents[i].Version = Version(agreed)
	}
	if err := t.add(EntryNote, fmt.Sprintf("Toestemming (%s): %s", channel, agreed)); err != nil {
		return err
	}
	if t.address() == "" {
		t.Person = t.cases.key("person", "tel", digits(firstOf(t.Fields["telefoon"])), strings.ToLower(firstOf(t.Fields["naam"])))
		return nil
	}
	t.first("bevestiging", t.address(), t.Language, t.body(t.Language, "confirmation", t.way("confirmation")))
	return nil
}

// MayRegister decodes the fields of somebody who called, as DecodeForm and Check
// together do for a form, but takes a telephone number in place of an address.
func MayRegister(s domain.Submission, values map[string][]string, t *domain.Taxonomy) []schema.Problem {
	problems := append(schema.DecodeForm(values, s.Fields(t)), s.Check()...)
	if strings.TrimSpace(firstOf(values["telefoon"])) == "" {
		return problems
	}
	return slices.DeleteFunc(problems, func(p schema.Problem) bool { return p.Field == "email" && p.Code == schema.Missing })
}
