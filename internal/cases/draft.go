package cases

import (
	"context"
	"slices"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// FAQDraft is what an officer made of an answered question for everybody to
// read. It holds nothing by which the asker can be known: somebody checked that.
type FAQDraft struct {
	Slug    string    `json:"slug"`
	Title   string    `json:"title"`
	Summary string    `json:"summary"`
	Text    string    `json:"text"` // Markdown
	Themes  []string  `json:"themes"`
	By      string    `json:"by"` // account
	At      time.Time `json:"at"`
}

// VerbDraft stands in the log of a case of which a draft was kept or dropped;
// About is "bewaard" or "verwijderd". The asker does not see it.
const VerbDraft domain.Verb = "concept"

// What is said of a draft in the log.
const (
	draftKept    = "bewaard"
	draftDropped = "verwijderd"
)

// KeepDraft keeps a draft of a page with the answer to a question, over the one
// that there was. By and At of d are set here. It returns ErrText for a text
// that is empty or no plain text, ErrChoice for a slug that is none or a missing
// theme, and domain.ErrNotNow while nothing was answered.
func (c *Cases) KeepDraft(ctx context.Context, act Act, d FAQDraft) (Result, error) {
	args := append([]string{draftKept, d.Slug, d.Title, d.Summary, d.Text}, d.Themes...)
	return c.do(ctx, act, VerbDraft, args, func(t *turn) error {
		switch {
		case act.By.Party != domain.PartyOfficer:
			return domain.ErrNotYours
		case !t.isAnswered():
			return domain.ErrNotNow
		case !schema.IsSlug(d.Slug) || len(d.Themes) == 0:
			return ErrChoice
		}
		for _, text := range []*string{&d.Title, &d.Summary, &d.Text} {
			var err error
			if *text, err = clean(*text); err != nil {
				return err
			}
		}
		d.By, d.At = act.By.ID, t.now
		t.Draft, t.about = &d, draftKept
		return nil
	})
}

// DropDraft takes the draft away. What an editor published of it stays.
func (c *Cases) DropDraft(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, VerbDraft, []string{draftDropped}, func(t *turn) error {
		if act.By.Party != domain.PartyOfficer {
			return domain.ErrNotYours
		}
		if t.Draft == nil {
			return errAlready
		}
		t.Draft, t.about = nil, draftDropped
		return nil
	})
}

// isAnswered reports whether the asker was sent an answer.
func (c *Case) isAnswered() bool {
	return slices.ContainsFunc(c.Thread, func(e Entry) bool { return e.Kind == EntryAnswer })
}
