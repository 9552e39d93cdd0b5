package purge

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cloud"
	"mkbloket/internal/privacy"
)

type purging func() (int, error)

func (p purging) Purge(context.Context) (int, error) { return p() }

// retained is a report of some cases, of which one is on hold and one failed.
func retained() privacy.Retention {
	return privacy.Retention{Lines: []privacy.Line{
		{Rule: privacy.Rule{Key: "question", Days: 365}, Done: 4, Held: 1},
		{Rule: privacy.Rule{Key: "spam", Days: 14}, Done: 1, Failed: []privacy.Problem{{ID: "2222-3333", Err: errors.New("changed meanwhile")}}},
		{Rule: privacy.Rule{Key: "signup", Days: 90}},
	}}
}

func TestRunIsCountedOnlyWhenItCameToItsEnd(t *testing.T) {
	broken := errors.New("table away")
	var tests = []struct {
		name        string
		n           int
		err, retain error
		want        []string
		not         string
	}{
		{"whole run", 3, nil, nil, []string{`"Purged":3`, `"PurgeRuns":1`, `"Retained":5`, `"RetentionHeld":1`, `"RetentionFails":1`}, ""},
		{"nothing expired", 0, nil, nil, []string{`"Purged":0`, `"PurgeRuns":1`}, ""},
		{"half a run", 2, broken, nil, []string{`"Purged":2`, `"Retained":5`}, "PurgeRuns"},
		{"half a retention", 2, nil, broken, []string{`"Purged":2`, `"Retained":5`}, "PurgeRuns"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, log, err := run(t, true, purging(func() (int, error) { return test.n, test.err }), test.retain)
			if want := errors.Join(test.err, test.retain); want != nil && !errors.Is(err, broken) || want == nil && err != nil {
				t.Errorf("got %v, want %v", err, want)
			}
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("got %s, want %s", got, want)
				}
			}
			if test.not != "" && strings.Contains(got, test.not) {
				t.Errorf("got %s, want no %s", got, test.not)
			}
			if !strings.Contains(log, `"rule":"question","days":365,"cases":4,"held":1`) || !strings.Contains(log, `"case":"2222-3333"`) || strings.Contains(log, "signup") {
				t.Errorf("got log %s, want a line for each rule that did something and each case that failed", log)
			}
		})
	}
}

// run gives what one run wrote.
func run(t *testing.T, erases bool, store purging, fault error) (metrics, log string, err error) {
	t.Helper()
	var out, lines bytes.Buffer
	p := &purger{
		store: store, erases: erases,
		retain: func(context.Context) (privacy.Retention, error) { return retained(), fault },
		log:    slog.New(slog.NewJSONHandler(&lines, nil)), metrics: cloud.NewMetrics(&out, "loket", time.Now),
	}
	err = p.handle(t.Context(), nil)
	return out.String(), lines.String(), err
}

func TestReportIsNotCountedAsErased(t *testing.T) {
	metrics, log, err := run(t, false, func() (int, error) { return 0, nil }, nil)
	if err != nil || strings.Contains(metrics, `"Retained"`) || !strings.Contains(log, `"done":false`) {
		t.Errorf("got %v, metrics %s, log %s, want a report only", err, metrics, log)
	}
}
