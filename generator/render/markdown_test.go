package render_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mkbloket/generator/render"
)

// hostile are texts that try to get something live into a page. Each is also a
// seed of the fuzz test.
var hostile = []string{
	"[x](javascript:alert(1))",
	"[x](JaVaScRiPt:alert(1))",
	"[x](&#106;avascript:alert(1))",
	"[x](java&#115;cript&colon;alert(1))",
	"[x](&#x6A;&#x61;vascript:alert(1))",
	"[x](<java\tscript:alert(1)>)",
	"[x](<java&#10;script:alert(1)>)",
	"[x](<&#1;javascript:alert(1)>)",
	"[x](< javascript:alert(1)>)",
	"[x](javascript&#58;alert(1))",
	"[x](java\\script:alert(1))",
	"[x](javascript\\:alert(1))",
	"[x](vbscript:msgbox(1))",
	"[x](data:text/html;base64,PHNjcmlwdD4=)",
	"[x](data:image/svg+xml,<svg/onload=alert(1)>)",
	"[x](file:///etc/passwd)",
	"[x](ftp://example.nl)",
	"[x](//example.nl)",
	"[x](/\\example.nl)",
	"[x](</&#9;/example.nl>)",
	"[x](</&#92;example.nl>)",
	"[x](feed:javascript:alert(1))",
	"[x](view-source:javascript:alert(1))",
	"[x](https&colon;//example.nl \"a\\\" onclick=alert(1)\")",
	"[x](https://example.nl 'a\" onmouseover=\"alert(1)')",
	"[x](https://example.nl\"onclick=alert(1))",
	"[x](https://example.nl/?a=\"><script>alert(1)</script>)",
	"[x][a]\n\n[a]: javascript:alert(1)",
	"[x][a]\n\n[a]: <java\tscript:alert(1)> \"t\"",
	"[a]\n\n[a]: data:text/html,x",
	"<javascript:alert(1)>",
	"<JAVASCRIPT:alert(1)>",
	"<data:text/html,x>",
	"<vbscript:x>",
	"<ms-msdt:x>",
	"<ftp://example.nl>",
	"<intent://x#Intent;scheme=http;end>",
	"<script>alert(1)</script>",
	"<ScRiPt src=//example.nl></ScRiPt>",
	"<img src=x onerror=alert(1)>",
	"<svg><script>alert(1)</script></svg>",
	"<iframe srcdoc='<script>alert(1)</script>'></iframe>",
	"<a href=\"javascript:alert(1)\">x</a>",
	"<div style=\"background:url(javascript:alert(1))\">",
	"<style>body{display:none}</style>",
	"<base href=//example.nl>",
	"<meta http-equiv=refresh content=0>",
	"<form action=//example.nl><input name=x>",
	"<!--><script>alert(1)</script>-->",
	"<![CDATA[<script>alert(1)</script>]]>",
	"<?php <script>alert(1)</script> ?>",
	"a <b onclick=alert(1)>c</b>",
	"![x](javascript:alert(1))",
	"![x](https://example.nl/teller.gif)",
	"![x](x \"a\\\" onerror=alert(1)\")",
	"[![x](https://example.nl/x.png)](javascript:alert(1))",
	"![a][b]\n\n[b]: https://example.nl/x.png",
	"# kop {onclick=alert(1)}",
	"## a\" onclick=\"alert(1)",
	"[x](#){onclick=alert(1)}",
	"```js\" onclick=\"alert(1)\n</code><script>alert(1)</script>\n```",
	"`</code><script>alert(1)</script>`",
	"    </pre><script>alert(1)</script>",
	"|a|\n|-|\n|<script>alert(1)</script>|\n|[x](javascript:alert(1))|",
	"~~<script>alert(1)</script>~~",
	"[^1]\n\n[^1]: <script>alert(1)</script> [x](javascript:alert(1))",
	"[^\"onclick=alert(1)]\n\n[^\"onclick=alert(1)]: x",
	"{{.}} {{template \"top\"}} <%= x %>",
	"&lt;script&gt;alert(1)&lt;/script&gt;",
	"&#60;script&#62;alert(1)&#60;/script&#62;",
	"<a@example.nl\" onclick=alert(1)>",
	"<mailto:a@example.nl?subject=x\"onclick=1>",
	"\u202e[x](javascript:alert(1))",
	"\x00[x](java\x00script:alert(1))",
}

var (
	elements   = strings.Fields("html head body p a em strong del code pre h1 h2 h3 h4 h5 h6 ul ol li blockquote hr br table thead tbody tr th td div sup section")
	attributes = strings.Fields("href id rel title start align class role style")
	schemes    = []string{"", "http", "https", "mailto", "tel"}
)

// live lists everything in a page text that could act, or lead somewhere it should not.
func live(t *testing.T, text string) []string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if !slices.Contains(elements, n.Data) {
			found = append(found, "element "+n.Data)
		}
		for _, a := range n.Attr {
			if !slices.Contains(attributes, a.Key) || a.Key == "style" && !strings.HasPrefix(a.Val, "text-align:") {
				found = append(found, "attribute "+a.Key+"="+a.Val)
			}
			if a.Key == "href" && !harmless(a.Val) {
				found = append(found, "target "+a.Val)
			}
		}
	}
	return found
}

// harmless reports whether a browser stays on the site or opens an allowed
// scheme: it drops control characters and reads "\" as "/"
// (https://url.spec.whatwg.org/#concept-basic-url-parser).
func harmless(target string) bool {
	target = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return -1
		case r == '\\':
			return '/'
		}
		return r
	}, strings.TrimFunc(target, func(r rune) bool { return r <= ' ' }))
	before, _, found := strings.Cut(target, ":")
	if !found || strings.ContainsAny(before, "/?#") {
		before = "" // relative
	}
	return slices.Contains(schemes, strings.ToLower(before)) && !strings.HasPrefix(target, "//")
}

func TestNothingInMarkdownComesAlive(t *testing.T) {
	for _, source := range hostile {
		got, err := render.Markdown([]byte(source))
		if err != nil {
			t.Fatalf("%q: %v", source, err)
		}
		if found := live(t, string(got)); len(found) > 0 {
			t.Errorf("%q gives %q with %q", source, got, found)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, source := range hostile {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 16<<10 {
			return
		}
		got, err := render.Markdown([]byte(source))
		if err != nil {
			t.Fatal(err)
		}
		if found := live(t, string(got)); len(found) > 0 {
			t.Errorf("%q gives %q with %q", source, got, found)
		}
	})
}

func TestMarkdownKeepsWhatEditorsMayWrite(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"link within the site", "[x](/over/)", `<p><a href="/over/">x</a></p>`},
		{"link within the page", "[x](#kop)", `<p><a href="#kop">x</a></p>`},
		{"external link", "[x](https://example.nl)", `<p><a href="https://example.nl" rel="noopener">x</a></p>`},
		{"external link in capitals", "[x](HTTPS://example.nl)", `<p><a href="HTTPS://example.nl" rel="noopener">x</a></p>`},
		{"address as a link", "<https://example.nl>", `<p><a href="https://example.nl" rel="noopener">https://example.nl</a></p>`},
		{"mail", "<a@example.nl>", `<p><a href="mailto:a@example.nl">a@example.nl</a></p>`},
		{"telephone", "[bel](tel:+31431234567)", `<p><a href="tel:+31431234567">bel</a></p>`},
		{"heading gets an anchor", "## Wat is het?", `<h2 id="wat-is-het">Wat is het?</h2>`},
		{"text in angle brackets is left out", "a <b>c</b>", `<p>a <!-- raw HTML omitted -->c<!-- raw HTML omitted --></p>`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := render.Markdown([]byte(test.source))
			if err != nil {
				t.Fatal(err)
			}
			if strings.TrimSpace(string(got)) != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestMinifierLeavesTemplateActionsAlone(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"text", "<p>\n  {{.A}}\n  b </p>", "<p>{{.A}}\nb</p>"},
		{"attribute keeps its quotes", `<a href="{{link .Path}}">x</a>`, `<a href="{{link .Path}}">x</a>`},
		{"optional attribute", `<a href="/"{{if .Current}} aria-current="page"{{end}}>x</a>`, `<a href="/"{{if .Current}} aria-current="page"{{end}}>x</a>`},
		{"quotes within an action", `<p title="{{t "a" "b" .C}}">x</p>`, `<p title="{{t "a" "b" .C}}">x</p>`},
		{"end tags stay", "<ul><li>a</li></ul>", "<ul><li>a</li></ul>"},
		{"comparison within an action", `{{if and (gt .A 1) (lt .B 2)}}<b>x</b>{{end}}`, `{{if and (gt .A 1) (lt .B 2)}}<b>x</b>{{end}}`},
	}
	minify := render.Minifier()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := minify("text/html", []byte(test.in))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}
