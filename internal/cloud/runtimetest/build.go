package runtimetest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"mkbloket/internal/cloud"
)

// Flags are the flags of go build for a bootstrap, as in production. The link
// flags leave out what differs between two builds of the same source.
func Flags() []string {
	return []string{"-tags", "lambda.norpc", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -buildid="}
}

// builds are the bootstraps that this process has built.
var builds struct {
	mu     sync.Mutex
	folder string
	done   map[string]error
}

// Build builds the functions called names for this machine, each once per test
// process, and returns a folder that holds a folder of each as it is deployed:
// NAME/bootstrap, and NAME/loket.json when it is a form, made by the generator
// of the content of this repository. The folder is there until Clean.
func Build(t testing.TB, names ...string) string {
	t.Helper()
	builds.mu.Lock()
	defer builds.mu.Unlock()
	if builds.folder == "" {
		folder, err := os.MkdirTemp("", "mkbloket-functions-")
		if err != nil {
			t.Fatal(err)
		}
		builds.folder, builds.done = folder, map[string]error{}
	}
	for _, name := range names {
		err, built := builds.done[name]
		if !built {
			err = build(name, filepath.Join(builds.folder, name, "bootstrap"))
			builds.done[name] = err
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return builds.folder
}

// Clean removes what Build made. TestMain calls it after the tests have run.
func Clean() error {
	builds.mu.Lock()
	defer builds.mu.Unlock()
	folder := builds.folder
	builds.folder, builds.done = "", nil
	if folder == "" {
		return nil
	}
	return os.RemoveAll(folder)
}

// build makes the folder of one function.
func build(name, target string) error {
	if err := compile(Flags(), target, "mkbloket/functions/"+name); err != nil {
		return err
	}
	if !slices.Contains(cloud.Forms(), name) {
		return nil
	}
	generator := filepath.Join(filepath.Dir(filepath.Dir(target)), "generator")
	if err := compile(nil, generator, "mkbloket/generator"); err != nil {
		return err
	}
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return fmt.Errorf("find the module: %w", err)
	}
	take := exec.Command(generator, "snapshot", "-out", filepath.Join(filepath.Dir(target), "loket.json"))
	take.Dir = strings.TrimSpace(string(root))
	if out, err := take.CombinedOutput(); err != nil {
		return fmt.Errorf("take a snapshot: %w\n%s", err, out)
	}
	return nil
}

// compile builds one program, unless it is there already.
func compile(flags []string, target, program string) error {
	if _, err := os.Stat(target); err == nil {
		return nil
	}
	c := exec.Command("go", slices.Concat([]string{"build"}, flags, []string{"-o", target, program})...)
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", program, err, out)
	}
	return nil
}
