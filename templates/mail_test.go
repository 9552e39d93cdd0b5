package templates_test

import (
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"mkbloket/internal/domain"
	"mkbloket/templates"
)

const base = "https://loket.example"

// written is the HTML of a text, with what stands in its body.
func written(t *testing.T, subject, text string) (document, body string) {
	t.Helper()
	l, err := templates.NewLetters(templates.Embedded(), base)
	if err != nil {
		t.Fatal(err)
	}
	document, err = l.HTML("de", subject, text)
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ = strings.Cut(document, "<body>\n")
	body, _, _ = strings.Cut(body, "</body>")
	return document, body
}

func TestParagraphsAndLinesOfMailStay(t *testing.T) {
	document, got := written(t, "Uw vraag <1>", "Goedendag,\r\n\r\nEerste regel\ntweede regel\n\n\nMet groet,\nHet loket\n")
	want := "<p>Goedendag,</p>\n<p>Eerste regel<br>\ntweede regel</p>\n<p>Met groet,<br>\nHet loket</p>\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !strings.Contains(document, `<html lang="de">`) || !strings.Contains(document, "<title>Uw vraag &lt;1&gt;</title>") {
		t.Errorf("got %q, want language and title", document)
	}
}

func TestOnlyAddressesOfTheSiteBecomeLinks(t *testing.T) {
	tests := []struct{ line, link string }{
		{base + "/volgen/?k=K7M3-P9QX&s=a-b_c", base + "/volgen/?k=K7M3-P9QX&s=a-b_c"},
		{"Zie " + base + "/regelingen/.", base + "/regelingen/"},
		{"(" + base + ")", ""}, // the bracket is part of the word
		{"Ga naar " + base + " en kies", base},
		{base + ".kwaad.example/", ""},
		{base + "@kwaad.example/", ""},
		{"https://kwaad.example/?" + base + "/", ""},
		{"http://loket.example/", ""},
		{"www.kwaad.example", ""},
		{"javascript:alert(1)", ""},
		{`<a href="` + base + `/">klik</a>`, ""},
		{"[klik](" + base + "/)", ""},
	}
	for _, test := range tests {
		_, body := written(t, "x", test.line)
		var got []string
		for n := range parsed(t, body).Descendants() {
			if n.Type == html.ElementNode && n.Data == "a" {
				got = append(got, n.Attr[0].Val)
			}
		}
		if want := slices.DeleteFunc([]string{test.link}, func(s string) bool { return s == "" }); !slices.Equal(got, want) {
			t.Errorf("%s: got links %q, want %q", test.line, got, want)
		}
	}
}

func parsed(t *testing.T, source string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestHostileTextIsTextInMail(t *testing.T) {
	for _, text := range []string{`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `"><b>x`, `{{.}}`, `</p></body><h1>`, "\u2028<x>", base + `/"onmouseover="alert(1)`} {
		document, body := written(t, text, text)
		allowed := []string{"html", "head", "meta", "title", "body", "p", "a", "br"}
		for n := range parsed(t, document).Descendants() {
			if n.Type == html.ElementNode && !slices.Contains(allowed, n.Data) {
				t.Errorf("%q: got an element %s", text, n.Data)
			}
			if n.Data == "a" && len(n.Attr) != 1 {
				t.Errorf("%q: got attributes %v, want an address only", text, n.Attr)
			}
		}
		if shown := visible(parsed(t, body)); strings.TrimSpace(shown) != strings.TrimSpace(text) {
			t.Errorf("got %q, want what was typed: %q", shown, text)
		}
	}
}

func visible(n *html.Node) (all string) {
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			all += d.Data
		}
	}
	return all
}

func TestMessagesHaveSubjectAndText(t *testing.T) {
	names := newSet(t).MailNames()
	if !slices.Contains(names, "answer") || !slices.Contains(names, "confirmation") || len(names) < 20 {
		t.Errorf("got messages %v, want those of the folder", names)
	}
	for _, name := range names {
		var want []string
		for _, lang := range languages {
			subject, text := newSet(t).Text(lang, "mail."+name+".subject"), newSet(t).Text(lang, "mail."+name+".text")
			if strings.ContainsAny(subject+text, "<>") || strings.Contains(text, "://") || strings.HasPrefix(subject, "[") {
				t.Errorf("%s in %s: got %q and %q, want plain words, with links from the program only", name, lang, subject, text)
			}
			got := placeholders(subject + text)
			if lang == languages[0] {
				want = got
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s in %s: got %v, want %v as in %s", name, lang, got, want, languages[0])
			}
		}
	}
}

func TestFaultsInAMessageAreSaid(t *testing.T) {
	for name, test := range map[string]struct{ source, want string }{
		"no language":   {"Onderwerp\n\nTekst\n", "first line"},
		"no text":       {"== nl\nOnderwerp\n", "empty line"},
		"no empty line": {"== nl\nOnderwerp\nTekst\n\nMeer\n", "empty line"},
		"a second time": {"== nl\nA\n\nB\n\n== nl\nC\n\nD\n", "twice"},
		"no Dutch":      {"== en\nA\n\nB\n", "lacks a text"},
		"an empty file": {"", "lacks a text"},
		"one good part": {"== nl\nA\n\nB\n", ""},
	} {
		files := fstest.MapFS{
			"layout.html":      {Data: []byte(`{{define "header"}}{{end}}{{define "footer"}}{{end}}`)},
			"mail/bericht.txt": {Data: []byte(test.source)},
			"assets/site.css":  {},
		}
		_, err := templates.New(files, templates.Options{Languages: languages, Taxonomy: domain.NewTaxonomy(), Pages: []string{}, Assets: map[string]string{}})
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: got %v, want no error", name, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "mail/bericht.txt")):
			t.Errorf("%s: got %v, want %q and the file", name, err, test.want)
		}
	}
}

func BenchmarkLetter(b *testing.B) {
	l, err := templates.NewLetters(templates.Embedded(), base)
	if err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("Een alinea van gewone lengte met wat woorden.\n\n", 20) + base + "/volgen/?k=x\n"
	for b.Loop() {
		document, err := l.HTML("nl", "Onderwerp", text)
		if err != nil || len(document) == 0 {
			b.Fatal(err)
		}
		_, _ = io.WriteString(io.Discard, document)
	}
}
