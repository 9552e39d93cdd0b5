package bolt

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"mkbloket/internal/store"
)

// writers is how many goroutines write in the benchmarks.
const writers = 64

// together runs write b.N times over the writers and reports the rate and the
// time under which 99 % of the writes were answered.
func together(b *testing.B, write func(i int) error) {
	var next atomic.Int64
	took := make([]time.Duration, b.N)
	var all sync.WaitGroup
	b.ResetTimer()
	for range writers {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < b.N; i = int(next.Add(1)) - 1 {
				begin := time.Now()
				if err := write(i); err != nil {
					b.Error(err)
					return
				}
				took[i] = time.Since(begin)
			}
		})
	}
	all.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

var benchBody = bytes.Repeat([]byte("vraag "), 200) // 1,200 bytes

func BenchmarkCreateBy64Writers(b *testing.B) {
	s := newTest(b)
	together(b, func(i int) error {
		r := record(fmt.Sprintf("r-%d", i*7919), "")
		r.Body = benchBody
		_, err := s.Create(context.Background(), r)
		return err
	})
}

func BenchmarkCreateByOneWriter(b *testing.B) {
	s := newTest(b)
	for i := range b.N {
		r := record(fmt.Sprintf("r-%d", i), "")
		r.Body = benchBody
		if _, err := s.Create(context.Background(), r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCountBy64Writers(b *testing.B) {
	s := newTest(b)
	together(b, func(i int) error {
		_, err := s.Count(context.Background(), fmt.Sprint("k", i%1000), time.Minute, noon)
		return err
	})
}

func BenchmarkGet(b *testing.B) {
	s := newTest(b)
	for i := range 1000 {
		r := record(fmt.Sprintf("r-%d", i), "")
		r.Body = benchBody
		if err := s.do(context.Background(), 0, func(t *tables) error { t.save(r, encode(r)); return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for i := range b.N {
		if _, err := s.Get(context.Background(), fmt.Sprintf("r-%d", i%1000)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEngine writes the same keys with the ways that the engine has of
// its own, to compare with group commit in one run.
func BenchmarkEngine(b *testing.B) {
	for _, way := range []struct {
		name string
		run  func(*bbolt.DB, func(*bbolt.Tx) error) error
	}{
		{"Update", (*bbolt.DB).Update},
		{"Batch", (*bbolt.DB).Batch},
	} {
		b.Run(way.name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "cases.db")
			if err := create(path); err != nil {
				b.Fatal(err)
			}
			db, err := bbolt.Open(path, 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoStatistics: true, InitialMmapSize: mapSize})
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			together(b, func(i int) error {
				r := record(fmt.Sprintf("r-%d", i*7919), "")
				r.Body, r.Version = benchBody, 1
				return way.run(db, func(tx *bbolt.Tx) error {
					t, err := openTables(tx)
					if err != nil {
						return err
					}
					if _, _, err := t.get(r.ID); err == nil {
						return store.ErrExists
					}
					t.save(r, encode(r))
					return t.failed
				})
			})
		})
	}
}
