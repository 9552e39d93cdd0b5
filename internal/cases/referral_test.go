package cases

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/domain"
)

func TestStatusFollowsTheReferrals(t *testing.T) {
	one, two := []Need{{ID: "b1"}}, []Need{{ID: "b1"}, {ID: "b2"}}
	dropped := []Need{{ID: "b1"}, {ID: "b2", DroppedAt: time.Unix(1, 0)}}
	r := func(need, state string) Referral { return Referral{Need: need, State: state} }
	var tests = []struct {
		name      string
		needs     []Need
		referrals []Referral
		want      string
	}{
		{"nobody was asked", one, nil, domain.StatusTriage},
		{"one is asked", one, []Referral{r("b1", domain.ReferralOffered)}, domain.StatusRouted},
		{"one said no", one, []Referral{r("b1", domain.ReferralDeclined)}, domain.StatusTriage},
		{"one did nothing", one, []Referral{r("b1", domain.ReferralExpired)}, domain.StatusTriage},
		{"one gave it back", one, []Referral{r("b1", domain.ReferralReturned)}, domain.StatusTriage},
		{"one could not help", one, []Referral{r("b1", domain.ReferralNoHelp)}, domain.StatusTriage},
		{"one could not reach the asker", one, []Referral{r("b1", domain.ReferralUnreachable)}, domain.StatusTriage},
		{"one said no, another is asked", one, []Referral{r("b1", domain.ReferralDeclined), r("b1", domain.ReferralOffered)}, domain.StatusRouted},
		{"one is asked, another said yes", one, []Referral{r("b1", domain.ReferralOffered), r("b1", domain.ReferralAccepted)}, domain.StatusInContact},
		{"one said yes, another is at work", one, []Referral{r("b1", domain.ReferralAccepted), r("b1", domain.ReferralContacted)}, domain.StatusEngagement},
		{"one is done", one, []Referral{r("b1", domain.ReferralDone)}, domain.StatusRounding},
		{"one is done, another is at work", one, []Referral{r("b1", domain.ReferralDone), r("b1", domain.ReferralContacted)}, domain.StatusEngagement},
		{"two needs, one is asked for", two, []Referral{r("b1", domain.ReferralContacted)}, domain.StatusTriage},
		{"two needs, both asked for", two, []Referral{r("b1", domain.ReferralContacted), r("b2", domain.ReferralOffered)}, domain.StatusEngagement},
		{"two needs, one done and one failed", two, []Referral{r("b1", domain.ReferralDone), r("b2", domain.ReferralDeclined)}, domain.StatusTriage},
		{"two needs, both done", two, []Referral{r("b1", domain.ReferralDone), r("b2", domain.ReferralDone)}, domain.StatusRounding},
		{"a need that was dropped does not count", dropped, []Referral{r("b1", domain.ReferralAccepted)}, domain.StatusInContact},
		{"nothing is left", dropped[1:], nil, domain.StatusRounding},
	}
	for _, test := range tests {
		if got := Derive(test.needs, test.referrals); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestAdviceGoesToTwoOfWhomOneDeclinesAndOneHelps(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx, ref := t.Context(), w.submit(advice("x", "j@voorbeeld.example")).Reference
	offers := append(w.offer("a@bureau.example"), Offer{Need: "b1", Organisation: "Tweede Bureau", Email: "b@bureau.example", Language: "de"})
	c := w.does(w.Refer(ctx, w.by(ref, officer), offers))
	if c.Status != domain.StatusRouted || !w.where(ref, QueueReferred) || len(c.Shared) != 0 {
		t.Fatalf("offered: got %s with %v shared, want it with advisers and nothing shared", c.Status, c.Shared)
	}
	to := map[string]string{}
	for _, m := range c.Mail[2:] {
		to[m.Message.To] = m.Message.Language
	}
	if len(to) != 3 || to["b@bureau.example"] != "de" || to["a@bureau.example"] != "nl" || to["j@voorbeeld.example"] != "nl" {
		t.Errorf("mail: got %v, want one to each adviser and the asker", to)
	}
	if _, err := w.AnswerReferral(ctx, w.by(ref, adviser), "v1", Reply{Verb: domain.VerbDecline}); !errors.Is(err, ErrChoice) {
		t.Errorf("to decline without a reason: got %v, want %v", err, ErrChoice)
	}
	w.does(w.AnswerReferral(ctx, w.by(ref, adviser), "v1", Reply{Verb: domain.VerbDecline, Reason: "geen_capaciteit", Text: "Volgende maand wel"}))
	c = w.does(w.AnswerReferral(ctx, w.by(ref, adviser), "v2", Reply{Verb: domain.VerbAccept}))
	if c.Status != domain.StatusInContact || len(c.Shared) != 1 || c.Shared[0].Organisation != "Tweede Bureau" || !slices.Contains(c.Shared[0].Fields, "email") || slices.Contains(c.Shared[0].Fields, purposeDeel) {
		t.Errorf("accepted: got %s and %+v shared, want the data shared with the second", c.Status, c.Shared)
	}
	w.does(w.AnswerReferral(ctx, w.by(ref, adviser), "v2", Reply{Verb: domain.VerbContact}))
	c = w.does(w.AnswerReferral(ctx, w.by(ref, adviser), "v2", Reply{Verb: domain.VerbDone}))
	if c.Status != domain.StatusRounding || !w.where(ref, QueueInProgress) {
		t.Errorf("done: got %s, want it with the desk to round off", c.Status)
	}
	c = w.does(w.Finish(ctx, w.by(ref, officer), "plan_in_bewerking"))
	if c.Status != domain.StatusClosed || c.Outcome != "plan_in_bewerking" {
		t.Errorf("got %s with %s, want it closed with its outcome", c.Status, c.Outcome)
	}
	c = w.does(w.Reopen(ctx, w.by(ref, asker), "Toch niet"))
	if c.Status != domain.StatusTriage || len(c.OpenNeeds()) != 1 {
		t.Errorf("opened again: got %s with %d open needs, want triage with one", c.Status, len(c.OpenNeeds()))
	}
}

func TestWithdrawingTellsTheAdvisers(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx, ref := t.Context(), w.submit(advice("x", "j@voorbeeld.example")).Reference
	w.does(w.Refer(ctx, w.by(ref, officer), w.offer("a@bureau.example")))
	c := w.does(w.Withdraw(ctx, w.by(ref, asker)))
	if c.Referrals[0].State != domain.ReferralWithdrawn || c.Mail[len(c.Mail)-2].Message.To != "a@bureau.example" {
		t.Errorf("got %s, want the referral ended and the adviser told", c.Referrals[0].State)
	}
}

func TestWhatAnAdviserLeavesComesBack(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx, ref := t.Context(), w.submit(advice("x", "j@voorbeeld.example")).Reference
	start := w.now()
	w.does(w.Refer(ctx, w.by(ref, officer), w.offer("a@bureau.example")))
	reminded := workday(3, start)
	w.to(reminded.Add(-time.Second))
	if got := w.tick(); got.Reminded != 0 {
		t.Errorf("a second early: got %+v, want no reminder", got)
	}
	w.to(reminded)
	if got, again := w.tick(), w.tick(); got.Reminded != 1 || again.Reminded != 0 {
		t.Errorf("on time: got %d and then %d reminders, want 1 and 0", got.Reminded, again.Reminded)
	}
	c, _ := w.read(ref)
	if m := c.last().Message; m.To != "a@bureau.example" || m.ReplyTo != w.config.Desk {
		t.Errorf("got a reminder to %s, want to the adviser", m.To)
	}
	ended := workday(2, reminded)
	w.to(ended.Add(-time.Second))
	if got := w.tick(); got.Returned != 0 {
		t.Errorf("a second early: got %+v, want it with the adviser", got)
	}
	w.to(ended)
	w.tick()
	c, _ = w.read(ref)
	if c.Status != domain.StatusTriage || c.Referrals[0].State != domain.ReferralExpired || !c.DueAt.Equal(workday(2, w.now())) || c.NewsAt.IsZero() {
		t.Errorf("got %s, referral %s, want it back with the desk", c.Status, c.Referrals[0].State)
	}
	if _, err := w.AnswerReferral(ctx, w.by(ref, adviser), "v1", Reply{Verb: domain.VerbAccept}); !errors.Is(err, domain.ErrNotNow) {
		t.Errorf("an adviser who says yes too late: got %v, want %v", err, domain.ErrNotNow)
	}
}

func TestAdviserIsWatchedAlsoWhenTheDeskHasWork(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx, ref := t.Context(), w.submit(advice("x", "j@voorbeeld.example")).Reference
	w.does(w.Refer(ctx, w.by(ref, officer), w.offer("a@bureau.example")))
	c := w.does(w.AddNeed(ctx, w.by(ref, officer), "Een jurist"))
	if c.Status != domain.StatusTriage || len(c.OpenNeeds()) != 1 {
		t.Fatalf("got %s, want triage for the second need", c.Status)
	}
	w.to(workday(3, w.now()))
	if got := w.tick(); got.Reminded != 1 {
		t.Errorf("got %+v, want the adviser reminded", got)
	}
	if _, err := w.AskBack(ctx, w.by(ref, officer), "Wat?"); !errors.Is(err, domain.ErrNotNow) {
		t.Errorf("asking back beside an adviser: got %v, want %v", err, domain.ErrNotNow)
	}
	if c = w.does(w.DropNeed(ctx, w.by(ref, officer), "b2")); c.Status != domain.StatusRouted {
		t.Errorf("need dropped: got %s, want %s", c.Status, domain.StatusRouted)
	}
	if c = w.does(w.RecallReferral(ctx, w.by(ref, officer), "v1")); c.Status != domain.StatusTriage {
		t.Errorf("recalled: got %s, want %s", c.Status, domain.StatusTriage)
	}
}

func TestAnEngagementThatGoesOnIsNotTakenBack(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx, ref := t.Context(), w.submit(advice("x", "j@voorbeeld.example")).Reference
	w.does(w.Refer(ctx, w.by(ref, officer), w.offer("a@bureau.example")))
	for _, verb := range []domain.Verb{domain.VerbAccept, domain.VerbContact} {
		w.does(w.AnswerReferral(ctx, w.by(ref, adviser), "v1", Reply{Verb: verb}))
	}
	for range 5 {
		w.to(workday(20, w.now()))
		w.tick()
		w.does(w.AnswerReferral(ctx, w.by(ref, adviser), "v1", Reply{Verb: domain.VerbContinue}))
	}
	if c, _ := w.read(ref); c.Status != domain.StatusEngagement {
		t.Errorf("got %s after a hundred working days, want %s", c.Status, domain.StatusEngagement)
	}
}

func TestQuestionBecomesARequestForAdvice(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx, ref := t.Context(), w.submit(question("x", "j@voorbeeld.example")).Reference
	w.does(w.Take(ctx, w.by(ref, officer)))
	c := w.does(w.Redirect(ctx, w.by(ref, officer), "telefonisch op 23 november"))
	if c.Life().Name != "advice" || c.Status != domain.StatusSubmitted || !c.DueAt.Equal(workday(3, w.now())) {
		t.Errorf("got %s in %s due %v, want a new request for advice", c.Status, c.Life().Name, c.DueAt)
	}
	c = w.does(w.Refer(ctx, w.by(ref, officer), w.offer("a@bureau.example")))
	if c.Status != domain.StatusRouted || c.Referrals[0].Need != firstNeed {
		t.Errorf("got %s, want it with an adviser", c.Status)
	}
}

func TestAdviserLinkOpensOneReferral(t *testing.T) {
	w := newWorld(t, Limits{})
	w.config.Answer = "/verwijzing/"
	ctx, ref := t.Context(), w.submit(advice("x", "j@voorbeeld.example")).Reference
	c := w.does(w.Refer(ctx, w.by(ref, officer), append(w.offer("a@bureau.example"), Offer{Organisation: "B", Email: "b@bureau.example"})))
	key := w.AnswerKey(c, "v1")
	if _, r, err := w.OpenReferral(ctx, ref, "v1", key); err != nil || r.ID != "v1" {
		t.Errorf("got %v, want it opened", err)
	}
	for _, wrong := range [][2]string{{"v2", key}, {"v1", ""}, {"v3", w.AnswerKey(c, "v3")}} {
		if _, _, err := w.OpenReferral(ctx, ref, wrong[0], wrong[1]); !errors.Is(err, ErrNoEntry) {
			t.Errorf("%s with %.5s: got %v, want %v", wrong[0], wrong[1], err, ErrNoEntry)
		}
	}
	if !slices.ContainsFunc(c.Mail, func(m Outgoing) bool {
		return m.Message.To == "a@bureau.example" && strings.Contains(m.Message.Text, "https://loket.example/verwijzing/?k="+ref+"&r=v1&s="+key)
	}) {
		t.Error("got no mail to the adviser with the link")
	}
}
