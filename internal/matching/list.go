package matching

import (
	"cmp"
	"context"
	"strings"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// List gives everybody who can be proposed at a moment: the advisers whose
// profile the desk published, and after them those whose page only editors know.
// It reads at most cases.MostListed profiles. Errors are of the store.
func List(ctx context.Context, c *cases.Cases, editors []Profile, now time.Time) ([]Profile, error) {
	found, _, err := c.Queued(ctx, cases.QueueProfiles, time.Time{}, cases.MostListed)
	if err != nil {
		return nil, err
	}
	var all []Profile
	has := map[string]bool{}
	for _, one := range found {
		if one.IsListed() && strings.HasPrefix(one.Page, cases.SectionAdvisers+"/") {
			all, has[one.Page] = append(all, FromCase(one, now)), true
		}
	}
	for _, p := range editors {
		if !has[p.Page] {
			all = append(all, p)
		}
	}
	return all, nil
}

// FromCase is the profile of a case that was published, as it is at a moment.
func FromCase(c *cases.Case, now time.Time) Profile {
	return Profile{
		Page: c.Page, Name: cmp.Or(first(c.Fields["bedrijf"]), first(c.Fields["naam"])), Email: first(c.Fields["email"]), Language: c.Language,
		Themes: c.Fields["themas"], Sectors: c.Fields["sectoren"], Regions: c.Fields["regios"], Languages: c.Fields["talen"],
		Costs: first(c.Fields["kosten"]), Availability: c.Availability(now),
	}
}

// FromContent is the profile of a page that an editor wrote. It has no address.
func FromContent(page string, p *domain.Profile) Profile {
	return Profile{
		Page: page, Name: p.Title, Themes: p.Themes, Sectors: p.Sectors, Regions: p.Regions, Languages: p.Languages, Costs: p.Costs,
		Availability: cases.Availability{Left: -1},
	}
}
