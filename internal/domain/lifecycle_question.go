package domain

import "sync"

// Statuses of questions and advice requests.
const (
	StatusNew        = "nieuw"
	StatusInProgress = "in_behandeling"
	StatusAsked      = "wacht_op_vrager"
	StatusAnswered   = "beantwoord"
	StatusRedirected = "doorverwezen" // goes on as an advice request
	StatusTriage     = "triage"
	StatusRouted     = "uitgezet"
	StatusInContact  = "in_contact"
	StatusEngagement = "traject"
	StatusRounding   = "afronden" // every need was served: the desk closes it
	StatusClosed     = "gesloten"
	StatusSpam       = "spam"
	StatusWithdrawn  = "ingetrokken"
)

// QuestionLife is the life of a question.
func QuestionLife() *Lifecycle { return questionLife() }

var questionLife = sync.OnceValue(func() *Lifecycle {
	officer, asker := parties(PartyOfficer), parties(PartyAsker)
	l := &Lifecycle{Name: string(KindQuestion), Start: StatusNew, Stages: []Stage{
		{Slug: StatusNew, Phase: PhaseOpen, Term: TermAnswer},
		{Slug: StatusInProgress, Phase: PhaseOpen, Term: TermAnswer},
		{Slug: StatusAsked, Phase: PhaseWaiting, Term: TermAsker},
		{Slug: StatusAnswered, Phase: PhaseWaiting, Term: TermAnswered},
		{Slug: StatusRedirected, Phase: PhaseClosed, Into: string(KindAdvice)},
		{Slug: StatusClosed, Phase: PhaseClosed},
		{Slug: StatusSpam, Phase: PhaseClosed},
		{Slug: StatusWithdrawn, Phase: PhaseClosed},
	}}
	working := []string{StatusNew, StatusInProgress, StatusAsked}
	l.add(steps(VerbTake, StatusInProgress, officer, StatusNew))
	l.add(steps(VerbAssign, StatusInProgress, officer, StatusNew, StatusInProgress))
	l.add(steps(VerbAssign, StatusAsked, officer, StatusAsked))
	l.add(steps(VerbAnswer, StatusAnswered, officer, working...))
	l.add(steps(VerbAsk, StatusAsked, officer, StatusNew, StatusInProgress))
	l.add(steps(VerbAdd, "", parties(PartyAsker, PartyOfficer), StatusNew, StatusInProgress))
	l.add(steps(VerbAdd, StatusInProgress, parties(PartyAsker, PartyOfficer), StatusAsked))
	l.add(steps(VerbRedirect, StatusRedirected, officer, working...))
	l.add(steps(VerbFinish, StatusClosed, officer, StatusNew, StatusInProgress))
	l.add(steps(VerbFinish, StatusClosed, parties(PartyOfficer, PartyClock), StatusAsked, StatusAnswered))
	l.add(steps(VerbReopen, StatusInProgress, parties(PartyAsker, PartyOfficer), StatusAnswered, StatusClosed))
	l.add(steps(VerbWithdraw, StatusWithdrawn, parties(PartyAsker, PartyOfficer), append(working, StatusAnswered)...))
	l.add(steps(VerbFeedback, "", asker, StatusAnswered, StatusClosed))
	l.add(steps(VerbSpam, StatusSpam, officer, working...))
	l.add(steps(VerbNotSpam, StatusNew, officer, StatusNew, StatusSpam))
	return l
})

func (l *Lifecycle) add(s []Step) { l.Steps = append(l.Steps, s...) }
