package casework

import (
	"cmp"
	"fmt"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// farDays is from how many working days on a date says more than a number.
const farDays = 30

// dueWords says when something is due, in working days: "2 werkdagen te laat",
// "vandaag", "over 3 werkdagen".
func dueWords(at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	days := workingDays(now, at)
	switch {
	case at.Before(now) && days == 0:
		return "vandaag verlopen"
	case at.Before(now):
		return plural(-days, "werkdag", "werkdagen") + " te laat"
	case sameDay(at, now):
		return "vandaag"
	case days >= farDays:
		return calendar.FormatDate(at, "nl")
	}
	return "over " + plural(max(days, 1), "werkdag", "werkdagen")
}

// ageWords says how long ago something was: "vandaag", "gisteren", "4 dagen".
func ageWords(at, now time.Time) string {
	switch days := daysBetween(at, now); {
	case days <= 0:
		return "vandaag"
	case days == 1:
		return "gisteren"
	case days < 60:
		return plural(days, "dag", "dagen") + " geleden"
	}
	return calendar.FormatDate(at, "nl")
}

// workingDays is how many working days lie between two days, negative when to
// comes first; beyond farDays it stops counting.
func workingDays(from, to time.Time) int {
	if to.Before(from) {
		return -workingDays(to, from)
	}
	n := 0
	for day := calendar.NextDay(from); !day.After(to) && n < 10*farDays; day = calendar.NextDay(day) {
		if calendar.IsWorkingDay(day) {
			n++
		}
	}
	return n
}

func daysBetween(from, to time.Time) int {
	n := 0
	for day := calendar.NextDay(from); !day.After(to) && n < 100; day = calendar.NextDay(day) {
		n++
	}
	return n
}

func sameDay(a, b time.Time) bool { return calendar.NextDay(a).Equal(calendar.NextDay(b)) }

func plural(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// kindWord names a kind in a list.
func kindWord(k domain.Kind) string {
	switch k {
	case domain.KindQuestion:
		return "Vraag"
	case domain.KindAdvice:
		return "Adviesaanvraag"
	case domain.KindProfile:
		return "Profiel"
	case domain.KindContact:
		return "Bericht aan profiel"
	}
	return "Zaak"
}

// languageWord names a language in Dutch.
func languageWord(lang string) string {
	switch lang {
	case "en":
		return "Engels"
	case "de":
		return "Duits"
	}
	return "Nederlands"
}

// turnWord says who has to do something.
func turnWord(one *cases.Case) string {
	switch stage := one.Stage(); {
	case !one.ErasureAt.IsZero():
		return "Het loket: er is om wissen gevraagd"
	case stage.Phase == domain.PhaseOpen:
		return "Het loket"
	case stage.Phase == domain.PhaseClosed:
		return "Niemand"
	case stage.Term == domain.TermAsker, stage.Term == domain.TermAnswered:
		return "De vrager"
	case stage.Term == domain.TermReferred:
		return "De adviseurs"
	}
	return "De eigenaar van het profiel"
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// compare orders by the first pair that differs.
func compare(pairs ...string) int {
	for i := 0; i+1 < len(pairs); i += 2 {
		if c := cmp.Compare(pairs[i], pairs[i+1]); c != 0 {
			return c
		}
	}
	return 0
}

// statusWord is a status in the words of the desk; those of the texts speak to
// the asker.
func (d *desk) statusWord(status string) string {
	switch status {
	case domain.StatusAsked:
		return "Wacht op de vrager"
	case domain.StatusTriage:
		return "Adviseur zoeken"
	case domain.StatusRouted:
		return "Bij adviseurs uitgezet"
	case domain.StatusInContact:
		return "Adviseur neemt contact op"
	case domain.StatusEngagement:
		return "Traject loopt"
	case domain.StatusRounding:
		return "Afronden"
	case domain.StatusSpam:
		return "Spam"
	case domain.ProfileExpired:
		return "Wacht op bevestiging voor een jaar"
	case domain.ProfilePaused:
		return "Gepauzeerd"
	}
	return d.set.Text("nl", "status."+status)
}

// shortLabels name the fields of the forms for staff; the forms themselves ask.
var shortLabels = map[string]string{
	"regeling": "Over regeling", "adviseur": "Over adviseur", "profiel": "Aan profiel", "onderwerp": "Onderwerp", "vraag": "Vraag", "bericht": "Bericht",
	"thema": "Thema", "gemeente": "Gemeente", "fase": "Fase", "bedrijf": "Bedrijf", "kvk": "KVK-nummer", "naam": "Naam", "email": "E-mailadres",
	"telefoon": "Telefoon", "contactvoorkeur": "Antwoord via", "ambitie": "Wat wil de vrager bereiken?", "omschrijving": "Omschrijving van het plan",
	"gewenste_start": "Wil beginnen", "bedrag": "Bedrag", "rol": "Rol in het bedrijf", "toestemming": "Vraag delen", "toestemming_delen": "Gegevens delen met adviseurs",
	"toestemming_publicatie": "Profiel op de site", "toestemming_bericht": "Bericht doorsturen",
}

// legends name the fieldsets of the forms for staff.
var legends = map[string]string{"vraag": "De vraag", "ambitie": "Het plan", "bedrijf": "Het bedrijf", "contact": "Wie is de vrager?"}
