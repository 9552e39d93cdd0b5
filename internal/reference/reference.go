// Package reference makes and reads the references (kenmerken) that the desk
// gives to a case: eight characters that a person can read from a letter, say
// on the telephone and type back, such as "K7M3-P9QX".
//
// The alphabet has 24 characters, so there are 24⁸ ≈ 1.1 × 10¹¹ references
// (36.7 bits). That is enough to make a clash rare and a blind guess
// hopeless, not enough to be a secret: a reference must be made unique by a
// conditional write and must open nothing by itself.
package reference

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// Alphabet holds the characters of a reference. Left out are 0 O 1 I L, which
// are taken for each other; B G S U Z, which are taken for 8 6 5 V 2; and the
// vowels A and E, so that no reference spells a word.
const Alphabet = "23456789CDFHJKMNPQRTVWXY"

const (
	group  = 4         // characters before and after the dash
	length = 2 * group // characters without the dash

	// maxInput bounds what Parse looks at, in bytes: a reference with a space
	// of three bytes around each character still fits.
	maxInput = 64
)

// Errors that Parse returns; test them with errors.Is. Their text holds
// nothing of what was typed.
var (
	// ErrLength says that what was typed has not eight characters.
	ErrLength = errors.New("a reference has 8 characters")
	// ErrCharacter says that a character stands in no reference and cannot be
	// taken for one that does.
	ErrCharacter = errors.New("not a character of a reference")
)

// New draws a reference from r, which must give uniform bytes that cannot be
// foretold, such as crypto/rand.Reader. Each reference is equally likely: bytes
// above the last multiple of the alphabet's size are drawn again. The only
// errors are those of r. New is as safe for concurrent use as r is.
func New(r io.Reader) (string, error) {
	const limit = 256 / len(Alphabet) * len(Alphabet)
	drawn := make([]byte, 0, length)
	var buf [length]byte
	for len(drawn) < length {
		missing := buf[:length-len(drawn)]
		if _, err := io.ReadFull(r, missing); err != nil {
			return "", fmt.Errorf("draw a reference: %w", err)
		}
		for _, b := range missing {
			if int(b) < limit {
				drawn = append(drawn, Alphabet[int(b)%len(Alphabet)])
			}
		}
	}
	return grouped(drawn), nil
}

// Parse reads a reference as a person types it and returns it as New wrote it.
// Lower case, spaces and dashes anywhere, and the look-alikes B G S U Z for
// 8 6 5 V 2 are accepted. The characters 0 O 1 I L are not: they look like each
// other and none of them is ever given out. Errors are ErrLength and
// ErrCharacter. Parse is safe for concurrent use.
func Parse(s string) (string, error) {
	if len(s) > maxInput {
		return "", ErrLength
	}
	read := make([]byte, 0, length)
	for _, r := range s {
		if separates(r) {
			continue
		}
		c, ok := character(r)
		if !ok {
			return "", ErrCharacter
		}
		read = append(read, c)
	}
	if len(read) != length {
		return "", ErrLength
	}
	return grouped(read), nil
}

// grouped puts the dash between the two groups.
func grouped(c []byte) string {
	return string(c[:group]) + "-" + string(c[group:])
}

// separates reports whether people, or their word processor, write r between
// the groups: white space and every sort of dash.
func separates(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r)
}

// character maps a typed rune to its character in the alphabet.
func character(r rune) (byte, bool) {
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	switch r {
	case 'B':
		r = '8'
	case 'G':
		r = '6'
	case 'S':
		r = '5'
	case 'U':
		r = 'V'
	case 'Z':
		r = '2'
	}
	if !strings.ContainsRune(Alphabet, r) {
		return 0, false
	}
	return byte(r), true
}
