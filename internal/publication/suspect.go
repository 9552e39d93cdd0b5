package publication

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"mkbloket/internal/domain"
)

// Suspect is a part of a text by which somebody may be known.
type Suspect struct {
	Text string
	Why  string // one Dutch sentence
}

// pattern is something to look for, with what to say of it.
type pattern struct {
	find *regexp.Regexp
	why  string
}

func patterns() []pattern {
	return []pattern{
		{mailAddress, "Dit is een mailadres. Is het van een organisatie?"},
		{ibanNumber, "Dit lijkt een rekeningnummer."},
		{caseNumber, "Dit lijkt het kenmerk van een zaak."},
		{postalCode, "Dit lijkt een postcode."},
		{phoneNumber, "Dit lijkt een telefoonnummer. Is het van een organisatie?"},
		{longNumber, "Dit is een lang nummer: van een bedrijf, een persoon of een zaak?"},
		{regexp.MustCompile(`\b\p{Lu}[\p{L}-]+(straat|weg|laan|plein|singel|dijk|hof|kade|steeg|pad|markt) ?[0-9]+\b`), "Dit lijkt een adres."},
		{regexp.MustCompile(`(€|\beuro)\s?[0-9]+([.,][0-9]+)*|\b[0-9]+([.,][0-9]+)*\s?euro\b`), "Is dit een bedrag van de vrager of van de regeling?"},
		{regexp.MustCompile(`(?i)\b(de heer|mevrouw|dhr\.?|mevr\.?|meneer|herr|frau|mr\.?|mrs\.?)\s+\p{Lu}[\p{L}-]+`), "Dit lijkt de naam van een persoon."},
		{regexp.MustCompile(`\b[0-9]{1,2} (januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)( [0-9]{4})?\b`),
			"Zegt deze datum iets over de vrager?"},
		{regexp.MustCompile(`\b\p{Lu}[\p{L}&'’-]*( \p{Lu}[\p{L}&'’-]*)* (B\.?V\.?|N\.?V\.?|VOF|v\.o\.f\.|GmbH|Ltd\.?)`), "Dit lijkt de naam van een bedrijf."},
		{regexp.MustCompile(`(?i)\b(uw|jouw|je) (man|vrouw|partner|zoon|dochter|vader|moeder|broer|zus|ziekte|scheiding|schulden?|uitkering)\b`),
			"Dit gaat over iemands leven. Kan het algemener?"},
		{regexp.MustCompile(regexp.QuoteMeta(Masked)), "Hier is iets weggelaten. Schrijf de zin zo dat die zonder klopt."},
	}
}

// Suspects lists what in a text may tell who asked, in the order of the text and
// each once: what has the form of a number or a name, the municipalities, and
// words with a capital in the middle of a sentence.
func Suspects(text string, t *domain.Taxonomy) []Suspect {
	type place struct {
		at int
		Suspect
	}
	var found []place
	covered := func(at int) bool {
		return slices.ContainsFunc(found, func(p place) bool { return at >= p.at && at < p.at+len(p.Text) })
	}
	for _, p := range patterns() {
		for _, m := range p.find.FindAllStringIndex(text, -1) {
			if !covered(m[0]) {
				found = append(found, place{m[0], Suspect{text[m[0]:m[1]], p.why}})
			}
		}
	}
	for _, term := range t.Regions.Terms() {
		if name := term.Labels["nl"]; domain.IsMunicipality(term) && name != "" {
			for _, m := range word(name).FindAllStringIndex(text, -1) {
				if !covered(m[0]) {
					found = append(found, place{m[0], Suspect{text[m[0]:m[1]], "Kan iemand de vrager herkennen aan deze plaats?"}})
				}
			}
		}
	}
	for _, m := range capital.FindAllStringSubmatchIndex(text, -1) {
		if name := text[m[2]:m[3]]; !covered(m[2]) && !isAbbreviation(name) {
			found = append(found, place{m[2], Suspect{name, "Is dit de naam van een persoon of een bedrijf?"}})
		}
	}
	slices.SortStableFunc(found, func(a, b place) int { return a.at - b.at })
	var out []Suspect
	for _, p := range found {
		if !slices.ContainsFunc(out, func(s Suspect) bool { return s.Text == p.Text }) {
			out = append(out, p.Suspect)
		}
	}
	return out
}

// capital matches a word with a capital that does not begin a sentence or line.
var capital = regexp.MustCompile(`[\p{Ll}0-9,;)] +(\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)*)`)

// isAbbreviation reports whether a word has capitals only, as schemes and
// organisations do.
func isAbbreviation(word string) bool {
	return len([]rune(word)) <= 6 && !strings.ContainsFunc(word, unicode.IsLower) && !strings.Contains(word, " ")
}
