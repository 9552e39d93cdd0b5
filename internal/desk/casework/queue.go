package casework

import (
	"context"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
)

// closedFor is how far back the list of closed cases goes.
const closedFor = 60 * 24 * time.Hour

// moment is by what a case is in a list or not, beside the case.
type moment struct {
	now time.Time
	who string // account
}

// standing is a case with its place.
type standing struct {
	*cases.Case
	in string    // partition of cases.IndexQueue
	at time.Time // when something is due
}

// isWork reports whether the desk has to do something.
func (s standing) isWork() bool {
	return s.Stage().Phase == domain.PhaseOpen && s.in != cases.QueueSuspect || !s.ErasureAt.IsZero()
}

// views lists the lists, in the order of their navigation.
func views() []view {
	return []view{
		{"nieuw", "Nieuw", "Nog door niemand opgepakt.", "Er is niets nieuws. Alles wat binnenkwam, is opgepakt.",
			func(_ moment, s standing) bool { return s.in == cases.QueueNew && s.isWork() }},
		{"mijn", "Van mij", "Wat u zelf in behandeling heeft.", "U heeft nu niets in behandeling. Pak een zaak op uit de lijst Nieuw.",
			func(m moment, s standing) bool { return s.Assignee == m.who && s.in != cases.QueueClosed }},
		{"vandaag", "Vandaag", "Wat vandaag klaar moet zijn, en wat al te laat is.", "Er hoeft vandaag niets meer klaar.",
			func(m moment, s standing) bool { return s.isWork() && s.at.Before(calendar.NextDay(m.now)) }},
		{"te-laat", "Te laat", "De beloofde datum is voorbij.", "Er is niets te laat.",
			func(m moment, s standing) bool { return s.isWork() && s.at.Before(m.now) }},
		{"bezig", "In behandeling", "Waar het loket mee bezig is.", "Er is niets in behandeling.",
			func(_ moment, s standing) bool { return s.in == cases.QueueInProgress }},
		{"wacht", "Wacht op vrager", "De vrager is aan zet. De klok herinnert vanzelf.", "Er wordt op geen enkele vrager gewacht.",
			func(_ moment, s standing) bool { return s.in == cases.QueueWaiting }},
		{"doorverwezen", "Bij adviseurs", "Een adviseur is aan zet. De klok herinnert vanzelf.", "Er ligt niets bij een adviseur.",
			func(_ moment, s standing) bool { return s.in == cases.QueueReferred }},
		{"verdacht", "Verdacht", "Lijkt van een machine te komen. Er wordt niets weggegooid zonder dat iemand kijkt.", "Er is niets verdachts.",
			func(_ moment, s standing) bool { return s.in == cases.QueueSuspect }},
		{"profielen", "Profielen", "Aangemelde profielen waarvan het adres bevestigd is, en die op de site staan.", "Er zijn geen profielen.",
			func(_ moment, s standing) bool { return s.in == cases.QueueProfiles }},
		{"gesloten", "Gesloten", "De laatste 60 dagen, nieuwste eerst. Oudere vindt u met zoeken op kenmerk.", "Er is de laatste 60 dagen niets gesloten.",
			func(_ moment, s standing) bool { return s.in == cases.QueueClosed }},
	}
}

// view is one list of cases. Its slug stands in the address.
type view struct {
	slug, title, lead, empty string
	holds                    func(moment, standing) bool
}

// shown is the list that an address asks for; the first when it asks for none.
func shown(slug string) view {
	all := views()
	if i := slices.IndexFunc(all, func(v view) bool { return v.slug == slug }); i >= 0 {
		return all[i]
	}
	return all[0]
}

// standings reads the cases of the queues that the account may see, in order of
// what is due. Of each queue it reads cases.MostListed; bounded says that there
// are more somewhere.
func (d *desk) standings(ctx context.Context, r *page.Request) (all []standing, bounded bool, err error) {
	for _, name := range cases.Queues() {
		from := time.Time{}
		if name == cases.QueueClosed {
			from = d.Now().Add(-closedFor)
		}
		some, more, err := d.config.Cases.Queued(ctx, name, from, cases.MostListed)
		if err != nil {
			return nil, false, err
		}
		bounded = bounded || more
		for _, one := range some {
			if d.sees(r, one) {
				in, at := one.Queue()
				all = append(all, standing{one, in, at})
			}
		}
	}
	return all, bounded, nil
}

// sorted puts the most urgent first, and of the closed ones the latest.
func sorted(list []standing, v view) {
	slices.SortStableFunc(list, func(a, b standing) int {
		c := a.at.Compare(b.at)
		if v.slug == "gesloten" {
			c = -c
		}
		if c == 0 {
			c = strings.Compare(a.Reference, b.Reference)
		}
		return c
	})
}
