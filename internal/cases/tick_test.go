package cases

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// digests lists the digests of the world's days that there are, with their mail.
func (w *world) digestOf(day time.Time) *Case {
	w.Helper()
	r, err := w.config.Store.Get(w.Context(), "klok-"+day.Format("20060102"))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		w.Fatal(err)
	}
	c, err := Decode(r)
	if err != nil {
		w.Fatal(err)
	}
	return c
}

func TestAskerIsRemindedOnceAndThenTheCaseIsClosed(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.does(w.AskBack(t.Context(), w.by(ref, officer), "Wat bedoelt u?"))
	due := workday(5, w.now())
	var got []string
	for w.now().Before(workday(12, due)) {
		before, _ := w.read(ref)
		w.tick()
		if c, _ := w.read(ref); len(c.Mail) > len(before.Mail) {
			got = append(got, strings.TrimRight(strings.TrimPrefix(c.last().Message.ID, ID(ref)+"-"), "0123456789")+" "+w.now().Format("01-02 15"))
		}
		w.pass(time.Hour)
	}
	want := []string{"herinnering " + due.UTC().Format("01-02 15"), "afgesloten " + workday(5, due).UTC().Format("01-02 15")}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if c, _ := w.read(ref); c.Outcome != domain.OutcomeNoReply || c.Status != domain.StatusClosed {
		t.Errorf("got %s with %s, want it closed for want of a reaction", c.Status, c.Outcome)
	}
}

func TestAfterStandstillNothingComesInABurst(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.does(w.AskBack(t.Context(), w.by(ref, officer), "Wat bedoelt u?"))
	w.to(workday(60, w.now()))
	first := w.tick()
	for range 5 {
		w.tick()
		w.pass(time.Hour)
	}
	c, _ := w.read(ref)
	if first.Reminded != 1 || c.Clock.Reminders != 1 || c.Status != domain.StatusAsked {
		t.Errorf("got %+v and %s with %d reminders, want one reminder and the time it promises", first, c.Status, c.Clock.Reminders)
	}
	if got, want := c.Next(), workday(5, c.Clock.RemindedAt); !got.Equal(want) {
		t.Errorf("closing: got %v, want five working days after the reminder, %v", got, want)
	}
}

func TestPeopleGetMailOnlyWhenTheDeskIsOpen(t *testing.T) {
	for name, at := range map[string]time.Time{
		"Sunday":        time.Date(2026, 12, 6, 11, 0, 0, 0, time.UTC),
		"Christmas":     time.Date(2026, 12, 25, 11, 0, 0, 0, time.UTC),
		"night":         time.Date(2026, 12, 8, 2, 0, 0, 0, time.UTC),
		"before eight":  time.Date(2026, 12, 8, 6, 59, 0, 0, time.UTC),
		"eighteen hour": time.Date(2026, 12, 8, 17, 0, 0, 0, time.UTC),
	} {
		w := newWorld(t, Limits{})
		ref := w.submit(question("x", "j@voorbeeld.example")).Reference
		w.does(w.AskBack(t.Context(), w.by(ref, officer), "Wat?"))
		w.to(at)
		if got := w.tick(); got.Reminded != 0 || got.Digest {
			t.Errorf("%s: got %+v, want no mail", name, got)
		}
	}
}

func TestDigestIsOneADayAndSaysWhatIsLate(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	late := w.submit(question("a", "j@voorbeeld.example")).Reference
	w.to(workday(1, w.now()))
	today := w.submit(question("b", "j@voorbeeld.example")).Reference
	asked := w.submit(question("c", "k@voorbeeld.example")).Reference
	w.does(w.AddInformation(t.Context(), w.by(asked, asker), secretWord))
	w.to(workday(1, w.now()))
	if got := w.tick(); !got.Digest { // the first is due at this very moment
		t.Errorf("got %+v, want a digest", got)
	}
	w.to(workday(1, w.now()).Add(-2 * time.Hour))
	first, second := w.tick(), w.tick()
	w.pass(5 * time.Hour)
	third := w.tick()
	if !first.Digest || second.Digest || third.Digest {
		t.Errorf("got digests %v, %v and %v, want only the first", first.Digest, second.Digest, third.Digest)
	}
	d := w.digestOf(w.now())
	if len(d.Mail) != 1 || d.Mail[0].Message.To != w.config.Desk {
		t.Fatalf("got %+v, want one message to the desk", d.Mail)
	}
	text := d.Mail[0].Message.Text
	if i, j := strings.Index(text, late), strings.Index(text, today); i < 0 || j < i || strings.Contains(text, "voorbeeld") || strings.Contains(text, secretWord) {
		t.Errorf("got %q, want the late one, then that of today, and nothing of people", text)
	}
	if w.listed(IndexMail, MailDue) == 0 {
		t.Error("the digest is in no outbox")
	}
	w.deliver()
	if !slices.Contains(w.taken, d.Mail[0].Message.ID) {
		t.Errorf("sent: got %v, want the digest among it", w.taken)
	}
	w.pass(keepDigest)
	if w.digestOf(w.now().Add(-keepDigest)) != nil {
		t.Error("the digest stays, want it to expire")
	}
}

func TestFarTooLateGoesToTheLeadOnceMarked(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("a", "j@voorbeeld.example")).Reference
	due := workday(2, w.now())
	w.to(workday(domain.EscalateAfter, due).Add(-time.Second))
	if got := w.tick(); got.Escalated != 0 {
		t.Errorf("a second early: got %+v, want nothing", got)
	}
	w.to(workday(1, w.now()))
	if got, again := w.tick(), w.tick(); got.Escalated != 1 || again.Escalated != 0 {
		t.Errorf("got %d and then %d, want 1 and 0", got.Escalated, again.Escalated)
	}
	w.to(workday(1, w.now()))
	w.tick()
	d := w.digestOf(w.now())
	if len(d.Mail) != 2 || d.Mail[1].Message.To != "leiding@loket.example" || !strings.Contains(d.Mail[1].Message.Text, ref) {
		t.Errorf("got %+v, want a message to the lead", d.Mail)
	}
	w.does(w.Take(t.Context(), w.by(ref, officer)))
	if got := w.tick(); got.Escalated != 0 {
		t.Errorf("taken, with the same promise: got %+v, want it marked once", got)
	}
}

func TestOneAddressGetsFewRemindersADay(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1, Confirmations: -1})
	for i := range 5 {
		ref := w.submit(question(fmt.Sprint(i), "j@voorbeeld.example")).Reference
		w.does(w.AskBack(t.Context(), w.by(ref, officer), "Wat?"))
	}
	w.to(workday(5, w.now()))
	first := w.tick()
	w.to(workday(1, w.now()))
	second := w.tick()
	if first.Reminded != 3 || first.Postponed != 2 || second.Reminded != 2 {
		t.Errorf("got %d, %d postponed, then %d, want 3, 2 and 2", first.Reminded, first.Postponed, second.Reminded)
	}
}

// TestErasureIsDoneWithinAMonth holds the desk's own term, and the days after
// which the lead hears of it, to article 12(3) of the AVG: a month, whatever
// holidays fall in it.
func TestErasureIsDoneWithinAMonth(t *testing.T) {
	for at := time.Date(2026, 1, 1, 23, 30, 0, 0, time.UTC); at.Year() < 2029; at = at.AddDate(0, 0, 1) {
		c := &Case{Kind: domain.KindQuestion, Status: domain.StatusClosed, ErasureAt: at}
		month := at.AddDate(0, 1, 0)
		if month.Day() < at.Day() {
			month = time.Date(at.Year(), at.Month()+2, 0, 23, 30, 0, 0, time.UTC) // the last day of the month after
		}
		if heard := after(c.deskDue(), domain.EscalateAfter, true); !heard.Before(month) || !c.deskDue().Before(heard) {
			t.Fatalf("asked on %v: due %v, before the lead on %v, want both before %v", at, c.deskDue(), heard, month)
		}
	}
}
