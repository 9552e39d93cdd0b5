package domain

// Verb is something that is done to a case or a referral. Its slug is what the
// log of a case keeps, and timeline.SLUG the key of its text.
type Verb string

// What the desk does.
const (
	VerbTake     Verb = "in_behandeling"
	VerbAssign   Verb = "toegewezen"
	VerbAnswer   Verb = "beantwoord"
	VerbAsk      Verb = "teruggevraagd"
	VerbFinish   Verb = "afgesloten" // also by the clock
	VerbRedirect Verb = "doorverwezen"
	VerbSpam     Verb = "spam"
	VerbNotSpam  Verb = "geen_spam"
	VerbRefer    Verb = "uitgezet"
	VerbNeed     Verb = "behoefte" // a need was added or dropped
)

// What the person who asked does.
const (
	VerbAdd      Verb = "aangevuld"
	VerbReopen   Verb = "heropend"
	VerbWithdraw Verb = "ingetrokken"
	VerbFeedback Verb = "beoordeeld"
)

// What happens to a referral.
const (
	VerbAccept      Verb = "geaccepteerd"
	VerbDecline     Verb = "afgewezen"
	VerbContact     Verb = "contact"
	VerbContinue    Verb = "loopt_door" // still at work
	VerbDone        Verb = "afgerond"
	VerbNoHelp      Verb = "geen_hulp"
	VerbUnreachable Verb = "onbereikbaar"
	VerbReturn      Verb = "teruggegeven"
	VerbExpire      Verb = "verlopen" // also of a profile
	VerbFollow      Verb = "volgt"    // the request takes the status of its referrals
)

// What happens to a profile.
const (
	VerbConfirm   Verb = "bevestigd"
	VerbCheck     Verb = "gecontroleerd"
	VerbApprove   Verb = "gepubliceerd"
	VerbReject    Verb = "niet_geplaatst"
	VerbPause     Verb = "gepauzeerd"
	VerbResume    Verb = "hervat"
	VerbReconfirm Verb = "herbevestigd"
	VerbUnlist    Verb = "van_de_site"
	VerbErase     Verb = "gewist"
)

// What happens to a message for the owner of a profile. The owner replies with
// VerbAnswer and declines with VerbDecline.
const (
	VerbRelay   Verb = "doorgestuurd"
	VerbSurface Verb = "naar_loket" // nobody reacted, or nobody could be reached
)

// What happens to a case without a change of status, and is in no lifecycle.
const (
	VerbReceive  Verb = "ontvangen"
	VerbNote     Verb = "notitie" // for staff only
	VerbErasure  Verb = "wissen_gevraagd"
	VerbHold     Verb = "niet_vernietigen"
	VerbEscalate Verb = "geescaleerd"
	VerbRemind   Verb = "herinnerd"
	VerbRevoke   Verb = "link_ingetrokken"
)

// What happens to a profile on the site without a change of status.
const (
	VerbPropose  Verb = "wijziging_gevraagd" // its owner asks for another text
	VerbRetract  Verb = "wijziging_ingetrokken"
	VerbAdopt    Verb = "wijziging_geplaatst"
	VerbRefuse   Verb = "wijziging_geweigerd"
	VerbCapacity Verb = "capaciteit"
	VerbDeputy   Verb = "vervanger"
)
