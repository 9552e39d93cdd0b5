// Package site turns content into the model of a website: what relates to
// what, what is listed where, and which pages there are at which address.
//
//	content.Bundle + day ──New──▶ Site ──Pages──▶ []Page ──package render──▶ files
//
// Everything that depends on the calendar (open, nearly full, closed) is
// decided here, once, for the day that is passed to New. The model is
// read-only after New, so pages can be rendered in parallel.
package site

import (
	"cmp"
	"slices"
	"time"

	"mkbloket/generator/content"
	"mkbloket/internal/domain"
	"mkbloket/internal/table"
)

// Site is the model of the whole website on one day.
type Site struct {
	Config        domain.Site
	Taxonomy      *domain.Taxonomy
	Today         time.Time
	Schemes       []*Scheme // what can be applied for first
	FAQs          []*FAQ
	Organisations []*Organisation
	Advisers      []*Profile
	Entrepreneurs []*Profile
	News          []*News // newest first
	Texts         map[string]*Text
	Outlines      []Outline
	Figures       *table.Sheet // public figures, or nil
}

// Scheme is a scheme with its standing of the day and what belongs to it.
type Scheme struct {
	*content.Document[domain.Scheme]
	Standing domain.Standing
	Related  []*Scheme
	Instead  []*Scheme
	Desks    []*Organisation
	Advisers []*Profile
	FAQs     []*FAQ

	order string // the title as lists sort it
}

// FAQ is a question with answer and the schemes it names.
type FAQ struct {
	*content.Document[domain.FAQ]
	Schemes []*Scheme
	Related []*FAQ
}

// Organisation is a partner with the schemes and advisers that name it.
type Organisation struct {
	*content.Document[domain.Organisation]
	Schemes  []*Scheme
	Advisers []*Profile
}

// Profile is an adviser or entrepreneur with their organisation.
type Profile struct {
	*content.Document[domain.Profile]
	Organisation *Organisation
	BackAt       time.Time // takes no new contacts before this day; zero: it does
	Deputy       *Profile  // who helps until then, or nil
}

// News is a dated message.
type News struct{ *content.Document[domain.News] }

// Text is a page outside the sections.
type Text struct{ *content.Document[domain.Page] }

// ClosesAt is the last moment to apply in the round that decides the standing, zero when there is none.
func (s *Scheme) ClosesAt() time.Time {
	if s.Standing.Round == nil {
		return time.Time{}
	}
	return s.Standing.Round.ClosesAt
}

// MainTheme is the first theme.
func (s *Scheme) MainTheme() string { return s.Main().Record.Themes[0] }

// New builds the model for a day. The bundle must be free of problems.
func New(b *content.Bundle, today time.Time) (*Site, error) {
	s := &Site{Config: b.Site, Taxonomy: b.Taxonomy, Today: today, Texts: map[string]*Text{}, Figures: b.Figures}
	var err error
	if s.Outlines, err = outlines(b.Outlines, b.Taxonomy.Regions); err != nil {
		return nil, err
	}
	s.documents(b)
	s.relate()
	return s, nil
}

func (s *Site) documents(b *content.Bundle) {
	for _, d := range b.Schemes {
		r := &d.Main().Record
		s.Schemes = append(s.Schemes, &Scheme{Document: d, Standing: r.StandingAt(s.Today), order: fold(r.Title)})
	}
	slices.SortStableFunc(s.Schemes, bySchemeOrder)
	for _, d := range b.FAQs {
		if !d.Main().Record.Draft {
			s.FAQs = append(s.FAQs, &FAQ{Document: d})
		}
	}
	for _, d := range b.Organisations {
		s.Organisations = append(s.Organisations, &Organisation{Document: d})
	}
	slices.SortStableFunc(s.Organisations, func(a, b *Organisation) int {
		return cmp.Compare(fold(a.Main().Record.Title), fold(b.Main().Record.Title))
	})
	s.Advisers = s.profiles(b.Advisers)
	s.Entrepreneurs = s.profiles(b.Entrepreneurs)
	for _, d := range b.News {
		if !d.Main().Record.Date.After(s.Today) {
			s.News = append(s.News, &News{d})
		}
	}
	slices.SortStableFunc(s.News, func(a, b *News) int {
		return cmp.Or(b.Main().Record.Date.Compare(a.Main().Record.Date), cmp.Compare(a.Slug, b.Slug))
	})
	for _, d := range b.Pages {
		s.Texts[d.Slug] = &Text{d}
	}
}

// profiles leaves out examples: they are never published.
func (s *Site) profiles(documents []*content.Document[domain.Profile]) []*Profile {
	var out []*Profile
	for _, d := range documents {
		r := &d.Main().Record
		if r.Example {
			continue
		}
		p := &Profile{Document: d}
		if r.BackAt.After(s.Today) {
			p.BackAt = r.BackAt
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b *Profile) int {
		return cmp.Compare(fold(a.Main().Record.Title), fold(b.Main().Record.Title))
	})
	return out
}

// bySchemeOrder puts what can be applied for first, and of that what closes first.
func bySchemeOrder(a, b *Scheme) int {
	return cmp.Or(
		cmp.Compare(a.Standing.Status.Rank(), b.Standing.Status.Rank()),
		compareClosing(a.ClosesAt(), b.ClosesAt()),
		cmp.Compare(a.order, b.order),
		cmp.Compare(a.Slug, b.Slug),
	)
}

// compareClosing puts a known date before an open end.
func compareClosing(a, b time.Time) int {
	if a.IsZero() || b.IsZero() {
		return cmp.Compare(btoi(a.IsZero()), btoi(b.IsZero()))
	}
	return a.Compare(b)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// running counts the schemes that have not ended.
func (s *Site) running() int {
	n := 0
	for _, scheme := range s.Schemes {
		if scheme.Standing.Status != domain.Ended {
			n++
		}
	}
	return n
}

// Closing gives at most n schemes that can be applied for and have a last day, soonest first.
func (s *Site) Closing(n int) []*Scheme {
	var out []*Scheme
	for _, scheme := range s.Schemes {
		switch scheme.Standing.Status {
		case domain.Open, domain.NearlyFull, domain.Always:
			if !scheme.ClosesAt().IsZero() {
				out = append(out, scheme)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *Scheme) int { return a.ClosesAt().Compare(b.ClosesAt()) })
	return out[:min(n, len(out))]
}

// OtherDesks are the desks that are not already there as an adviser.
func (s *Scheme) OtherDesks() []*Organisation {
	return slices.DeleteFunc(slices.Clone(s.Desks), func(o *Organisation) bool {
		return slices.ContainsFunc(s.Advisers, func(p *Profile) bool { return p.Organisation == o })
	})
}

// HasCalendar reports whether the scheme has a calendar of its own, at
// /regelingen/SLUG/kalender.ics: whether one of its rounds has a date.
func (s *Scheme) HasCalendar() bool {
	for _, r := range s.Main().Record.Rounds {
		if !r.OpensAt.IsZero() || !r.ClosesAt.IsZero() {
			return true
		}
	}
	return false
}
