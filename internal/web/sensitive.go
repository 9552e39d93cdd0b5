package web

import (
	"regexp"
	"strings"
)

var (
	nineDigits = regexp.MustCompile(`\b(\d{9}|\d{3}[ .]\d{3}[ .]\d{3}|\d{4}[ .]\d{2}[ .]\d{3})\b`)
	ibanForm   = regexp.MustCompile(`(?i)\b[a-z]{2}\d{2}( ?[a-z0-9]{4}){2,7}( ?[a-z0-9]{1,3})?\b`)
)

// HoldsSecretNumber reports whether a text seems to hold a number that the desk
// must not get: a citizen service number (BSN), a bank account number or the
// number of an identity document (requirement 93). Who typed it is asked once,
// and may send it all the same.
func HoldsSecretNumber(text string) bool {
	for _, s := range nineDigits.FindAllString(text, -1) {
		if isBSN(strings.NewReplacer(" ", "", ".", "").Replace(s)) {
			return true
		}
	}
	for _, s := range ibanForm.FindAllString(text, -1) {
		if isIBAN(strings.ToUpper(strings.ReplaceAll(s, " ", ""))) {
			return true
		}
	}
	return hasDocument(text)
}

// isBSN applies the eleven test of the citizen service number to nine digits.
func isBSN(s string) bool {
	sum := -int(s[8] - '0')
	for i := range 8 {
		sum += (9 - i) * int(s[i]-'0')
	}
	return sum%11 == 0 && s != "000000000"
}

// isIBAN applies the check of ISO 13616: modulo 97 is 1. A country's length is
// not looked at.
func isIBAN(s string) bool {
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	rest := 0
	for _, c := range s[4:] + s[:4] {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
			continue
		}
		rest = (rest*10 + int(c-'0')) % 97
	}
	return rest == 1
}
