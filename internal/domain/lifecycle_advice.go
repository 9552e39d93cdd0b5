package domain

import "sync"

// StatusSubmitted is the first status of an advice request and of a profile.
const StatusSubmitted = "ingediend"

// AdviceLife is the life of an advice request. While it is with advisers its
// status follows its referrals, by the verb VerbFollow.
func AdviceLife() *Lifecycle { return adviceLife() }

var adviceLife = sync.OnceValue(func() *Lifecycle {
	officer, asker := parties(PartyOfficer), parties(PartyAsker)
	either := parties(PartyAsker, PartyOfficer)
	following := []string{StatusTriage, StatusRouted, StatusInContact, StatusEngagement, StatusRounding}
	l := &Lifecycle{Name: string(KindAdvice), Start: StatusSubmitted, Stages: []Stage{
		{Slug: StatusSubmitted, Phase: PhaseOpen, Term: TermAnswer},
		{Slug: StatusTriage, Phase: PhaseOpen, Term: TermTriage},
		{Slug: StatusAsked, Phase: PhaseWaiting, Term: TermAsker},
		{Slug: StatusRouted, Phase: PhaseWaiting, Term: TermReferred},
		{Slug: StatusInContact, Phase: PhaseWaiting, Term: TermReferred},
		{Slug: StatusEngagement, Phase: PhaseWaiting, Term: TermReferred},
		{Slug: StatusRounding, Phase: PhaseOpen, Term: TermTriage},
		{Slug: StatusClosed, Phase: PhaseClosed},
		{Slug: StatusSpam, Phase: PhaseClosed},
		{Slug: StatusWithdrawn, Phase: PhaseClosed},
	}}
	l.add(steps(VerbTake, StatusTriage, officer, StatusSubmitted, StatusTriage))
	l.add(steps(VerbAssign, StatusTriage, officer, StatusSubmitted, StatusTriage))
	l.add(steps(VerbAssign, "", officer, StatusAsked, StatusRouted, StatusInContact, StatusEngagement, StatusRounding))
	l.add(steps(VerbNeed, "", officer, following...))
	l.add(steps(VerbAsk, StatusAsked, officer, StatusSubmitted, StatusTriage))
	l.add(steps(VerbAdd, "", either, StatusSubmitted, StatusTriage, StatusRouted, StatusInContact, StatusEngagement, StatusRounding))
	l.add(steps(VerbAdd, StatusTriage, either, StatusAsked))
	l.add(steps(VerbRefer, StatusRouted, officer, StatusSubmitted, StatusTriage))
	l.add(steps(VerbRefer, "", officer, StatusRouted, StatusInContact, StatusEngagement, StatusRounding))
	for _, from := range following {
		for _, to := range following {
			if from != to {
				l.add(steps(VerbFollow, to, parties(PartyAdviser, PartyOfficer, PartyAsker, PartyClock), from))
			}
		}
	}
	l.add(steps(VerbFinish, StatusClosed, officer, append([]string{StatusSubmitted}, following...)...))
	l.add(steps(VerbFinish, StatusClosed, parties(PartyOfficer, PartyClock), StatusAsked))
	l.add(steps(VerbReopen, StatusTriage, either, StatusClosed))
	l.add(steps(VerbWithdraw, StatusWithdrawn, either, append([]string{StatusSubmitted, StatusAsked}, following...)...))
	l.add(steps(VerbFeedback, "", asker, StatusClosed))
	l.add(steps(VerbSpam, StatusSpam, officer, StatusSubmitted, StatusTriage, StatusAsked))
	l.add(steps(VerbNotSpam, StatusSubmitted, officer, StatusSubmitted, StatusSpam))
	return l
})

// Statuses of a referral.
const (
	ReferralOffered     = "aangeboden"
	ReferralAccepted    = "geaccepteerd"
	ReferralContacted   = "contact"
	ReferralDone        = "afgerond"
	ReferralNoHelp      = "geen_hulp"
	ReferralUnreachable = "onbereikbaar"
	ReferralDeclined    = "afgewezen"
	ReferralExpired     = "verlopen"
	ReferralReturned    = "teruggegeven"
	ReferralWithdrawn   = "ingetrokken"
)

// ReferralLife is the life of one request to one adviser. An officer can record
// what an adviser told the desk.
func ReferralLife() *Lifecycle { return referralLife() }

var referralLife = sync.OnceValue(func() *Lifecycle {
	adviser, clock := parties(PartyAdviser, PartyOfficer), parties(PartyClock)
	l := &Lifecycle{Name: "referral", Start: ReferralOffered, Stages: []Stage{
		{Slug: ReferralOffered, Phase: PhaseWaiting, Term: TermOffered},
		{Slug: ReferralAccepted, Phase: PhaseWaiting, Term: TermAccepted},
		{Slug: ReferralContacted, Phase: PhaseWaiting, Term: TermContacted},
		{Slug: ReferralDone, Phase: PhaseClosed},
		{Slug: ReferralNoHelp, Phase: PhaseClosed},
		{Slug: ReferralUnreachable, Phase: PhaseClosed},
		{Slug: ReferralDeclined, Phase: PhaseClosed},
		{Slug: ReferralExpired, Phase: PhaseClosed},
		{Slug: ReferralReturned, Phase: PhaseClosed},
		{Slug: ReferralWithdrawn, Phase: PhaseClosed},
	}}
	l.add(steps(VerbAccept, ReferralAccepted, adviser, ReferralOffered))
	l.add(steps(VerbDecline, ReferralDeclined, adviser, ReferralOffered))
	l.add(steps(VerbContact, ReferralContacted, adviser, ReferralAccepted))
	l.add(steps(VerbContinue, ReferralContacted, adviser, ReferralContacted))
	l.add(steps(VerbDone, ReferralDone, adviser, ReferralContacted))
	l.add(steps(VerbNoHelp, ReferralNoHelp, adviser, ReferralAccepted, ReferralContacted))
	l.add(steps(VerbUnreachable, ReferralUnreachable, adviser, ReferralAccepted, ReferralContacted))
	l.add(steps(VerbReturn, ReferralReturned, adviser, ReferralAccepted, ReferralContacted))
	l.add(steps(VerbExpire, ReferralExpired, clock, ReferralOffered, ReferralAccepted, ReferralContacted))
	l.add(steps(VerbWithdraw, ReferralWithdrawn, parties(PartyOfficer, PartyAsker), ReferralOffered, ReferralAccepted, ReferralContacted))
	return l
})
