package cases

import (
	"errors"
	"strings"
	"testing"

	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
)

func TestPendingListsWhatDidNotArriveAndNobodysAddress(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	back := w.submit(question("terug", "terug@voorbeeld.example")).Reference
	w.deliver()
	c, _ := w.read(back)
	if err := w.outbox().Bounced(t.Context(), c.Mail[0].Message.ID, ReturnRefused); err != nil {
		t.Fatal(err)
	}
	w.answer(func(m mail.Message) error {
		if strings.Contains(m.ID, wordNotice) {
			return mail.ErrPermanent
		}
		return mail.ErrTemporary
	})
	parked := w.submit(question("geparkeerd", "p@voorbeeld.example")).Reference
	w.pass(mail.GiveUpAfter)
	w.deliver()
	waiting := w.submit(question("wacht", "w@voorbeeld.example")).Reference
	w.deliver()
	all, err := w.Outbox().Pending(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, p := range all {
		got[p.Reference] += p.State + " " + string(p.Fault) + string(p.Why) + ";"
	}
	want := map[string]string{
		back:    "teruggekomen geweigerd;",
		parked:  "geparkeerd niet aangenomen;geparkeerd geweigerd;",
		waiting: "wacht niet aangenomen;wacht geweigerd;",
	}
	for ref, what := range want {
		if got[ref] != what {
			t.Errorf("%s: got %q, want %q", ref, got[ref], what)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRetryPutsOneParkedMessageBack(t *testing.T) {
	w := newWorld(t, Limits{})
	w.answer(down)
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.pass(mail.GiveUpAfter)
	w.deliver()
	w.answer(nil)
	id := ID(ref) + "-bevestiging"
	by := Actor{Party: domain.PartyOfficer, ID: "a1"}
	if err := w.Outbox().Retry(t.Context(), id, by); err != nil {
		t.Fatal(err)
	}
	if err := w.Outbox().Retry(t.Context(), id, by); !errors.Is(err, ErrUnknownMessage) {
		t.Errorf("a second time: got %v, want ErrUnknownMessage", err)
	}
	if got := w.deliver(); got != 1 {
		t.Errorf("got %d sent, want the one that was asked for", got)
	}
	c, _ := w.read(ref)
	if c.Mail[0].State != MailSent || c.Mail[1].State != MailGivenUp {
		t.Errorf("got %s and %s, want the first sent and the other as it was", c.Mail[0].State, c.Mail[1].State)
	}
	if e := c.Log[len(c.Log)-2]; e.What != eventRetried+" "+id || e.Account != "a1" {
		t.Errorf("log: got %+v, want who put it back", e)
	}
	for _, id := range []string{"", "x", "bestaat-niet-bevestiging", ID(ref) + "-anders", "../../x-y"} {
		if err := w.Outbox().Retry(t.Context(), id, by); !errors.Is(err, ErrUnknownMessage) {
			t.Errorf("%q: got %v, want ErrUnknownMessage", id, err)
		}
	}
}

func TestRetriedMessageThatFailsAgainIsParkedAtOnce(t *testing.T) {
	w := newWorld(t, Limits{})
	w.answer(down)
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.pass(mail.GiveUpAfter)
	w.deliver()
	if err := w.Outbox().Retry(t.Context(), ID(ref)+"-bevestiging", Actor{Party: domain.PartyOfficer}); err != nil {
		t.Fatal(err)
	}
	w.deliver()
	if c, _ := w.read(ref); c.Mail[0].State != MailGivenUp || c.Mail[0].Attempts != 2 {
		t.Errorf("got %s after %d attempts, want it parked after the second", c.Mail[0].State, c.Mail[0].Attempts)
	}
}
