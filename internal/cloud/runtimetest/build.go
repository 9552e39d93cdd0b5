package runtimetest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// built is what this process has built.
var built struct {
	mu     sync.Mutex
	folder string
	err    error
}

// Build has infra/package build every function for this machine, once per test
// process, and returns the folder that holds a folder of each as it is deployed:
// NAME/bootstrap, and NAME/loket.json when it is a form. The folder is there
// until Clean. Where bash, which the script is written in, is missing the test is
// skipped, and fails where CI is true. Build is safe for concurrent use.
func Build(t testing.TB) string {
	t.Helper()
	bash := shell(t)
	built.mu.Lock()
	defer built.mu.Unlock()
	if built.folder == "" {
		if built.folder, built.err = os.MkdirTemp("", "mkbloket-functions-"); built.err == nil {
			built.err = build(bash, built.folder)
		}
	}
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.folder
}

// Main runs the tests of a package, removes what Build made for them, and gives
// the exit code. TestMain calls it.
func Main(m *testing.M) int {
	code := m.Run()
	if err := clean(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// clean removes what Build made.
func clean() error {
	built.mu.Lock()
	defer built.mu.Unlock()
	folder := built.folder
	built.folder, built.err = "", nil
	if folder == "" {
		return nil
	}
	return os.RemoveAll(folder)
}

// shell finds bash.
func shell(t testing.TB) string {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("bash is missing: install it")
	}
	if err != nil {
		t.Fatal("bash is missing: install it")
	}
	return bash
}

// build runs infra/package for the system and processor of this machine.
func build(bash, folder string) error {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return fmt.Errorf("find the module: %w", err)
	}
	c := exec.Command(bash, filepath.Join("infra", "package"), folder)
	c.Dir = strings.TrimSpace(string(root))
	c.Env = append(os.Environ(), "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("infra/package: %w\n%s", err, out)
	}
	return nil
}
