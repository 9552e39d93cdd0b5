package schema

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// spelled are letters that do not come apart into a letter and a mark.
var spelled = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "ł", "l", "þ", "th", "ı", "i", "ĳ", "ij",
	"'", "", "’", "", "&", " en ", "+", " plus ")

// Slug makes a slug of a name by an allow list: letters without their marks,
// digits, and single hyphens for the rest, at most n characters. A name in
// another script gives "".
func Slug(name string, n int) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(spelled.Replace(strings.ToLower(norm.NFC.String(name)))) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // the mark of the letter before
		case b.Len() > 0 && b.String()[b.Len()-1] != '-':
			b.WriteByte('-')
		}
		if b.Len() > max(n, MaxSlug) {
			break
		}
	}
	s := b.String()
	return strings.Trim(s[:min(n, MaxSlug, len(s))], "-")
}
