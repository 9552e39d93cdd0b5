package figures

import (
	"cmp"
	"slices"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/table"
)

// Reason is why a subject is on the radar.
type Reason string

// The reasons.
const (
	NoScheme  Reason = "geen_regeling" // the site has no scheme for it
	NoAdviser Reason = "geen_adviseur" // the site has no adviser for it
	NoHelp    Reason = "niet_geholpen" // people said so, or the desk did
	Refused   Reason = "niet_opgepakt" // advisers declined or did not react
)

const (
	// NoSupply stands in Gap.Schemes and Gap.Advisers for what is not known.
	NoSupply = -1

	mostGaps = 20 // a radar with everything on it shows nothing
)

// Gap is a subject with which people were not helped, or for which the site has
// nothing.
type Gap struct {
	Subject  table.Term
	Cases    int // that came in about it
	Unhelped int // of them
	Refused  int // of those: with no adviser who took it on
	Schemes  int // on the site; NoSupply: not known
	Advisers int
	Reasons  []Reason
}

// unhelped reports whether somebody was not helped, and whether that was
// because no adviser took it on. It was not when the desk closed the case as
// such, when whoever asked says so of a case in which no adviser was at work,
// and when every adviser who was asked declined or did not react.
func unhelped(f *Fact) (no, refused bool) {
	accepted := slices.Contains(f.Referrals, table.ReferralAccepted)
	turned := slices.Contains(f.Referrals, table.ReferralDeclined) || slices.Contains(f.Referrals, table.ReferralExpired)
	waits := slices.Contains(f.Referrals, table.ReferralWaiting)
	refused = turned && !accepted && !waits
	complained := !accepted && (f.Answered == cases.FeedbackNo || f.Answered == cases.FeedbackPartly)
	return refused || complained || f.Outcome == "geen_hulp", refused
}

// subject is what a case is about, false when it is not about something that
// the site could have: a profile, a message to one.
func subject(f *Fact) (table.Term, bool) {
	switch f.Kind {
	case domain.KindQuestion:
		return table.Term{Vocabulary: "themas", Slug: cmp.Or(f.Theme, table.Unknown)}, true
	case domain.KindAdvice:
		return table.Term{Vocabulary: "ambitie", Slug: cmp.Or(f.Ambition, "anders")}, true
	}
	return table.Term{}, false
}

func (r *counting) gap(f *Fact) {
	about, ok := subject(f)
	if !ok {
		return
	}
	g := r.gaps[about]
	if g == nil {
		g = &Gap{Subject: about, Schemes: NoSupply, Advisers: NoSupply}
		r.gaps[about] = g
	}
	g.Cases++
	no, refused := unhelped(f)
	if !no {
		return
	}
	g.Unhelped++
	if refused {
		g.Refused++
	}
	if f.Kind == domain.KindAdvice {
		r.add(table.GapAmbitions, about.Slug, table.FigureNoHelp)
		return
	}
	r.add(table.GapThemes, about.Slug, table.FigureNoHelp)
	r.missed.Add(f.Theme, f.Region, 1)
}

// ranked lists the gaps, the largest first: by how many people were not helped,
// and of a subject for which the site has nothing by how many asked about it.
func (r *counting) ranked() []Gap {
	var out []Gap
	for _, g := range r.gaps {
		if g.Subject.Vocabulary == "themas" && g.Subject.Slug != table.Unknown && r.Supply != nil {
			g.Schemes, g.Advisers = r.Supply(g.Subject.Slug)
		}
		if g.Reasons = g.reasons(); len(g.Reasons) > 0 {
			out = append(out, *g)
		}
	}
	slices.SortFunc(out, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.weight(), a.weight()), cmp.Compare(b.Cases, a.Cases),
			cmp.Compare(a.Subject.Vocabulary, b.Subject.Vocabulary), cmp.Compare(a.Subject.Slug, b.Subject.Slug))
	})
	return out[:min(mostGaps, len(out))]
}

func (g *Gap) reasons() []Reason {
	var out []Reason
	if g.Schemes == 0 {
		out = append(out, NoScheme)
	}
	if g.Advisers == 0 {
		out = append(out, NoAdviser)
	}
	if g.Refused > 0 {
		out = append(out, Refused)
	}
	if g.Unhelped > g.Refused {
		out = append(out, NoHelp)
	}
	return out
}

func (g *Gap) weight() int {
	if g.Schemes == 0 || g.Advisers == 0 {
		return g.Cases
	}
	return g.Unhelped
}

// IsSmall reports whether so few people asked about the subject that a number
// would tell about one of them.
func (g Gap) IsSmall() bool { return g.Cases < table.Small }
