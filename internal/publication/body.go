package publication

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Body makes Markdown of what a visitor typed that the builder of the site
// takes as it is: what it would refuse is escaped, and then shows as typed. Links
// stay when they lead to a whole address of the web.
func Body(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n").Replace(text)
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, text)
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		lines[i] = harmless(strings.TrimRight(line, " \t"))
	}
	return strings.Join(lines, "\n") + "\n"
}

var (
	htmlStart = regexp.MustCompile(`<([A-Za-z/!?])`)
	topHead   = regexp.MustCompile(`^([\s>*+\-0-9.)]*)#(\s|$)`) // also within lists and quotations
	underline = regexp.MustCompile(`^([\s>*+\-0-9.)]*)=`)       // makes a heading of the line above
	linkEnd   = regexp.MustCompile(`\]\(([^()\s]*)\)|\]\(`)
	crowded   = regexp.MustCompile(`[*_~]{4,}|>{4,}|(> ){4,}|\[{4,}`)
	plainURL  = regexp.MustCompile(`^https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(:[0-9]+)?(/[A-Za-z0-9._~/?=&#+,;:@!$-]*)?$`)
)

// harmless is a line in which only Markdown that the site takes has a meaning.
func harmless(line string) string {
	line = crowded.ReplaceAllStringFunc(line, escapeAll) // nesting that costs time and means nothing
	line = htmlStart.ReplaceAllString(line, `&lt;$1`)    // not by a backslash: one may stand before it
	line = strings.ReplaceAll(line, "![", `!\[`)
	line = strings.ReplaceAll(line, "]:", `]\:`) // the target of a link elsewhere
	line = strings.ReplaceAll(line, "[^", `[\^`) // a footnote
	line = linkEnd.ReplaceAllStringFunc(line, func(s string) string {
		if target, ok := strings.CutSuffix(strings.TrimPrefix(s, "]("), ")"); ok && safeLink(target) {
			return s
		}
		return `]\(` + s[2:]
	})
	line = topHead.ReplaceAllString(line, "$1##$2")
	return underline.ReplaceAllString(line, `$1\=`)
}

// safeLink reports whether a link may stay one.
func safeLink(target string) bool {
	u, err := url.Parse(target)
	return err == nil && u.User == nil && plainURL.MatchString(target) && !strings.Contains(u.Host, "..")
}

func escapeAll(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r != ' ' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

var (
	markdownLink = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	lineStart    = regexp.MustCompile(`(?m)^[ \t]*(#{1,6}|[-*+>]|\d{1,3}[.)])[ \t]+`)
	marks        = strings.NewReplacer("**", "", "__", "", "`", "", "~~", "", "\\", "")
)

// Plain is Markdown as one line of text.
func Plain(text string) string {
	text = markdownLink.ReplaceAllString(text, "$1")
	text = lineStart.ReplaceAllString(text, "")
	return strings.Join(strings.Fields(marks.Replace(text)), " ")
}

var headLine = regexp.MustCompile(`^\s*#{1,6}\s`)

// Sentences gives the first whole sentences of Markdown as far as they fit in n
// characters, without headings, and "" when the first one is too long already.
func Sentences(text string, n int) string {
	var first string
	for part := range strings.SplitSeq(text, "\n\n") {
		if part = strings.TrimSpace(part); part != "" && !headLine.MatchString(part) {
			first = Plain(part)
			break
		}
	}
	best := ""
	for i, r := range first {
		end := i + utf8.RuneLen(r)
		atEnd := end == len(first) || first[end] == ' '
		if !strings.ContainsRune(".!?", r) && end != len(first) || !atEnd {
			continue
		}
		if utf8.RuneCountInString(first[:end]) > n {
			break
		}
		best = first[:end]
	}
	return best
}

// shorten cuts a line between words so that it has at most n characters.
func shorten(line string, n int) string {
	runes := []rune(line)
	if len(runes) <= n {
		return line
	}
	cut := string(runes[:n-1])
	if i := strings.LastIndexByte(cut, ' '); i > n/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.") + "…"
}
