// Package matching proposes advisers for a request for advice, each with the
// reasons for and against. It only proposes: an officer chooses, and may choose
// somebody who is not proposed.
//
// A reason is a Dutch sentence about one rule, so that the order can be
// explained to whoever is passed over. What counts, most first: that the asker
// named the adviser, that nobody said no already, theme, region, that there is
// room, language, and that it costs the asker nothing. Then the name decides.
// What the request does not say counts for nobody.
package matching

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// Profile is what is known of somebody who gives advice.
type Profile struct {
	Page     string // adviseurs/SLUG
	Name     string // as the asker gets to read it
	Email    string // empty: through the desk
	Language string // of the mail to the adviser; empty: nl

	Themes, Sectors, Regions, Languages []string // slugs; no sectors: all
	Costs                               string   // slug
	Availability                        cases.Availability
}

// Proposal is a profile with what speaks for and against it.
type Proposal struct {
	Page, Organisation, Email, Language string
	Reasons, Against                    []string // Dutch sentences
	Available                           string   // when and how: a Dutch sentence
}

// Propose orders all profiles for a request, the most fitting first. Without a
// theme in common, and without being named by the asker, a profile is left out,
// unless no theme is known of what is asked.
func Propose(request *cases.Case, profiles []Profile, t *domain.Taxonomy, now time.Time) []Proposal {
	a := asked(request, t)
	var all []candidate
	for _, p := range profiles {
		c := candidate{profile: p, request: request, asked: a, taxonomy: t, now: now}
		c.weigh()
		if c.fits() {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(x, y candidate) int {
		return cmp.Or(slices.Compare(y.weight[:], x.weight[:]), cmp.Compare(strings.ToLower(x.profile.Name), strings.ToLower(y.profile.Name)), cmp.Compare(x.profile.Page, y.profile.Page))
	})
	out := make([]Proposal, len(all))
	for i, c := range all {
		p := c.profile
		out[i] = Proposal{Page: p.Page, Organisation: p.Name, Email: p.Email, Language: cmp.Or(p.Language, "nl"), Reasons: c.reasons, Against: c.against, Available: c.available()}
	}
	return out
}

// wish is what a request says that matters for who can help.
type wish struct {
	themes       []string
	municipality string
	language     string
	adviser      string // page that the asker named, or empty
}

func asked(c *cases.Case, t *domain.Taxonomy) wish {
	w := wish{municipality: first(c.Fields["gemeente"]), language: c.Language}
	if slug := first(c.Fields["adviseur"]); slug != "" {
		w.adviser = cases.SectionAdvisers + "/" + slug
	}
	ambitions := slices.Clone(c.Fields["ambitie"])
	for _, need := range c.OpenNeeds() {
		ambitions = append(ambitions, need.What)
	}
	themes := slices.Clone(c.Fields["thema"])
	for _, ambition := range ambitions {
		themes = append(themes, Themes(ambition)...)
	}
	for _, slug := range themes {
		if t.Themes.Has(slug) && !slices.Contains(w.themes, slug) {
			w.themes = append(w.themes, slug)
		}
	}
	return w
}

// Themes are the themes that belong to an ambition of the advice form, nil for
// one that says nothing.
func Themes(ambition string) []string {
	return map[string][]string{
		"groei":        {"groeien", "financiering"},
		"innovatie":    {"innovatie"},
		"overname":     {"bedrijfsoverdracht"},
		"export":       {"internationaal"},
		"digitaal":     {"digitalisering"},
		"duurzaam":     {"energie-duurzaamheid", "circulair"},
		"personeel":    {"personeel"},
		"financiering": {"financiering"},
		"start":        {"starten"},
	}[ambition]
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
