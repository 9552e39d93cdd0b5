package feeds_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"mkbloket/generator/content"
)

var hostile = []string{
	"]]>", "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "a\r\nBEGIN:VEVENT\r\nUID:x", "a\nb", "a\rb",
	"a\x0bb", "a\x00b", "a\ufffeb", "a\u2028b", "emoji 🚀👩\u200d🚒", "&amp;&lt;", "R&D", `back\slash; comma, "quote"`,
	"<!--", "<?xml?>", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>&a;", "{{.Title}}", "\xff\xfe", strings.Repeat("é", 300),
}

// spoil puts a text wherever an editor's text ends up in a feed. The loader
// refuses most of these texts; the feeds must hold without it.
func spoil(b *content.Bundle, text string) {
	for _, d := range b.Schemes {
		r := &d.Main().Record
		r.Title, r.Summary, r.Funder, r.Conditions = text, text, text, []string{text}
	}
	for _, n := range b.News {
		n.Main().Record.Title, n.Main().Record.Summary = text, text
	}
}

func TestHostileTextsStayTexts(t *testing.T) {
	clean := build(t, load(t), today)
	for _, text := range hostile {
		t.Run(text, func(t *testing.T) {
			bundle := load(t)
			spoil(bundle, text)
			for path, data := range build(t, bundle, today) {
				if !utf8.Valid(data) {
					t.Errorf("%s: got bytes that are not UTF-8", path)
				}
				switch {
				case strings.HasSuffix(path, ".xml"):
					sameElements(t, path, data, clean[path])
				case strings.HasSuffix(path, ".ics"):
					sameProperties(t, path, data, clean[path])
				case strings.HasSuffix(path, ".json"):
					notLive(t, path, data)
				}
			}
		})
	}
}

// sameElements parses strictly and compares the elements with those of a
// harmless text: a hostile one must not add or remove any.
func sameElements(t *testing.T, path string, got, want []byte) {
	t.Helper()
	if g, w := elements(t, path, got), elements(t, path, want); g != w {
		t.Errorf("%s: got elements %s\nwant %s", path, g, w)
	}
}

func elements(t *testing.T, path string, data []byte) string {
	t.Helper()
	var names []string
	decoder := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return strings.Join(names, " ")
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			names = append(names, token.Name.Local)
		case xml.CharData:
			if strings.ContainsAny(string(token), "<>") {
				t.Errorf("%s: got markup %q once the XML is read", path, token)
			}
		case xml.Comment, xml.Directive:
			t.Errorf("%s: got %T", path, token)
		}
	}
}

func sameProperties(t *testing.T, path string, got, want []byte) {
	t.Helper()
	if g, w := properties(t, path, got), properties(t, path, want); g != w {
		t.Errorf("%s: got properties %s\nwant %s", path, g, w)
	}
}

// properties gives the names of the content lines, and refuses bare line ends,
// control characters and long lines.
func properties(t *testing.T, path string, data []byte) string {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(string(data), "\r\n"), "\r\n")
	for _, line := range lines {
		if len(line) > 75 {
			t.Errorf("%s: got a line of %d octets: %q", path, len(line), line)
		}
		if i := strings.IndexFunc(line, func(r rune) bool { return r < 0x20 || r == 0x7f }); i >= 0 {
			t.Errorf("%s: got a control character in %q", path, line)
		}
	}
	var names []string
	for line := range strings.SplitSeq(strings.ReplaceAll(strings.Join(lines, "\r\n"), "\r\n ", ""), "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			t.Errorf("%s: got a line without a name: %q", path, line)
		}
		if name == "BEGIN" || name == "END" {
			name += ":" + value
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

func notLive(t *testing.T, path string, data []byte) {
	t.Helper()
	if !json.Valid(data) {
		t.Errorf("%s: got no JSON", path)
	}
	for _, s := range []string{"<", ">", "&", "\u2028", "\u2029"} {
		if bytes.Contains(data, []byte(s)) {
			t.Errorf("%s: got a bare %q", path, s)
		}
	}
}

func TestFeedShowsAHostileTitleAsItWasWritten(t *testing.T) {
	tests := []struct{ name, title, want string }{
		{"markup", "<script>alert(1)</script>", "<script>alert(1)</script>"},
		{"end of CDATA", "a]]>b", "a]]>b"},
		{"ampersand", "R&D &amp;", "R&D &amp;"},
		{"emoji", "🚀", "🚀"},
		{"characters outside XML", "a\x0bb\x00c\ufffed", "abcd"},
		{"not UTF-8", "a\xffb", "ab"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bundle := load(t)
			spoil(bundle, test.title)
			entry := parseFeed(t, build(t, bundle, today)["/nieuws/feed.xml"]).Entries[0]
			for _, got := range []atomText{entry.Title, entry.Summary} {
				if got.Type != "html" || html.UnescapeString(got.Text) != test.want {
					t.Errorf("got %s %q, want html %q", got.Type, html.UnescapeString(got.Text), test.want)
				}
			}
		})
	}
}
