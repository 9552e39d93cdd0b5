package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/mail"
	"mkbloket/internal/store"
)

func down(mail.Message) error { return mail.ErrTemporary }

func TestMailIsSentOnceAndLeavesTheOutbox(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	if got := w.deliver(); got != 2 {
		t.Errorf("sent: got %d, want 2", got)
	}
	w.pass(time.Hour)
	if got := w.deliver(); got != 0 {
		t.Errorf("sent again: got %d, want 0", got)
	}
	c, _ := w.read(ref)
	if c.Mail[0].State != MailSent || c.Mail[0].SentAt.IsZero() || len(c.Log) != 3 {
		t.Errorf("got %+v and log %v, want it recorded", c.Mail[0], c.Log)
	}
	if w.listed(IndexMail, MailDue) != 0 || w.listed(IndexQueue, QueueNew) != 1 {
		t.Error("want the case out of the outbox and in the queue")
	}
}

func TestMailDownFor72HoursIsAllSentWithinHalfAnHour(t *testing.T) {
	const number = 4
	w := newWorld(t, Limits{PerOrigin: -1})
	w.answer(down)
	for i := range number {
		w.submit(question(fmt.Sprint(i), fmt.Sprintf("j%d@voorbeeld.example", i)))
	}
	for w.now().Before(time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)) {
		w.deliver()
		w.pass(10 * time.Minute)
		if w.now().Hour() == 3 && w.now().Minute() == 0 {
			w.start(w.config.Store, Limits{}) // the queue survives restarts
		}
	}
	if len(w.taken) != 0 || w.listed(IndexMail, MailDue) != number {
		t.Fatalf("before recovery: %d taken, %d waiting, want 0 and %d", len(w.taken), w.listed(IndexMail, MailDue), number)
	}
	w.answer(nil)
	for range 30 {
		w.deliver()
		w.pass(time.Minute)
	}
	slices.Sort(w.taken)
	if got := len(slices.Compact(slices.Clone(w.taken))); got != 2*number || len(w.taken) != got {
		t.Errorf("after recovery: got %d messages, %d different, want %d, each once", len(w.taken), got, 2*number)
	}
}

func TestParkedAfter72HoursWithALogLine(t *testing.T) {
	w := newWorld(t, Limits{})
	w.answer(down)
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.pass(mail.GiveUpAfter)
	w.deliver()
	c, _ := w.read(ref)
	if c.Mail[0].State != MailGivenUp || w.listed(IndexMail, MailParked) != 1 || w.listed(IndexMail, MailDue) != 0 {
		t.Errorf("got %+v, want it parked", c.Mail[0])
	}
	if log := w.log.String(); !strings.Contains(log, `"level":"ERROR"`) || strings.Contains(log, "voorbeeld") {
		t.Errorf("log: got %s, want an error without an address", log)
	}
}

func TestPoisonDoesNotHoldUpOthers(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	poison := w.submit(question("gif", "gif@voorbeeld.example")).Reference
	w.answer(func(m mail.Message) error {
		if m.To == "gif@voorbeeld.example" {
			return mail.ErrPermanent
		}
		return nil
	})
	for i := range 10 {
		w.submit(question(fmt.Sprint(i), fmt.Sprintf("j%d@voorbeeld.example", i)))
	}
	if got := w.deliver(); got != 21 {
		t.Errorf("sent: got %d, want 21: all but one", got)
	}
	c, _ := w.read(poison)
	if wait := c.Mail[0].NextAt.Sub(w.now()); wait < 3*time.Hour || c.Mail[1].State != MailSent {
		t.Errorf("got a wait of %v, want hours after a refusal, and the notice sent", wait)
	}
}

func TestUnreadableRecordDoesNotHoldUpOthers(t *testing.T) {
	w := newWorld(t, Limits{})
	entry := store.Entry{Index: IndexMail, Partition: MailDue, At: w.now().Add(-time.Hour)}
	if _, err := w.config.Store.Create(t.Context(), store.Record{ID: "kapot", Body: []byte("{"), Index: []store.Entry{entry}}); err != nil {
		t.Fatal(err)
	}
	w.submit(question("x", "j@voorbeeld.example"))
	sent, err := w.DeliverDue(t.Context(), w.now())
	if sent != 2 || err == nil {
		t.Errorf("got %d sent and error %v, want 2 and an error", sent, err)
	}
}

// crashing is a store that loses every write after the claim.
type crashing struct {
	store.Store
	updates int
}

var errCrash = errors.New("crash")

func (c *crashing) Update(ctx context.Context, id string, version uint64, r store.Record) (store.Record, error) {
	if c.updates++; c.updates > 1 {
		return store.Record{}, errCrash
	}
	return c.Store.Update(ctx, id, version, r)
}

func TestCrashBetweenSendingAndRecordingRepeatsOnce(t *testing.T) {
	w := newWorld(t, Limits{})
	sound := w.config.Store
	w.start(&crashing{Store: sound}, Limits{})
	w.submit(question("x", "j@voorbeeld.example"))
	if _, err := w.DeliverDue(t.Context(), w.now()); !errors.Is(err, errCrash) {
		t.Fatalf("got %v, want the crash", err)
	}
	w.start(sound, Limits{})
	if got := w.deliver(); got != 0 {
		t.Errorf("within the lease: got %d sent, want 0", got)
	}
	for range 10 {
		w.pass(lease)
		w.deliver()
	}
	seen := map[string]int{}
	for _, id := range w.taken {
		seen[id]++
	}
	for id, n := range seen {
		if n != 2 {
			t.Errorf("message %s: sent %d times, want 2 with one Message-ID", id, n)
		}
	}
	if len(seen) != 2 {
		t.Errorf("got %d Message-IDs, want 2", len(seen))
	}
}

func TestLostAnswerOfTheMailServerRepeatsOnce(t *testing.T) {
	w := newWorld(t, Limits{})
	sendings := map[string]int{}
	w.answer(func(m mail.Message) error {
		sendings[m.ID]++
		return fmt.Errorf("%w: %w", mail.ErrTemporary, mail.ErrUnanswered)
	})
	w.submit(question("x", "j@voorbeeld.example"))
	for range 20 {
		w.deliver()
		w.pass(20 * time.Minute)
	}
	for id, n := range sendings {
		if n != 2 {
			t.Errorf("message %s: sent %d times, want 2", id, n)
		}
	}
	if got := w.listed(IndexMail, MailParked); got != 1 {
		t.Errorf("parked: got %d, want 1", got)
	}
}

func TestResultIsRecordedInACaseThatChangedMeanwhile(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.answer(func(m mail.Message) error {
		c, r := w.read(ref) // the desk works on the case while its mail is under way
		c.Status = "in behandeling"
		changed, err := Encode(c)
		if err != nil {
			return err
		}
		_, err = w.config.Store.Update(t.Context(), r.ID, r.Version, changed)
		return err
	})
	w.deliver()
	c, _ := w.read(ref)
	if c.Status != "in behandeling" || c.Mail[0].State != MailSent || c.Mail[1].State != MailSent {
		t.Errorf("got status %s and mail %s, %s, want both changes", c.Status, c.Mail[0].State, c.Mail[1].State)
	}
}

func TestTwoWorkersSendEachMessageOnce(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	for i := range 20 {
		w.submit(question(fmt.Sprint(i), fmt.Sprintf("j%d@voorbeeld.example", i)))
	}
	done := make(chan error)
	for range 4 {
		go func() {
			_, err := w.DeliverDue(t.Context(), w.now())
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	slices.Sort(w.taken)
	if got := len(slices.Compact(slices.Clone(w.taken))); got != 40 || len(w.taken) != 40 {
		t.Errorf("got %d sendings of %d messages, want 40 of 40", len(w.taken), got)
	}
}

// senderFunc is a mail.Sender.
type senderFunc func(context.Context, mail.Message) error

func (f senderFunc) Send(ctx context.Context, m mail.Message) error { return f(ctx, m) }

func TestMessageOnItsWayIsFinishedWhenTheOutboxStops(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	ctx, stop := context.WithCancel(t.Context())
	w.config.Sender = senderFunc(func(ctx context.Context, _ mail.Message) error {
		stop() // the text has gone out, the answer is still to come
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("%w: %w: %w", mail.ErrTemporary, mail.ErrUnanswered, err)
		}
		return nil
	})
	if _, err := w.DeliverDue(ctx, w.now()); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	c, _ := w.read(ref)
	if m := c.Mail[0]; m.State != MailSent || m.Unanswered != 0 {
		t.Errorf("%s: got %s, %d answers lost, want it sent", m.Message.ID, m.State, m.Unanswered)
	}
	if m := c.Mail[1]; m.State != MailWaiting || m.Attempts != 0 || m.Claimed || m.NextAt.After(w.now()) {
		t.Errorf("%s: got %+v, want it not begun and due at once", m.Message.ID, m)
	}
}

// forgetful claims, and never records what came of a sending.
type forgetful struct{ store.Store }

func (f forgetful) Update(ctx context.Context, id string, version uint64, r store.Record) (store.Record, error) {
	c, err := Decode(r)
	if err != nil {
		return store.Record{}, err
	}
	if !slices.ContainsFunc(c.Mail, func(m Outgoing) bool { return m.Claimed || m.State == MailGivenUp }) {
		return store.Record{}, errCrash
	}
	return f.Store.Update(ctx, id, version, r)
}

func TestMailWhoseResultCannotBeRecordedIsParkedAndNotSentForEver(t *testing.T) {
	w := newWorld(t, Limits{Confirmations: -1})
	sound := w.config.Store
	w.start(forgetful{sound}, Limits{Confirmations: -1})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	for range 5 * 24 * 12 { // five days
		if _, err := w.DeliverDue(t.Context(), w.now()); err != nil && !errors.Is(err, errCrash) {
			t.Fatal(err)
		}
		w.pass(lease)
	}
	c, _ := w.read(ref)
	sent := map[string]int{}
	for _, id := range w.taken {
		sent[id]++
	}
	for _, m := range c.Mail {
		if n := sent[m.Message.ID]; n < 1 || n > mostUnrecorded || m.State != MailGivenUp {
			t.Errorf("%s: got %d sendings and %s, want 1 to %d and parked", m.Message.ID, n, m.State, mostUnrecorded)
		}
	}
}

func TestWhatLooksLikeAMachinesGetsNoMailSent(t *testing.T) {
	w := newWorld(t, Limits{})
	in := question("x", "slachtoffer@voorbeeld.example")
	in.Flags = []string{FlagTrap}
	c, _ := w.read(w.submit(in).Reference)
	for _, m := range c.Mail {
		if m.Message.To == "slachtoffer@voorbeeld.example" {
			t.Errorf("got %s to the address that was given, want only a notice to the desk", m.Message.ID)
		}
	}
	if len(c.Mail) == 0 {
		t.Error("got no notice to the desk")
	}
}

func TestLeaseCountsFromTheClaimAlsoLateInALongRound(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	began := w.now()
	w.pass(time.Hour) // others were slow
	var claimed []time.Time
	w.answer(func(mail.Message) error {
		c, _ := w.read(ref)
		claimed = append(claimed, c.Mail[0].NextAt)
		return nil
	})
	if _, err := w.DeliverDue(t.Context(), began); err != nil {
		t.Fatal(err)
	}
	if got, want := claimed[0], w.now().Add(lease); !got.Equal(want) {
		t.Errorf("got a lease until %v, want %v", got, want)
	}
}

func TestSubmitWakesTheOutbox(t *testing.T) {
	w := newWorld(t, Limits{})
	sent := make(chan string, 2)
	w.answer(func(m mail.Message) error { sent <- m.ID; return nil })
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() { w.RunOutbox(ctx); close(stopped) }()
	w.submit(question("x", "j@voorbeeld.example"))
	for range 2 {
		<-sent
	}
	stop()
	<-stopped
}
