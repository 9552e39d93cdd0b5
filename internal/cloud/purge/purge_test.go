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
)

type purging func() (int, error)

func (p purging) Purge(context.Context) (int, error) { return p() }

func TestRunIsCountedOnlyWhenItCameToItsEnd(t *testing.T) {
	broken := errors.New("table away")
	var tests = []struct {
		name string
		n    int
		err  error
		want []string
		not  string
	}{
		{"whole run", 3, nil, []string{`"Purged":3`, `"PurgeRuns":1`}, ""},
		{"nothing expired", 0, nil, []string{`"Purged":0`, `"PurgeRuns":1`}, ""},
		{"half a run", 2, broken, []string{`"Purged":2`}, "PurgeRuns"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			p := &purger{
				store: purging(func() (int, error) { return test.n, test.err }),
				log:   slog.New(slog.DiscardHandler), metrics: cloud.NewMetrics(&out, "loket", time.Now),
			}
			if err := p.handle(t.Context(), nil); !errors.Is(err, test.err) {
				t.Errorf("got %v, want %v", err, test.err)
			}
			for _, want := range test.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("got %s, want %s", out.String(), want)
				}
			}
			if test.not != "" && strings.Contains(out.String(), test.not) {
				t.Errorf("got %s, want no %s", out.String(), test.not)
			}
		})
	}
}
