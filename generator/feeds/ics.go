package feeds

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// component writes iCalendar: https://www.rfc-editor.org/rfc/rfc5545.
type component struct{ bytes.Buffer }

// property writes a line whose value needs no escaping: a date, an address, a word.
// Control characters are dropped, so that no value can start a line of its own.
func (c *component) property(name, value string) { c.folded(name + ":" + withoutControls(value)) }

// text writes a line with a value of type TEXT.
func (c *component) text(name, value string) { c.folded(name + ":" + escapeText(value)) }

// longest is how many octets a line may have, without its end (section 3.1).
const longest = 75

// folded writes a line, continued on further lines that start with a space. It
// breaks between characters, never inside one.
func (c *component) folded(line string) {
	room := longest
	for len(line) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		if cut == 0 { // not UTF-8; break anywhere rather than never
			cut = room
		}
		c.WriteString(line[:cut])
		c.WriteString("\r\n ")
		line, room = line[cut:], longest-1
	}
	c.WriteString(line)
	c.WriteString("\r\n")
}

var textEscapes = strings.NewReplacer(
	`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`,
	"\u0085", `\n`, "\u2028", `\n`, "\u2029", `\n`) // lines to Unicode, and to readers that split by it

// escapeText writes a value of type TEXT (section 3.3.11). Line ends become
// \n; other control characters are dropped.
func escapeText(s string) string {
	return withoutControls(textEscapes.Replace(strings.ToValidUTF8(s, "\ufffd")))
}

func withoutControls(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}
