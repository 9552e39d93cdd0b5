package functions

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"mkbloket/internal/cloud"
)

// mostBytes is how large the programs may be on the processor of the template:
// the larger, the longer a cold start. It holds a form, and the others by name.
// Nobody waits for notify, which has html/template with the client of SES.
var mostBytes = map[string]int64{"form": 13e6, cloud.Desk: 15e6, cloud.Clock: 13e6, cloud.Notify: 15e6, cloud.Purge: 9e6}

// source is what infra/package reads of the module.
var source = []string{"content", "functions", "generator", "infra", "internal", "templates", "go.mod", "go.sum"}

// TestPackageGivesTheSameBytesEverywhere packages two copies of the module, in
// folders of different names, one of them a checkout with a commit of its own.
// Both use the cache of go build: what depends on the folder has another key
// there. Besides, it looks how large the programs are.
func TestPackageGivesTheSameBytesEverywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds every function twice for another processor")
	}
	needs(t, "bash")
	needs(t, "git")
	first, second := filepath.Join(t.TempDir(), "first"), filepath.Join(t.TempDir(), "elsewhere", "second")
	copyModule(t, "..", first)
	copyModule(t, first, second) // of the copy: somebody may be at work on the module
	commit(t, second)
	got, want := packaged(t, first), packaged(t, second)
	if len(got) == 0 || !maps.Equal(got, want) {
		t.Errorf("got %v, want the same from both, %v", got, want)
	}
	for _, name := range cloud.Functions() {
		kind := name
		if name == cloud.Follow || slices.Contains(cloud.Forms(), name) {
			kind = "form"
		}
		info, err := os.Stat(filepath.Join(first, "build", "functions", name, "bootstrap"))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := info.Size(), mostBytes[kind]; got > want {
			t.Errorf("%s: got %d bytes, want at most %d", name, got, want)
		}
	}
}

// needs skips the test without a program, and fails it where CI is true.
func needs(t *testing.T, program string) {
	t.Helper()
	_, err := exec.LookPath(program)
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%s is missing: install it", program)
	}
	if err != nil {
		t.Fatalf("%s is missing: install it", program)
	}
}

// copyModule copies the source.
func copyModule(t *testing.T, from, to string) {
	t.Helper()
	for _, name := range source {
		info, err := os.Stat(filepath.Join(from, name))
		if err == nil && info.IsDir() {
			err = os.CopyFS(filepath.Join(to, name), os.DirFS(filepath.Join(from, name)))
		} else if err == nil {
			err = copyFile(filepath.Join(from, name), filepath.Join(to, name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	return errors.Join(err, os.WriteFile(to, data, 0o600))
}

// commit makes folder a checkout.
func commit(t *testing.T, folder string) {
	t.Helper()
	for _, args := range [][]string{{"init", "-q"}, {"-c", "user.name=test", "-c", "user.email=test@voorbeeld.example", "commit", "-q", "--allow-empty", "-m", "test"}} {
		c := exec.CommandContext(t.Context(), "git", args...)
		c.Dir = folder
		c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args[0], err, out)
		}
	}
}

// packaged gives the SHA-256 of each file that infra/package makes.
func packaged(t *testing.T, module string) map[string]string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "bash", "infra/package")
	c.Dir = module
	c.Env = append(os.Environ(), "GOOS=", "GOARCH=", "GOFLAGS=-mod=readonly") // the script decides, not this machine
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("infra/package: %v\n%s", err, out)
	}
	sums := map[string]string{}
	made := os.DirFS(filepath.Join(module, "build", "functions"))
	err := fs.WalkDir(made, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(made, path)
		sums[path] = fmt.Sprintf("%x", sha256.Sum256(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}
