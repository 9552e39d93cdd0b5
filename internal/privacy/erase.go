package privacy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// Erasure is what Erase did, or would do. It names nobody.
type Erasure struct {
	Cases     map[domain.Kind]int // erased, by kind
	Erased    []string            // their record IDs
	Mails     int                 // messages that were in them
	Mentions  []string            // record IDs of cases of others, in which the address was replaced
	Held      []string            // record IDs of cases on hold: left as they are
	Busy      []string            // record IDs of cases of others that an adviser with the address works on: left too
	Elsewhere []string            // record IDs that are no cases and hold the address
	Failed    []Problem
}

// Erase removes the cases that the people sent, and replaces their address in
// the cases of others, where a message to them is removed. A case on hold is
// left alone, and so is one that is with them as an adviser: somebody has to
// take it back first. Unless execute is set nothing is changed, and the result
// is what would be done.
//
// The error is that of reading the store; cases that could not be changed are
// in Failed. Running it again is harmless.
func Erase(ctx context.Context, s store.Store, p *People, execute bool) (Erasure, error) {
	e := Erasure{Cases: map[domain.Kind]int{}}
	err := each(ctx, s, func(r store.Record) {
		if !IsCase(r.ID) {
			if p.Within(string(r.Body)) {
				e.Elsewhere = append(e.Elsewhere, r.ID)
			}
			return
		}
		if err := e.record(ctx, s, p, r, execute); err != nil {
			e.Failed = append(e.Failed, Problem{r.ID, err})
		}
	})
	if err != nil {
		return e, fmt.Errorf("erase person: %w", err)
	}
	return e, nil
}

// record works on one case, and counts it once it is done.
func (e *Erasure) record(ctx context.Context, s store.Store, p *People, r store.Record, execute bool) error {
	var done func()
	err := change(ctx, s, r, func(r store.Record) error {
		var do func() error
		var err error
		if do, done, err = e.plan(ctx, s, p, r); err != nil || do == nil || !execute {
			return err
		}
		return do()
	})
	if err == nil && done != nil {
		done()
	}
	return err
}

// plan gives what is to be done with a case and how it is counted; do is nil
// when nothing is.
func (e *Erasure) plan(ctx context.Context, s store.Store, p *People, r store.Record) (do func() error, done func(), err error) {
	c, err := cases.Decode(r)
	if err != nil {
		return nil, nil, err
	}
	own := p.Sent(c)
	clean, mentions, err := p.clean(c)
	switch {
	case err != nil:
		return nil, nil, err
	case !own && !mentions:
		return nil, nil, nil
	case Held(c):
		return nil, func() { e.Held = append(e.Held, r.ID) }, nil
	case !own && p.works(c):
		return nil, func() { e.Busy = append(e.Busy, r.ID) }, nil
	case own:
		return func() error { return s.Delete(ctx, r.ID, r.Version) }, func() {
			e.Cases[c.Kind]++
			e.Mails += len(c.Mail)
			e.Erased = append(e.Erased, r.ID)
		}, nil
	}
	return func() error {
		changed, err := cases.Encode(clean)
		if err != nil {
			return err
		}
		_, err = s.Update(ctx, r.ID, r.Version, changed)
		return err
	}, func() { e.Mentions = append(e.Mentions, r.ID) }, nil
}

// clean returns the case without the people's addresses, and whether any was
// in it. It goes over every text of the stored form, so that a field added to
// Case later is looked at too.
func (p *People) clean(c *cases.Case) (*cases.Case, bool, error) {
	short := *c
	short.Mail = slices.DeleteFunc(slices.Clone(c.Mail), func(m cases.Outgoing) bool {
		return p.within(m.Message.To, c.CreatedAt) || p.within(m.Message.ReplyTo, c.CreatedAt)
	})
	tree, err := treeOf(&short)
	if err != nil {
		return nil, false, err
	}
	found := len(short.Mail) != len(c.Mail)
	tree = overTexts(tree, func(text string) string {
		redacted := p.redact(text, c.CreatedAt)
		found = found || redacted != text
		return redacted
	})
	body, err := json.Marshal(tree)
	if err != nil {
		return nil, false, err
	}
	var clean cases.Case
	if err := json.Unmarshal(body, &clean); err != nil {
		return nil, false, errors.Join(errors.New("case does not survive the change"), err)
	}
	if found {
		clean.Revision++
	}
	return &clean, found, nil
}

// works reports whether the case is with one of them as an adviser.
func (p *People) works(c *cases.Case) bool {
	return slices.ContainsFunc(c.Referrals, func(r cases.Referral) bool { return r.IsLive() && p.within(r.Email, c.CreatedAt) })
}
