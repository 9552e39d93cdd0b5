package publish

import (
	"bytes"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
)

// BenchmarkPublish10000Pages writes a site of 10,000 pages of 12 kB and switches to it.
func BenchmarkPublish10000Pages(b *testing.B) {
	out := filepath.Join(b.TempDir(), "public")
	page := bytes.Repeat([]byte("twelve bytes"), 1000)
	for b.Loop() {
		r, err := Open(b.Context(), out)
		if err != nil {
			b.Fatal(err)
		}
		var all sync.WaitGroup
		for part := range 4 {
			all.Go(func() {
				for i := part; i < 10_000; i += 4 {
					if err := r.Write(fmt.Sprintf("regelingen/p%d/index.html", i), page); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		if _, err := r.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}
