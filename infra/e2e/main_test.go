package e2e

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"mkbloket/infra/stack"
	"mkbloket/internal/cloud/runtimetest"
	"mkbloket/internal/snapshot"
)

var (
	duration   = flag.Duration("duration", 3*time.Second, "how long the load run posts")
	submitters = flag.Int("submitters", 8, "how many post at the same time in the load run")
)

// day is the date of the site, which no test depends on.
const day = "2026-11-23"

// workshop is the folder of this test process.
var workshop string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "mkbloket-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	workshop = folder
	return runtimetest.Main(m)
}

// release is what a deployment brings: the programs and the site.
type release struct {
	functions string // folder with NAME/bootstrap
	site      string // folder with the files of the site
	terms     *snapshot.Snapshot
}

// site is the folder with the site of this source, built at the first use.
var site = sync.OnceValues(func() (string, error) {
	root, err := stack.Root()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(workshop, "site")
	c := exec.Command("go", "run", "./generator", "build", "-out", folder, "-date", day)
	c.Dir = root
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the site: %w\n%s", err, out)
	}
	return folder, nil
})

// newRelease gives the release of this source.
func newRelease(t testing.TB) *release {
	t.Helper()
	r := &release{functions: runtimetest.Build(t)}
	var err error
	if r.site, err = site(); err != nil {
		t.Fatal(err)
	}
	if r.terms, err = snapshot.Read(filepath.Join(r.functions, "question", "loket.json")); err != nil {
		t.Fatal(err)
	}
	return r
}
