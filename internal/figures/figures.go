// Package figures counts what the desk does: what is open, what was answered in
// time, what people ask about and where, how requests for advice end, and where
// nobody could help.
//
//	store ──Collect──▶ []Fact ──Of──▶ Report: tables and gaps
//
// A Fact is what may be counted of one case: it holds no name, no address and
// no text. Of is a pure function of facts, of a period and of a moment. What of
// it may be shown to whom is the business of package table.
//
// What is spam, what waits as suspicious, and a profile of which nobody
// confirmed the address are not counted. Of a case that was made anonymous are
// left its kind, subject, region, outcome and months; it is counted where those
// are enough. See docs/decisions/0021-figures.md.
package figures

import (
	"context"
	"fmt"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/reference"
	"mkbloket/internal/store"
	"mkbloket/internal/table"
)

// Fact is what may be counted of one case.
type Fact struct {
	Kind      domain.Kind
	Theme     string // of a question
	Ambition  string // of a request for advice
	Region    string // sub-region; empty: not said
	CreatedAt time.Time
	PromiseAt time.Time // from which the response target counts; zero: there is none
	ReactedAt time.Time // first reaction of the desk that the sender could read
	ClosedAt  time.Time // zero while it is open
	Open      bool      // the desk or somebody else still has something to do
	Anonymous bool
	Outcome   string
	Reply     string   // of a message to a profile: row of table.Messages
	Referrals []string // rows of table.Referrals
	Answered  string   // of the feedback
	Useful    string
}

// Collect reads every case of the store once. Errors are those of Each.
func Collect(ctx context.Context, s store.Store, t *domain.Taxonomy) ([]Fact, error) {
	var facts []Fact
	regions := regionsOf(t)
	err := Each(ctx, s, func(c *cases.Case) {
		if f, ok := factOf(c, regions); ok {
			facts = append(facts, f)
		}
	})
	return facts, err
}

// Each calls do with every case of the store, in no order. Records that are no
// cases are passed over. Errors are of the store, or say which record cannot be
// read.
func Each(ctx context.Context, s store.Store, do func(*cases.Case)) error {
	for next := store.Cursor(""); ; {
		page, after, err := s.All(ctx, next)
		if err != nil {
			return fmt.Errorf("count cases: %w", err)
		}
		for _, r := range page {
			if !isCase(r.ID) {
				continue
			}
			c, err := cases.Decode(r)
			if err != nil {
				return fmt.Errorf("count cases: %w", err)
			}
			do(c)
		}
		if next = after; next == "" {
			return nil
		}
	}
}

// isCase reports whether the ID of a record is a reference: a store holds other
// records too.
func isCase(id string) bool {
	ref, err := reference.Parse(id)
	return err == nil && cases.ID(ref) == id
}

// regionsOf is the sub-region of each place: a municipality lies in one, and a
// sub-region is its own.
func regionsOf(t *domain.Taxonomy) map[string]string {
	regions := map[string]string{}
	for _, group := range t.Municipalities() {
		regions[group.Region.Slug] = group.Region.Slug
		for _, m := range group.Municipalities {
			regions[m.Slug] = group.Region.Slug
		}
	}
	return regions
}

// factOf is what may be counted of a case, false when it is not counted at all.
func factOf(c *cases.Case, regions map[string]string) (Fact, bool) {
	life := c.Life()
	if life == nil || c.Status == domain.StatusSpam || len(c.Flags) > 0 && c.Status == life.Start {
		return Fact{}, false
	}
	stage := c.Stage()
	f := Fact{
		Kind: c.Kind, CreatedAt: c.CreatedAt, ClosedAt: c.ClosedAt, Outcome: c.Outcome, Region: regions[first(c.Fields["gemeente"])],
		Open: stage.Phase != domain.PhaseClosed, Anonymous: c.IsAnonymous(),
	}
	switch c.Kind {
	case domain.KindProfile:
		if f.PromiseAt = confirmed(c); f.PromiseAt.IsZero() {
			return Fact{}, false
		}
		f.Open = stage.Phase == domain.PhaseOpen // one that stands on the site is done
	case domain.KindQuestion:
		f.Theme, f.PromiseAt = first(c.Fields["thema"]), c.CreatedAt
	case domain.KindAdvice:
		f.Ambition, f.PromiseAt = first(c.Fields["ambitie"]), c.CreatedAt
	case domain.KindContact:
		f.Reply = replyOf(c, f.Open)
	}
	f.ReactedAt = reacted(c)
	for _, r := range c.Referrals {
		f.Referrals = append(f.Referrals, responseOf(r))
	}
	if c.Feedback != nil {
		f.Answered, f.Useful = c.Feedback.Answered, c.Feedback.Useful
	}
	return f, true
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// confirmed is when the owner of a profile confirmed the address for the first
// time.
func confirmed(c *cases.Case) time.Time {
	for _, e := range c.Log {
		if e.What == string(domain.VerbConfirm) {
			return e.At
		}
	}
	return time.Time{}
}

// reacted is when the desk did the first thing that the sender could read: an
// answer, a question back, an adviser, a decision, an end.
func reacted(c *cases.Case) time.Time {
	for _, e := range c.Log {
		if e.Who != string(domain.PartyOfficer) {
			continue
		}
		switch domain.Verb(e.What) {
		case domain.VerbAnswer, domain.VerbAsk, domain.VerbRedirect, domain.VerbRefer, domain.VerbFinish, domain.VerbApprove, domain.VerbReject:
			return e.At
		}
	}
	return time.Time{}
}

// responseOf is what became of one request to one adviser, as far as the first
// reaction goes.
func responseOf(r cases.Referral) string {
	switch {
	case r.State == domain.ReferralDeclined:
		return table.ReferralDeclined
	case !r.AnsweredAt.IsZero():
		return table.ReferralAccepted
	case r.State == domain.ReferralExpired:
		return table.ReferralExpired
	case r.State == domain.ReferralWithdrawn:
		return table.ReferralWithdrawn
	}
	return table.ReferralWaiting
}

// replyOf is what became of a message to the owner of a profile.
func replyOf(c *cases.Case, open bool) string {
	reply := ""
	for _, e := range c.Log {
		if e.What != string(domain.VerbAnswer) {
			continue
		}
		if e.Who == string(domain.PartyAdviser) {
			return table.MessageAnswered
		}
		reply = table.MessageDesk
	}
	switch {
	case reply != "":
		return reply
	case open:
		return table.MessageWaiting
	}
	return table.MessageSilent
}
