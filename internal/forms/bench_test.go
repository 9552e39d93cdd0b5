package forms_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mkbloket/internal/store/bolt"
)

// BenchmarkPostQuestion posts whole forms over loopback with 64 connections:
// token check, validation, limits, one durable case with its mail, 303.
func BenchmarkPostQuestion(b *testing.B) {
	b.Run("forms", func(b *testing.B) { benchmarkPost(b, false) })
	b.Run("forms and outbox", func(b *testing.B) { benchmarkPost(b, true) })
}

func benchmarkPost(b *testing.B, outbox bool) {
	db, err := bolt.Open(filepath.Join(b.TempDir(), "data", "cases.db"), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	handler, c, err := liveForms(db)
	if err != nil {
		b.Fatal(err)
	}
	if outbox {
		go c.RunOutbox(b.Context())
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	const connections = 64
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: connections},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	took := make([]time.Duration, b.N)
	var next atomic.Int64
	var group sync.WaitGroup
	b.ResetTimer()
	for range connections {
		group.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= b.N {
					return
				}
				started := time.Now()
				answer, err := client.PostForm(server.URL+"/api/question", with(question(), "vraag", fmt.Sprint("vraag ", i)))
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
				if answer.StatusCode != http.StatusSeeOther {
					b.Errorf("got %d, want 303", answer.StatusCode)
				}
				took[i] = time.Since(started)
			}
		})
	}
	group.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
