package publish

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

const (
	childOut  = "MKBLOKET_TEST_PUBLISH" // makes the test binary the child of the kill test
	killPages = 40
)

func TestMain(m *testing.M) {
	if out := os.Getenv(childOut); out != "" {
		os.Exit(child(out, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// child publishes one release after another until it is killed, and prints a
// line before each begins.
func child(out string, lines, errs io.Writer) int {
	for n := 1; ; n++ {
		fmt.Fprintln(lines, n)
		if _, err := tryPublish(context.Background(), out, site(n, killPages)); err != nil {
			fmt.Fprintln(errs, err)
			return 1
		}
	}
}

// A build is killed at a moment in no relation to what it does; the site must
// be whole and of one release, and the next build must work (FC-10).
func TestAKilledBuildLeavesAWholeSite(t *testing.T) {
	rounds := 10
	if n, err := strconv.Atoi(os.Getenv("KILL_ROUNDS")); err == nil {
		rounds = n
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	out := filepath.Join(t.TempDir(), "public")
	publish(t, out, site(0, killPages))
	for round := range rounds {
		killOnce(t, out, 1+random.IntN(3), time.Duration(random.IntN(12_000))*time.Microsecond)
		r, err := Open(t.Context(), out) // mends and cleans
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		checkWhole(t, out)
		if got, want := beside(t, out), 2*(Kept+1); len(got) > want || slices.Contains(got, asideName) {
			t.Fatalf("round %d: got %v beside out, want only releases", round, got)
		}
		if err := r.Abort(); err != nil {
			t.Fatal(err)
		}
		publish(t, out, site(1000+round, killPages))
		checkWhole(t, out)
	}
}

// killOnce starts the child and kills it some time after it began its n-th build.
func killOnce(t *testing.T, out string, n int, after time.Duration) {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), childOut+"="+out)
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	for range n {
		lines.Scan()
	}
	<-time.After(after) // the random moment is the point of the test
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, stdout)
	if err := command.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}
}

// checkWhole checks out against its manifest, and that all of it is of one release.
func checkWhole(t *testing.T, out string) {
	t.Helper()
	m, err := Current(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(out, m); err != nil {
		t.Fatal(err)
	}
	var n int
	if _, err := fmt.Sscanf(tree(t, out)["index.html"], "front %d", &n); err != nil {
		t.Fatal(err)
	}
	wantTree(t, out, site(n, killPages))
}
