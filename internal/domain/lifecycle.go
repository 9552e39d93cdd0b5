package domain

import (
	"errors"
	"fmt"
	"slices"
)

// Party is a sort of person, or the clock, that can act on a case.
type Party string

// The parties. Asker is whoever sent a question or a request; Owner is the one
// whom a profile presents; Clock is the desk's own schedule.
const (
	PartyAsker   Party = "vrager"
	PartyOwner   Party = "eigenaar"
	PartyOfficer Party = "medewerker"
	PartyAdviser Party = "adviseur"
	PartyClock   Party = "klok"
)

// Phase says whose turn it is in a stage.
type Phase string

// The phases.
const (
	PhaseOpen    Phase = "open"     // the desk has to do something
	PhaseWaiting Phase = "wacht"    // somebody else has, and the clock watches
	PhaseClosed  Phase = "gesloten" // nobody has
)

// Stage is one status in a life.
type Stage struct {
	Slug  string // as stored and as in the key of its texts, status.SLUG
	Phase Phase
	Term  TermName // when the clock acts; empty in the closed ones
	Into  string   // name of the lifecycle in which the record goes on; empty: none
}

// Step is one thing that may happen in a life.
type Step struct {
	From string
	Verb Verb
	To   string
	By   []Party
}

// Lifecycle is a life as data: which statuses there are and who may bring a
// record from one into the next. Values are made once and shared: they are only
// read, by any number of goroutines.
type Lifecycle struct {
	Name   string // name of the kind, or "referral"
	Start  string // the first status
	Stages []Stage
	Steps  []Step
}

// Errors of Lifecycle.Next.
var (
	// ErrNotNow reports a verb that does not fit the present status.
	ErrNotNow = errors.New("not possible in this status")
	// ErrNotYours reports a verb that fits, for somebody else.
	ErrNotYours = errors.New("not for this party")
	// ErrUnknownStatus reports a status that is in no stage of the life.
	ErrUnknownStatus = errors.New("unknown status")
)

// Next is the status to which verb, done by a party, brings a record that is
// in from. Errors are ErrUnknownStatus, ErrNotNow and ErrNotYours; an unknown
// verb is ErrNotNow. A verb with several ends, which only VerbFollow is, needs
// Reach.
func (l *Lifecycle) Next(from string, verb Verb, by Party) (to string, err error) {
	return l.next(from, verb, by, "")
}

// Reach reports whether verb, done by a party, can bring a record that is in
// from into the status to. Errors are those of Next.
func (l *Lifecycle) Reach(from string, verb Verb, by Party, to string) error {
	_, err := l.next(from, verb, by, to)
	return err
}

// next is the one check of a change of status. An empty to stands for any.
func (l *Lifecycle) next(from string, verb Verb, by Party, to string) (string, error) {
	if _, ok := l.Stage(from); !ok {
		return "", fmt.Errorf("%s: %w %q", l.Name, ErrUnknownStatus, from)
	}
	err := ErrNotNow
	for _, s := range l.Steps {
		if s.From != from || s.Verb != verb || to != "" && s.To != to {
			continue
		}
		if slices.Contains(s.By, by) {
			return s.To, nil
		}
		err = ErrNotYours
	}
	return "", fmt.Errorf("%s: %s of a record in %s by %s: %w", l.Name, verb, from, by, err)
}

// Stage finds the stage of a status.
func (l *Lifecycle) Stage(slug string) (Stage, bool) {
	for _, s := range l.Stages {
		if s.Slug == slug {
			return s, true
		}
	}
	return Stage{}, false
}

// Verbs lists what a party may do to a record in a status, in the order of the
// steps and each verb once.
func (l *Lifecycle) Verbs(from string, by Party) []Verb {
	var verbs []Verb
	for _, s := range l.Steps {
		if s.From == from && slices.Contains(s.By, by) && !slices.Contains(verbs, s.Verb) {
			verbs = append(verbs, s.Verb)
		}
	}
	return verbs
}

// Lifecycles lists all lives, those of the kinds in their order and then that
// of a referral.
func Lifecycles() []*Lifecycle {
	return []*Lifecycle{QuestionLife(), ProfileLife(), AdviceLife(), ContactLife(), ReferralLife()}
}

// Life is the lifecycle of a kind, nil for an unknown one.
func Life(kind Kind) *Lifecycle {
	switch kind {
	case KindQuestion:
		return QuestionLife()
	case KindProfile:
		return ProfileLife()
	case KindAdvice:
		return AdviceLife()
	case KindContact:
		return ContactLife()
	}
	return nil
}

// steps makes the steps of one verb from several statuses into one; an empty to
// stands for the same status.
func steps(verb Verb, to string, by []Party, from ...string) []Step {
	var made []Step
	for _, f := range from {
		s := Step{From: f, Verb: verb, To: to, By: by}
		if to == "" {
			s.To = f
		}
		made = append(made, s)
	}
	return made
}

func parties(p ...Party) []Party { return p }
