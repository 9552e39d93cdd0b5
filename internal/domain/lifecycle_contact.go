package domain

import "sync"

// Statuses of a message to the owner of a profile; the first is
// StatusSubmitted, and it shares those of a question.
const (
	ContactRelayed = "doorgestuurd" // the owner of a profile, or the deputy, has it
	ContactDesk    = "bij_loket"    // it came back: the desk finds a way on
)

// ContactLife is the life of a message to the owner of a profile. It is relayed
// by itself when it comes in. What cannot be relayed stays the desk's, and the
// desk gets what nobody replies to. Replying late is possible for as long as
// the desk has not closed it.
func ContactLife() *Lifecycle { return contactLife() }

var contactLife = sync.OnceValue(func() *Lifecycle {
	officer, asker, clock := parties(PartyOfficer), parties(PartyAsker), parties(PartyClock)
	either, adviser := parties(PartyAsker, PartyOfficer), parties(PartyAdviser, PartyOfficer)
	l := &Lifecycle{Name: string(KindContact), Start: StatusSubmitted, Stages: []Stage{
		{Slug: StatusSubmitted, Phase: PhaseOpen, Term: TermTriage},
		{Slug: ContactRelayed, Phase: PhaseWaiting, Term: TermRelayed},
		{Slug: ContactDesk, Phase: PhaseOpen, Term: TermTriage},
		{Slug: StatusAsked, Phase: PhaseWaiting, Term: TermAsker},
		{Slug: StatusAnswered, Phase: PhaseWaiting, Term: TermAnswered},
		{Slug: StatusClosed, Phase: PhaseClosed},
		{Slug: StatusSpam, Phase: PhaseClosed},
		{Slug: StatusWithdrawn, Phase: PhaseClosed},
	}}
	desk := []string{StatusSubmitted, ContactDesk}
	working := append(desk, ContactRelayed, StatusAsked)
	l.add(steps(VerbRelay, ContactRelayed, parties(PartyOfficer, PartyClock), StatusSubmitted))
	l.add(steps(VerbRelay, ContactRelayed, officer, ContactDesk, ContactRelayed))
	l.add(steps(VerbSurface, ContactDesk, clock, ContactRelayed))
	l.add(steps(VerbTake, ContactDesk, officer, desk...))
	l.add(steps(VerbAssign, ContactDesk, officer, desk...))
	l.add(steps(VerbAssign, "", officer, ContactRelayed, StatusAsked))
	l.add(steps(VerbAnswer, StatusAnswered, officer, StatusSubmitted, StatusAsked))
	l.add(steps(VerbAnswer, StatusAnswered, adviser, ContactRelayed, ContactDesk, StatusAnswered))
	l.add(steps(VerbDecline, ContactDesk, adviser, ContactRelayed, ContactDesk))
	l.add(steps(VerbAsk, StatusAsked, officer, desk...))
	l.add(steps(VerbAdd, "", either, StatusSubmitted, ContactRelayed, ContactDesk))
	l.add(steps(VerbAdd, ContactDesk, either, StatusAsked))
	l.add(steps(VerbFinish, StatusClosed, officer, StatusSubmitted, ContactDesk, ContactRelayed))
	l.add(steps(VerbFinish, StatusClosed, parties(PartyOfficer, PartyClock), StatusAsked, StatusAnswered))
	l.add(steps(VerbReopen, ContactDesk, either, StatusAnswered, StatusClosed))
	l.add(steps(VerbWithdraw, StatusWithdrawn, either, append(working, StatusAnswered)...))
	l.add(steps(VerbFeedback, "", asker, StatusAnswered, StatusClosed))
	l.add(steps(VerbSpam, StatusSpam, officer, working...))
	l.add(steps(VerbNotSpam, StatusSubmitted, officer, StatusSubmitted, StatusSpam))
	return l
})
