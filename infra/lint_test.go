// Package infra_test holds the templates to the code: what they deploy, route,
// permit, send and watch is compared with the packages that say so.
//
// The templates are read after transformation, by package stack.
package infra_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"mkbloket/infra/stack"
	"mkbloket/internal/awstools"
)

// tool runs a program of AWS_TOOLS in the folder of the module, without
// credentials, and fails with what it says.
func tool(t *testing.T, name string, args ...string) {
	t.Helper()
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), awstools.Path(t, name), args...)
	command.Dir = root
	command.Env = append(os.Environ(), "SAM_CLI_TELEMETRY=0", "HOME="+t.TempDir(), "AWS_ACCESS_KEY_ID=none", "AWS_SECRET_ACCESS_KEY=none")
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%s %v: %v\n%s", name, args, err, out)
	}
}

func TestTemplatesAreCleanToTheLinters(t *testing.T) {
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	text, err := stack.Transform(awstools.Path(t, "python3"), root, "template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	transformed := filepath.Join(t.TempDir(), "transformed.json")
	if err := os.WriteFile(transformed, text, 0o600); err != nil {
		t.Fatal(err)
	}
	const home, edge = "eu-central-1", "us-east-1"
	cases := []struct {
		name string
		args []string
	}{
		{"sam", []string{"validate", "--lint", "--region", home, "--template", "template.yaml"}},
		{"cfn-lint", []string{"--regions", home, "--", "template.yaml", transformed, "infra/deployer.yaml"}},
		{"cfn-lint", []string{"--regions", edge, "--", "infra/edge.yaml"}},
	}
	for _, c := range cases {
		tool(t, c.name, c.args...)
	}
}
