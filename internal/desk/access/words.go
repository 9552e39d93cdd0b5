package access

import (
	"fmt"
	"math"

	"mkbloket/internal/desk/page"
	"mkbloket/internal/staff"
)

// says is what is told about a problem, by field and key.
var says = map[staff.Problem]string{
	{Field: "naam", Key: "empty"}:               "Vul de naam in",
	{Field: "naam", Key: "long"}:                "Maak de naam korter, tot 120 tekens",
	{Field: "naam", Key: "sign"}:                "Gebruik in de naam alleen letters en gewone leestekens",
	{Field: "email", Key: "email"}:              "Vul een e-mailadres in, zoals naam@voorbeeld.nl",
	{Field: "rollen", Key: "role"}:              "Kies minstens één rol",
	{Field: "reden", Key: "empty"}:              "Vul in waarom u dit doet",
	{Field: "code", Key: "code"}:                "Vul de 6 cijfers in die de app nu laat zien. Klopt de tijd op uw telefoon?",
	{Field: "wachtwoord", Key: "wrong"}:         "Vul het wachtwoord in dat u nu heeft",
	{Field: "wachtwoord", Key: "empty"}:         "Kies een wachtwoord",
	{Field: "wachtwoord", Key: "short"}:         "Kies een wachtwoord van minstens 12 tekens",
	{Field: "wachtwoord", Key: "long"}:          "Kies een wachtwoord van hooguit 256 tekens",
	{Field: "wachtwoord", Key: "obvious"}:       "Kies een ander wachtwoord: dit is te makkelijk te raden",
	{Field: "nieuw_wachtwoord", Key: "empty"}:   "Kies een nieuw wachtwoord",
	{Field: "nieuw_wachtwoord", Key: "short"}:   "Kies een nieuw wachtwoord van minstens 12 tekens",
	{Field: "nieuw_wachtwoord", Key: "long"}:    "Kies een nieuw wachtwoord van hooguit 256 tekens",
	{Field: "nieuw_wachtwoord", Key: "obvious"}: "Kies een ander nieuw wachtwoord: dit is te makkelijk te raden",
}

const (
	saysRefused    = "Aanmelden is niet gelukt. Kijk het e-mailadres, het wachtwoord en de code na. Een code werkt één keer."
	saysOutside    = "Aanmelden via uw organisatie is niet gelukt. Probeer het opnieuw. Lukt het weer niet, vraag dan de beheerder om een uitnodiging."
	saysAway       = "De aanmelddienst van uw organisatie antwoordt nu niet. Probeer het over een paar minuten opnieuw."
	saysInvitation = "Deze uitnodiging werkt niet (meer). Een uitnodiging is 48 uur geldig en werkt één keer. Vraag de beheerder om een nieuwe."
	saysLastAdmin  = "Dit is de laatste die accounts kan beheren. Geef eerst iemand anders de rol beheerder."
	saysTaken      = "Dit e-mailadres heeft al een account."
	saysTakenThere = "U heeft bij deze organisatie al een ander account voor de balie. Vraag de beheerder dat eerst uit te zetten."
)

// told turns problems into lines of the error summary and, by field, the text
// that stands at it.
func told(problems staff.Problems) (lines []page.Problem, at map[string]string) {
	at = map[string]string{}
	for _, one := range problems {
		text, ok := says[one]
		if !ok {
			text = "Kijk dit veld na"
		}
		lines, at[one.Field] = append(lines, page.Problem{Field: one.Field, Text: text}), text
	}
	return lines, at
}

// wait says how long to wait after too many attempts.
func wait(limit *staff.LimitError) string {
	minutes := int(math.Ceil(limit.After.Minutes()))
	if minutes == 1 {
		return "Er waren te veel pogingen. Probeer het over 1 minuut opnieuw."
	}
	return fmt.Sprintf("Er waren te veel pogingen. Probeer het over %d minuten opnieuw.", minutes)
}

// roleNames are the roles as people read them.
var roleNames = map[staff.Role]string{
	staff.Officer: "Medewerker: behandelt zaken en beoordeelt profielen",
	staff.Lead:    "Coördinator: ook publiceren, exporteren, wissen en het logboek",
	staff.Editor:  "Redacteur: beoordeelt en publiceert profielen en antwoorden",
	staff.Admin:   "Beheerder: beheert accounts en mail, ziet geen zaken",
}
