package render_test

import (
	"strings"
	"testing"

	"mkbloket/generator/render"
	"mkbloket/internal/publication"
)

// FuzzGuest states that whatever a visitor types, the file of the profile is
// taken by the builder of the site and holds no HTML of the visitor.
func FuzzGuest(f *testing.F) {
	for _, seed := range []string{
		"# a", "a\n=", "> # a", "1) # a", "<b>", "\\<b>", "![a](b)", "[a](b)", "[a](https://b.nl)", "[a](https://b.nl \"c\")", "[a][b]\n\n[b]: c", "[^a]\n\n[^a]: b",
		"<https://a.nl>", "<a@b.nl>", "|a|\n|-|\n|<b>|", "~~~\n<b>", "    <b>", "* # a", "[a]\\(b)", "[a\n](b)", "![a\n](b)", "&lt;b>", "<!-- a", "<?a", "<![CDATA[", "- - # a", "\t# a",
		"[![a](b)](c)", "]: a", "[a]\\: b", "a\\\n=", "[x](http://a.b\\)", "[a](https://b.nl/(c))", "+ =", "-\n  # a", "0. #\ta", "[a](https://a.nl?b=<c>)", "`<b>`", "\\![a](b)", "=\n=", "a\n = ",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if len(typed) > 3000 {
			return
		}
		body := publication.Body(typed)
		html, problems, err := render.Guest("adviseurs/x.md", 1, []byte(body))
		if err != nil || len(problems) > 0 {
			t.Errorf("%q: got %v %v of %q, want a text that the site takes", typed, problems, err, body)
		}
		for _, bad := range []string{"<script", "<b>", "<img", "<iframe", "javascript:\"", `href="#"`} {
			if strings.Contains(string(html), bad) {
				t.Errorf("%q: got %s, want no %s", typed, html, bad)
			}
		}
		if again := publication.Body(body); strings.Count(again, "\n") != strings.Count(body, "\n") {
			t.Errorf("%q: got %q and then %q, want the same lines", typed, body, again)
		}
	})
}
