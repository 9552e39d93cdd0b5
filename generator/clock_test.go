package main

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
	"mkbloket/templates"
)

// heard passes on the messages of a log.
type heard chan string

// Write implements io.Writer, for a handler that writes one record at a time.
func (h heard) Write(line []byte) (int, error) {
	select {
	case h <- string(line):
	default: // nobody listens any more
	}
	return len(line), nil
}

// TestTheClockRunsFromTheFirstBuildOn puts in a sign-up that nobody confirmed,
// starts the desk with a site, and waits until the clock says that it acted.
func TestTheClockRunsFromTheFirstBuildOn(t *testing.T) {
	past := time.Now().AddDate(0, 0, -20).UTC()
	c := exampleCase(1)
	c.Kind, c.Status, c.CreatedAt, c.Clock.Since = domain.KindProfile, domain.StatusSubmitted, past, past
	c.Confirm = &cases.Confirmation{Until: past.AddDate(0, 0, 7)}
	place := placeWith(t, "folder", c)
	secretIn(t, place)
	log := make(heard, 100)
	d, err := openDesk(t.Context(), settings{data: place}, slog.New(slog.NewJSONHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	p, problems, err := load(options{content: "../content", templates: templates.Embedded(), today: time.Now()})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	if err := d.use(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	erased := func() bool {
		_, err := d.store.Get(t.Context(), cases.ID(c.Reference))
		return errors.Is(err, store.ErrNotFound)
	}
	for deadline := time.After(20 * time.Second); !erased(); {
		select {
		case <-log: // a line may be the one of the clock
		case <-deadline:
			t.Fatal("the clock did nothing")
		}
	}
	if err := d.use(t.Context(), p); err != nil { // a rebuild: the old clock ends, a new one begins
		t.Error(err)
	}
	if err := d.close(); err != nil { // waits for outbox and clock
		t.Error(err)
	}
}
