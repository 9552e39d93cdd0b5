package site

import (
	"math/bits"
	"slices"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// candidates finds the schemes that are most like another. Every scheme is
// compared with all of its main theme, so terms are compared as marks.
type candidates struct {
	taxonomy *domain.Taxonomy
	byTheme  map[string][]candidate
}

// candidate is a scheme with what it is compared by.
type candidate struct {
	scheme                  *Scheme
	themes, phases, sectors marks
}

// candidates are all schemes that have not ended, by their main theme.
func (s *Site) candidates() candidates {
	c := candidates{s.Taxonomy, map[string][]candidate{}}
	for _, scheme := range s.Schemes {
		if scheme.Standing.Status != domain.Ended {
			theme := scheme.MainTheme()
			c.byTheme[theme] = append(c.byTheme[theme], c.candidate(scheme))
		}
	}
	return c
}

func (c candidates) candidate(scheme *Scheme) candidate {
	r := &scheme.Main().Record
	return candidate{scheme, marksOf(c.taxonomy.Themes, r.Themes), marksOf(c.taxonomy.Phases, r.Phases), marksOf(c.taxonomy.Sectors, r.For.Sectors)}
}

// of picks the schemes of the same main theme that share most. The order of
// lists breaks ties.
func (c candidates) of(scheme *Scheme) []*Scheme {
	type scored struct {
		scheme *Scheme
		score  int
	}
	best := make([]scored, 0, mostRelated+1)
	own := c.candidate(scheme)
	for _, other := range c.byTheme[scheme.MainTheme()] {
		if other.scheme == scheme {
			continue
		}
		score := 4*own.themes.shared(other.themes) + 2*own.phases.shared(other.phases) + own.sectors.shared(other.sectors)
		i := len(best)
		for i > 0 && best[i-1].score < score {
			i--
		}
		if i < mostRelated {
			best = slices.Insert(best, i, scored{other.scheme, score})
			best = best[:min(len(best), mostRelated)]
		}
	}
	out := make([]*Scheme, len(best))
	for i, b := range best {
		out[i] = b.scheme
	}
	return out
}

// marks are terms of one vocabulary, a bit each.
type marks []uint64

func marksOf(v *schema.Vocabulary, slugs []string) marks {
	m := make(marks, (len(v.Terms())+63)/64)
	for _, slug := range slugs {
		if i, ok := v.Index(slug); ok {
			m[i/64] |= 1 << (i % 64)
		}
	}
	return m
}

// shared counts the terms in both; they must be of one vocabulary.
func (m marks) shared(other marks) int {
	n := 0
	for i, word := range m {
		n += bits.OnesCount64(word & other[i])
	}
	return n
}
