package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// OutcomeDouble is the outcome of a case that was merged into another.
const OutcomeDouble = "dubbel"

// VerbMerge stands in the log of the case that took another in; About is the
// reference of that other.
const VerbMerge domain.Verb = "samengevoegd"

// ErrOtherPerson reports two cases of different people. They are not merged:
// one of them would hear nothing any more, and the other would see a text that
// is not theirs.
var ErrOtherPerson = errors.New("the cases are of different people")

// Merge closes a case because another open one of the same person is about the
// same. Its texts become notes of the other, both logs name each other, and the
// asker hears that one answer will come. It returns ErrOtherPerson, ErrChoice
// when the other is closed or the same one, and store.ErrNotFound.
//
// The other case is written first. When the second write does not happen, both
// are open and doing it again completes it: what was taken in is not taken in
// twice.
func (c *Cases) Merge(ctx context.Context, act Act, into string) (Result, error) {
	one, err := c.Get(ctx, act.Ref)
	if err != nil {
		return Result{}, err
	}
	target, err := c.Get(ctx, into)
	if err != nil {
		return Result{}, err
	}
	if one.mergedInto(into) {
		return Result{Case: one}, nil
	}
	if act.Revision != 0 && act.Revision != one.Revision {
		return Result{Case: one}, fmt.Errorf("%s: %w", VerbMerge, store.ErrStale)
	}
	if err := mergeable(one, target, act.By.Party); err != nil {
		return Result{}, fmt.Errorf("%s: %w", VerbMerge, err)
	}
	if err := c.takeIn(ctx, act, one, into); err != nil {
		return Result{}, err
	}
	return c.do(ctx, act, domain.VerbFinish, []string{OutcomeDouble, into}, func(t *turn) error {
		if err := t.recall(); err != nil {
			return err
		}
		t.Outcome, t.about = OutcomeDouble, into
		if err := t.move(); err != nil {
			return err
		}
		return t.toAsker("merged", "samengevoegd", "ander", into)
	})
}

// mergedInto reports whether the case was closed by merging it into another.
func (c *Case) mergedInto(ref string) bool {
	return c.Outcome == OutcomeDouble && slices.ContainsFunc(c.Log, func(e Event) bool {
		return e.What == string(domain.VerbFinish) && e.About == ref
	})
}

// mergeable reports why a case cannot be merged into another.
func mergeable(one, target *Case, by domain.Party) error {
	life := one.Life()
	switch {
	case life == nil || one.Reference == target.Reference || target.IsClosed() || !one.isAsked() || !target.isAsked():
		return ErrChoice
	case one.Person != target.Person:
		return ErrOtherPerson
	}
	_, err := life.Next(one.Status, domain.VerbFinish, by)
	return err
}

// isAsked reports whether the case is something that the desk was asked.
func (c *Case) isAsked() bool { return c.Kind == domain.KindQuestion || c.Kind == domain.KindAdvice }

// takeIn puts the texts of a case into another as notes, once.
func (c *Cases) takeIn(ctx context.Context, act Act, one *Case, into string) error {
	in := Act{Ref: into, By: act.By, Token: act.Token}
	_, err := c.do(ctx, in, VerbMerge, []string{one.Reference}, func(t *turn) error {
		known := func(e Event) bool { return e.What == string(VerbMerge) && e.About == one.Reference }
		if slices.ContainsFunc(t.Log, known) {
			return errAlready
		}
		for _, text := range portions(one.words(), MaxText) {
			if err := t.add(EntryNote, text); err != nil {
				return err
			}
		}
		t.about = one.Reference
		return nil
	})
	return err
}

// words is everything that was written about a case, as one text.
func (c *Case) words() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Samengevoegd: zaak %s van %s.", c.Reference, calendar.FormatDate(c.CreatedAt, desksLanguage))
	for _, name := range []string{"onderwerp", "vraag", "omschrijving", "tekst"} {
		if text := firstOf(c.Fields[name]); text != "" {
			fmt.Fprintf(&b, "\n\n%s", text)
		}
	}
	for _, e := range c.Thread {
		fmt.Fprintf(&b, "\n\n%s, %s:\n%s", e.Kind, calendar.FormatMoment(e.At, desksLanguage), e.Text)
	}
	return b.String()
}

// portions cuts a text into pieces of at most n runes.
func portions(text string, n int) []string {
	var all []string
	for utf8.RuneCountInString(text) > n {
		runes := []rune(text)
		cut := n
		if at := strings.LastIndexByte(string(runes[:n]), '\n'); at > 0 {
			cut = utf8.RuneCountInString(string(runes[:n])[:at])
		}
		all, text = append(all, string(runes[:cut])), strings.TrimSpace(string(runes[cut:]))
	}
	return append(all, text)
}
