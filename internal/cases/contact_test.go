package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

const (
	ownersAddress  = "eigenaar@voorbeeld.example"
	sendersAddress = "schrijver@voorbeeld.example"
)

func message(page, email string) Input {
	return Input{Language: "nl", Origin: "192.0.2.4/32", Consents: map[string]string{"toestemming_bericht": "Ja."},
		Submission: &domain.Message{Page: page, Topic: "Over " + secretWord, Text: secretWord + " met nog veel meer woorden", Company: "Bedrijf " + secretWord,
			Consent: true, Contact: domain.Contact{Name: "S. Schrijver", Email: email}}}
}

// listedProfile is a profile on the site with a capacity, 0 for none, and its page.
func (w *world) listedProfile(email string, capacity int) (ref, page string) {
	w.Helper()
	in := profile("A. Voorbeeld", email)
	in.Submission.(*domain.SignUp).Capacity = capacity
	ref = w.submit(in).Reference
	c, _ := w.read(ref)
	w.does(w.ConfirmAddress(w.Context(), ref, linked(c, "t")))
	w.does(w.Check(w.Context(), w.by(ref, officer)))
	page = "adviseurs/" + strings.ToLower(ref)
	w.does(w.Approve(w.Context(), w.by(ref, officer), page))
	w.deliver()
	return ref, page
}

func (w *world) ownerOf(ref, page string) Act {
	return Act{Ref: ref, By: Actor{Party: adviser, ID: page}}
}

// written is a message that came in, read back.
func (w *world) written(in Input) (*Case, Receipt) {
	w.Helper()
	got := w.submit(in)
	c, _ := w.read(got.Reference)
	return c, got
}

func to(c *Case) []string {
	var all []string
	for _, m := range c.Mail {
		all = append(all, m.Message.To)
	}
	return all
}

func TestMessageIsRelayedAndAnswered(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	ctx := w.Context()
	_, page := w.listedProfile(ownersAddress, 0)
	c, got := w.written(message(page, sendersAddress))
	if c.Status != domain.ContactRelayed || got.Way != WayProfile || !w.where(c.Reference, QueueReferred) {
		t.Fatalf("got %s by way of %s, want it with the owner", c.Status, got.Way)
	}
	if want := []string{ownersAddress, sendersAddress}; !slices.Equal(to(c), want) {
		t.Errorf("got mail to %v, want %v", to(c), want)
	}
	if want := calendar.AddWorkingDays(w.now(), 10); !got.DueAt.Equal(want) {
		t.Errorf("got the promise %v, want %v", got.DueAt, want)
	}
	if _, err := w.OpenMessage(ctx, c.Reference, w.FollowKey(c)); !errors.Is(err, ErrNoEntry) {
		t.Errorf("with the link of its sender: got %v, want ErrNoEntry", err)
	}
	opened, err := w.OpenMessage(ctx, c.Reference, w.MessageKey(c))
	if err != nil || opened.Relayed().Page != page {
		t.Fatalf("got %v, want the message of %s", err, page)
	}
	if !strings.Contains(c.Mail[0].Message.Text, "/de/antwoorden/?k="+c.Reference+"&s="+w.MessageKey(c)) {
		t.Errorf("got %q, want the link to reply in the language of the owner", c.Mail[0].Message.Text)
	}
	c = w.does(w.Reply(ctx, w.ownerOf(c.Reference, page), "Kom langs."))
	if c.Status != domain.StatusAnswered || !strings.Contains(c.last().Message.Text, "Kom langs.") || c.last().Message.To != sendersAddress {
		t.Errorf("got %s and %q to %s, want the answer to the sender", c.Status, c.last().Message.Text, c.last().Message.To)
	}
	if !c.NewsAt.IsZero() {
		t.Error("got news for the desk, want none while sender and owner write to each other")
	}
	var lines []string
	for _, m := range c.Timeline() {
		lines = append(lines, m.What+" "+m.Organisation)
	}
	if want := []string{"ontvangen ", "doorgestuurd A. Voorbeeld", "gereageerd A. Voorbeeld"}; !slices.Equal(lines, want) {
		t.Errorf("got %v, want %v", lines, want)
	}
	w.to(workday(11, w.now()))
	w.tick()
	if c, _ = w.read(c.Reference); c.Status != domain.StatusClosed {
		t.Errorf("got %s, want it closed after the answer", c.Status)
	}
}

func TestNeitherSideGetsTheAddressOfTheOther(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	_, page := w.listedProfile(ownersAddress, 0)
	c, _ := w.written(message(page, sendersAddress))
	w.to(workday(3, w.now()))
	w.tick()
	w.does(w.DeclineContact(w.Context(), w.ownerOf(c.Reference, page), "anders", "Voor het loket: "+secretWord))
	w.does(w.Relay(w.Context(), w.by(c.Reference, officer), page))
	c = w.does(w.Reply(w.Context(), w.ownerOf(c.Reference, page), "Kom langs."))
	for _, m := range c.Mail {
		text := m.Message.Subject + m.Message.Text + m.Message.ReplyTo
		other := map[string]string{ownersAddress: sendersAddress, sendersAddress: ownersAddress}[m.Message.To]
		if other == "" || strings.Contains(text, other) {
			t.Errorf("%s to %s: got %q, want no address of the other", m.Message.ID, m.Message.To, text)
		}
		if strings.Contains(text, secretWord) || strings.Contains(text, "Schrijver") {
			t.Errorf("%s: got %q, want nothing that the sender or the owner wrote for others", m.Message.ID, text)
		}
	}
	for _, s := range c.Shared {
		if slices.Contains(s.Fields, "email") || !slices.Contains(s.Fields, "bericht") {
			t.Errorf("got %v shared, want the message and no address", s.Fields)
		}
	}
}

func TestWhereAMessageGoes(t *testing.T) {
	now := newWorld(t, Limits{}).now()
	tests := map[string]struct {
		change func(w *world, ref, deputy string)
		trap   bool
		way    string
		status string
		queue  string
	}{
		"to the owner":              {nil, false, WayProfile, domain.ContactRelayed, QueueReferred},
		"the owner pauses":          {pauseProfile, false, WayDesk, domain.StatusSubmitted, QueueNew},
		"the owner has a deputy":    {func(w *world, ref, deputy string) { pauseProfile(w, ref, deputy); nameDeputy(w, ref, deputy) }, false, WayDeputy, domain.ContactRelayed, QueueReferred},
		"so has the deputy":         {pauseBoth, false, WayDesk, domain.StatusSubmitted, QueueNew},
		"no longer on the site":     {func(w *world, ref, _ string) { w.does(w.Unlist(w.Context(), w.by(ref, owner))) }, false, WayDesk, domain.StatusSubmitted, QueueNew},
		"the owner is to be erased": {func(w *world, ref, _ string) { w.does(w.RequestErasure(w.Context(), w.by(ref, owner))) }, false, WayDesk, domain.StatusSubmitted, QueueNew},
		"a machine wrote it":        {nil, true, WayDesk, domain.StatusSubmitted, QueueSuspect},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Limits{PerOrigin: -1})
			ref, page := w.listedProfile(ownersAddress, 0)
			_, deputy := w.listedProfile("vervanger@voorbeeld.example", 0)
			if test.change != nil {
				test.change(w, ref, deputy)
			}
			in := message(page, sendersAddress)
			if test.trap {
				in.Flags = []string{FlagTrap}
			}
			c, got := w.written(in)
			if got.Way != test.way || c.Status != test.status || !w.where(c.Reference, test.queue) {
				t.Errorf("got %s in %s, want %s in %s and queue %s", got.Way, c.Status, test.way, test.status, test.queue)
			}
			if test.way == WayDesk && (!got.DueAt.Equal(calendar.AddWorkingDays(now, 2)) || slices.Contains(to(c), ownersAddress)) {
				t.Errorf("got the promise %v and mail to %v, want two working days and nothing to the owner", got.DueAt, to(c))
			}
			if again := w.submit(in); !again.Again || again.Way != test.way {
				t.Errorf("got %+v for the same again, want the same case and way", again)
			}
		})
	}
}

func pauseProfile(w *world, ref, _ string) {
	w.does(w.Pause(w.Context(), w.by(ref, owner), w.now().AddDate(0, 0, 14)))
}

func nameDeputy(w *world, ref, deputy string) {
	w.does(w.SetDeputy(w.Context(), w.by(ref, owner), deputy))
}

func pauseBoth(w *world, ref, deputy string) {
	pauseProfile(w, ref, deputy)
	nameDeputy(w, ref, deputy)
	other, err := w.Profile(w.Context(), deputy)
	w.does(Result{Case: other}, err)
	pauseProfile(w, other.Reference, "")
}

func TestPageWithoutProfileGoesToTheDesk(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	for _, page := range []string{"", "adviseurs/van-een-redacteur"} {
		c, got := w.written(message(page, sendersAddress))
		if got.Way != WayDesk || !slices.Equal(to(c), []string{sendersAddress, w.config.Desk}) {
			t.Errorf("%q: got %s and mail to %v, want the desk", page, got.Way, to(c))
		}
		if a, err := w.Availability(w.Context(), page, w.now()); err != nil || a.Known {
			t.Errorf("%q: got %+v and %v, want a page of which nothing is known", page, a, err)
		}
	}
}

func TestOwnerIsRemindedAndThenTheDeskHasIt(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	_, page := w.listedProfile(ownersAddress, 0)
	c, _ := w.written(message(page, sendersAddress))
	w.deliver()
	sent := w.now()
	w.to(workday(3, sent).Add(-time.Minute))
	if r := w.tick(); r.Reminded != 0 {
		t.Errorf("got %d reminders before the third working day, want none", r.Reminded)
	}
	w.to(workday(3, sent))
	if r := w.tick(); r.Reminded != 1 {
		t.Errorf("got %d reminders on the third working day, want 1", r.Reminded)
	}
	if c, _ = w.read(c.Reference); c.last().Message.To != ownersAddress || !strings.Contains(c.last().Message.Text, w.MessageKey(c)) {
		t.Errorf("got a reminder to %s, want one to the owner with the link", c.last().Message.To)
	}
	w.to(workday(5, w.now()))
	if r := w.tick(); r.Surfaced != 1 || !r.Digest {
		t.Errorf("got %+v, want the message at the desk and in the digest", r)
	}
	c, _ = w.read(c.Reference)
	if c.Status != domain.ContactDesk || !w.where(c.Reference, QueueInProgress) || c.last().Message.To != sendersAddress {
		t.Errorf("got %s and mail to %s, want it with the desk and the sender told", c.Status, c.last().Message.To)
	}
	if !strings.Contains(w.digestOf(w.now()).Mail[0].Message.Text, c.Reference) {
		t.Error("got a digest without the message")
	}
	if c = w.does(w.Reply(w.Context(), w.ownerOf(c.Reference, page), "Toch nog.")); c.Status != domain.StatusAnswered {
		t.Errorf("got %s, want a late reply to be as good", c.Status)
	}
}

func TestOwnerWhoLeftIsNotRemindedButTheDeskIs(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	ref, page := w.listedProfile(ownersAddress, 0)
	c, _ := w.written(message(page, sendersAddress))
	w.does(w.Unlist(w.Context(), w.by(ref, owner)))
	w.to(workday(3, w.now()))
	w.tick()
	if c, _ = w.read(c.Reference); c.Status != domain.ContactDesk || c.Clock.Reminders != 0 {
		t.Errorf("got %s after %d reminders, want the desk to have it", c.Status, c.Clock.Reminders)
	}
}

func TestDeclineLeadsToTheDeskAndOn(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	ctx := w.Context()
	_, page := w.listedProfile(ownersAddress, 0)
	_, other := w.listedProfile("ander@voorbeeld.example", 0)
	c, _ := w.written(message(page, sendersAddress))
	if _, err := w.DeclineContact(ctx, w.ownerOf(c.Reference, page), "geen_zin", ""); !errors.Is(err, ErrChoice) {
		t.Errorf("got %v for an unknown reason, want ErrChoice", err)
	}
	if _, err := w.Reply(ctx, w.ownerOf(c.Reference, other), "x"); !errors.Is(err, domain.ErrNotYours) {
		t.Errorf("got %v for another profile, want ErrNotYours", err)
	}
	key := w.MessageKey(c)
	c = w.does(w.DeclineContact(ctx, w.ownerOf(c.Reference, page), domain.ReasonUnwanted, ""))
	if c.Status != domain.ContactDesk || c.NewsAt.IsZero() || c.Relays[0].Reason != domain.ReasonUnwanted {
		t.Errorf("got %s, want it with the desk as news and the reason kept", c.Status)
	}
	if _, err := w.OpenMessage(ctx, c.Reference, key); !errors.Is(err, ErrNoEntry) {
		t.Errorf("got %v, want the link of who declined to open nothing", err)
	}
	if _, err := w.Relay(ctx, w.by(c.Reference, officer), "adviseurs/van-een-redacteur"); !errors.Is(err, ErrChoice) {
		t.Errorf("got %v for a page without a profile, want ErrChoice", err)
	}
	c = w.does(w.Relay(ctx, w.by(c.Reference, officer), other))
	if c.Status != domain.ContactRelayed || c.Relayed().Page != other || w.MessageKey(c) == key {
		t.Errorf("got %s with %+v, want it with the other, who has a link of their own", c.Status, c.Relayed())
	}
	c = w.does(w.Withdraw(ctx, w.by(c.Reference, asker)))
	if _, err := w.OpenMessage(ctx, c.Reference, w.MessageKey(c)); !errors.Is(err, ErrNoEntry) {
		t.Errorf("got %v, want a message that was withdrawn to be read by nobody", err)
	}
}

func TestOpenMessageOpensNothingElse(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	_, page := w.listedProfile(ownersAddress, 0)
	c, _ := w.written(message(page, sendersAddress))
	plain, _ := w.written(question("x", sendersAddress))
	desk, _ := w.written(message("", sendersAddress))
	for name, link := range map[string][2]string{
		"no key":             {c.Reference, ""},
		"the sender's key":   {c.Reference, w.FollowKey(c)},
		"key of another":     {desk.Reference, w.MessageKey(c)},
		"with the desk":      {desk.Reference, w.messageToken(desk, "")},
		"a question":         {plain.Reference, w.messageToken(plain, "")},
		"unknown reference":  {"K7M3-P9QX", w.MessageKey(c)},
		"not even that":      {"../..", w.MessageKey(c)},
		"no case and no key": {"", ""},
	} {
		if _, err := w.OpenMessage(w.Context(), link[0], link[1]); !errors.Is(err, ErrNoEntry) {
			t.Errorf("%s: got %v, want ErrNoEntry", name, err)
		}
	}
}

func TestCapacityAtItsBorder(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1, ContactsPerAddress: -1, ContactsPerOrigin: -1})
	ref, page := w.listedProfile(ownersAddress, 2)
	first := w.now()
	w.written(message(page, "een@voorbeeld.example"))
	w.pass(time.Hour)
	w.written(message(page, "twee@voorbeeld.example"))
	free := after(first, PlaceDays, false)
	a, err := w.Availability(w.Context(), page, w.now())
	if err != nil || !a.Full || !a.From.Equal(free) || a.Takes() {
		t.Fatalf("got %+v and %v, want it full until %v", a, err, free)
	}
	if _, got := w.written(message(page, "drie@voorbeeld.example")); got.Way != WayDesk {
		t.Errorf("got %s, want the third at the desk", got.Way)
	}
	w.to(free.Add(-time.Second))
	if _, got := w.written(message(page, "vier@voorbeeld.example")); got.Way != WayDesk {
		t.Errorf("got %s a second before, want the desk", got.Way)
	}
	w.to(free)
	if _, got := w.written(message(page, "vijf@voorbeeld.example")); got.Way != WayProfile {
		t.Errorf("got %s after 28 days, want the owner", got.Way)
	}
	if c, _ := w.read(ref); len(c.Places) != 2 {
		t.Errorf("got %d places, want the old one gone", len(c.Places))
	}
}

func TestManyForTheLastPlace(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1, ContactsPerAddress: -1, ContactsPerOrigin: -1})
	_, page := w.listedProfile(ownersAddress, 1)
	ways := make([]string, 8)
	var group sync.WaitGroup
	for i := range ways {
		group.Go(func() {
			got, err := w.Submit(w.Context(), message(page, fmt.Sprintf("j%d@voorbeeld.example", i)))
			if err != nil {
				t.Error(err)
			}
			ways[i] = got.Way
		})
	}
	group.Wait()
	slices.Sort(ways)
	if want := append(slices.Repeat([]string{WayDesk}, 7), WayProfile); !slices.Equal(ways, want) {
		t.Errorf("got %v, want one with the owner and none lost", ways)
	}
}

func TestStopBetweenPlaceAndMessageBlocksNobody(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	ref, page := w.listedProfile(ownersAddress, 1)
	if _, err := w.reserve(w.Context(), ref, "ZZZZ-ZZZZ", w.now()); err != nil {
		t.Fatal(err)
	}
	if a, _ := w.Availability(w.Context(), page, w.now()); !a.Full {
		t.Fatalf("got %+v, want the place taken", a)
	}
	w.pass(unclaimed + time.Second)
	if _, got := w.written(message(page, sendersAddress)); got.Way != WayProfile {
		t.Errorf("got %s, want the place of a message that never came", got.Way)
	}
}

func TestTheSameMessageTakesOnePlace(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	ref, page := w.listedProfile(ownersAddress, 3)
	failing := &failingCreate{Store: w.config.Store, times: 2}
	w.config.Store = failing
	for range 2 {
		if _, err := w.Submit(w.Context(), message(page, sendersAddress)); !errors.Is(err, store.ErrUnavailable) {
			t.Fatalf("got %v, want the store to fail", err)
		}
	}
	if _, got := w.written(message(page, sendersAddress)); got.Way != WayProfile || got.Again {
		t.Errorf("got %+v, want it with the owner", got)
	}
	if c, _ := w.read(ref); len(c.Places) != 1 {
		t.Errorf("got %d places, want 1", len(c.Places))
	}
}

// failingCreate is a store that cannot make records for a while.
type failingCreate struct {
	store.Store
	times int
}

func (s *failingCreate) Create(ctx context.Context, r store.Record) (store.Record, error) {
	if s.times--; s.times >= 0 {
		return store.Record{}, store.ErrUnavailable
	}
	return s.Store.Create(ctx, r)
}

func TestOneSenderCannotWriteToEveryone(t *testing.T) {
	tests := map[string]struct {
		limits Limits
		email  func(i int) string
		most   int
		window time.Duration
	}{
		"one address": {Limits{PerOrigin: -1, ContactsPerOrigin: -1}, func(int) string { return sendersAddress }, 5, contactWeek},
		"one origin":  {Limits{PerOrigin: -1}, func(i int) string { return fmt.Sprintf("j%d@voorbeeld.example", i) }, 10, day},
		"in capitals": {Limits{PerOrigin: -1, ContactsPerOrigin: -1}, func(i int) string { return sendersAddress[:i] + strings.ToUpper(sendersAddress[i:]) }, 5, contactWeek},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, test.limits)
			for i := range test.most {
				w.submit(message(fmt.Sprintf("adviseurs/nummer-%d", i), test.email(i)))
			}
			_, err := w.Submit(w.Context(), message("adviseurs/te-veel", test.email(test.most)))
			limit, ok := errors.AsType[*LimitError](err)
			if !ok || limit.After <= 0 || limit.After > test.window {
				t.Fatalf("got %v, want a limit of at most %v", err, test.window)
			}
			w.submit(question("mag wel", sendersAddress))
			w.pass(limit.After)
			w.submit(message("adviseurs/te-veel", test.email(test.most)))
		})
	}
}

func TestNobodyFloodsTheMailOfAnOwner(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1, ContactsPerAddress: -1, ContactsPerOrigin: -1})
	_, page := w.listedProfile(ownersAddress, 0)
	ways := map[string]int{}
	for i := range mostRelayed + 2 {
		_, got := w.written(message(page, fmt.Sprintf("j%d@voorbeeld.example", i)))
		ways[got.Way]++
	}
	if ways[WayProfile] != mostRelayed || ways[WayDesk] != 2 {
		t.Errorf("got %v, want %d with the owner and the rest at the desk", ways, mostRelayed)
	}
}

func TestMessageToBeErasedIsReadByNobodyAndRemindedOfToNobody(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	_, page := w.listedProfile(ownersAddress, 0)
	c, _ := w.written(message(page, sendersAddress))
	c = w.does(w.RequestErasure(w.Context(), w.by(c.Reference, asker)))
	mails := len(c.Mail)
	if _, err := w.OpenMessage(w.Context(), c.Reference, w.MessageKey(c)); !errors.Is(err, ErrNoEntry) {
		t.Errorf("got %v, want the link to open nothing", err)
	}
	w.to(workday(3, w.now()))
	w.tick()
	if c, _ = w.read(c.Reference); len(c.Mail) != mails || c.Status != domain.ContactDesk {
		t.Errorf("got %d messages more and %s, want none and the desk", len(c.Mail)-mails, c.Status)
	}
}

// TestSpamTakesNoPlace keeps somebody who fills up a profile with nonsense from
// keeping others away for four weeks.
func TestSpamTakesNoPlace(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1, ContactsPerOrigin: -1})
	_, page := w.listedProfile(ownersAddress, 1)
	nonsense, _ := w.written(message(page, "a@voorbeeld.example"))
	if _, got := w.written(message(page, "b@voorbeeld.example")); got.Way != WayDesk {
		t.Fatalf("got %s while the profile is full, want the desk", got.Way)
	}
	w.does(w.MarkSpam(w.Context(), w.by(nonsense.Reference, officer)))
	if _, got := w.written(message(page, "c@voorbeeld.example")); got.Way != WayProfile {
		t.Errorf("got %s after the desk put the first aside as spam, want the owner", got.Way)
	}
}

// TestOwnersReadNothingThatWasForOthers is about what passes between the sender
// and the desk, and between another owner and the desk.
func TestOwnersReadNothingThatWasForOthers(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	ctx := w.Context()
	_, first := w.listedProfile(ownersAddress, 0)
	_, second := w.listedProfile("ander@voorbeeld.example", 0)
	c, _ := w.written(message(first, sendersAddress))
	w.does(w.AddInformation(ctx, w.by(c.Reference, asker), "erbij"))
	w.does(w.AddInformation(ctx, w.by(c.Reference, officer), "door de telefoon"))
	w.does(w.DeclineContact(ctx, w.ownerOf(c.Reference, first), domain.ReasonUnwanted, "alleen voor het loket"))
	w.does(w.AskBack(ctx, w.by(c.Reference, officer), "wat is uw nummer?"))
	w.does(w.AddInformation(ctx, w.by(c.Reference, asker), "dit is mijn nummer"))
	w.does(w.Relay(ctx, w.by(c.Reference, officer), second))
	w.does(w.AddInformation(ctx, w.by(c.Reference, asker), "nog iets"))
	c = w.does(w.Reply(ctx, w.ownerOf(c.Reference, second), "kom langs"))
	for page, want := range map[string][]string{
		first:  {"erbij", "alleen voor het loket", "nog iets"},
		second: {"erbij", "nog iets", "kom langs"},
	} {
		var got []string
		for _, e := range c.ForOwner(page) {
			got = append(got, e.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", page, got, want)
		}
	}
}
