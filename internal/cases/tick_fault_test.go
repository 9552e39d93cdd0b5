package cases

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

func TestTwoClocksDoEachThingOnce(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	var refs []string
	for i := range 8 {
		ref := w.submit(question(fmt.Sprint(i), fmt.Sprintf("j%d@voorbeeld.example", i))).Reference
		w.does(w.AskBack(t.Context(), w.by(ref, officer), "Wat?"))
		refs = append(refs, ref)
	}
	w.to(workday(5, w.now()))
	other, err := New(w.config)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 4)
	for i := range 4 {
		go func() {
			_, err := []*Cases{w.Cases, other}[i%2].Tick(t.Context(), w.now(), TickLimits{})
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	w.tick()
	for _, ref := range refs {
		if c, _ := w.read(ref); c.Clock.Reminders != 1 || len(c.Mail) != 4 {
			t.Errorf("%s: got %d reminders and %d messages, want 1 and 4", ref, c.Clock.Reminders, len(c.Mail))
		}
	}
}

func TestClockStopsAtItsLimitAndGoesOn(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	for i := range 5 {
		w.submit(profile("A. Voorbeeld", fmt.Sprintf("a%d@bureau.example", i)))
	}
	w.pass(7 * 24 * time.Hour)
	got, err := w.Tick(t.Context(), w.now(), TickLimits{Cases: 3})
	if err != nil || got.Erased != 3 || !got.More {
		t.Errorf("got %+v and %v, want three and more", got, err)
	}
	if got := w.tick(); got.Erased != 2 || got.More {
		t.Errorf("got %+v, want the last two", got)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.Tick(ended, w.now(), TickLimits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("without time: got %v, want %v", err, context.Canceled)
	}
}

func TestACaseThatCannotBeReadDoesNotHoldUpTheClock(t *testing.T) {
	w := newWorld(t, Limits{})
	r := store.Record{ID: "kapot", Body: []byte("{"), Index: []store.Entry{{Index: IndexQueue, Partition: QueueNew, At: w.now()}}}
	if _, err := w.config.Store.Create(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	w.submit(profile("A. Voorbeeld", "a@bureau.example"))
	w.pass(7 * 24 * time.Hour)
	if got, err := w.Tick(t.Context(), w.now(), TickLimits{}); err == nil || got.Erased != 1 {
		t.Errorf("got %+v and %v, want the other one handled and an error", got, err)
	}
}

func TestHeldProfileIsNotErased(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(profile("A. Voorbeeld", "a@bureau.example")).Reference
	w.does(w.SetHold(t.Context(), w.by(ref, officer), true, "Onderzoek"))
	w.pass(30 * 24 * time.Hour)
	w.tick()
	if c, _ := w.read(ref); !c.Hold || c.Status != domain.StatusSubmitted {
		t.Errorf("got %s, want it kept", c.Status)
	}
}

func TestLateMailOfAnOldCaseIsTriedForThreeDays(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.deliver()
	w.pass(30 * 24 * time.Hour)
	w.does(w.Answer(t.Context(), w.by(ref, officer), "Ja."))
	w.answer(down)
	w.deliver()
	if c, _ := w.read(ref); c.last().State != MailWaiting {
		t.Errorf("got %s, want it tried again", c.last().State)
	}
}

func TestRunClockTicksAtOnceAndStops(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(profile("A. Voorbeeld", "a@bureau.example")).Reference
	w.pass(7 * 24 * time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w.start(&watched{Store: w.config.Store, deleted: cancel}, Limits{})
	w.RunClock(ctx)
	if _, err := w.config.Store.Get(t.Context(), ID(ref)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v, want the profile erased", err)
	}
}

// watched is a store that says when something was deleted.
type watched struct {
	store.Store
	deleted func()
}

func (s *watched) Delete(ctx context.Context, id string, version uint64) error {
	defer s.deleted()
	return s.Store.Delete(ctx, id, version)
}

func TestOneAdviserIsRemindedOfOneCaseOnceADay(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(advice("x", "j@voorbeeld.example")).Reference
	w.does(w.AddNeed(t.Context(), w.takes(ref), "Een jurist"))
	offers := append(w.offer("a@bureau.example"), w.offer("a@bureau.example")...)
	offers[0].Need, offers[1].Need = "b1", "b2"
	w.does(w.Refer(t.Context(), w.by(ref, officer), offers))
	w.to(workday(3, w.now()))
	if got, again := w.tick(), w.tick(); got.Reminded != 1 || again.Reminded != 0 {
		t.Errorf("got %d and then %d reminders, want 1 and 0", got.Reminded, again.Reminded)
	}
	w.to(workday(1, w.now()))
	if got := w.tick(); got.Reminded != 1 {
		t.Errorf("the next day: got %d reminders, want the other one", got.Reminded)
	}
}

// takes gives the act of an officer on a case that was taken.
func (w *world) takes(ref string) Act {
	w.Helper()
	w.does(w.Take(w.Context(), w.by(ref, officer)))
	return w.by(ref, officer)
}
