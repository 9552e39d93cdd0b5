package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"mkbloket/internal/cloud/runtimetest"
)

// launcher is a bootstrap that writes down the number of its process and then
// becomes the real one, beside which the same files lie.
const launcher = "#!/bin/sh\necho $$ >pid\nexec '%s'\n"

// launched makes a launcher for a program that was built, in its own folder.
func launched(t testing.TB, built string) string {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "bootstrap")
	if err := os.WriteFile(path, fmt.Appendf(nil, launcher, built), 0o700); err != nil {
		t.Fatal(err)
	}
	terms := filepath.Join(filepath.Dir(built), "loket.json")
	if _, err := os.Stat(terms); err == nil {
		if err := os.Symlink(terms, filepath.Join(folder, "loket.json")); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// mortal is a running function with the file that holds its process number.
type mortal struct {
	*runtimetest.Function
	pid string
}

// kill ends the process at once, as Lambda may.
func (m mortal) kill(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(m.pid)
	if err != nil {
		t.Fatal(err)
	}
	number, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	process, err := os.FindProcess(number)
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Kill(); err != nil {
		t.Fatalf("kill the function: %v", err)
	}
	if err := m.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestKilledFunctionLosesNothing ends processes in the middle of posts, again
// and again; others take their place. Who gets no page sends his form again.
func TestKilledFunctionLosesNothing(t *testing.T) {
	t.Parallel()
	const kills, between = 12, 8 // posts from one kill to the next
	var last string
	d := newDesk(t, setting{processes: 1, program: func(t testing.TB, built string) string {
		last = launched(t, built)
		return last
	}})
	question := d.pools["question"]
	<-question.free // ends with the test
	var alive []mortal
	replace := func(i int) {
		f := question.start()
		alive[i] = mortal{f, filepath.Join(filepath.Dir(last), "pid")}
		f.Init()
		question.free <- f
	}
	alive = make([]mortal, people)
	for i := range alive {
		replace(i)
	}
	sheets := d.sheets(kills * between)
	answered := make(chan struct{})
	broken := 0
	var all sync.WaitGroup
	all.Go(func() {
		defer close(answered)
		broken = postThroughKills(d, sheets, answered)
	})
	n := 0
	for range answered {
		if n++; n%between == 0 {
			i := rand.IntN(len(alive))
			alive[i].kill(t)
			question.drop(alive[i].Function)
			replace(i)
		}
	}
	all.Wait()
	t.Logf("%d forms, %d kills, %d answers lost", len(sheets), n/between, broken)
	if broken == 0 {
		t.Error("no kill hit a post")
	}
	d.nothingInvented(d.table.cases(), sheets)
	d.postAgain(sheets)
	d.recount(sheets)
}

// drop takes a process that has ended out of those at rest, if it is there: no
// event comes to it any more.
func (p *pool) drop(ended *runtimetest.Function) {
	for range len(p.free) {
		select {
		case f := <-p.free:
			if f != ended {
				p.free <- f
			}
		default:
		}
	}
}

// postThroughKills posts each sheet until it is accepted, tells of each that
// was, and gives how many answers were lost.
func postThroughKills(d *desk, sheets []*sheet, accepted chan<- struct{}) (broken int) {
	var mu sync.Mutex
	together(sheets, func(s *sheet) {
		for s.ref == "" {
			switch w := s.post(); w.Code {
			case http.StatusSeeOther:
			case http.StatusInternalServerError:
				mu.Lock()
				broken++
				mu.Unlock()
			default:
				d.Errorf("%q: got %d, want 303, or 500 of the API", s.text, w.Code)
				return
			}
		}
		accepted <- struct{}{}
	})
	return broken
}
