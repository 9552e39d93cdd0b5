package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// Actor is who does something.
type Actor struct {
	Party domain.Party
	ID    string // account of an officer, slug of an adviser; empty for others
}

// Act says who does something to which case.
type Act struct {
	Ref      string
	Revision uint64 // Case.Revision that the actor saw; 0: whatever it is now
	By       Actor
	Token    string // of the page that was filled in, already verified; empty: none
}

// Result is the case after an act.
type Result struct {
	Case    *Case
	Changed bool // false: the same act had been done before, and nothing was done now
}

// Errors of the verbs, next to those of domain.Lifecycle.Next and of the store.
// A case that somebody else changed gives store.ErrStale, and the Result holds
// the case as it is now, so that both texts can be shown.
var (
	// ErrText reports a text that is empty, too long or not plain text.
	ErrText = errors.New("text is empty, too long or not plain text")
	// ErrChoice reports a reason, outcome, referral or need that does not exist.
	ErrChoice = errors.New("no such choice")
	// ErrFull reports a case that holds too much to take more from outside.
	ErrFull = errors.New("the case is full")
	// ErrTooLate reports what could be done until some time ago.
	ErrTooLate = errors.New("too late")
	// ErrNoConsent reports data that may not be shared: the asker has not agreed.
	ErrNoConsent = errors.New("the asker has not agreed to sharing")
	// ErrHeld reports a case that must not be erased.
	ErrHeld = errors.New("the case is on hold")
)

const (
	MaxText     = 8000    // runes in a text of the thread
	mostEntries = 300     // texts in a case
	fullBody    = 300_000 // bytes of a case after which only the desk adds to it
	mostTries   = 20      // writes that the outbox or the clock got ahead of
	secondPress = time.Hour
	purposeDeel = "toestemming_delen"
)

// turn is one act while it is being done.
type turn struct {
	*Case
	cases *Cases
	act   Act
	verb  domain.Verb
	now   time.Time
	about string // for the log
}

// do reads the case, applies f and writes it with its event and its mail, in
// one compare-and-swap. What args and the actor make the same act as one that
// was done before changes nothing: with a token ever, without one when it was
// the last thing done and within the hour. The outbox and the clock write too; against them it tries
// again, and against people it gives store.ErrStale.
func (c *Cases) do(ctx context.Context, act Act, verb domain.Verb, args []string, f func(*turn) error) (Result, error) {
	sum := c.key(append([]string{"act", string(verb), string(act.By.Party), act.By.ID, act.Token}, args...)...)
	for range mostTries {
		one, version, err := c.load(ctx, act.Ref)
		if err != nil {
			return Result{}, fmt.Errorf("%s: %w", verb, err)
		}
		now := c.config.Now().UTC()
		if one.did(sum, act.Token != "", now) {
			return Result{Case: one}, nil
		}
		if act.Revision != 0 && act.Revision != one.Revision {
			return Result{Case: one}, fmt.Errorf("%s: %w", verb, store.ErrStale)
		}
		if one.IsAnonymous() {
			return Result{}, fmt.Errorf("%s of a case without a person: %w", verb, domain.ErrNotNow)
		}
		t := &turn{Case: one, cases: c, act: act, verb: verb, now: now}
		if err := f(t); errors.Is(err, errAlready) {
			return c.again(ctx, act.Ref)
		} else if err != nil {
			return Result{}, fmt.Errorf("%s: %w", verb, err)
		}
		t.close(sum)
		if err := c.write(ctx, version, one, act.By.Party); !errors.Is(err, store.ErrStale) {
			if err != nil {
				return Result{}, fmt.Errorf("%s: %w", verb, err)
			}
			return Result{Case: one, Changed: true}, nil
		}
	}
	return Result{}, fmt.Errorf("%s: %w", verb, store.ErrStale)
}

// errAlready reports that what was asked for is so already.
var errAlready = errors.New("already so")

// again is the result of an act that changed nothing. The case is read anew:
// the act may have touched the one in memory.
func (c *Cases) again(ctx context.Context, ref string) (Result, error) {
	one, _, err := c.load(ctx, ref)
	return Result{Case: one}, err
}

// close finishes an act that succeeded.
func (t *turn) close(sum string) {
	t.Revision++
	t.Log = append(t.Log, Event{At: t.now, What: string(t.verb), Who: string(t.act.By.Party), Account: t.act.By.ID, About: t.about, Sum: sum})
	switch t.act.By.Party {
	case domain.PartyOfficer:
		t.NewsAt = time.Time{}
	case domain.PartyAsker, domain.PartyOwner, domain.PartyAdviser:
		if t.Kind == domain.KindContact && t.Stage().Phase == domain.PhaseWaiting {
			return // between sender and owner: nothing for the desk to look at
		}
		t.NewsAt = t.now
	}
}

// did reports whether the act with a sum was done: ever, or as the last one and
// so short ago that it is a second press and not the same thing anew.
func (c *Case) did(sum string, ever bool, now time.Time) bool {
	for _, e := range slices.Backward(c.Log) {
		if e.Sum == sum {
			return ever || now.Sub(e.At) < secondPress
		}
		if e.Sum != "" && !ever {
			return false
		}
	}
	return false
}

// load reads a case and the version of its record.
func (c *Cases) load(ctx context.Context, ref string) (*Case, uint64, error) {
	if store.CheckID(ID(ref)) != nil {
		return nil, 0, store.ErrNotFound
	}
	r, err := c.config.Store.Get(ctx, ID(ref))
	if err != nil {
		return nil, 0, err
	}
	one, err := Decode(r)
	if err == nil && one.Kind == KindDigest {
		err = store.ErrNotFound
	}
	return one, r.Version, err
}

// write stores a changed case and wakes the outbox.
func (c *Cases) write(ctx context.Context, version uint64, one *Case, by domain.Party) error {
	r, err := Encode(one)
	if err != nil {
		return err
	}
	if len(r.Body) > fullBody && by != domain.PartyOfficer && by != domain.PartyClock {
		return ErrFull
	}
	if _, err = c.config.Store.Update(ctx, r.ID, version, r); err != nil {
		return err
	}
	c.rouse()
	return nil
}

// rouse wakes the outbox of this process.
func (c *Cases) rouse() {
	select {
	case c.wake <- struct{}{}:
	default: // it is awake, or runs elsewhere
	}
}

// move brings the case into the status that its verb leads to.
func (t *turn) move() error {
	life := t.Life()
	if life == nil {
		return fmt.Errorf("%w: a case of kind %q", ErrChoice, t.Kind)
	}
	to, err := life.Next(t.Status, t.verb, t.act.By.Party)
	if err != nil {
		return err
	}
	t.enter(to)
	return nil
}

// enter puts the case into a status, with the dates that belong to it.
func (t *turn) enter(to string) {
	from := t.Stage()
	if to == from.Slug {
		return
	}
	t.Status = to
	into := t.Stage().Into
	if into != "" {
		t.Track = domain.Kind(into)
		t.Status = t.Life().Start
	}
	t.Clock = Clock{Since: t.now, EscalatedAt: t.Clock.EscalatedAt}
	t.ClosedAt = time.Time{}
	now := t.Stage()
	switch {
	case now.Phase == domain.PhaseClosed:
		t.ClosedAt, t.Proposal = t.now, nil
	case now.Phase == domain.PhaseOpen && (from.Phase != domain.PhaseOpen || into != ""):
		t.DueAt = t.promise(now.Term)
	}
}

// promise is the date by which work of the desk that begins now is done.
func (t *turn) promise(name domain.TermName) time.Time {
	term, _ := domain.TermOf(name)
	days := term.Days
	if days == 0 {
		days = t.cases.config.Targets[domain.Kind(t.Life().Name)]
	}
	return after(t.now, days, true)
}
