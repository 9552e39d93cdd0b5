package browsertest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"mkbloket/internal/chromium"
)

// nuReport is what the Nu HTML checker writes with --format json:
// https://github.com/validator/validator/wiki/Output-%C2%BB-JSON
type nuReport struct {
	Messages []struct {
		Type, URL, Message, Extract string
		LastLine                    int
	}
}

func TestNuCheckerFindsNoErrors(t *testing.T) {
	t.Parallel()
	jar := os.Getenv("VNU_JAR")
	chromium.Need(t, jar != "", "the Nu checker: install vnu-jar with npm and set VNU_JAR to its vnu.jar")
	java, err := exec.LookPath("java")
	chromium.Need(t, err == nil, "java: install a Java runtime of version 17 or newer")
	dir := builtSite(t)
	// The report is on standard error; a page with errors is an exit code of 1.
	cmd := exec.CommandContext(t.Context(), java, "-jar", jar, "--errors-only", "--skip-non-html", "--format", "json", "--stdout", "--exit-zero-always", dir)
	cmd.Stderr = testWriter{t}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("run the checker: %v", err)
	}
	var report nuReport
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("read the report: %v: %.200s", err, out)
	}
	for _, m := range report.Messages[:min(20, len(report.Messages))] {
		t.Errorf("%s:%d: %s: %s", m.URL, m.LastLine, m.Message, m.Extract)
	}
	t.Logf("%d pages, %d errors", len(built(t, dir, ".html")), len(report.Messages))
}

// builtSite writes the whole site into a folder, as "generator build" does.
func builtSite(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "public")
	out, err := exec.CommandContext(t.Context(), generator, "build", "-content", ownContent(t), "-out", dir, "-date", today).CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	real, err := filepath.EvalSymlinks(dir) // the folder is a link to the release
	if err != nil {
		t.Fatal(err)
	}
	return real
}
