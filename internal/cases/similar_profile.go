package cases

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/domain"
)

// Likeness says in what a profile is like another one.
type Likeness struct {
	Case *Case
	By   []string // names of the fields that are equal: naam, website, email
}

// SimilarProfiles lists profiles that may be of the same person or company as
// one: with the same name, website or address. It looks at those that were
// confirmed and at those that still wait for it, at most MostListed of each.
func (c *Cases) SimilarProfiles(ctx context.Context, one *Case) ([]Likeness, error) {
	var found []Likeness
	for _, queue := range []string{QueueProfiles, QueueNew, QueueSuspect} {
		others, _, err := c.Queued(ctx, queue, time.Time{}, MostListed)
		if err != nil {
			return nil, err
		}
		for _, other := range others {
			if by := one.likeness(other); len(by) > 0 {
				found = append(found, Likeness{other, by})
			}
		}
	}
	return found, nil
}

// likeness lists the fields in which two profiles are equal.
func (c *Case) likeness(other *Case) []string {
	if other.Kind != domain.KindProfile || other.Reference == c.Reference {
		return nil
	}
	var by []string
	for _, name := range []string{"naam", "website"} {
		if mine, theirs := folded(name, c), folded(name, other); mine != "" && mine == theirs {
			by = append(by, name)
		}
	}
	if c.Person != "" && c.Person == other.Person {
		by = append(by, "email")
	}
	return slices.Compact(by)
}

// folded is a field in the form in which two are compared: a name without
// capitals, and of a website its host without www.
func folded(name string, c *Case) string {
	value := firstOf(c.Fields[name])
	if name == "website" {
		u, err := url.Parse(value)
		if err != nil {
			return ""
		}
		return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	}
	return fold(value)
}
