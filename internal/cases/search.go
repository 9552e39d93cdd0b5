package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// Bounds of what is read to answer one question of staff.
const (
	MostListed   = 1000                 // cases read of one queue
	MostFound    = 50                   // cases that a search gives
	ClosedFor    = 365 * 24 * time.Hour // how far back a search looks among closed cases
	duplicateFor = 21 * 24 * time.Hour
)

// Queued lists the cases of one of Queues in their order there, from the place
// of a moment on; the zero time is the start. It reads at most `most` of them,
// and says whether there are more. It is what the indexes say, so a case that
// changes meanwhile may be missed or stale.
func (c *Cases) Queued(ctx context.Context, queue string, from time.Time, most int) (found []*Case, more bool, err error) {
	return c.listed(ctx, IndexQueue, queue, from, most)
}

// listed reads the cases of a partition.
func (c *Cases) listed(ctx context.Context, index, partition string, from time.Time, most int) (found []*Case, more bool, err error) {
	page := store.Page{}
	if !from.IsZero() {
		page.After = store.NewCursor(from.UTC(), "0")
	}
	for {
		page.Limit = min(most-len(found), store.MaxLimit)
		if page.Limit <= 0 {
			return found, true, nil
		}
		records, next, err := c.config.Store.List(ctx, index, partition, page)
		if err != nil {
			return nil, false, fmt.Errorf("list %s: %w", index, err)
		}
		for _, r := range records {
			one, err := Decode(r)
			if err != nil {
				return nil, false, err
			}
			found = append(found, one)
		}
		if next == "" {
			return found, false, nil
		}
		page.After = next
	}
}

// Search finds the cases of which the name, company, topic, telephone number or
// KVK number holds a text, or that came from exactly that address, newest
// first. It looks at MostListed cases of each queue, and of the closed ones at
// those of ClosedFor; bounded says that there were more, or that more than
// MostFound fit. Cases that see says no to are left out.
func (c *Cases) Search(ctx context.Context, text string, see func(*Case) bool) (found []*Case, bounded bool, err error) {
	text = fold(text)
	if text == "" {
		return nil, false, nil
	}
	if strings.Contains(text, "@") {
		if found, bounded, err = c.listed(ctx, IndexPerson, c.Person(text), time.Time{}, MostListed); err != nil {
			return nil, false, err
		}
		found = slices.DeleteFunc(found, func(one *Case) bool { return !see(one) })
	}
	for _, queue := range Queues() {
		some, more, err := c.Queued(ctx, queue, c.since(queue), MostListed)
		if err != nil {
			return nil, false, err
		}
		bounded = bounded || more
		for _, one := range some {
			if one.mentions(text) && see(one) && !contains(found, one) {
				found = append(found, one)
			}
		}
	}
	slices.SortFunc(found, func(a, b *Case) int { return b.CreatedAt.Compare(a.CreatedAt) })
	if len(found) > MostFound {
		found, bounded = found[:MostFound], true
	}
	return found, bounded, nil
}

// since is from where a search looks in a queue.
func (c *Cases) since(queue string) time.Time {
	if queue == QueueClosed {
		return c.config.Now().Add(-ClosedFor)
	}
	return time.Time{}
}

func contains(list []*Case, one *Case) bool {
	return slices.ContainsFunc(list, func(other *Case) bool { return other.Reference == one.Reference })
}

// mentions reports whether a folded text stands in a field that is searched.
func (c *Case) mentions(text string) bool {
	for _, name := range []string{"naam", "bedrijf", "onderwerp"} {
		if strings.Contains(fold(firstOf(c.Fields[name])), text) {
			return true
		}
	}
	number := digits(text)
	return len(number) >= 6 && (strings.Contains(digits(firstOf(c.Fields["telefoon"])), number) || firstOf(c.Fields["kvk"]) == number)
}

// fold makes texts equal that people write alike: no capitals, single spaces.
func fold(text string) string { return strings.Join(strings.Fields(strings.ToLower(text)), " ") }

func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// Duplicates lists questions and requests that may be the same as one: from the same person, or
// of the same company about the same theme, and received within three weeks of
// it. It looks at MostListed cases of each queue.
func (c *Cases) Duplicates(ctx context.Context, one *Case) ([]*Case, error) {
	if !one.isAsked() {
		return nil, nil
	}
	from := one.CreatedAt.Add(-duplicateFor)
	found, _, err := c.listed(ctx, IndexPerson, one.Person, from, MostListed)
	if err != nil {
		return nil, err
	}
	if company := one.company(); company != "" {
		for _, queue := range Queues() {
			if queue == QueueClosed || queue == QueueProfiles {
				continue
			}
			some, _, err := c.Queued(ctx, queue, time.Time{}, MostListed)
			if err != nil {
				return nil, err
			}
			for _, other := range some {
				if other.company() == company && other.theme() == one.theme() && !contains(found, other) {
					found = append(found, other)
				}
			}
		}
	}
	return slices.DeleteFunc(found, func(other *Case) bool { return !one.near(other) }), nil
}

// near reports whether another case may be the same one by what it is and when
// it came.
func (c *Case) near(other *Case) bool {
	apart := c.CreatedAt.Sub(other.CreatedAt).Abs()
	return other.Reference != c.Reference && apart <= duplicateFor && other.isAsked() && other.Status != domain.StatusSpam && other.Outcome != OutcomeDouble
}

// company is by what a company is known: its number or, without one, its name.
func (c *Case) company() string {
	if kvk := firstOf(c.Fields["kvk"]); kvk != "" {
		return kvk
	}
	return fold(firstOf(c.Fields["bedrijf"]))
}

// theme is what the case is about, as its sender chose.
func (c *Case) theme() string { return firstOf(c.Fields["thema"]) + firstOf(c.Fields["ambitie"]) }
