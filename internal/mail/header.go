package mail

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// maxPlain is the longest text, in octets, that a header carries as it is;
// with the longest name in use the line stays within the 78 characters of RFC
// 5322, section 2.1.1.
const maxPlain = 60

// field writes one header field. The value must be printable ASCII or come
// from encodeText, phrase or fold.
func field(b *bytes.Buffer, name, value string) {
	b.WriteString(name)
	b.WriteString(": ")
	b.WriteString(value)
	b.WriteString("\r\n")
}

// encodeText writes s as unstructured header text (RFC 5322, section 3.2.5):
// as it is when it is short, printable ASCII that no reader takes for
// something else, and otherwise as encoded words. Decoding the result gives s.
func encodeText(s string) string {
	if plain(s) {
		return s
	}
	return encodeWords(s)
}

// phrase writes s as a display name: a quoted string, or encoded words.
func phrase(s string) string {
	if plain(s) {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	return encodeWords(s)
}

// plain reports whether s needs no encoding. Text with "=?" does: readers would
// decode it, and so show what the desk did not write.
func plain(s string) bool {
	if len(s) > maxPlain || strings.TrimSpace(s) != s || strings.Contains(s, "=?") {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// encodeWords writes s as encoded words (RFC 2047), one a line. Each holds at
// most 39 octets of whole characters, so that the first line stays within 76
// characters together with the name of the field. Package mime has the same
// encoding, but leaves ASCII text alone whatever it looks like, and does not
// fold.
func encodeWords(s string) string {
	const most = 39
	var words []string
	for s != "" {
		end := min(most, len(s))
		for end < len(s) && end > most-utf8.UTFMax && !utf8.RuneStart(s[end]) {
			end--
		}
		words = append(words, "=?utf-8?B?"+base64.StdEncoding.EncodeToString([]byte(s[:end]))+"?=")
		s = s[end:]
	}
	return strings.Join(words, "\r\n ")
}
