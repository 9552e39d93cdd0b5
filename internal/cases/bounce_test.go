package cases

import (
	"errors"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
)

func TestReturnedMailIsMarkedOnce(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.deliver()
	c, _ := w.read(ref)
	id := c.Mail[0].Message.ID
	for _, why := range []Return{ReturnRefused, ReturnRefused, ReturnComplaint} { // events come twice, and after each other
		if err := w.outbox().Bounced(t.Context(), id, why); err != nil {
			t.Fatal(err)
		}
	}
	c, r := w.read(ref)
	if c.Mail[0].State != MailReturned || c.Mail[1].State != MailSent {
		t.Errorf("got %s and %s, want the first returned", c.Mail[0].State, c.Mail[1].State)
	}
	last := c.Log[len(c.Log)-1]
	if want := "mail teruggekomen (geweigerd) " + id; last.What != want || len(c.Log) != 4 || r.Version != 4 {
		t.Errorf("log: got %d lines, the last %q, in version %d, want 4, %q and 4", len(c.Log), last.What, r.Version, want)
	}
	if strings.Contains(w.log.String(), "voorbeeld") {
		t.Errorf("log: got %s, want no address", w.log.String())
	}
}

func TestMailThatCameBackIsNotSentAgain(t *testing.T) {
	w := newWorld(t, Limits{})
	w.answer(func(mail.Message) error { return errors.Join(mail.ErrTemporary, mail.ErrUnanswered) }) // it went out all the same
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.deliver()
	c, _ := w.read(ref)
	for _, m := range c.Mail {
		if err := w.outbox().Bounced(t.Context(), m.Message.ID, ReturnUndelivered); err != nil {
			t.Fatal(err)
		}
	}
	w.answer(nil)
	w.pass(24 * time.Hour)
	if got := w.deliver(); got != 0 || w.listed(IndexMail, MailDue) != 0 {
		t.Errorf("got %d sent and %d waiting, want none", got, w.listed(IndexMail, MailDue))
	}
}

func TestReturnBeforeTheSendingIsRecordedStays(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.answer(func(m mail.Message) error { return w.outbox().Bounced(t.Context(), m.ID, ReturnRefused) })
	if got := w.deliver(); got != 2 {
		t.Errorf("got %d sent, want 2", got)
	}
	c, _ := w.read(ref)
	for _, m := range c.Mail {
		if m.State != MailReturned {
			t.Errorf("%s: got %s, want %s", m.Message.ID, m.State, MailReturned)
		}
	}
}

func TestReturnOfAnUnknownMessage(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	for _, id := range []string{"", "-", "geenstreepje", "bestaat-niet-bevestiging", ID(ref) + "-anders", "../../x-y", strings.Repeat("a", 300) + "-b"} {
		if err := w.outbox().Bounced(t.Context(), id, ReturnRefused); !errors.Is(err, ErrUnknownMessage) {
			t.Errorf("%.40q: got %v, want ErrUnknownMessage", id, err)
		}
	}
}

func TestAReplyOfSomebodyWhoIsAwayIsOnlyALineInTheLog(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.deliver()
	c, before := w.read(ref)
	for range 2 {
		if err := w.outbox().Bounced(t.Context(), c.Mail[0].Message.ID, ReturnUnsure); err != nil {
			t.Fatal(err)
		}
	}
	c, r := w.read(ref)
	if c.Mail[0].State != MailSent || !c.NewsAt.IsZero() || r.Version != before.Version+1 || !strings.Contains(c.Log[len(c.Log)-1].What, "onduidelijk") {
		t.Errorf("got %s, news at %v, version %d, want it sent, no news and one line", c.Mail[0].State, c.NewsAt, r.Version)
	}
	if err := w.outbox().Bounced(t.Context(), c.Mail[0].Message.ID, ReturnRefused); err != nil {
		t.Fatal(err)
	}
	if c, _ := w.read(ref); c.Mail[0].State != MailReturned {
		t.Errorf("got %s, want that a refusal after it counts", c.Mail[0].State)
	}
}

func TestAnAddressThatRefusedIsTriedAgainAndShownUntilItTakesMail(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.deliver()
	c, _ := w.read(ref)
	if err := w.outbox().Bounced(t.Context(), c.Mail[0].Message.ID, ReturnRefused); err != nil {
		t.Fatal(err)
	}
	c, _ = w.read(ref)
	if m, ok := c.Returned(); !ok || m.Why != ReturnRefused || w.listed(IndexMail, MailBack) != 1 {
		t.Errorf("got %v, %v and %d listed, want the message that came back", m.Why, ok, w.listed(IndexMail, MailBack))
	}
	w.does(w.Answer(t.Context(), w.by(ref, domain.PartyOfficer), "Het antwoord."))
	if got := w.deliver(); got != 1 {
		t.Errorf("got %d sent, want the answer tried", got)
	}
	c, _ = w.read(ref)
	if _, ok := c.Returned(); ok {
		t.Error("got an address that is marked, want it free: it took the answer")
	}
	w.does(w.Finish(t.Context(), w.by(ref, domain.PartyOfficer), domain.OutcomeAnswered))
	if got := w.listed(IndexMail, MailBack); got != 0 {
		t.Errorf("got %d listed after closing, want none", got)
	}
}
