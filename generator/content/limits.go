package content

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Limits that hold before parsing (requirement 5). yaml.v3 needs more than a
// minute for 100,000 keys, goldmark seconds for 20,000 nested emphases.
const (
	maxFile        = 1 << 20 // bytes in a content file
	maxFrontMatter = 64 << 10
	maxKeys        = 200 // per file, counted as "name:" in flow and block style
	maxDepth       = 32
)

// frontMatterFault says why front matter must not be parsed, or "".
func frontMatterFault(fm []byte) string {
	if len(fm) > maxFrontMatter {
		return fmt.Sprintf("de voorkant is groter dan %d kB; zet lange tekst onder de tweede regel ---", maxFrontMatter>>10)
	}
	depth, deepest, keys := 0, 0, 0
	for line := range bytes.Lines(fm) {
		indent := len(line) - len(bytes.TrimLeft(line, " -"))
		deepest = max(deepest, indent/2)
		for i, c := range line {
			switch c {
			case '[', '{':
				depth++
				deepest = max(deepest, depth)
			case ']', '}':
				depth--
			case ':':
				if endsKey(line, i) {
					keys++
				}
			}
		}
	}
	switch {
	case keys > maxKeys:
		return fmt.Sprintf("de voorkant heeft meer dan %d sleutels", maxKeys)
	case deepest > maxDepth:
		return fmt.Sprintf("de voorkant is dieper genest dan %d niveaus", maxDepth)
	}
	return ""
}

// endsKey reports whether the colon at i ends a key: a blank follows, or a quote stands before it.
func endsKey(line []byte, i int) bool {
	return i+1 == len(line) || bytes.IndexByte([]byte(" \t\r\n"), line[i+1]) >= 0 ||
		i > 0 && (line[i-1] == '"' || line[i-1] == '\'')
}

// textFault says why a file is not acceptable text, or "", with the line.
func textFault(data []byte) (string, int) {
	if len(data) > maxFile {
		return fmt.Sprintf("het bestand is groter dan %d MB", maxFile>>20), 1
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return "haal het NUL-teken weg", lineAt(data, i)
	}
	if !utf8.Valid(data) {
		return "sla het bestand op als UTF-8", lineAt(data, invalidAt(data))
	}
	// YAML ends a line at these, an editor does not: line numbers would be wrong.
	for _, end := range []string{"\u0085", "\u2028", "\u2029"} {
		if i := bytes.Index(data, []byte(end)); i >= 0 {
			return "haal het onzichtbare regelscheidingsteken weg en typ een gewone regelovergang", lineAt(data, i)
		}
	}
	if i := loneReturn(data); i >= 0 {
		return "sla het bestand op met gewone regeleinden (LF of CRLF)", lineAt(data, i)
	}
	return "", 0
}

// loneReturn is the offset of the first CR without LF after it, -1 when there is none.
func loneReturn(data []byte) int {
	for offset := 0; ; {
		i := bytes.IndexByte(data[offset:], '\r')
		if i < 0 {
			return -1
		}
		if offset += i + 1; offset == len(data) || data[offset] != '\n' {
			return offset - 1
		}
	}
}

// hidden reports whether r is a control or a character that YAML forbids.
func hidden(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}

func invalidAt(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(data)
}

func lineAt(data []byte, offset int) int { return 1 + bytes.Count(data[:offset], []byte("\n")) }
