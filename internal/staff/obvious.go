package staff

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// stems are words that people make a password of when one must be made. They
// are thought up here: this is no list of passwords that leaked.
var stems = strings.Fields(`
	wachtwoord password passwort passw pass geheim secret welkom welcome willkommen hallo hello inloggen
	aanmelden login toegang admin beheer beheerder administrator root user gebruiker test testen demo
	loket mkb mkbloket balie ondernemer ondernemen regeling subsidie advies adviseur vraag
	limburg maastricht venlo roermond sittard geleen heerlen kerkrade weert venray maas maasgouw parkstad
	nederland holland oranje lente zomer herfst winter voorjaar najaar
	januari februari maart april mei juni juli augustus september oktober november december
	maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
	een twee drie vier vijf zes zeven acht negen tien
	de het mijn onze ons ik ben en van voor is dit niet bij in op my the your
	letmein iloveyou ikhouvanjou schatje liefde voetbal psv ajax feyenoord zon
	qwerty qwertyuiop asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm azerty qwertz qaz wsx edc abc abcd abcdef xyz`)

// runs are rows in which a password may be nothing but a walk.
var runs = []string{
	"01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
	"qwertzuiopasdfghjklyxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm",
}

// spelled undoes what people put in the place of a letter.
var spelled = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// obvious reports whether a password is one that is tried first: few different
// characters, a pattern that repeats, a walk over the keyboard, or nothing but
// known words, the person's own words, digits and punctuation.
func obvious(password string, words ...string) bool {
	text := strings.ToLower(norm.NFC.String(password))
	own := slices.Clone(stems)
	for _, w := range words {
		own = append(own, pieces(strings.ToLower(w))...)
	}
	return distinct(text) < 5 || repeats(text) || walks(text) || madeOf(text, own)
}

// pieces are the parts of a name or an address that are long enough to be one.
func pieces(text string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }),
		func(part string) bool { return len(part) < 3 })
}

func distinct(text string) int {
	seen := map[rune]bool{}
	for _, r := range text {
		seen[r] = true
	}
	return len(seen)
}

// repeats reports whether a text is one short piece over and over.
func repeats(text string) bool {
	all := []rune(text)
	for size := 1; size <= len(all)/2 && size <= 6; size++ {
		if slices.Equal(all[size:], all[:len(all)-size]) {
			return true
		}
	}
	return false
}

// walks reports whether a text is one stretch of a row, forwards or backwards.
func walks(text string) bool {
	turned := []rune(text)
	slices.Reverse(turned)
	return slices.ContainsFunc(runs, func(row string) bool {
		return strings.Contains(row+row, text) || strings.Contains(row+row, string(turned))
	})
}

// madeOf reports whether a text falls apart into words, digits and what is no
// letter.
func madeOf(text string, words []string) bool {
	all, letters := []byte(text), spelled.Replace(text) // as long: one byte for one byte
	reach := make([]bool, len(all)+1)
	reach[0] = true
	for i := range all {
		if !reach[i] {
			continue
		}
		if all[i] < 'a' && all[i] < 0x80 || all[i] > 'z' && all[i] < 0x80 {
			reach[i+1] = true
		}
		for _, w := range words {
			if strings.HasPrefix(text[i:], w) || strings.HasPrefix(letters[i:], w) {
				reach[i+len(w)] = true
			}
		}
	}
	return reach[len(all)]
}
