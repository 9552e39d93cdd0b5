// Package stack reads template.yaml as CloudFormation gets to see it, for tests.
//
// The template is first transformed by aws-sam-translator (infra/transform.py),
// so that what is read is what would be made: functions with their code,
// variables and roles, the routes of the API, the table. A test asks
// which function a request goes to (Function), what a function finds in its
// environment (Environment) and what its role lets it do (Allows).
//
// It knows the part of IAM and CloudFormation that the template uses, and says
// so instead of guessing when it meets another. It makes nothing and opens no
// connection.
package stack

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"mkbloket/internal/awstools"
)

// Template is the transformed template. It is read-only and safe for
// concurrent use.
type Template struct {
	Parameters map[string]any
	Conditions map[string]any
	Mappings   map[string]any
	Outputs    map[string]any
	Resources  map[string]Resource
}

// Resource is one resource of the template.
type Resource struct {
	Type                string
	Condition           string
	Properties          map[string]any
	DeletionPolicy      string
	UpdateReplacePolicy string
}

// local is the bucket that infra/transform.py names for folders.
const local = "local"

// Load transforms the template of this module, once for all tests of a
// process. Without the tools the test is skipped, and fails where CI is true.
func Load(t testing.TB) *Template {
	t.Helper()
	python := awstools.Path(t, "python3")
	template, err := load(python)
	if err != nil {
		t.Fatal(err)
	}
	return template
}

// cached keeps what never changes while tests run.
var cached struct {
	sync.Mutex
	template *Template
}

func load(python string) (*Template, error) {
	cached.Lock()
	defer cached.Unlock()
	if cached.template != nil {
		return cached.template, nil
	}
	root, err := Root()
	if err != nil {
		return nil, err
	}
	text, err := Transform(python, root, "template.yaml")
	if err != nil {
		return nil, err
	}
	template, err := Parse(text)
	if err != nil {
		return nil, err
	}
	cached.template = template
	return template, nil
}

// Root gives the folder of the module.
func Root() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	for ; folder != filepath.Dir(folder); folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
	}
	return "", errors.New("find the module: no go.mod in this folder or above")
}

// Transform runs infra/transform.py on a template in root and gives its JSON.
func Transform(python, root, template string) ([]byte, error) {
	command := exec.Command(python, "infra/transform.py", template)
	command.Dir = root
	text, err := command.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil, fmt.Errorf("transform %s: %w: %s", template, err, exit.Stderr)
	}
	if err != nil {
		return nil, fmt.Errorf("transform %s: %w", template, err)
	}
	return text, nil
}

// Parse reads a transformed template.
func Parse(text []byte) (*Template, error) {
	var t Template
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, fmt.Errorf("read transformed template: %w", err)
	}
	return &t, nil
}

// OfType gives the names of the resources of a type, sorted.
func (t *Template) OfType(kind string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(t.Resources)) {
		if t.Resources[name].Type == kind {
			names = append(names, name)
		}
	}
	return names
}

// Functions gives the functions by name, which is that of their folder, each
// with the name of its resource.
func (t *Template) Functions() map[string]string {
	functions := map[string]string{}
	for _, resource := range t.OfType("AWS::Lambda::Function") {
		functions[path.Base(t.Folder(resource))] = resource
	}
	return functions
}

// Folder gives the folder that a function resource is made of, such as
// build/functions/question.
func (t *Template) Folder(resource string) string {
	code, _ := t.Resources[resource].Properties["Code"].(map[string]any)
	if code["S3Bucket"] != local {
		return ""
	}
	folder, _ := code["S3Key"].(string)
	return folder
}

// Environment gives the environment variables of a function, by name, as the
// template spells them: text or an intrinsic function.
func (t *Template) Environment(function string) map[string]any {
	environment, _ := t.Resources[t.Functions()[function]].Properties["Environment"].(map[string]any)
	variables, _ := environment["Variables"].(map[string]any)
	return variables
}
