package dynamo_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// The benchmarks measure the client, the loopback and DynamoDB Local together;
// the service itself takes a few milliseconds for a write.

func BenchmarkCreate(b *testing.B) {
	s := newDesk(b, noonClock).plain(b)
	body := strings.Repeat("vraag ", 200) // 1,200 bytes
	for i := 0; b.Loop(); i++ {
		if _, err := s.Create(b.Context(), record(fmt.Sprint("r-", i), body)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCount(b *testing.B) {
	s := newDesk(b, noonClock).plain(b)
	for i := 0; b.Loop(); i++ {
		if _, err := s.Count(b.Context(), fmt.Sprint("k", i%1000), time.Minute, noon); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStart makes a client and a store, as a function does when it starts.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		c := dynamo.NewClient(dynamotest.AWSConfig("http://127.0.0.1:1"))
		if _, err := dynamo.New(dynamo.Config{Client: c, Table: "t", Indexes: suiteIndexes, Now: noonClock}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOverhead is what a call costs here, without line and table.
func BenchmarkOverhead(b *testing.B) {
	c := dynamotest.AWSConfig("http://127.0.0.1:1")
	c.HTTPClient = &line{decide: func(string, int) answer { return says(http.StatusOK, "{}") }}
	s := (&desk{table: "none", now: noonClock}).via(b, c)
	r := record("a", strings.Repeat("vraag ", 200))
	for b.Loop() {
		if _, err := s.Create(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
}
