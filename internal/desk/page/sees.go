package page

import (
	"slices"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
)

// Sees reports whether an account may see a case (requirement 67): it works for
// every region, the case lies in one of its regions or in none that is known,
// or it was given the case to handle. What one does not see is not found.
func Sees(a *staff.Account, c *cases.Case, t *domain.Taxonomy) bool {
	if a == nil {
		return false
	}
	if len(a.Regions) == 0 || c.Assignee != "" && c.Assignee == a.ID {
		return true
	}
	places := slices.Concat(c.Fields["gemeente"], c.Fields["regios"])
	known := false
	for _, place := range places {
		known = known || t.Regions.Has(place)
		for _, own := range a.Regions { // one lies within the other
			if slices.Contains(t.Regions.Lineage(place), own) || slices.Contains(t.Regions.Lineage(own), place) {
				return true
			}
		}
	}
	return !known
}
