package cases

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

const asker, officer, adviser, owner = domain.PartyAsker, domain.PartyOfficer, domain.PartyAdviser, domain.PartyOwner

func TestQuestionIsAnsweredAndClosed(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx, ref := t.Context(), w.submit(question("x", "j@voorbeeld.example")).Reference
	w.does(w.Take(ctx, w.by(ref, officer)))
	if !w.where(ref, QueueInProgress) {
		t.Error("after take: want it among the work in progress")
	}
	c := w.does(w.AskBack(ctx, w.by(ref, officer), "Wat bedoelt u?"))
	if m := c.last().Message; m.To != "j@voorbeeld.example" || !strings.Contains(m.Text, "Wat bedoelt u?") || !w.where(ref, QueueWaiting) {
		t.Errorf("after a question back: got %+v, want it in mail to the asker", m)
	}
	w.pass(24 * time.Hour)
	c = w.does(w.AddInformation(ctx, w.by(ref, asker), "Dit: "+secretWord))
	if want := workday(2, w.now()); c.Status != domain.StatusInProgress || !c.DueAt.Equal(want) || c.NewsAt.IsZero() {
		t.Errorf("after the reply: got %s due %v, want in progress due %v", c.Status, c.DueAt, want)
	}
	c = w.does(w.Answer(ctx, w.by(ref, officer), "Het antwoord is ja."))
	if m := c.last().Message; !strings.Contains(m.Text, "Het antwoord is ja.") || linked(c, "s") != w.FollowKey(c) || !c.NewsAt.IsZero() {
		t.Errorf("answer: got %q, want the text and the link", m.Text)
	}
	w.does(w.GiveFeedback(ctx, w.by(ref, asker), Feedback{Answered: FeedbackPartly, Comment: "Bijna"}))
	w.to(workday(10, w.now()))
	if got := w.tick(); got.Closed != 1 {
		t.Errorf("ten working days later: got %+v, want it closed", got)
	}
	c, _ = w.read(ref)
	if c.Status != domain.StatusClosed || c.Outcome != domain.OutcomeAnswered || c.ClosedAt.IsZero() || !w.where(ref, QueueClosed) {
		t.Errorf("got %s with %s, want it closed as answered", c.Status, c.Outcome)
	}
}

func TestReopeningHasALimitForTheAskerOnly(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.does(w.Answer(t.Context(), w.by(ref, officer), "Ja."))
	w.pass(30*24*time.Hour - time.Minute)
	c, _ := w.read(ref)
	if !c.CanReopen(w.now()) {
		t.Error("a minute before thirty days: got no, want yes")
	}
	w.pass(time.Minute)
	if _, err := w.Reopen(t.Context(), w.by(ref, asker), "Nee"); !errors.Is(err, ErrTooLate) {
		t.Errorf("after thirty days: got %v, want %v", err, ErrTooLate)
	}
	c = w.does(w.Reopen(t.Context(), w.by(ref, officer), "Belde: niet geholpen"))
	if c.Status != domain.StatusInProgress || !c.ClosedAt.IsZero() || c.Outcome != "" {
		t.Errorf("by the desk: got %s, want it open", c.Status)
	}
}

func TestTwoOfficersAtOnceAndTheOutboxBetween(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	c, _ := w.read(ref)
	first, second := w.by(ref, officer), w.by(ref, officer)
	first.Revision, second.Revision, second.By.ID = c.Revision, c.Revision, "a2"
	w.deliver() // changes the record, not what the officers saw
	w.does(w.Answer(t.Context(), first, "Ja."))
	got, err := w.Answer(t.Context(), second, "Nee.")
	if !errors.Is(err, store.ErrStale) || got.Case == nil || got.Case.Thread[0].Text != "Ja." {
		t.Errorf("got %v with %+v, want ErrStale and the case with the first answer", err, got.Case)
	}
	first.Revision = c.Revision
	if again, err := w.Answer(t.Context(), first, "Ja."); err != nil || again.Changed {
		t.Errorf("the first officer pressing twice: got %v and changed %v, want nothing new", err, again.Changed)
	}
}

func TestPressingTwiceIsOnce(t *testing.T) {
	withToken := func(a Act) Act { a.Token = "bladzijde-1"; return a }
	var tests = map[string]func(*world, string) (Result, error){
		"withdraw":        func(w *world, ref string) (Result, error) { return w.Withdraw(w.Context(), w.by(ref, asker)) },
		"ask for erasure": func(w *world, ref string) (Result, error) { return w.RequestErasure(w.Context(), w.by(ref, asker)) },
		"take":            func(w *world, ref string) (Result, error) { return w.Take(w.Context(), w.by(ref, officer)) },
		"add": func(w *world, ref string) (Result, error) {
			return w.AddInformation(w.Context(), w.by(ref, asker), "x")
		},
		"add with a token": func(w *world, ref string) (Result, error) {
			return w.AddInformation(w.Context(), withToken(w.by(ref, asker)), "x")
		},
		"spam": func(w *world, ref string) (Result, error) { return w.MarkSpam(w.Context(), w.by(ref, officer)) },
		"note": func(w *world, ref string) (Result, error) { return w.Note(w.Context(), w.by(ref, officer), "x") },
	}
	for name, press := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Limits{})
			w.T = t
			ref := w.submit(question("x", "j@voorbeeld.example")).Reference
			once := w.does(press(w, ref))
			again, err := press(w, ref)
			if err != nil || again.Changed || again.Case.Revision != once.Revision || len(again.Case.Mail) != len(once.Mail) || len(again.Case.Thread) != len(once.Thread) {
				t.Errorf("got %v, changed %v, want the case as after the first time", err, again.Changed)
			}
		})
	}
}

func TestATokenIsOnceAlsoLater(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	act := w.by(ref, asker)
	act.Token = "bladzijde-1"
	w.does(w.AddInformation(t.Context(), act, "een"))
	w.does(w.Take(t.Context(), w.by(ref, officer)))
	if again, err := w.AddInformation(t.Context(), act, "een"); err != nil || again.Changed {
		t.Errorf("same text: got %v and changed %v, want nothing new", err, again.Changed)
	}
	if c := w.does(w.AddInformation(t.Context(), act, "twee")); len(c.Thread) != 2 {
		t.Errorf("other text: got %d texts, want 2", len(c.Thread))
	}
}

func TestVerbsRefuse(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	ctx, ref := t.Context(), w.submit(question("x", "j@voorbeeld.example")).Reference
	other := w.submit(question("y", "j@voorbeeld.example"))
	adv := w.submit(advice("z", "j@voorbeeld.example")).Reference
	var tests = []struct {
		name string
		do   func() (Result, error)
		want error
	}{
		{"an answer by the asker", func() (Result, error) { return w.Answer(ctx, w.by(ref, asker), "x") }, domain.ErrNotYours},
		{"a note by the asker", func() (Result, error) { return w.Note(ctx, w.by(ref, asker), "x") }, domain.ErrNotYours},
		{"feedback before an answer", func() (Result, error) {
			return w.GiveFeedback(ctx, w.by(ref, asker), Feedback{Answered: FeedbackYes})
		}, domain.ErrNotNow},
		{"feedback without an answer in it", func() (Result, error) { return w.GiveFeedback(ctx, w.by(ref, asker), Feedback{}) }, ErrChoice},
		{"an empty text", func() (Result, error) { return w.AddInformation(ctx, w.by(ref, asker), " \r\n ") }, ErrText},
		{"a text with NUL", func() (Result, error) { return w.AddInformation(ctx, w.by(ref, asker), "a\x00b") }, ErrText},
		{"a text that is too long", func() (Result, error) { return w.Note(ctx, w.by(ref, officer), strings.Repeat("é", MaxText+1)) }, ErrText},
		{"an outcome of another kind", func() (Result, error) { return w.Finish(ctx, w.by(ref, officer), "financierbaar_plan") }, ErrChoice},
		{"a redirect without the asker's yes", func() (Result, error) { return w.Redirect(ctx, w.by(ref, officer), " ") }, ErrNoConsent},
		{"an offer of a question", func() (Result, error) { return w.Refer(ctx, w.by(ref, officer), w.offer("a@bureau.example")) }, ErrNoConsent},
		{"an offer to no address", func() (Result, error) { return w.Refer(ctx, w.by(adv, officer), w.offer("geen adres")) }, ErrChoice},
		{"no offers", func() (Result, error) { return w.Refer(ctx, w.by(adv, officer), nil) }, ErrChoice},
		{"a referral that is not there", func() (Result, error) {
			return w.AnswerReferral(ctx, w.by(adv, adviser), "v9", Reply{Verb: domain.VerbAccept})
		}, ErrChoice},
		{"not spam of what is no spam", func() (Result, error) { return w.NotSpam(ctx, w.by(ref, officer)) }, domain.ErrNotNow},
		{"checking a question", func() (Result, error) { return w.Check(ctx, w.by(ref, officer)) }, domain.ErrNotNow},
		{"an unknown reference", func() (Result, error) { return w.Take(ctx, w.by("2222-2222", officer)) }, store.ErrNotFound},
		{"a reference that is none", func() (Result, error) { return w.Take(ctx, w.by("../x", officer)) }, store.ErrNotFound},
	}
	before, _ := w.read(ref)
	for _, test := range tests {
		if _, err := test.do(); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
	}
	after, _ := w.read(ref)
	if after.Revision != before.Revision || len(after.Log) != len(before.Log) || other.Again {
		t.Error("a refusal changed the case")
	}
}

func TestSpamAndBack(t *testing.T) {
	w := newWorld(t, Limits{})
	in := question("x", "j@voorbeeld.example")
	in.Flags = []string{"lokveld"}
	ref := w.submit(in).Reference
	if c := w.does(w.NotSpam(t.Context(), w.by(ref, officer))); len(c.Flags) != 0 || !w.where(ref, QueueNew) {
		t.Errorf("a flagged case that is good: got flags %v, want it among the new ones", c.Flags)
	}
	w.does(w.MarkSpam(t.Context(), w.by(ref, officer)))
	c := w.does(w.NotSpam(t.Context(), w.by(ref, officer)))
	if c.Status != domain.StatusNew || !c.ClosedAt.IsZero() || !c.DueAt.Equal(workday(2, w.now())) {
		t.Errorf("undone: got %s due %v, want it new with a new date", c.Status, c.DueAt)
	}
}

func TestErasureIsWorkForTheDeskInEveryStatus(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	w.does(w.Withdraw(t.Context(), w.by(ref, asker)))
	c := w.does(w.RequestErasure(t.Context(), w.by(ref, asker)))
	queue, at := c.Queue()
	if want := workday(10, w.now()); queue != QueueInProgress || !at.Equal(want) {
		t.Errorf("got %s at %v, want it in progress at %v", queue, at, want)
	}
}

func TestFormat1IsReadAsBefore(t *testing.T) {
	for name, want := range map[string]string{"question": domain.StatusNew, "profile": domain.StatusSubmitted, "advice": domain.StatusSubmitted} {
		body, err := os.ReadFile("testdata/format1-" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		c, err := Decode(store.Record{ID: "x", Body: body})
		if err != nil {
			t.Fatal(err)
		}
		if c.Status != want || c.Format != Format || c.Revision != 1 || !c.Clock.Since.Equal(c.CreatedAt) || len(c.Mail) != 2 || c.Mail[0].State != MailSent || len(c.Log) != 3 {
			t.Errorf("%s: got %+v, want a case in %s with its log and mail", name, c, want)
		}
		if got := len(c.Needs); got != map[string]int{"advice": 1}[name] {
			t.Errorf("%s: got %d needs", name, got)
		}
	}
}

func TestFormat1GoesOn(t *testing.T) {
	w := newWorld(t, Limits{})
	body, err := os.ReadFile("testdata/format1-profile.json")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Decode(store.Record{ID: "x", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	r := store.Record{ID: ID(c.Reference), Body: body, Index: []store.Entry{{Index: IndexQueue, Partition: QueueNew, At: c.DueAt}}}
	if _, err := w.config.Store.Create(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	w.to(workday(30, w.now()))
	w.tick()
	c, _ = w.read(c.Reference)
	if token := linked(c, "t"); token == "" || c.last().Message.Language != "de" {
		t.Errorf("got %+v, want a link to confirm", c.last())
	} else if c = w.does(w.ConfirmAddress(t.Context(), c.Reference, token)); c.Status != domain.ProfileConfirmed {
		t.Errorf("got %s, want it confirmed", c.Status)
	}
}

func TestTimelineIsWhatTheAskerMayKnow(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx, ref := t.Context(), w.submit(advice("x", "j@voorbeeld.example")).Reference
	w.does(w.Take(ctx, w.by(ref, officer)))
	w.does(w.Note(ctx, w.by(ref, officer), "Alleen voor ons"))
	w.does(w.SetHold(ctx, w.by(ref, officer), true, "Bezwaar"))
	w.does(w.Refer(ctx, w.by(ref, officer), w.offer("a@bureau.example")))
	c := w.does(w.AnswerReferral(ctx, w.by(ref, adviser), "v1", Reply{Verb: domain.VerbAccept}))
	w.deliver()
	var got []string
	for _, m := range c.Timeline() {
		got = append(got, m.What+m.Organisation)
	}
	if want := []string{"ontvangen", "in_behandeling", "uitgezet", "geaccepteerdAdviesbureau Voorbeeld"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if !c.Hold || c.Thread[0].ForAsker() {
		t.Error("want it on hold, and the note for staff only")
	}
}

// TestNothingIsAddedToACaseWithoutAPerson keeps what was made anonymous so: a
// note would stay for ever.
func TestNothingIsAddedToACaseWithoutAPerson(t *testing.T) {
	w := newWorld(t, Limits{})
	ref := w.submit(question("x", "j@voorbeeld.example")).Reference
	one, version, err := w.load(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	one.Person = Anonymous
	if err := w.write(t.Context(), version, one, domain.PartyClock); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Note(t.Context(), w.by(ref, officer), "gebeld"); !errors.Is(err, domain.ErrNotNow) {
		t.Errorf("note: got %v, want %v", err, domain.ErrNotNow)
	}
	if _, err := w.SetHold(t.Context(), w.by(ref, officer), true, "bezwaar"); !errors.Is(err, domain.ErrNotNow) {
		t.Errorf("hold: got %v, want %v", err, domain.ErrNotNow)
	}
}
