package feeds

import (
	"bytes"
	"encoding/xml"
	"html"
	"strings"
)

// markup writes XML 1.0. Every text and attribute passes through escaped.
type markup struct{ bytes.Buffer }

func newMarkup() *markup {
	m := new(markup)
	m.WriteString(xml.Header)
	return m
}

// element writes <name attributes>text</name> on a line; attributes are pairs
// of name and value.
func (m *markup) element(name, text string, attributes ...string) {
	m.start(name, attributes)
	m.WriteByte('>')
	m.escaped(text)
	m.WriteString("</")
	m.WriteString(name)
	m.WriteString(">\n")
}

// empty writes <name attributes/> on a line.
func (m *markup) empty(name string, attributes ...string) {
	m.start(name, attributes)
	m.WriteString("/>\n")
}

// htmlElement writes a plain text as Atom's type="html": escaped as HTML, then
// as XML. Readers that wrongly insert a text as HTML then show it as text too.
func (m *markup) htmlElement(name, text string) {
	m.element(name, html.EscapeString(text), "type", "html")
}

func (m *markup) start(name string, attributes []string) {
	m.WriteByte('<')
	m.WriteString(name)
	for i := 0; i+1 < len(attributes); i += 2 {
		m.WriteByte(' ')
		m.WriteString(attributes[i])
		m.WriteString(`="`)
		m.escaped(attributes[i+1])
		m.WriteByte('"')
	}
}

func (m *markup) escaped(s string) {
	if plain(s) {
		m.WriteString(s)
		return
	}
	// A bytes.Buffer returns no write error.
	_ = xml.EscapeText(&m.Buffer, []byte(printable(s)))
}

// plain reports whether s needs no escaping: printable ASCII without markup
// and quotes. Nearly all addresses are plain,
// and a sitemap holds many.
func plain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < 0x20, c > 0x7e, c == '<', c == '>', c == '&', c == '"', c == '\'':
			return false
		}
	}
	return true
}

// printable removes what XML 1.0 does not allow, even escaped:
// https://www.w3.org/TR/xml/#charsets.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000:
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
}
