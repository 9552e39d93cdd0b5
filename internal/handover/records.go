package handover

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/figures"
	"mkbloket/internal/publication"
	"mkbloket/internal/store"
	"mkbloket/internal/table"
)

// Records is what the desk approved for the site, as files: the profiles that
// stand on it, and the drafts of questions.
type Records struct {
	Files    []publication.File // in the order of their paths
	Unfit    []Unfit            // what was approved and cannot be a file
	Withheld int                // how many more are unfit, of a desk that tells no more of them
	Empty    bool               // no profile was ever published from this store
}

// Complaints is a line for each case that cannot be a file.
func (r Records) Complaints() []string {
	var lines []string
	for _, u := range r.Unfit {
		lines = append(lines, u.Reference+": "+u.Why)
	}
	if r.Withheld > 0 {
		lines = append(lines, fmt.Sprintf("niet geschikt als bestand: %d; welke zaken dat zijn, staat in het logboek van de balie bij de overdracht", r.Withheld))
	}
	return lines
}

// Unfit is a case that was approved and that cannot be a file. It is for the
// desk: a Handover that is sent tells only how many there are.
type Unfit struct {
	Reference string
	Why       string
}

// Approved makes the files of everything in a store that the desk approved.
// Errors are of the store, or say which record cannot be read.
func Approved(ctx context.Context, db store.Store, t *domain.Taxonomy, now time.Time) (Records, error) {
	var profiles, drafts []*cases.Case
	listed := map[string]bool{}
	r := Records{Empty: true}
	err := figures.Each(ctx, db, func(c *cases.Case) {
		r.Empty = r.Empty && c.Page == ""
		if c.IsListed() {
			profiles, listed[c.Page] = append(profiles, c), true
		}
		if c.Draft != nil {
			drafts = append(drafts, c)
		}
	})
	if err != nil {
		return r, err
	}
	press := publication.Press{Taxonomy: t, Now: now, Listed: func(page string) bool { return listed[page] }}
	r.press(profiles, func(c *cases.Case) (publication.File, error) { return press.Profile(c, c.Page) })
	r.press(drafts, func(c *cases.Case) (publication.File, error) { return press.FAQ(c.Draft) })
	slices.SortFunc(r.Files, func(x, y publication.File) int { return strings.Compare(x.Path, y.Path) })
	return r, nil
}

// press makes a file of each case. The later of two cases with one path is unfit.
func (r *Records) press(list []*cases.Case, file func(*cases.Case) (publication.File, error)) {
	slices.SortFunc(list, func(x, y *cases.Case) int { return strings.Compare(x.Reference, y.Reference) })
	made := map[string]string{}
	for _, c := range list {
		f, err := file(c)
		if err == nil && made[f.Path] != "" {
			err = fmt.Errorf("%s is ook van %s", f.Path, made[f.Path])
		}
		if err != nil {
			r.Unfit = append(r.Unfit, Unfit{c.Reference, err.Error()})
			continue
		}
		made[f.Path] = c.Reference
		r.Files = append(r.Files, f)
	}
}

// figuresMonths is how many whole months the public figures are about.
const figuresMonths = 12

// Figures makes the file of public figures of the twelve whole months before
// now. Errors are of the store, or say which record cannot be read.
func Figures(ctx context.Context, db store.Store, c figures.Config, now time.Time) ([]byte, error) {
	facts, err := figures.Collect(ctx, db, c.Taxonomy)
	if err != nil {
		return nil, err
	}
	period := figures.Closed(figuresMonths, now)
	report := figures.Of(facts, c, period, now)
	return table.NewSheet(now, period.From, period.Until.AddDate(0, 0, -1), report.Published).Write(), nil
}
