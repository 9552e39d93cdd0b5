package templates_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// forbidden are patterns that no template may hold: where they stand,
// html/template cannot protect a page, or the Content-Security-Policy refuses it.
var forbidden = map[string]*regexp.Regexp{
	"an event attribute":             regexp.MustCompile(`(?i)[\s"'/]on[a-z]+\s*=`),
	"a style attribute":              regexp.MustCompile(`(?i)[\s"'/]style\s*=`),
	"a style element":                regexp.MustCompile(`(?i)<style`),
	"a script in the page":           regexp.MustCompile(`(?is)<script[^>]*>\s*[^<\s]`),
	"an action within a script":      regexp.MustCompile(`(?is)<script[^>]*>[^<]*\{\{`),
	"meta http-equiv":                regexp.MustCompile(`(?i)http-equiv`),
	"a javascript address":           regexp.MustCompile(`(?i)javascript:`),
	"a base element":                 regexp.MustCompile(`(?i)<base[\s>]`),
	"something from another site":    regexp.MustCompile(`(?i)(src|href|action)="(https?:)?//`),
	"an attribute without quotes":    regexp.MustCompile(`(?i)\s(href|src|action|value|id|class|name)=[^"\s]`),
	"a form that is sent by GET":     regexp.MustCompile(`(?i)method="?get`),
	"a target that opens new window": regexp.MustCompile(`(?i)target="?_blank`),
}

func TestTemplatesHoldNothingThatCannotBeProtected(t *testing.T) {
	for path, source := range sources(t) {
		for what, pattern := range forbidden {
			if at := pattern.FindStringIndex(source); at != nil {
				line := 1 + strings.Count(source[:at[0]], "\n")
				t.Errorf("%s:%d: got %s: %s", path, line, what, strings.TrimSpace(source[at[0]:at[1]]))
			}
		}
	}
}

func TestForbiddenPatternsFindWhatTheyForbid(t *testing.T) {
	examples := map[string]string{
		"an event attribute":             `<p onclick="x">`,
		"a style attribute":              `<p class="a" style="x">`,
		"a style element":                `<style>`,
		"a script in the page":           "<script>\nalert(1)</script>",
		"an action within a script":      `<script src="x">{{.}}</script>`,
		"something from another site":    `<img src="//example.nl/x">`,
		"an attribute without quotes":    `<a href={{.}}>`,
		"meta http-equiv":                `<meta http-equiv="refresh">`,
		"a javascript address":           `<a href="javascript:x">`,
		"a base element":                 `<base href="/x/">`,
		"a form that is sent by GET":     `<form method="get">`,
		"a target that opens new window": `<a target="_blank">`,
	}
	for what, pattern := range forbidden {
		if example := examples[what]; !pattern.MatchString(example) {
			t.Errorf("%s: got no match in %q", what, example)
		}
	}
}

// trusting are the types of html/template that switch its protection off.
var trusting = []string{"HTML", "HTMLAttr", "JS", "JSStr", "CSS", "URL", "Srcset"}

// TestOnlyTrustedMarksTextAsSafe states requirement 14: one function, one place.
func TestOnlyTrustedMarksTextAsSafe(t *testing.T) {
	var got []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != ".." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		got = append(got, conversions(t, path)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"../templates/templates.go: template.HTML in Trusted"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// conversions lists where a file turns text into a trusted type.
func conversions(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	name := ""
	for _, i := range file.Imports {
		if p, _ := strconv.Unquote(i.Path.Value); p == "html/template" {
			if name = "template"; i.Name != nil {
				name = i.Name.Name
			}
		}
	}
	if name == "" {
		return nil
	}
	var found []string
	for _, decl := range file.Decls {
		in := "a declaration"
		if f, ok := decl.(*ast.FuncDecl); ok {
			in = f.Name.Name
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if s, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains(trusting, s.Sel.Name) {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == name {
						found = append(found, filepath.ToSlash(path)+": template."+s.Sel.Name+" in "+in)
					}
				}
			}
			return true
		})
	}
	return found
}

func TestEveryIconExists(t *testing.T) {
	icons, err := os.ReadFile("assets/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	use := regexp.MustCompile(`template "icon" "([^"]+)"`)
	for path, source := range sources(t) {
		for _, m := range use.FindAllStringSubmatch(source, -1) {
			if !strings.Contains(string(icons), `id="`+m[1]+`"`) {
				t.Errorf("%s: icons.svg holds no %s", path, m[1])
			}
		}
	}
}

func TestAssetsHaveAddressesThatFollowTheirContent(t *testing.T) {
	set := newSet(t)
	address := regexp.MustCompile(`^/assets/[a-z-]+\.[0-9a-f]{10}\.(css|js|svg)$`)
	for path, data := range set.Assets().Files() {
		if !address.MatchString(path) {
			t.Errorf("got the address %s", path)
		}
		if !strings.HasSuffix(path, ".css") {
			continue
		}
		for _, m := range regexp.MustCompile(`url\(([^)]+)\)`).FindAllStringSubmatch(string(data), -1) {
			if set.Assets().Files()[m[1]] == nil {
				t.Errorf("%s: url(%s) leads to no asset", path, m[1])
			}
		}
	}
	if _, err := set.Assets().Path("weg.css"); err == nil {
		t.Error("got no error for an asset that does not exist")
	}
}
