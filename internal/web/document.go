package web

import "regexp"

// A number of a Dutch passport or identity card has two letters, six letters or
// digits and a digit, and never the letter O; a driving licence has ten digits.
// Neither has a check, so a text is asked about only when it also names such a
// document: by themselves these forms are order and dossier numbers too.
var (
	documentWord   = regexp.MustCompile(`(?i)paspoort|identiteits|id-?kaart|legitimatie|rijbewijs|documentnummer|passport|identity card|driving licen[cs]e|ausweis|reisepass|führerschein`)
	documentNumber = regexp.MustCompile(`(?i)\b[a-np-z]{2}[a-np-z0-9]{6}[0-9]\b|\b[0-9]{10}\b`)
	threeDigits    = regexp.MustCompile(`[0-9].*[0-9].*[0-9]`)
)

// hasDocument reports whether the text seems to hold the number of a passport,
// an identity card or a driving licence. What has fewer than three digits is a
// word that ends in a digit rather than a number.
func hasDocument(text string) bool {
	if !documentWord.MatchString(text) {
		return false
	}
	for _, number := range documentNumber.FindAllString(text, -1) {
		if threeDigits.MatchString(number) {
			return true
		}
	}
	return false
}
