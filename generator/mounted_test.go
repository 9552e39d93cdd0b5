package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mkbloket/generator/preview"
)

// TestWhatServeAnswersWithHasAFunction looks at the packages below internal that
// know HTTP and that this program is made of: each must be in a function too.
// Which kinds of forms have one is compared beside the functions.
func TestWhatServeAnswersWithHasAFunction(t *testing.T) {
	all := packages(t)
	here, online := answering(all, "generator"), reached(all, "internal/cloud")
	if !slices.Contains(here, "internal/forms") {
		t.Errorf("got %v, want at least the forms: the test reads the imports wrongly", here)
	}
	for _, name := range here {
		if !slices.Contains(online, name) {
			t.Errorf("%s: got no package below internal/cloud that needs it, want one, with a function", name)
		}
	}
}

// answering gives the packages below internal, outside internal/cloud, that
// import net/http and are imported by packages within a folder.
func answering(all map[string]pkg, folder string) []string {
	var names []string
	for name, p := range all {
		if from, ok := own(name); !ok || !within(from, folder) {
			continue
		}
		for _, imported := range p.Imports {
			to, ok := own(imported)
			if ok && within(to, "internal") && !within(to, "internal/cloud") && slices.Contains(all[imported].Imports, "net/http") {
				names = append(names, to)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// reached gives the packages that those within a folder are made of.
func reached(all map[string]pkg, folder string) []string {
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		to, ok := own(name)
		if !ok || seen[to] {
			return
		}
		seen[to] = true
		for _, imported := range all[name].Imports {
			visit(imported)
		}
	}
	for name := range all {
		if from, ok := own(name); ok && within(from, folder) {
			visit(name)
		}
	}
	return slices.Collect(maps.Keys(seen))
}

// TestServeMountsTwoHandlersBesideFiles keeps what answers visitors in one place,
// the desk, and what answers staff in another, whose handlers come from the packages above. What preview answers by
// itself besides are /healthz, /readyz and, in development, /_reload.
func TestServeMountsTwoHandlersBesideFiles(t *testing.T) {
	handler := reflect.TypeFor[http.Handler]()
	var got []string
	for field := range reflect.TypeFor[preview.Config]().Fields() {
		if field.Type.Implements(handler) || field.Type.Kind() == reflect.Func && field.Type.ConvertibleTo(reflect.TypeFor[http.HandlerFunc]()) {
			got = append(got, field.Name)
		}
	}
	if want := []string{"Files", "Forms", "Desk"}; !slices.Equal(got, want) {
		t.Errorf("preview.Config: got handlers %v, want %v", got, want)
	}
	if got, want := mounted(t), []string{"p.desk"}; !slices.Equal(got, want) {
		t.Errorf("given to preview.Config: got %v, want %v", got, want)
	}
}

// mounted gives what this package has as Forms in a preview.Config.
func mounted(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var given []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for n := range ast.Preorder(file) {
			if field, ok := n.(*ast.KeyValueExpr); ok && spelled(field.Key) == "Forms" {
				given = append(given, spelled(field.Value))
			}
		}
	}
	return given
}

// spelled gives a name as it is written, such as p.desk.
func spelled(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return spelled(e.X) + "." + e.Sel.Name
	}
	return reflect.TypeOf(e).String()
}
