package privacy

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/store"
)

// Line is what one rule did, or would do.
type Line struct {
	Rule   Rule
	Done   int       // cases
	Held   int       // cases on hold, left as they are
	Failed []Problem // cases that could not be worked on
}

// Retention is what Retain did, or would do.
type Retention struct {
	Lines      []Line    // one for each rule, in its order
	Unreadable []Problem // cases that no rule could look at
}

// Problems are the cases that could not be worked on.
func (r Retention) Problems() []Problem {
	all := slices.Clone(r.Unreadable)
	for _, l := range r.Lines {
		all = append(all, l.Failed...)
	}
	return all
}

// Failed is how many cases could not be worked on.
func (r Retention) Failed() int { return len(r.Problems()) }

// Retain applies the rules to every case, as of now. Unless execute is set
// nothing is changed, and the result is what would be done. A rule is due from
// the very moment at which its days have passed.
//
// The error is that of reading the store. Running it again, also after it was
// killed, does what was not done.
func Retain(ctx context.Context, s store.Store, now time.Time, rules []Rule, execute bool) (Retention, error) {
	var report Retention
	for _, rule := range rules {
		report.Lines = append(report.Lines, Line{Rule: rule})
	}
	err := each(ctx, s, func(r store.Record) {
		if IsCase(r.ID) {
			report.record(ctx, s, r, now, execute)
		}
	})
	if err != nil {
		return report, fmt.Errorf("apply retention: %w", err)
	}
	return report, nil
}

// record applies the first rule that is due to one case.
func (r *Retention) record(ctx context.Context, s store.Store, found store.Record, now time.Time, execute bool) {
	c, err := cases.Decode(found)
	if err != nil {
		r.Unreadable = append(r.Unreadable, Problem{found.ID, err})
		return
	}
	for i := range r.Lines {
		line := &r.Lines[i]
		if !line.Rule.applies(c, now) {
			continue
		}
		switch {
		case Held(c):
			line.Held++
		case !execute:
			line.Done++
		default:
			line.apply(ctx, s, found, now)
		}
		return
	}
}

// applies reports whether the days of the rule have passed for the case.
func (r Rule) applies(c *cases.Case, now time.Time) bool {
	from, ok := r.due(c)
	return ok && !now.Before(from.Add(time.Duration(r.Days)*24*time.Hour))
}

// apply carries the rule out, if it is still due when somebody else changes the
// case meanwhile.
func (l *Line) apply(ctx context.Context, s store.Store, found store.Record, now time.Time) {
	done := false
	err := change(ctx, s, found, func(r store.Record) error {
		c, err := cases.Decode(r)
		if err != nil {
			return err
		}
		if !l.Rule.applies(c, now) || Held(c) {
			return nil
		}
		err = l.Rule.carryOut(ctx, s, r, c, now)
		done = err == nil
		return err
	})
	if err != nil {
		l.Failed = append(l.Failed, Problem{found.ID, err})
	} else if done {
		l.Done++
	}
}

// carryOut does what the rule says, in one write.
func (r Rule) carryOut(ctx context.Context, s store.Store, found store.Record, c *cases.Case, now time.Time) error {
	switch r.Action {
	case Delete:
		return s.Delete(ctx, found.ID, found.Version)
	case Anonymise:
		c = anonymous(c)
	case DropMail:
		dropMail(c, now.Add(-time.Duration(r.Days)*24*time.Hour))
	}
	changed, err := cases.Encode(c)
	if err != nil {
		return err
	}
	_, err = s.Update(ctx, found.ID, found.Version, changed)
	return err
}

// dropMail removes the texts of messages that were delivered at or before a
// moment. What they were, to whom and when stays.
func dropMail(c *cases.Case, until time.Time) {
	for i := range c.Mail {
		if at, written := delivered(c.Mail[i]); written && !at.After(until) {
			c.Mail[i].Message.Text, c.Mail[i].Message.HTML, c.Mail[i].Message.Unsubscribe = "", "", nil
		}
	}
}
