package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "mkbloket"

// pkg is what go list tells about a package.
type pkg struct {
	ImportPath string
	Name       string
	Imports    []string
	Standard   bool

	TestImports, XTestImports []string
	Module                    *struct{ Path string }
}

// packages lists this module's packages and all that they need, by import path.
func packages(t *testing.T) map[string]pkg {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Name,Imports,TestImports,XTestImports,Standard,Module", "./...")
	command.Dir = ".."
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v: %s", err, &stderr)
	}
	all := map[string]pkg{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
}

// own is the path of one of this module's packages within the module.
func own(p string) (string, bool) { return strings.CutPrefix(p, module+"/") }

// within reports whether a package is folder or lies below it.
func within(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }

// TestArrowsGoOneWay holds the imports to the design in docs/architecture.md.
func TestArrowsGoOneWay(t *testing.T) {
	forbidden := []struct {
		from   string
		to     []string
		except []string
	}{
		{"internal", []string{module + "/generator", module + "/functions", module + "/infra"}, nil},
		{"internal", []string{module + "/templates"}, []string{"internal/forms", "internal/follow", "internal/partner", "internal/web", "internal/cloud", "internal/desk"}},
		{"functions", []string{module + "/generator"}, nil},
		{"generator", []string{module + "/internal/cloud", module + "/infra", module + "/functions"}, nil},
		{"internal/store", []string{module + "/internal/account"}, nil},
		{"templates", []string{module + "/generator", module + "/functions", module + "/internal/forms", module + "/internal/cases", module + "/internal/store"}, nil},
		{"internal/schema", []string{module + "/internal/domain", module + "/internal/cases", module + "/internal/store", module + "/internal/forms"}, nil},
		{"internal/domain", []string{module + "/internal/cases", module + "/internal/store", module + "/internal/forms"}, nil},
		{"internal/store", []string{module + "/internal/cases", module + "/internal/forms"}, nil},
		{"internal/cases", []string{module + "/internal/forms"}, nil},
		{"generator/content", []string{module + "/templates", module + "/generator/site", module + "/generator/render"}, nil},
		{"generator/site", []string{module + "/generator/render", module + "/generator/feeds", module + "/generator/publish", module + "/generator/preview"}, nil},
		{"internal/schema", []string{"os", "net", "net/http", "database/sql", "io/fs", "os/exec"}, nil},
		{"internal/domain", []string{"os", "net", "net/http", "database/sql", "io/fs", "os/exec"}, nil},
		// A build opens no connection (requirement 10); os/exec has no home below.
		{"generator/content", []string{"net", "net/http"}, nil},
		{"generator/site", []string{"net", "net/http"}, nil},
		{"generator/render", []string{"net", "net/http"}, nil},
		{"generator/feeds", []string{"net", "net/http"}, nil},
		{"generator/publish", []string{"net", "net/http"}, nil},
		{"templates", []string{"net", "net/http"}, nil},
		{"", []string{"unsafe", "C", "plugin", "net/http/pprof", "text/template"}, nil},
		{"internal/forms", []string{"math/rand", "math/rand/v2"}, nil},
		{"internal/reference", []string{"math/rand", "math/rand/v2"}, nil},
	}
	for name, p := range packages(t) {
		from, ok := own(name)
		if !ok {
			continue
		}
		for _, rule := range forbidden {
			if rule.from != "" && !within(from, rule.from) || slices.ContainsFunc(rule.except, func(e string) bool { return within(from, e) }) {
				continue
			}
			for _, imported := range p.Imports {
				if slices.ContainsFunc(rule.to, func(to string) bool { return imported == to || within(to, module) && within(imported, to) }) {
					t.Errorf("%s imports %s", from, imported)
				}
			}
		}
	}
}

// TestTestsOfInternalKnowNoDeployment keeps what stands in for AWS below
// internal, where infra finds it too.
func TestTestsOfInternalKnowNoDeployment(t *testing.T) {
	for name, p := range packages(t) {
		from, ok := own(name)
		if !ok || !within(from, "internal") {
			continue
		}
		for _, imported := range slices.Concat(p.TestImports, p.XTestImports) {
			if within(imported, module+"/infra") {
				t.Errorf("tests of %s import %s", from, imported)
			}
		}
	}
}

// TestEachTechnologyLivesInOnePackage states which packages may know what.
func TestEachTechnologyLivesInOnePackage(t *testing.T) {
	homes := map[string][]string{
		"github.com/aws/aws-sdk-go-v2/service/dynamodb":   {"internal/store/dynamo", "internal/cloud"},
		"github.com/aws/aws-sdk-go-v2/service/sesv2":      {"internal/mail/ses"},
		"github.com/aws/aws-sdk-go-v2/service/s3":         {"infra"},
		"github.com/aws/aws-sdk-go-v2/service/cloudfront": {"infra"},
		"github.com/aws/aws-sdk-go-v2":                    {"internal/account", "internal/store/dynamo", "internal/mail/ses", "internal/cloud", "infra"},
		"github.com/aws/smithy-go":                        {"internal/store/dynamo", "internal/mail/ses", "infra"},
		"github.com/aws/aws-lambda-go":                    {"internal/cloud"},
		"github.com/yuin/goldmark":                        {"generator/render"},
		"github.com/tdewolff":                             {"generator/render"},
		"gopkg.in/yaml.v3":                                {"internal/schema", "generator/content"},
		"github.com/adrg":                                 {"generator/content"},
		"go.etcd.io/bbolt":                                {"internal/store/bolt"},
		"net/smtp":                                        {"internal/mail"},
		"golang.org/x/crypto":                             {"internal/staff"},
		"golang.org/x/oauth2":                             {"internal/staff/oidc"},
		"github.com/coreos/go-oidc/v3":                    {"internal/staff/oidc"},
		// In what tests build on: a build or a function starts no program.
		"os/exec": {"infra/stack", "internal/chromium", "internal/mototest", "internal/cloud/runtimetest", "internal/store/dynamo/dynamotest"},
	}
	for name, p := range packages(t) {
		from, ok := own(name)
		if !ok {
			continue
		}
		for _, imported := range p.Imports {
			for technology, allowed := range homes {
				if within(imported, technology) && !slices.ContainsFunc(allowed, func(home string) bool { return within(from, home) }) {
					t.Errorf("%s imports %s, which belongs in %v", from, imported, allowed)
				}
			}
		}
	}
}

func TestPackagesAreNamedAfterWhatTheyDo(t *testing.T) {
	for name := range packages(t) {
		if from, ok := own(name); ok && slices.Contains([]string{"util", "utils", "helper", "helpers", "common", "types", "misc", "shared"}, path.Base(from)) {
			t.Errorf("%s says nothing about what it does", from)
		}
	}
}

// TestDependenciesAreFewAndExplained states requirement 106, for each program:
// what one of them imports is no risk to another. Modules of one owner count
// once: see docs/decisions/0010-dependencies.md.
func TestDependenciesAreFewAndExplained(t *testing.T) {
	all := packages(t)
	text, err := os.ReadFile("../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	programs := 0
	for name, p := range all {
		if _, ok := own(name); !ok || p.Name != "main" {
			continue
		}
		programs++
		direct := map[string]bool{}
		modules(all, name, direct, map[string]bool{})
		sorted := slices.Sorted(maps.Keys(direct))
		owners := map[string]bool{}
		for _, m := range sorted {
			owners[repository(m, 2)] = true
			if !strings.Contains(string(text), repository(m, 3)) {
				t.Errorf("docs/architecture.md does not say why %s is needed", m)
			}
		}
		if len(owners) > 10 {
			t.Errorf("%s: got %d direct dependencies, want at most 10: %v", name, len(owners), slices.Sorted(maps.Keys(owners)))
		}
	}
	if programs < 2 {
		t.Errorf("got %d programs, want the generator and the functions", programs)
	}
}

// modules gathers the modules that the packages of this one, from name on,
// import themselves.
func modules(all map[string]pkg, name string, direct, seen map[string]bool) {
	if seen[name] {
		return
	}
	seen[name] = true
	for _, imported := range all[name].Imports {
		if _, ok := own(imported); ok {
			modules(all, imported, direct, seen)
		} else if m := all[imported].Module; m != nil {
			direct[m.Path] = true
		}
	}
}

// repository is the start of the path of a module on GitHub or of the Go team:
// its owner, or with three parts also the repository. Elsewhere it is the module
// itself.
func repository(module string, parts int) string {
	if all := strings.Split(module, "/"); all[0] == "github.com" || strings.HasPrefix(module, "golang.org/x/") {
		return strings.Join(all[:min(parts, len(all))], "/")
	}
	return module
}
