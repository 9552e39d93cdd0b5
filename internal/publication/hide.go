package publication

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"mkbloket/internal/cases"
)

// Masked stands where something was left out that tells who asked.
const Masked = "[…]"

var (
	mailAddress = regexp.MustCompile(`(?i)[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}`)
	ibanNumber  = regexp.MustCompile(`\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}\b`)
	caseNumber  = regexp.MustCompile(`\b[A-Z0-9]{4}-[A-Z0-9]{4}\b`)
	postalCode  = regexp.MustCompile(`\b[1-9][0-9]{3} ?[A-Z]{2}\b`)
	phoneNumber = regexp.MustCompile(`(?:\+|\b00?)[0-9(][0-9() .-]{6,16}[0-9]\b`)
	longNumber  = regexp.MustCompile(`\b[0-9]{6,}\b`)
	greeting    = regexp.MustCompile(`(?i)^(beste|geachte|hallo|dag|goede(morgen|middag|navond)|dear|hello|hi|good (morning|afternoon)|sehr geehrte[rs]?|liebe[r]?|guten (tag|morgen))\b.{0,80}$`)
	farewell    = regexp.MustCompile(`(?i)^(met (vriendelijke )?groet(en)?|vriendelijke groet(en)?|hartelijke groet(en)?|groeten|groet|(kind|best) regards|yours sincerely|mit freundlichen gr(ü|ue)(ß|ss)en|freundliche gr(ü|ue)(ß|ss)e|mfg)\b.{0,40}$`)
)

const shortestPart = 3 // letters of a part of a name that is looked for by itself

// masker gives the function that replaces what the fields of a case say about
// its sender, and what looks like an address or a number of a person.
func masker(c *cases.Case) func(string) string {
	var own []string
	for _, name := range []string{"naam", "bedrijf", "email", "telefoon", "kvk"} {
		own = append(own, parts(name, first(c.Fields[name]))...)
	}
	own = append(own, c.Reference, strings.ReplaceAll(c.Reference, "-", ""))
	slices.SortFunc(own, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // whole names before their parts
	var patterns []*regexp.Regexp
	for _, s := range own {
		if s != "" {
			patterns = append(patterns, word(s))
		}
	}
	patterns = append(patterns, mailAddress, ibanNumber, caseNumber, postalCode, phoneNumber, longNumber)
	return func(text string) string {
		for _, p := range patterns {
			text = p.ReplaceAllString(text, Masked)
		}
		return text
	}
}

// parts are the ways in which an answer may repeat a field.
func parts(name, value string) []string {
	all := []string{value}
	switch name {
	case "naam", "bedrijf":
		for _, part := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(" .,-&/()", r) }) {
			if len([]rune(part)) >= shortestPart && !slices.Contains(particles(), strings.ToLower(part)) {
				all = append(all, part)
			}
		}
	case "telefoon", "kvk":
		all = append(all, strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, value))
	}
	return all
}

// particles are parts of names that are words of their own.
func particles() []string {
	return []string{"van", "der", "den", "het", "ten", "ter", "von", "und", "and", "the", "zonen", "groep", "holding", "vof", "bedrijf", "limburg",
		"advies", "bouw", "dienst", "diensten", "nederland", "handel", "techniek", "service", "services", "winkel", "transport"}
}

// word matches a text as whole words, in capitals or not.
func word(s string) *regexp.Regexp {
	p := regexp.QuoteMeta(s)
	if isLetter(s[0]) {
		p = `\b` + p
	}
	if isLetter(s[len(s)-1]) {
		p += `\b`
	}
	return regexp.MustCompile(`(?i)` + p)
}

func isLetter(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

// unsigned is an answer without its greeting and its signature.
func unsigned(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if greeting.MatchString(strings.TrimSpace(lines[0])) {
		lines = lines[1:]
	}
	for i, line := range lines {
		if farewell.MatchString(strings.TrimSpace(line)) {
			lines = lines[:i]
			break
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
