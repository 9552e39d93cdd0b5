package e2e

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"mkbloket/infra/stack"
	"mkbloket/internal/snapshot"
)

var (
	duration   = flag.Duration("duration", 3*time.Second, "how long the load run posts")
	submitters = flag.Int("submitters", 50, "how many post at the same time in the load run")
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
	return m.Run()
}

// release is what a deployment brings: the programs and the site.
type release struct {
	functions string // folder with NAME/bootstrap
	site      string // folder with the files of the site
	terms     *snapshot.Snapshot
}

// released is the release of this source, made at the first use.
var released = sync.OnceValues(func() (*release, error) {
	root, err := stack.Root()
	if err != nil {
		return nil, err
	}
	r := &release{functions: filepath.Join(workshop, "functions"), site: filepath.Join(workshop, "site")}
	if err := command(root, "infra/package", r.functions); err != nil {
		return nil, err
	}
	if err := command(root, "go", "run", "./generator", "build", "-out", r.site, "-date", day); err != nil {
		return nil, err
	}
	r.terms, err = snapshot.Read(filepath.Join(r.functions, "question", "loket.json"))
	return r, err
})

// command runs a program in root, for the processor of this machine.
func command(root, name string, arguments ...string) error {
	c := exec.Command(name, arguments...)
	c.Dir = root
	c.Env = append(os.Environ(), "GOARCH="+runtime.GOARCH)
	if filepath.Base(name) != name {
		c.Path = filepath.Join(root, name)
	}
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// newRelease gives the release, or ends the test where its programs do not run.
func newRelease(t testing.TB) *release {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the functions are programs for Linux")
	}
	r, err := released()
	if err != nil {
		t.Fatal(err)
	}
	return r
}
