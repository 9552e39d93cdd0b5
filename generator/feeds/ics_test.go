package feeds

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestEscapeTextKeepsAValueOnOneLine(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Opent: WBSO", "Opent: WBSO"},
		{"separators", `a,b;c\d:e`, `a\,b\;c\\d:e`},
		{"line ends", "a\r\nb\nc\rd", `a\nb\nc\nd`},
		{"line ends to Unicode", "a\u2028b\u2029c\u0085d", `a\nb\nc\nd`},
		{"a property that hides behind a line end", "x\r\nATTACH:https://kwaad.example", `x\nATTACH:https://kwaad.example`},
		{"an escape that is typed", `a\nb`, `a\\nb`},
		{"control characters", "a\x00b\x07c\x0bd\x7fe\tf", "abcdef"},
		{"not UTF-8", "a\xffb", "a\ufffdb"},
		{"emoji", "plan 🚀", "plan 🚀"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := escapeText(test.in); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestFoldedLinesAreShortAndUnfoldToTheSame(t *testing.T) {
	const seed = 20261123
	random := rand.New(rand.NewPCG(seed, seed))
	alphabet := []rune("aZ 09,;\\é€ß字🚀👩\u200d\u0301")
	for range 2000 {
		line := make([]rune, random.IntN(400))
		for i := range line {
			line[i] = alphabet[random.IntN(len(alphabet))]
		}
		checkFolding(t, string(line))
	}
}

func TestFoldedAtTheBorders(t *testing.T) {
	tests := []struct {
		name, in, want string
	}{
		{"empty", "", "\r\n"},
		{"exactly 75 octets", strings.Repeat("a", 75), strings.Repeat("a", 75) + "\r\n"},
		{"76 octets", strings.Repeat("a", 76), strings.Repeat("a", 75) + "\r\n a\r\n"},
		{"149 octets fill two lines", strings.Repeat("a", 149), strings.Repeat("a", 75) + "\r\n " + strings.Repeat("a", 74) + "\r\n"},
		{"a character over the border", strings.Repeat("a", 74) + "é", strings.Repeat("a", 74) + "\r\n é\r\n"},
		{"four octets over the border", strings.Repeat("a", 72) + "🚀", strings.Repeat("a", 72) + "\r\n 🚀\r\n"},
		{"not UTF-8 still ends", strings.Repeat("\x80", 80), strings.Repeat("\x80", 75) + "\r\n " + strings.Repeat("\x80", 5) + "\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var c component
			c.folded(test.in)
			if got := c.String(); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "WBSO", `\`, `a\;b`, "\r", "\n\r\n", "]]>", "<script>alert(1)</script>", "\x0b", "🚀", "\xf0\x9f",
		"\u2028", "BEGIN:VEVENT\r\nEND:VEVENT", strings.Repeat("é", 200), strings.Repeat(",", 80)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		escaped := escapeText(value)
		for _, r := range escaped {
			if unicode.IsControl(r) {
				t.Fatalf("%q: got a control character in %q", value, escaped)
			}
		}
		if got, want := unescape(t, escaped), plainText(value); got != want {
			t.Errorf("%q: got %q back, want %q", value, got, want)
		}
		checkFolding(t, "SUMMARY:"+escaped)
	})
}

// plainText is what a reader should see: line ends as \n, no other control characters.
func plainText(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, s)
}

// unescape reads a TEXT value as a calendar program does, and refuses what the
// grammar of RFC 5545, section 3.3.11, does not allow.
func unescape(t *testing.T, s string) string {
	t.Helper()
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ',' || c == ';':
			t.Fatalf("got an unescaped %q in %q", c, s)
		case c != '\\':
			out.WriteByte(c)
		case i+1 == len(s) || !strings.ContainsRune(`\;,nN`, rune(s[i+1])):
			t.Fatalf("got a broken escape in %q", s)
		default:
			i++
			if c = s[i]; c == 'n' || c == 'N' {
				c = '\n'
			}
			out.WriteByte(c)
		}
	}
	return out.String()
}

func checkFolding(t *testing.T, line string) {
	t.Helper()
	var c component
	c.folded(line)
	text, ended := strings.CutSuffix(c.String(), "\r\n")
	if !ended {
		t.Fatalf("%q: got no line end", line)
	}
	for i, part := range strings.Split(text, "\r\n") {
		if len(part) > longest {
			t.Errorf("%q: got a line of %d octets, want at most %d", line, len(part), longest)
		}
		if i > 0 && !strings.HasPrefix(part, " ") {
			t.Errorf("%q: got a continuation %q without a space", line, part)
		}
		if !utf8.ValidString(part) {
			t.Errorf("%q: got a broken character in %q", line, part)
		}
	}
	if got := strings.ReplaceAll(text, "\r\n ", ""); got != line {
		t.Errorf("got  %q unfolded\nwant %q", got, line)
	}
}
