package browsertest

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"
)

var screenshots = flag.String("screenshots", "", "folder for pictures of every kind of page")

// generator is the command that TestMain built.
var generator string

// today is the date of every site that the tests look at.
const today = "2026-11-23"

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(withGenerator(m))
}

// withGenerator builds the command and runs the tests.
func withGenerator(m *testing.M) int {
	dir, err := os.MkdirTemp("", "browsertest-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	generator = filepath.Join(dir, "generator")
	if out, err := exec.Command("go", "build", "-o", generator, "..").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the generator: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// ownContent is the folder with the content of the portal itself.
func ownContent(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "content"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// portal is "generator serve" at work.
type portal struct {
	base string // http://127.0.0.1:PORT, without slash at the end
	data string
	stop func() // waits until it has ended; may be called again
}

// asPublic are the flags to serve as for visitors, without live reload.
func asPublic() []string { return []string{"-openbaar", "-base", "https://loket.example"} }

var printedAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// startPortal serves a folder with content on a free port until the test ends.
func startPortal(t *testing.T, content string, flags ...string) *portal {
	t.Helper()
	p := &portal{data: filepath.Join(t.TempDir(), "data")}
	args := append([]string{"serve", "-addr", "127.0.0.1:0", "-content", content, "-data", p.data, "-date", today}, flags...)
	cmd := exec.Command(generator, args...)
	cmd.Dir = t.TempDir() // so that the templates compiled in are used
	cmd.Stderr = testWriter{t}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.stop = sync.OnceFunc(func() { end(t, cmd) })
	t.Cleanup(p.stop)
	lines := bufio.NewScanner(out)
	for p.base == "" && lines.Scan() {
		p.base = printedAddress.FindString(lines.Text())
	}
	if p.base == "" {
		t.Fatal("the portal printed no address")
	}
	go func() { // until the portal ends; it must never wait for a reader
		for lines.Scan() {
		}
	}()
	return p
}

// end asks a process to stop, as Ctrl-C does, and waits for it.
func end(t *testing.T, cmd *exec.Cmd) {
	hard := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
	defer hard.Stop()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Errorf("stop the portal: %v", err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the portal ended with %v", err)
	}
}

// testWriter shows what a process complains of with the test that started it.
type testWriter struct{ t *testing.T }

func (w testWriter) Write(p []byte) (int, error) {
	if !bytes.Contains(p, []byte(`"level":"INFO"`)) {
		w.t.Logf("%s", p)
	}
	return len(p), nil
}
