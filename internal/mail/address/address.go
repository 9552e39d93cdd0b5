// Package address reads one e-mail address as a visitor types it, and is
// strict: what comes out is ASCII of a narrow sort, safe in a message header
// and in an SMTP command.
//
// The form is the bare addr-spec of RFC 5322, section 3.4.1, narrowed to a
// dot-atom local part and a DNS name with at least one dot. There are no
// display names, quoted strings, comments, domain literals or source routes.
// Whether the address exists is not asked: no DNS, no network.
package address

import (
	"errors"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// Limits of RFC 5321, section 4.5.3.1, in octets. MaxLength follows from the
// 256 octets of a path including its angle brackets.
const (
	MaxLength = 254
	maxLocal  = 64
	maxLabel  = 63
)

// Errors that Parse returns; test them with errors.Is. Their text holds nothing
// of what was typed, so it may be logged.
var (
	// ErrEmpty says that nothing was typed.
	ErrEmpty = errors.New("no address")
	// ErrLength says that the address, or the part before the @, is too long.
	ErrLength = errors.New("address too long")
	// ErrForm says that there is not exactly one @ with something on both sides.
	ErrForm = errors.New("address is not name@domain")
	// ErrLocal says that the part before the @ holds a character that is not
	// accepted there, or a dot in the wrong place.
	ErrLocal = errors.New("part before the @ not accepted")
	// ErrDomain says that the part after the @ is no full domain name.
	ErrDomain = errors.New("part after the @ is not a domain name")
)

// Parse returns the address in s: the part before the @ as typed, the domain in
// lower case and, when it is international, in its ASCII form (UTS #46, as
// browsers do it). White space around the address is dropped; a line end is
// not white space here but an error. Parsing the result gives the result.
// Errors are ErrEmpty, ErrLength, ErrForm, ErrLocal and ErrDomain. Parse is
// safe for concurrent use.
func Parse(s string) (string, error) {
	s = strings.TrimFunc(s, surrounds)
	if s == "" {
		return "", ErrEmpty
	}
	if len(s) > MaxLength {
		return "", ErrLength
	}
	local, domain, found := strings.Cut(s, "@")
	if !found || local == "" || domain == "" || strings.Contains(domain, "@") {
		return "", ErrForm
	}
	if len(local) > maxLocal {
		return "", ErrLength
	}
	if !dotAtom(local) {
		return "", ErrLocal
	}
	domain, err := asciiDomain(domain)
	if err != nil {
		return "", err
	}
	if len(local)+1+len(domain) > MaxLength {
		return "", ErrLength
	}
	return local + "@" + domain, nil
}

// Domain returns the part after the @ of an address that Parse returned.
func Domain(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return domain
}

// surrounds reports whether r comes along when an address is copied: spaces,
// tabs, and the invisible zero-width space, word joiner and byte order mark.
func surrounds(r rune) bool {
	return r == '\t' || unicode.Is(unicode.Zs, r) || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

// dotAtom reports whether s is a dot-atom of RFC 5322, section 3.2.3. The
// characters ! and % are refused although they are allowed there: a relay may
// take them for a route to a third party (RFC 1123, section 5.2.16).
func dotAtom(s string) bool {
	if strings.HasPrefix(s, ".") || strings.HasSuffix(s, ".") || strings.Contains(s, "..") {
		return false
	}
	for i := range len(s) {
		if !alphanumeric(s[i]) && strings.IndexByte("#$&'*+-/=?^_`{|}~.", s[i]) < 0 {
			return false
		}
	}
	return true
}

// asciiDomain returns the domain in lower-case ASCII, or ErrDomain. The labels
// are looked at after the conversion, which maps some characters to a dot.
func asciiDomain(s string) (string, error) {
	s = strings.ToLower(s)
	if !isASCII(s) || strings.Contains(s, "xn--") {
		var err error
		if s, err = idna.Lookup.ToASCII(s); err != nil {
			return "", ErrDomain
		}
	}
	labels := strings.Split(s, ".")
	if len(labels) < 2 {
		return "", ErrDomain
	}
	for _, label := range labels {
		if !hostLabel(label) {
			return "", ErrDomain
		}
	}
	// No top-level domain is a number (RFC 3696, section 2); this keeps out
	// bare IPv4 addresses.
	if strings.Trim(labels[len(labels)-1], "0123456789") == "" {
		return "", ErrDomain
	}
	return s, nil
}

// hostLabel reports whether s is one label of a host name (RFC 1123, section
// 2.1): letters, digits and inner hyphens.
func hostLabel(s string) bool {
	if s == "" || len(s) > maxLabel || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		if !alphanumeric(s[i]) && s[i] != '-' {
			return false
		}
	}
	return true
}

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
