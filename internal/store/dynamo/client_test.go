package dynamo

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	smithyhttp "github.com/aws/smithy-go/transport/http"

	"mkbloket/internal/store"
)

func TestPauseGrowsToItsBound(t *testing.T) {
	for attempt, bound := range map[int]time.Duration{
		0: firstPause, 1: firstPause, 2: 2 * firstPause, 6: 32 * firstPause, 7: longPause, 60: longPause, 100: longPause,
	} {
		for range 200 {
			if got, err := pause(attempt, nil); err != nil || got < 0 || got >= bound {
				t.Fatalf("attempt %d: got %v, %v, want from 0 up to %v", attempt, got, err, bound)
			}
		}
	}
}

func TestTimeLimitOfAnAttemptIsNotThatOfTheCaller(t *testing.T) {
	err := failure(t.Context(), &smithyhttp.RequestSendError{Err: context.DeadlineExceeded})
	if !errors.Is(err, store.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want ErrUnavailable alone", err)
	}
}

func TestTimesSortAsTheirTextsAndNeverRunOutEarly(t *testing.T) {
	times := []time.Time{
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 1, time.UTC),
		time.Date(2026, 3, 2, 12, 0, 0, 0, time.FixedZone("CET", 3600)), time.Date(2026, 3, 2, 11, 0, 0, 1, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC),
	}
	last := ""
	for _, want := range times {
		s := format(want)
		if got, ok := parseTime(s); !ok || !got.Equal(want) {
			t.Errorf("got %v, %v, want %v", got, ok, want)
		}
		if strings.Compare(last, s) >= 0 {
			t.Errorf("got %q after %q, want them in order", s, last)
		}
		if end := time.Unix(ceil(want), 0); end.Before(want) || end.Sub(want) >= time.Second {
			t.Errorf("time to live of %v: got %v, want it rounded up to the second", want, end)
		}
		last = s
	}
}

func FuzzPlaceRefusesOrRoundTrips(f *testing.F) {
	f.Add("2026-03-02T12:00:00.000000000Z#a-1")
	f.Add("2026-03-02T12:00:00Z#a")
	f.Add("#")
	f.Fuzz(func(t *testing.T, s string) {
		if at, id, ok := parsePlace(s); ok && place(at, id) != s {
			t.Errorf("got %q, want %q", place(at, id), s)
		}
	})
}
