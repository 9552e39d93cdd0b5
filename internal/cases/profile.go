package cases

import (
	"context"
	"fmt"
	"strings"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/store"
)

// Sections of the site in which profiles stand.
const (
	SectionAdvisers      = "adviseurs"
	SectionEntrepreneurs = "ondernemers"
)

// isPage reports whether a text names a page of a profile: SECTION/SLUG.
func isPage(page string) bool {
	section, slug, ok := strings.Cut(page, "/")
	return ok && schema.IsSlug(slug) && (section == SectionAdvisers || section == SectionEntrepreneurs)
}

// profileOf is the partition of IndexAdviser in which the profile of a page stands.
func profileOf(page string) string { return "profiel:" + page }

// isListed reports whether the case is a profile that stands on the site.
func (c *Case) isListed() bool {
	if c.Kind != domain.KindProfile || c.Page == "" {
		return false
	}
	return c.Status == domain.ProfilePublished || c.Status == domain.ProfilePaused || c.Status == domain.ProfileExpired
}

// Profile is the case of the profile that stands on the site at a page, such as
// adviseurs/jan-jansen. It returns store.ErrNotFound when there is none: then
// nothing is there, or an editor wrote the page.
func (c *Cases) Profile(ctx context.Context, page string) (*Case, error) {
	if !isPage(page) {
		return nil, fmt.Errorf("profile: %w", store.ErrNotFound)
	}
	records, _, err := c.config.Store.List(ctx, IndexAdviser, profileOf(page), store.Page{Limit: 10})
	if err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	for _, r := range records {
		one, err := Decode(r)
		if err != nil {
			return nil, err
		}
		if one.isListed() {
			return one, nil
		}
	}
	return nil, fmt.Errorf("profile: %w", store.ErrNotFound)
}

// Get reads a case for staff. It returns store.ErrNotFound.
func (c *Cases) Get(ctx context.Context, ref string) (*Case, error) {
	one, _, err := c.load(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("read case: %w", err)
	}
	return one, nil
}
