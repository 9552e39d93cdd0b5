package infra_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mkbloket/generator/content"
	"mkbloket/infra/stack"
	"mkbloket/internal/domain"
	"mkbloket/internal/headers"
)

var update = flag.Bool("update", false, "write the blocks that come from elsewhere into template.yaml and cdn/function.js")

// read gives the text of a file of the module, and its path.
func read(t *testing.T, name string) (path, text string) {
	t.Helper()
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(root, name)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, string(data)
}

// block replaces what stands between the lines that end in "NAME: begin" and
// "NAME: end", and gives the new text.
func block(t *testing.T, text, name, body string) string {
	t.Helper()
	before, rest, ok := strings.Cut(text, name+": begin\n")
	_, after, closed := strings.Cut(rest, name+": end")
	if !ok || !closed {
		t.Fatalf("%s: got no begin and end, want both", name)
	}
	last := rest[:len(rest)-len(after)-len(name+": end")]
	last = last[strings.LastIndex(last, "\n")+1:] // the sign of a comment before the name
	return before + name + ": begin\n" + body + last + name + ": end" + after
}

func indent(text, by string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			lines[i] = by + line
		}
	}
	return strings.Join(lines, "")
}

// settings are those of the site whose content lies in this module.
func settings(t *testing.T) domain.Site {
	t.Helper()
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	bundle, problems, err := content.Load(filepath.Join(root, "content"))
	if err != nil || len(problems) > 0 {
		t.Fatalf("content: %v %v", err, problems)
	}
	return bundle.Site
}

// languages are those of the site, for the function of the CDN.
func languages(site domain.Site) string {
	return fmt.Sprintf("const languages = ['%s'];\n", strings.Join(site.Languages, "', '"))
}

// TestCopiesEqualTheirSource holds the copies in the template to their one
// definition. With -update they are written.
func TestCopiesEqualTheirSource(t *testing.T) {
	functionPath, function := read(t, "infra/cdn/function.js")
	templatePath, template := read(t, "template.yaml")
	wantFunction := block(t, function, "headers", indent(headers.CloudFrontFunction(), "  "))
	wantFunction = block(t, wantFunction, "site", languages(settings(t)))
	wantTemplate := block(t, template, "headers", indent(headers.CloudFront(), "        "))
	wantTemplate = block(t, wantTemplate, "function", "      FunctionCode: !Sub |\n"+indent(wantFunction, "        "))
	for path, texts := range map[string][2]string{functionPath: {function, wantFunction}, templatePath: {template, wantTemplate}} {
		if got, want := texts[0], texts[1]; got != want && *update {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if got != want {
			t.Errorf("%s: got a copy that differs from its source; run go test ./infra -update", filepath.Base(path))
		}
	}
}
