package cases

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/domain"
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
	if _, err := w.config.Store.Create(t.Context(), store.Record{ID: "kapot", Body: []byte("{"),
		Index: []store.Entry{{Index: IndexMail, Partition: MailDue, At: w.now()}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.outbox().DeliverCase(t.Context(), "kapot"); err == nil {
		t.Error("case that cannot be read: got no error")
	}
	if _, err := w.config.Store.Create(t.Context(), store.Record{ID: "staff-1", Body: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	if got, err := w.outbox().DeliverCase(t.Context(), "staff-1"); got != 0 || err != nil {
		t.Errorf("record that is no case: got %d and %v, want no error", got, err)
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

func TestYearlyMailSaysHowToGetNoMoreAndOtherMailDoesNot(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.publishedProfile("a@voorbeeld.example")
	w.to(time.Date(2027, 11, 24, 10, 0, 0, 0, time.UTC))
	w.tick()
	c, _ := w.read(ref)
	yearly := 0
	for _, m := range c.Mail {
		if !strings.Contains(m.Message.ID, "-jaar") {
			if len(m.Message.Unsubscribe) > 0 {
				t.Errorf("%s: got %v, want none: its reader asked for it", m.Message.ID, m.Message.Unsubscribe)
			}
			continue
		}
		yearly++
		ways := m.Message.Unsubscribe
		if len(ways) != 2 || !strings.HasPrefix(ways[0], w.config.Base+"/") || ways[1] != "mailto:balie@loket.example?subject="+ref {
			t.Errorf("%s: got %v, want the page of the profile and the desk", m.Message.ID, ways)
		}
	}
	if yearly != 1 {
		t.Errorf("got %d yearly messages, want one", yearly)
	}
}

func TestLayoutThatFailsCostsTheHTMLOnly(t *testing.T) {
	w := newWorld(t, Limits{})
	var got []mail.Message
	w.config.Sender = senderFunc(func(_ context.Context, m mail.Message) error { got = append(got, m); return nil })
	w.config.HTML = func(lang, subject, text string) (string, error) {
		if len(got) == 0 {
			return "", errCrash
		}
		return "<p lang=" + lang + ">", nil
	}
	w.submit(question("x", "j@voorbeeld.example"))
	if sent := w.deliver(); sent != 2 || got[0].HTML != "" || got[1].HTML != "<p lang=nl>" {
		t.Errorf("got %d sent with %q and %q, want both, the first as text", sent, got[0].HTML, got[1].HTML)
	}
	if !strings.Contains(w.log.String(), "mail goes as plain text") {
		t.Error("got no line in the log")
	}
}

func TestConfigurationOfASite(t *testing.T) {
	site := domain.Site{Name: "Loket", MailFrom: "loket@loket.example", MailDesk: "balie@loket.example", MailLead: "leiding@loket.example",
		Languages: []string{"de", "nl"}, Targets: domain.Targets{Question: 2, Profile: 5, Advice: 3, Contact: 10}}
	c := Config{Main: "nl"}.At(site, "https://elders.example")
	if c.From != site.MailFrom || c.FromName != "Loket" || c.Desk != site.MailDesk || c.Lead != site.MailLead || c.Main != "de" || c.Base != "https://elders.example" ||
		c.Answer != AnswerPath || c.Reply != ReplyPath || c.Targets[domain.KindAdvice] != 3 {
		t.Errorf("got %+v, want what the site says, at the other address", c)
	}
}
