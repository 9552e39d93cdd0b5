package bolt

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/store"
)

const (
	childPath   = "MKBLOKET_TEST_STORE" // makes the test binary the child of the kill test
	childRound  = "MKBLOKET_TEST_ROUND"
	childWrites = 16 // goroutines that write
	killSeries  = 10 // rounds on one file
)

// child writes until it is killed, and prints each ID after the store said
// that it was kept: "+" a create, "u" an update, "-" a delete.
func child(path string, out, errs io.Writer) int {
	s, err := Open(path, time.Now)
	if err != nil {
		fmt.Fprintln(errs, err)
		return 1
	}
	var mu sync.Mutex
	said := func(verb, id string, err error) bool {
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			fmt.Fprintln(errs, err)
			return false
		}
		fmt.Fprintln(out, verb+id)
		return true
	}
	var all sync.WaitGroup
	for w := range childWrites {
		all.Go(func() {
			ctx := context.Background()
			for i := 0; ; i++ {
				id := fmt.Sprintf("k%s-%d-%d", os.Getenv(childRound), w, i)
				r, err := s.Create(ctx, record(id, strings.Repeat(id, 1+i%60)))
				if !said("+", id, err) {
					return
				}
				switch i % 4 {
				case 1:
					r.Body = append(r.Body, " updated"...)
					_, err = s.Update(ctx, id, 1, r)
					if !said("u", id, err) {
						return
					}
				case 2:
					if !said("-", id, s.Delete(ctx, id, 1)) {
						return
					}
				}
			}
		})
	}
	all.Wait()
	return 1
}

func TestKilledProcessLosesNothingItAcknowledged(t *testing.T) {
	rounds := setting(t, "KILL_ROUNDS", 15)
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	var path string
	var kept map[string]string // last acknowledged verb by ID
	acknowledged, slowest := 0, time.Duration(0)
	for round := range rounds {
		if round%killSeries == 0 {
			path, kept = filepath.Join(t.TempDir(), "cases.db"), map[string]string{}
		}
		lines := killOne(t, path, round, time.Duration(random.IntN(300))*time.Millisecond)
		for _, l := range lines {
			kept[l[1:]] = l[:1]
			acknowledged++
		}
		slowest = max(slowest, recount(t, path, kept))
		if t.Failed() {
			t.Fatalf("round %d of %d", round, rounds)
		}
	}
	t.Logf("%d rounds, %d writes acknowledged, none lost, slowest open with verify %v", rounds, acknowledged, slowest)
	if acknowledged == 0 {
		t.Error("no write was acknowledged in any round")
	}
}

// setting returns the number in an environment variable, or normal.
func setting(t *testing.T, name string, normal int) int {
	t.Helper()
	v := os.Getenv(name)
	if v == "" {
		return normal
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// killOne starts the child, kills it after about d and returns what it
// acknowledged.
func killOne(t *testing.T, path string, round int, d time.Duration) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childPath+"="+path, childRound+"="+strconv.Itoa(round))
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(d, func() { _ = cmd.Process.Kill() }) // fails only when it has ended: seen below
	defer timer.Stop()
	var lines []string
	r := bufio.NewReader(out)
	for {
		line, err := r.ReadString('\n')
		if err != nil { // a line cut off by the kill was not acknowledged
			break
		}
		lines = append(lines, strings.TrimSuffix(line, "\n"))
	}
	if err := cmd.Wait(); err == nil || errs.Len() > 0 {
		t.Fatalf("the child ended by itself: %v: %s", err, errs.String())
	}
	return lines
}

// recount opens the store, which verifies it, and compares it with what was
// acknowledged. A write in flight at the kill may be there or not. It returns
// how long opening took.
func recount(t *testing.T, path string, kept map[string]string) time.Duration {
	t.Helper()
	begin := time.Now()
	s, err := Open(path, time.Now)
	took := time.Since(begin)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	listed := map[string]int{}
	bodies := map[string]store.Record{}
	page := store.Page{Limit: store.MaxLimit}
	for {
		records, next, err := s.List(t.Context(), "queue", "p", page)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			listed[r.ID]++
			bodies[r.ID] = r
		}
		if page.After = next; next == "" {
			break
		}
	}
	for id, verb := range kept {
		want := 1
		if verb == "-" {
			want = 0
		}
		if got := listed[id]; got != want && !inFlight(id, verb, got) {
			t.Errorf("%s: last acknowledged %q, listed %d times", id, verb, got)
		}
		if verb == "u" && bodies[id].Version != 2 {
			t.Errorf("%s: acknowledged update, but version %d", id, bodies[id].Version)
		}
	}
	for id, n := range listed {
		if n != 1 {
			t.Errorf("%s: listed %d times", id, n)
		}
	}
	return took
}

// inFlight reports whether the delete of a record may have been made final
// before the kill and its answer after it.
func inFlight(id, verb string, listed int) bool {
	i, err := strconv.Atoi(id[strings.LastIndex(id, "-")+1:])
	return err == nil && verb == "+" && i%4 == 2 && listed == 0
}
