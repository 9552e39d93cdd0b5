package domain

import "slices"

// DeclineReasons lists why an adviser declines or gives back a request. The
// key of a text is reden.SLUG.
func DeclineReasons() []string {
	return []string{"geen_capaciteit", "andere_expertise", "andere_regio", "belangenconflict", "te_vroeg", "anders"}
}

// ContactReasons lists why the owner of a profile does not reply to a message.
// ReasonUnwanted asks the desk to look at it: it is abuse, or advertising.
func ContactReasons() []string {
	return []string{"geen_capaciteit", "andere_expertise", "andere_regio", ReasonUnwanted, "anders"}
}

// ReasonUnwanted is the reason of a message that should not have been sent.
const ReasonUnwanted = "ongewenst"

// RejectReasons lists why a profile is not published.
func RejectReasons() []string {
	return []string{"onvolledig", "niet_te_controleren", "buiten_doelgroep", "dubbel", "misleidend", "anders"}
}

// Outcomes lists how a case of a kind can end, nil for a profile. The key of a
// text is uitkomst.SLUG.
func Outcomes(kind Kind) []string {
	switch kind {
	case KindQuestion:
		return []string{OutcomeAnswered, OutcomeNoReply, "dubbel", "telefonisch_afgehandeld", "niet_voor_ons"}
	case KindAdvice:
		return []string{"financierbaar_plan", "plan_in_bewerking", "regeling_benut", "financiering_verkregen", "advies_gegeven",
			"doorverwezen", "geen_hulp", OutcomeNoReply, OutcomeWithdrawn, "dubbel"}
	case KindContact:
		return []string{OutcomeAnswered, "doorverwezen", "geen_hulp", OutcomeNoReply, "dubbel", "telefonisch_afgehandeld", "niet_voor_ons"}
	}
	return nil
}

// Outcomes that the program itself gives.
const (
	OutcomeAnswered  = "beantwoord"
	OutcomeNoReply   = "onbereikbaar" // the asker was asked and did not react
	OutcomeWithdrawn = "ingetrokken"
)

// IsOutcome reports whether a case of a kind can end so.
func IsOutcome(kind Kind, slug string) bool { return slices.Contains(Outcomes(kind), slug) }
