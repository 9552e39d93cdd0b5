package cases

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"mkbloket/internal/mail"
	"mkbloket/internal/store"
)

// outbox is the outbox of another process on the same store.
func (w *world) outbox() *Outbox {
	w.Helper()
	o, err := NewOutbox(Config{Store: w.config.Store, Sender: w, Now: w.now, Jitter: w.config.Jitter, Log: w.config.Log})
	if err != nil {
		w.Fatal(err)
	}
	return o
}

func TestOutboxNeedsNoTextsOrSecret(t *testing.T) {
	w := newWorld(t, Limits{})
	if _, err := NewOutbox(Config{Store: w.config.Store, Sender: w, Now: w.now, Jitter: w.config.Jitter}); err == nil {
		t.Error("without a log: got no error")
	}
	w.submit(question("x", "j@voorbeeld.example"))
	if sent, err := w.outbox().DeliverDue(t.Context()); sent != 2 || err != nil {
		t.Errorf("got %d and %v, want 2 sent", sent, err)
	}
}

func TestCaseIsDeliveredOnceHoweverOftenItIsAskedFor(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	id := ID(w.submit(question("x", "j@voorbeeld.example")).Reference)
	w.submit(question("y", "k@voorbeeld.example"))
	for i, want := range []int{2, 0, 0} {
		if got, err := w.outbox().DeliverCase(t.Context(), id); got != want || err != nil {
			t.Errorf("time %d: got %d and %v, want %d", i+1, got, err, want)
		}
	}
	if got := w.listed(IndexMail, MailDue); got != 1 {
		t.Errorf("the other case: got %d in the outbox, want 1", got)
	}
}

func TestDeliveringACaseReportsOnlyFaultsOfTheStore(t *testing.T) {
	w := newWorld(t, Limits{})
	id := ID(w.submit(question("x", "j@voorbeeld.example")).Reference)
	w.answer(down)
	if got, err := w.outbox().DeliverCase(t.Context(), id); got != 0 || err != nil {
		t.Errorf("mail server down: got %d and %v, want no error", got, err)
	}
	if got, err := w.outbox().DeliverCase(t.Context(), "bestaat-niet"); got != 0 || err != nil {
		t.Errorf("case that is gone: got %d and %v, want no error", got, err)
	}
	if _, err := w.config.Store.Create(t.Context(), store.Record{ID: "kapot", Body: []byte("{")}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.outbox().DeliverCase(t.Context(), "kapot"); err == nil {
		t.Error("case that cannot be read: got no error")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.outbox().DeliverCase(ended, id); !errors.Is(err, context.Canceled) {
		t.Errorf("no time left: got %v, want context.Canceled", err)
	}
}

func TestBacklogCountsWhatIsNotSent(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	o := w.outbox()
	if got, err := o.Backlog(t.Context()); err != nil || got != (Backlog{}) {
		t.Errorf("nothing sent in: got %+v and %v, want nothing", got, err)
	}
	w.answer(func(m mail.Message) error {
		if m.To == "weg@voorbeeld.example" {
			return mail.ErrPermanent
		}
		return nil
	})
	w.submit(question("x", "weg@voorbeeld.example"))
	w.deliver()
	w.pass(mail.GiveUpAfter)
	w.deliver() // gives up the first
	for i := range 3 {
		w.submit(question(fmt.Sprint(i), "j@voorbeeld.example"))
	}
	w.pass(time.Hour)
	got, err := o.Backlog(t.Context())
	if want := (Backlog{Waiting: 6, Parked: 1, Oldest: time.Hour}); err != nil || got != want {
		t.Errorf("got %+v and %v, want %+v", got, err, want)
	}
}
