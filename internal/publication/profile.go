package publication

import (
	"fmt"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// Section is the section of the site for a sort of profile, as the sign-up names
// it: adviseur or ondernemer.
func Section(profileKind string) string {
	if profileKind == "ondernemer" {
		return cases.SectionEntrepreneurs
	}
	return cases.SectionAdvisers
}

// Profile makes the file of a profile at a page, such as adviseurs/jan-jansen.
// Whether the profile may be published is for the caller to know.
func (p Press) Profile(c *cases.Case, page string) (File, error) {
	submission, err := c.Submission(p.Taxonomy)
	if err != nil {
		return File{}, fmt.Errorf("%w: %w", ErrUnfit, err)
	}
	signUp, ok := submission.(*domain.SignUp)
	if !ok {
		return File{}, fmt.Errorf("%w: case %s is no profile", ErrUnfit, c.Reference)
	}
	path, err := pathOf(page, Section(signUp.ProfileKind))
	if err != nil {
		return File{}, err
	}
	record := p.record(c, signUp)
	return file(path, record.Fields(p.Taxonomy), new(domain.Profile).Fields(p.Taxonomy), Body(signUp.Text))
}

// record is what of a sign-up everybody may read.
func (p Press) record(c *cases.Case, s *domain.SignUp) *domain.Profile {
	r := &domain.Profile{
		Title: s.Name, Company: s.Company, Summary: summary(s), Offers: s.Offers, Seeks: s.Seeks,
		Themes: s.Themes, Sectors: s.Sectors, Regions: s.Regions, Languages: s.Languages,
		Costs: s.Costs, Independence: s.Independence, Website: s.Website,
		ConfirmedAt: dayOf(c.ConfirmedAt), FromDesk: true,
	}
	if a := c.Availability(p.Now); (a.Paused || a.Full) && a.From.After(p.Now) {
		r.BackAt = dayOf(a.From)
		r.Deputy = p.deputy(c)
	}
	return r
}

// deputy is the slug of the adviser who stands in, empty when there is none on
// the site.
func (p Press) deputy(c *cases.Case) string {
	slug, ok := strings.CutPrefix(c.Deputy, cases.SectionAdvisers+"/")
	if !ok || p.Listed == nil || c.Deputy == c.Page || !p.Listed(c.Deputy) {
		return ""
	}
	return slug
}

// dayOf is the first moment of a day in the Netherlands, the zero time of the
// zero time.
func dayOf(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	y, m, d := at.In(calendar.Location()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, calendar.Location())
}

const mostSummary = 300 // characters, as domain.Profile has it

// summary is what stands in lists: the first sentences of the text or, when
// those are too long, the offer.
func summary(s *domain.SignUp) string {
	if first := Sentences(s.Text, mostSummary); first != "" {
		return first
	}
	for _, text := range []string{s.Offers, s.Seeks} {
		if text != "" && len([]rune(text)) <= mostSummary {
			return text
		}
	}
	return shorten(Plain(s.Text), mostSummary)
}

// ReadProfile reads a file of a profile. It returns ErrUnfit when it is none.
func ReadProfile(data []byte, t *domain.Taxonomy) (*domain.Profile, string, error) {
	front, text, ok := Split(data)
	if !ok {
		return nil, "", fmt.Errorf("%w: no front matter", ErrUnfit)
	}
	r := new(domain.Profile)
	problems, err := schema.ReadYAML(front, r.Fields(t))
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", ErrUnfit, err)
	}
	if len(problems) > 0 {
		return nil, "", fmt.Errorf("%w: %s: %s", ErrUnfit, problems[0].Field, problems[0].Code)
	}
	return r, string(text), nil
}

// ReadFAQ reads a file of a question. It returns ErrUnfit when it is none.
func ReadFAQ(data []byte, t *domain.Taxonomy) (*domain.FAQ, string, error) {
	front, text, ok := Split(data)
	if !ok {
		return nil, "", fmt.Errorf("%w: no front matter", ErrUnfit)
	}
	r := new(domain.FAQ)
	problems, err := schema.ReadYAML(front, r.Fields(t))
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", ErrUnfit, err)
	}
	if len(problems) > 0 {
		return nil, "", fmt.Errorf("%w: %s: %s", ErrUnfit, problems[0].Field, problems[0].Code)
	}
	return r, string(text), nil
}
