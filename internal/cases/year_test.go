package cases

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// year is a desk for a year, with people who do things at random or not at all.
type year struct {
	*world
	random *rand.Rand
	refs   []string
	page   string               // of a profile that is there all year
	seen   map[string]bool      // messages that were looked at
	sent   map[string]int       // reminders by what they are about and day
	mails  map[string]int       // messages by address of the desk and day
	came   map[string]int       // new cases by day
	turns  map[string]time.Time // when the clock was to look at a case, before it did
	known  map[string]known     // cases as read last
}

type known struct {
	version uint64
	*Case
}

// TestAYear runs a desk for a year, with arrivals and with officers, advisers
// and askers who act at random or not at all, and holds what the clock does to
// its promises each day.
func TestAYear(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	y := newYear(t, seed)
	for range 365 {
		for _, hour := range []int{3, 9, 14} {
			if hour == 3 && y.now().Weekday() != time.Sunday {
				continue
			}
			y.to(at(y.now(), hour))
			y.people(hour)
			y.clock()
			y.look(hour)
		}
		y.to(calendar.NextDay(y.now()))
		if t.Failed() {
			t.Fatalf("seed %d, %s", seed, y.now())
		}
	}
	y.quiet()
	y.total()
}

func newYear(t *testing.T, seed uint64) *year {
	y := &year{world: newWorld(t, Limits{PerOrigin: -1, All: -1, Confirmations: -1, ContactsPerAddress: -1, ContactsPerOrigin: -1}), random: rand.New(rand.NewPCG(seed, 1)),
		seen: map[string]bool{}, sent: map[string]int{}, mails: map[string]int{}, came: map[string]int{}, turns: map[string]time.Time{}, known: map[string]known{}}
	y.to(time.Date(2027, 1, 1, 0, 0, 0, 0, calendar.Location()))
	_, y.page = y.listedProfile("vast@voorbeeld.example", 0)
	return y
}

// at is an hour of the day of t in the Netherlands.
func at(t time.Time, hour int) time.Time {
	y, m, d := t.In(calendar.Location()).Date()
	return time.Date(y, m, d, hour, 0, 0, 0, calendar.Location())
}

// each calls f with every case that is there.
func (y *year) each(f func(*Case)) {
	y.Helper()
	for _, ref := range y.refs {
		r, err := y.config.Store.Get(y.Context(), ID(ref))
		if errors.Is(err, store.ErrNotFound) {
			continue // a sign-up that was erased
		}
		if err != nil {
			y.Fatal(err)
		}
		if k := y.known[ref]; k.version != r.Version {
			c, err := Decode(r)
			if err != nil {
				y.Fatal(err)
			}
			y.known[ref] = known{r.Version, c}
		}
		f(y.known[ref].Case)
	}
}

func (y *year) chance(percent int) bool { return y.random.IntN(100) < percent }

func (y *year) today() string { return y.now().In(calendar.Location()).Format(time.DateOnly) }

// people lets new cases come in, and everybody do something or nothing.
func (y *year) people(hour int) {
	if y.chance(11) {
		n := len(y.refs)
		in := []Input{question(fmt.Sprint(n), fmt.Sprintf("j%d@voorbeeld.example", n)), advice(fmt.Sprint(n), fmt.Sprintf("j%d@voorbeeld.example", n)),
			y.signUp(n), message(y.somePage(), fmt.Sprintf("j%d@voorbeeld.example", n))}[n%4]
		y.refs = append(y.refs, y.submit(in).Reference)
		y.came[y.today()]++
	}
	y.each(func(c *Case) {
		if hour != 3 && y.chance(10) {
			y.outsider(c)
		}
		if hour == 9 && calendar.IsWorkingDay(y.now()) && y.chance(40) {
			y.desk(c)
		}
	})
}

// signUp is a profile, of which some want few messages.
func (y *year) signUp(n int) Input {
	in := profile(fmt.Sprint(n), fmt.Sprintf("j%d@voorbeeld.example", n))
	in.Submission.(*domain.SignUp).Capacity = y.random.IntN(3)
	return in
}

// somePage is that of a profile that was once published, or one of an editor.
func (y *year) somePage() string {
	if y.chance(50) {
		return y.page
	}
	page := "adviseurs/van-een-redacteur"
	y.each(func(c *Case) {
		if c.Page != "" && y.chance(40) {
			page = c.Page
		}
	})
	return page
}

// did fails the test on an error that is not a plain no.
func (y *year) did(_ Result, err error) {
	y.Helper()
	for _, no := range []error{domain.ErrNotNow, domain.ErrNotYours, ErrTooLate, ErrChoice, ErrNoConsent, ErrNoEntry} {
		if errors.Is(err, no) {
			return
		}
	}
	if err != nil {
		y.Error(err)
	}
}

// outsider is what an asker, owner or adviser does.
func (y *year) outsider(c *Case) {
	ctx, by := y.Context(), y.by(c.Reference, asker)
	for i := range c.Referrals {
		if c.Referrals[i].IsLive() && y.chance(30) {
			verbs := domain.ReferralLife().Verbs(c.Referrals[i].State, adviser)
			y.did(y.AnswerReferral(ctx, y.by(c.Reference, adviser), c.Referrals[i].ID, Reply{Verb: verbs[y.random.IntN(len(verbs))], Reason: "anders"}))
		}
	}
	if r := c.Relayed(); r != nil && y.chance(30) {
		y.did([]func() (Result, error){
			func() (Result, error) { return y.Reply(ctx, y.ownerOf(c.Reference, r.Page), "Kom langs.") },
			func() (Result, error) {
				return y.DeclineContact(ctx, y.ownerOf(c.Reference, r.Page), "anders", secretWord)
			},
		}[y.random.IntN(2)]())
	}
	switch c.Status {
	case domain.StatusAsked:
		y.did(y.AddInformation(ctx, by, secretWord))
	case domain.StatusAnswered, domain.StatusClosed:
		if y.chance(3) {
			y.did(y.Reopen(ctx, by, secretWord))
		}
	case domain.StatusSubmitted, domain.ProfileExpired:
		if c.Kind == domain.KindProfile && y.chance(40) {
			y.did(y.ConfirmAddress(ctx, c.Reference, linked(c, "t")))
		}
	case domain.ProfilePublished:
		if y.chance(3) {
			y.did(y.Pause(ctx, y.by(c.Reference, owner), y.now().AddDate(0, 0, 1+y.random.IntN(60))))
		}
		if y.chance(3) {
			y.did(y.SetDeputy(ctx, y.by(c.Reference, owner), y.somePage()))
		}
	}
	if y.chance(1) {
		y.did(y.Withdraw(ctx, by))
	}
	if y.chance(1) {
		y.did(y.RequestErasure(ctx, by))
	}
}

// desk is what an officer does.
func (y *year) desk(c *Case) {
	ctx, by := y.Context(), y.by(c.Reference, officer)
	if c.Stage().Phase != domain.PhaseOpen {
		return
	}
	if c.Kind == domain.KindProfile {
		y.did([]func() (Result, error){
			func() (Result, error) { return y.Check(ctx, by) },
			func() (Result, error) { return y.Approve(ctx, by, "adviseurs/"+strings.ToLower(by.Ref)) },
			func() (Result, error) { return y.Approve(ctx, by, "adviseurs/"+strings.ToLower(by.Ref)) },
			func() (Result, error) { return y.Reject(ctx, by, "dubbel") },
		}[y.random.IntN(4)]())
		return
	}
	if c.Kind == domain.KindContact && y.chance(50) {
		y.did(y.Relay(ctx, by, y.somePage()))
		return
	}
	y.did([]func() (Result, error){
		func() (Result, error) { return y.Take(ctx, by) },
		func() (Result, error) { return y.AskBack(ctx, by, "Wat bedoelt u?") },
		func() (Result, error) { return y.Answer(ctx, by, "Zo zit het.") },
		func() (Result, error) { return y.Redirect(ctx, by, "telefonisch") },
		func() (Result, error) { return y.Refer(ctx, by, y.offer("een@bureau.example")) },
		func() (Result, error) {
			return y.Refer(ctx, by, append(y.offer("twee@bureau.example"), y.offer("drie@bureau.example")...))
		},
		func() (Result, error) { return y.AddNeed(ctx, by, "nog iets") },
		func() (Result, error) { return y.Finish(ctx, by, domain.OutcomeNoReply) },
	}[y.random.IntN(8)]())
}

// clock runs the clock, and runs it again to see that it does nothing more.
func (y *year) clock() {
	y.each(func(c *Case) { y.turns[c.Reference] = c.Next() })
	if y.chance(5) {
		return // a stop of the program
	}
	first, again := y.tick(), y.tick()
	again.Postponed = 0
	if again != (TickReport{}) {
		y.Errorf("the clock twice at %s: got %+v after %+v, want nothing", y.now(), again, first)
	}
	if !y.chance(10) {
		y.deliver()
	}
}
