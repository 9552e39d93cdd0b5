package domain

import "sync"

// Statuses of a profile; the first is StatusSubmitted, and it can also be
// StatusSpam.
const (
	ProfileConfirmed = "bevestigd"
	ProfileChecked   = "gecontroleerd"
	ProfilePublished = "gepubliceerd"
	ProfilePaused    = "gepauzeerd"
	ProfileExpired   = "verlopen" // still on the site; its owner is asked whether it is right
	ProfileUnlisted  = "van_de_site"
	ProfileRejected  = "niet_geplaatst"
	ProfileErased    = "gewist" // the record is deleted; never stored
)

// ProfileLife is the life of a profile.
func ProfileLife() *Lifecycle { return profileLife() }

var profileLife = sync.OnceValue(func() *Lifecycle {
	owner, officer, clock := parties(PartyOwner), parties(PartyOfficer), parties(PartyClock)
	either := parties(PartyOwner, PartyOfficer)
	l := &Lifecycle{Name: string(KindProfile), Start: StatusSubmitted, Stages: []Stage{
		{Slug: StatusSubmitted, Phase: PhaseWaiting, Term: TermConfirm},
		{Slug: ProfileConfirmed, Phase: PhaseOpen, Term: TermAnswer},
		{Slug: ProfileChecked, Phase: PhaseOpen, Term: TermAnswer},
		{Slug: ProfilePublished, Phase: PhaseWaiting, Term: TermYear},
		{Slug: ProfilePaused, Phase: PhaseWaiting, Term: TermPause},
		{Slug: ProfileExpired, Phase: PhaseWaiting, Term: TermStale},
		{Slug: ProfileUnlisted, Phase: PhaseClosed},
		{Slug: ProfileRejected, Phase: PhaseClosed},
		{Slug: StatusWithdrawn, Phase: PhaseClosed},
		{Slug: StatusSpam, Phase: PhaseClosed},
		{Slug: ProfileErased, Phase: PhaseClosed},
	}}
	listed := []string{ProfilePublished, ProfilePaused, ProfileExpired}
	l.add(steps(VerbConfirm, ProfileConfirmed, owner, StatusSubmitted))
	l.add(steps(VerbErase, ProfileErased, clock, StatusSubmitted, ProfileUnlisted, ProfileRejected, StatusWithdrawn, StatusSpam))
	l.add(steps(VerbAssign, "", officer, ProfileConfirmed, ProfileChecked))
	l.add(steps(VerbCheck, ProfileChecked, officer, ProfileConfirmed))
	l.add(steps(VerbReject, ProfileRejected, officer, ProfileConfirmed, ProfileChecked))
	l.add(steps(VerbApprove, ProfilePublished, officer, ProfileChecked))
	l.add(steps(VerbPause, ProfilePaused, either, ProfilePublished))
	l.add(steps(VerbResume, ProfilePublished, parties(PartyOwner, PartyOfficer, PartyClock), ProfilePaused))
	l.add(steps(VerbExpire, ProfileExpired, clock, ProfilePublished))
	l.add(steps(VerbReconfirm, ProfilePublished, either, ProfilePublished, ProfileExpired))
	l.add(steps(VerbUnlist, ProfileUnlisted, either, listed...))
	l.add(steps(VerbUnlist, ProfileUnlisted, clock, ProfileExpired))
	l.add(steps(VerbPropose, "", owner, listed...))
	l.add(steps(VerbRetract, "", owner, listed...))
	l.add(steps(VerbAdopt, "", officer, listed...))
	l.add(steps(VerbRefuse, "", officer, listed...))
	l.add(steps(VerbCapacity, "", either, listed...))
	l.add(steps(VerbDeputy, "", either, listed...))
	l.add(steps(VerbWithdraw, StatusWithdrawn, either, StatusSubmitted, ProfileConfirmed, ProfileChecked))
	l.add(steps(VerbSpam, StatusSpam, officer, StatusSubmitted, ProfileConfirmed, ProfileChecked))
	l.add(steps(VerbNotSpam, StatusSubmitted, officer, StatusSubmitted, StatusSpam)) // the address is confirmed anew
	return l
})
