package clock

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/store"
)

// ticks gives one report after the other, and the last one for ever.
type ticks struct {
	reports []cases.TickReport
	err     error // of each run
	at      []time.Time
	wait    bool // until the time is up
}

func (s *ticks) Tick(ctx context.Context, now time.Time, _ cases.TickLimits) (cases.TickReport, error) {
	s.at = append(s.at, now)
	if s.wait {
		<-ctx.Done()
		return cases.TickReport{More: true}, fmt.Errorf("list what is due: %w", ctx.Err())
	}
	r := s.reports[min(len(s.at), len(s.reports))-1]
	return r, s.err
}

var noon = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// run has the clock run once, with what it wrote.
func run(t *testing.T, ctx context.Context, s *ticks) (metrics, log string, err error) {
	t.Helper()
	var out, lines bytes.Buffer
	f := &clock{cases: s, now: func() time.Time { return noon }, log: slog.New(slog.NewJSONHandler(&lines, nil)), metrics: cloud.NewMetrics(&out, "loket", func() time.Time { return noon })}
	err = f.handle(ctx, []byte(`{"taak":"klok","time":"2001-01-01T00:00:00Z"}`))
	return out.String(), lines.String(), err
}

func TestRunGoesOnUntilNothingIsDueAndCounts(t *testing.T) {
	s := &ticks{reports: []cases.TickReport{
		{Reminded: 2, Closed: 1, Returned: 3, Escalated: 1, Postponed: 1, More: true},
		{Reminded: 1, Unlisted: 1, Erased: 1, Expired: 1, Surfaced: 1, Resumed: 1, Digest: true},
	}}
	metrics, log, err := run(t, t.Context(), s)
	if err != nil || len(s.at) != 2 || !s.at[0].Equal(noon) {
		t.Errorf("got %v after runs at %v, want two at the time of now", err, s.at)
	}
	for _, want := range []string{`"ClockRuns":1`, `"Reminded":3`, `"Ended":3`, `"Expired":5`, `"Escalated":1`, `"Postponed":1`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("got metrics %s, want %s", metrics, want)
		}
	}
	if strings.Count(log, `"msg":"clock"`) != 2 || !strings.Contains(log, `"digest":true`) {
		t.Errorf("got log %s, want a line for each run", log)
	}
}

func TestFaultsOfTheClock(t *testing.T) {
	broken := errors.New("decode case k7m3-p9qx")
	for name, test := range map[string]struct {
		err     error
		counted bool
	}{
		"table away":      {fmt.Errorf("list: %w", store.ErrUnavailable), false},
		"one broken case": {broken, true},
	} {
		s := &ticks{reports: []cases.TickReport{{Reminded: 1, More: true}}, err: test.err}
		metrics, _, err := run(t, t.Context(), s)
		if !errors.Is(err, test.err) || len(s.at) != 1 || strings.Contains(metrics, `"ClockRuns":1`) != test.counted || !strings.Contains(metrics, `"Reminded":1`) {
			t.Errorf("%s: got %v after %d runs, metrics %s, want the fault, one run, counted: %v", name, err, len(s.at), metrics, test.counted)
		}
	}
}

func TestNoTimeLeftIsNoFaultOfTheClock(t *testing.T) {
	short, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	s := &ticks{wait: true}
	metrics, log, err := run(t, short, s)
	if err != nil || !strings.Contains(metrics, `"ClockRuns":1`) || !strings.Contains(log, "time is up") {
		t.Errorf("got %v, metrics %s, log %s, want no fault and a line", err, metrics, log)
	}
}

func TestClockWithoutASnapshotDoesNotOpen(t *testing.T) {
	p := cloud.Process{Settings: cloud.Settings{Snapshot: filepath.Join(t.TempDir(), "loket.json")}, Log: slog.New(slog.DiscardHandler)}
	if _, err := Function().Open(p); !errors.Is(err, fs.ErrNotExist) || Function().Name != cloud.Clock {
		t.Errorf("got %v, want that the file is not there", err)
	}
}
