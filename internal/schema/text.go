package schema

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"mkbloket/internal/mail/address"
)

// Text binds one line of text.
func Text(name string, to *string) Field { return textField(name, KindText, to, oneLine) }

// Long binds several lines of plain text. Line ends become "\n".
func Long(name string, to *string) Field { return textField(name, KindLong, to, manyLines) }

// Markdown binds text that is shown as limited Markdown.
func Markdown(name string, to *string) Field { return textField(name, KindMarkdown, to, manyLines) }

// Email binds one address as mail/address.Parse accepts it: a bare addr-spec
// without quotes, comments or literals, at most 254 octets.
func Email(name string, to *string) Field {
	return textField(name, KindEmail, to, func(s string) (string, *Fault) {
		a, err := address.Parse(s)
		if err != nil {
			return "", &Fault{Code: BadEmail}
		}
		return a, nil
	}).Max(254)
}

// Phone binds a telephone number as people write it; it keeps digits, "+" and
// single spaces, and asks for 8 to 15 digits (ITU-T E.164).
func Phone(name string, to *string) Field {
	return textField(name, KindPhone, to, func(s string) (string, *Fault) {
		s, digits := strings.Join(strings.Fields(strings.Map(undirected, s)), " "), 0
		for i, r := range s {
			switch {
			case r >= '0' && r <= '9':
				digits++
			case r == '+' && i == 0, r == ' ', r == '-', r == '(', r == ')', r == '.', r == '/':
			default:
				return "", &Fault{Code: BadPhone}
			}
		}
		if digits < 8 || digits > 15 {
			return "", &Fault{Code: BadPhone}
		}
		return s, nil
	})
}

// URL binds an absolute http or https address without user name or password.
// An address typed without scheme gets https.
func URL(name string, to *string) Field {
	return textField(name, KindURL, to, func(s string) (string, *Fault) {
		s, fault := oneLine(s)
		if fault != nil {
			return "", fault
		}
		if !strings.Contains(s, ":") && strings.Contains(s, ".") {
			s = "https://" + s
		}
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || !strings.Contains(strings.Trim(u.Hostname(), "."), ".") {
			return "", &Fault{Code: BadURL}
		}
		return u.String(), nil
	}).Max(500)
}

// KVK binds a number of the Dutch business register: eight digits. Spaces,
// dots and a leading "KVK-nummer" that come along with a paste are dropped.
func KVK(name string, to *string) Field {
	return textField(name, KindKVK, to, func(s string) (string, *Fault) {
		s = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || strings.ContainsRune(".-:", r) {
				return -1
			}
			return unicode.ToUpper(r)
		}, s)
		s = strings.TrimPrefix(s, "KVK")
		s = strings.TrimPrefix(strings.TrimPrefix(s, "NUMMER"), "NR")
		if len(s) != 8 || !onlyDigits(s) {
			return "", &Fault{Code: BadKVK}
		}
		return s, nil
	})
}

// List binds a list of one-line texts; Max limits each text, not the list.
func List(name string, to *[]string) Field {
	return Field{name: name, kind: KindList,
		get: func() []string { return *to },
		set: func(f Field, in []string) *Fault {
			*to = nil
			for _, s := range in {
				s, fault := oneLine(s)
				if fault != nil {
					return fault
				}
				if fault := f.fits(s); fault != nil {
					return fault
				}
				*to = append(*to, s)
			}
			return nil
		}}
}

func textField(name string, kind Kind, to *string, clean func(string) (string, *Fault)) Field {
	return Field{name: name, kind: kind,
		get: func() []string {
			if *to == "" {
				return nil
			}
			return []string{*to}
		},
		set: func(f Field, in []string) *Fault {
			*to = ""
			if len(in) == 0 {
				return nil
			}
			if len(in) > 1 {
				return &Fault{Code: NotText}
			}
			s, fault := clean(in[0])
			if fault == nil {
				fault = f.fits(s)
			}
			if fault == nil {
				*to = s
			}
			return fault
		}}
}

// fits checks the length in characters.
func (f Field) fits(s string) *Fault {
	n := utf8.RuneCountInString(s)
	switch {
	case f.max > 0 && n > f.max:
		return &Fault{Code: TooLong, N: f.max}
	case n < f.min:
		return &Fault{Code: TooShort, N: f.min}
	}
	return nil
}

// oneLine normalises to NFC, folds blanks and refuses characters that hide or
// reorder what a reader sees (Unicode TR 36, section 2.10).
func oneLine(s string) (string, *Fault) {
	if !utf8.ValidString(s) {
		return "", &Fault{Code: BadChar}
	}
	s = strings.Join(strings.Fields(norm.NFC.String(s)), " ")
	for _, r := range s {
		if unicode.IsControl(r) || directional(r) || nonCharacter(r) {
			return "", &Fault{Code: BadChar}
		}
	}
	return s, nil
}

// manyLines normalises line ends and NFC and keeps the rest as it was typed.
func manyLines(s string) (string, *Fault) {
	if !utf8.ValidString(s) {
		return "", &Fault{Code: BadChar}
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = norm.NFC.String(s)
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || nonCharacter(r) {
			return "", &Fault{Code: BadChar}
		}
	}
	return s, nil
}

func directional(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// undirected drops direction characters: telephones put them around a number
// that is copied from the list of contacts.
func undirected(r rune) rune {
	if directional(r) {
		return -1
	}
	return r
}

func nonCharacter(r rune) bool {
	return r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef
}

// meaningful drops values that hold nothing but blanks.
func meaningful(in []string) []string {
	out := in[:0:0]
	for _, s := range in {
		if strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}
