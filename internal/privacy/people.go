package privacy

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/mail/address"
)

// Erased stands in a text where an address was.
const Erased = "[gewist]"

// token finds what may be an address. The rules are those of package address;
// this only finds where to look.
var token = regexp.MustCompile("[\\pL\\pN!#$%&'*+/=?^_`{|}~.-]+@[\\pL\\pN.-]+")

// People are those whose data is looked for, by the keyed hash of the address.
// The zero value is nobody. It is safe for concurrent use.
type People struct {
	hash  func(address string) string
	until map[string]time.Time // by hash: what was made later is not meant; zero: all is
}

// Person is whoever has the address, as address.Parse reads it. The function
// hash gives the hash under which cases are listed: cases.Cases.Person.
func Person(hash func(string) string, typed string) (*People, error) {
	parsed, err := address.Parse(typed)
	if err != nil {
		return nil, fmt.Errorf("read address: %w", err)
	}
	return &People{hash: hash, until: map[string]time.Time{hash(parsed): {}}}, nil
}

// Known is the person with a hash under which a case is listed: for who has no
// address, such as somebody who called. It gives false for the hash of a case
// that was made anonymous, which is everybody's.
func Known(hash func(string) string, person string) (*People, bool) {
	if person == "" || person == cases.Anonymous {
		return nil, false
	}
	return &People{hash: hash, until: map[string]time.Time{person: {}}}, true
}

// means reports whether a case that was made at this moment, with this hash,
// is of one of them.
func (p *People) means(hash string, made time.Time) bool {
	until, ok := p.until[hash]
	return ok && (until.IsZero() || !made.After(until))
}

// Sent reports whether one of them sent the case.
func (p *People) Sent(c *cases.Case) bool {
	if p.means(c.Person, c.CreatedAt) {
		return true
	}
	for _, email := range c.Fields["email"] { // the hash may be of an earlier secret
		if p.within(email, c.CreatedAt) {
			return true
		}
	}
	return false
}

// within reports whether the text holds an address of one of them.
func (p *People) within(text string, made time.Time) bool {
	return p.redact(text, made) != text
}

// Within reports whether the text holds an address of one of them.
func (p *People) Within(text string) bool { return p.within(text, time.Time{}) }

// redact returns the text with each of their addresses replaced.
func (p *People) redact(text string, made time.Time) string {
	if !strings.Contains(text, "@") {
		return text
	}
	return token.ReplaceAllStringFunc(text, func(found string) string {
		if start, end, ok := p.find(found, made); ok {
			return found[:start] + Erased + found[end:]
		}
		return found
	})
}

// find says where in a token an address of theirs stands: it may have come
// along with marks around it, as in "'a@b.example'." or "?to=a@b.example".
func (p *People) find(found string, made time.Time) (start, end int, ok bool) {
	at := strings.LastIndexByte(found, '@')
	end = len(strings.TrimRight(found, ".-"))
	for start = 0; start < at; start++ {
		if start > 0 && inWord(found[start-1]) {
			continue
		}
		parsed, err := address.Parse(found[start:end])
		if err == nil && p.means(p.hash(parsed), made) {
			return start, end, true
		}
	}
	return 0, 0, false
}

// inWord reports whether an address that is cut off behind c would be the end
// of another one.
func inWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 || strings.IndexByte("._-+@", c) >= 0
}
