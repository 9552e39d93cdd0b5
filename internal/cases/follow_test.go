package cases

import (
	"errors"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/domain"
)

func TestFollowLinkOpensOneCaseUntilItRunsOut(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	ctx := t.Context()
	ref, other := w.submit(question("x", "j@voorbeeld.example")).Reference, w.submit(question("y", "k@voorbeeld.example")).Reference
	c, _ := w.read(ref)
	key := linked(c, "s")
	if want := "https://loket.example/volgen/?k=" + ref + "&s=" + key; w.FollowURL(c) != want || len(key) != 43 {
		t.Errorf("got %s, want %s", w.FollowURL(c), want)
	}
	open := func(ref, key string) error { _, err := w.Open(ctx, ref, key); return err }
	if err := open(strings.ToLower(ref), key); err != nil {
		t.Errorf("right key: got %v, want it opened", err)
	}
	for name, try := range map[string][2]string{
		"another case": {other, key}, "no key": {ref, ""}, "part of the key": {ref, key[:42]}, "other letters": {ref, strings.ToUpper(key)},
		"unknown reference": {"2222-2222", key}, "no reference": {"", key}, "path": {"../../x", key},
	} {
		if err := open(try[0], try[1]); err != ErrNoEntry {
			t.Errorf("%s: got %v, want exactly ErrNoEntry", name, err)
		}
	}
	if _, err := w.Open(ctx, "2222-2222", w.FollowKey(&Case{})); err != ErrNoEntry {
		t.Errorf("the key of no case: got %v, want ErrNoEntry", err)
	}
	w.does(w.RevokeLink(ctx, w.by(ref, officer)))
	if err := open(ref, key); err != ErrNoEntry {
		t.Errorf("revoked: got %v, want ErrNoEntry", err)
	}
	c = w.does(w.Withdraw(ctx, w.by(ref, asker)))
	fresh := w.FollowKey(c)
	w.pass(FollowDays * 24 * time.Hour)
	if err := open(ref, fresh); err != nil {
		t.Errorf("sixty days after closing: got %v, want it opened", err)
	}
	w.pass(2 * time.Hour)
	if err := open(ref, fresh); err != ErrNoEntry {
		t.Errorf("after that: got %v, want ErrNoEntry", err)
	}
}

func TestLinkIsSentAgainToTheSenderOnly(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	for _, try := range [][2]string{{ref, "k@voorbeeld.example"}, {"2222-2222", "j@voorbeeld.example"}, {ref, ""}, {"", ""}} {
		if err := w.SendLink(t.Context(), try[0], try[1]); err != nil {
			t.Errorf("%v: got %v, want no word", try, err)
		}
	}
	if c, _ := w.read(ref); len(c.Mail) != 2 {
		t.Fatalf("got %d messages, want the first two", len(c.Mail))
	}
	for range 5 {
		if err := w.SendLink(t.Context(), ref, "J@Voorbeeld.example"); err != nil {
			t.Fatal(err)
		}
	}
	c, _ := w.read(ref)
	if len(c.Mail) != 2+2 || linked(c, "s") != w.FollowKey(c) { // one of the three of a day went to a wrong reference
		t.Errorf("got %d messages, want two more with the link", len(c.Mail))
	}
}

func TestProfileIsConfirmedByPostNotByLooking(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(profile("A. Voorbeeld", "a@bureau.example")).Reference
	c, before := w.read(ref)
	token := linked(c, "t")
	if !strings.Contains(c.Mail[0].Message.Text, "https://loket.example/de/volgen/bevestigen/?k="+ref+"&t="+token) || len(c.Mail) != 2 {
		t.Fatalf("got %q, want the link", c.Mail[0].Message.Text)
	}
	if _, err := w.OpenConfirmation(t.Context(), ref, token); err != nil {
		t.Fatal(err)
	}
	if _, after := w.read(ref); after.Version != before.Version {
		t.Error("looking changed the case")
	}
	for _, wrong := range []string{"", token[1:], w.FollowKey(c)} {
		if _, err := w.ConfirmAddress(t.Context(), ref, wrong); !errors.Is(err, ErrNoEntry) {
			t.Errorf("%q: got %v, want %v", wrong, err, ErrNoEntry)
		}
	}
	first, again := w.does(w.ConfirmAddress(t.Context(), ref, token)), w.does(w.ConfirmAddress(t.Context(), ref, token))
	if first.Status != domain.ProfileConfirmed || again.Revision != first.Revision || !first.DueAt.Equal(workday(5, w.now())) || !w.where(ref, QueueProfiles) {
		t.Errorf("got %s due %v, want it confirmed once and for the desk", first.Status, first.DueAt)
	}
}

func TestUnconfirmedProfileIsErasedAfterSevenDays(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(profile("A. Voorbeeld", "a@bureau.example")).Reference
	c, _ := w.read(ref)
	w.pass(7*24*time.Hour - time.Second)
	if got := w.tick(); got.Erased != 0 {
		t.Errorf("a second early: got %+v, want it kept", got)
	}
	if _, err := w.OpenConfirmation(t.Context(), ref, linked(c, "t")); err != nil {
		t.Errorf("a second early: got %v, want the link to work", err)
	}
	w.pass(time.Second)
	if _, err := w.ConfirmAddress(t.Context(), ref, linked(c, "t")); !errors.Is(err, ErrNoEntry) {
		t.Errorf("after seven days: got %v, want %v", err, ErrNoEntry)
	}
	if got := w.tick(); got.Erased != 1 {
		t.Errorf("after seven days: got %+v, want it erased", got)
	}
	if _, err := w.Check(t.Context(), w.by(ref, officer)); err == nil {
		t.Error("got the case, want it gone")
	}
}

func TestProfileLivesItsYear(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx, ref := t.Context(), w.publishedProfile("a@bureau.example")
	until := w.now().Add(30 * 24 * time.Hour)
	if _, err := w.Pause(ctx, w.by(ref, owner), w.now().AddDate(1, 0, 0)); !errors.Is(err, ErrChoice) {
		t.Errorf("a pause of a year: got %v, want %v", err, ErrChoice)
	}
	w.does(w.Pause(ctx, w.by(ref, owner), until))
	w.to(until)
	if got := w.tick(); got.Resumed != 1 {
		t.Errorf("end of the pause: got %+v, want it resumed", got)
	}
	c, _ := w.read(ref)
	asked := c.Next()
	w.to(asked.Add(-time.Second))
	if got := w.tick(); got.Expired != 0 {
		t.Errorf("before the year is over: got %+v, want nothing", got)
	}
	w.to(workday(0, asked))
	if got := w.tick(); got.Expired != 1 {
		t.Fatalf("after a year: got %+v, want its owner asked", got)
	}
	c, _ = w.read(ref)
	first := linked(c, "t")
	w.to(workday(10, w.now()))
	w.tick()
	c, _ = w.read(ref)
	if again := linked(c, "t"); c.Clock.Reminders != 1 || again != first {
		t.Errorf("got %d reminders, want one, and the link in the first mail to work still", c.Clock.Reminders)
	}
	c = w.does(w.ConfirmAddress(ctx, ref, first))
	if want := after(w.now(), 365, false); c.Status != domain.ProfilePublished || !c.Next().Equal(want) {
		t.Errorf("confirmed: got %s until %v, want it published until %v", c.Status, c.Next(), want)
	}
	w.to(workday(0, c.Next()))
	for range 40 {
		w.tick()
		w.to(workday(1, w.now()))
	}
	c, _ = w.read(ref)
	n := 0
	for _, m := range c.Mail {
		if strings.Contains(m.Message.ID, "herinnering") {
			n++
		}
	}
	if c.Status != domain.ProfileUnlisted || n != 1+2 {
		t.Errorf("no reaction: got %s after %d reminders, want it off the site after two more", c.Status, n)
	}
}

func TestProfileIsRejectedWithAReason(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.confirmedProfile("a@bureau.example")
	if _, err := w.Reject(t.Context(), w.by(ref, officer), "zomaar"); !errors.Is(err, ErrChoice) {
		t.Errorf("got %v, want %v", err, ErrChoice)
	}
	c := w.does(w.Reject(t.Context(), w.by(ref, officer), "onvolledig"))
	if c.Reason != "onvolledig" || !strings.Contains(c.last().Message.Text, "reden.onvolledig") || !w.where(ref, QueueClosed) {
		t.Errorf("got %s, want it closed and its owner told why", c.Status)
	}
}

func TestSpamDoesNotGetAroundConfirming(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(profile("A. Voorbeeld", "a@bureau.example")).Reference
	w.does(w.MarkSpam(t.Context(), w.by(ref, officer)))
	c := w.does(w.NotSpam(t.Context(), w.by(ref, officer)))
	if c.Status != domain.StatusSubmitted || linked(c, "t") == "" {
		t.Errorf("got %s, want it to be confirmed", c.Status)
	}
}
