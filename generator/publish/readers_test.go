package publish

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// Readers go on while releases change places (FC-12). Each opens the folder
// once per visit, as a web server opens a file, and reads whole files only.
func TestReadersSeeNoErrorDuringSwitches(t *testing.T) {
	const switches, readers, pages = 100, 4, 5
	out := filepath.Join(t.TempDir(), "public")
	publish(t, out, site(0, pages))
	var stop atomic.Bool
	var read atomic.Int64
	var all sync.WaitGroup
	for range readers {
		all.Go(func() {
			for i := 0; !stop.Load(); i++ {
				page := i % pages
				data, err := os.ReadFile(filepath.Join(out, fmt.Sprintf("pages/p%d/index.html", page)))
				var gotPage, release int
				if err == nil {
					_, err = fmt.Sscanf(string(data), "page %d of release %d", &gotPage, &release)
				}
				if err != nil || gotPage != page {
					t.Errorf("page %d: got %q %v", page, data, err)
					return
				}
				read.Add(1)
			}
		})
	}
	for n := range switches {
		publish(t, out, site(n+1, pages))
	}
	stop.Store(true)
	all.Wait()
	if read.Load() < switches {
		t.Errorf("got %d reads during %d switches, want more", read.Load(), switches)
	}
	wantTree(t, out, site(switches, pages))
}
