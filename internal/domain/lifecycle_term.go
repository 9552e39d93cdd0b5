package domain

// TermName names a Term.
type TermName string

// The terms.
const (
	TermAnswer    TermName = "antwoord"        // the promise to the sender
	TermTriage    TermName = "opnieuw_uit"     // a request came back from an adviser
	TermAsker     TermName = "vrager"          // the asker has something to tell
	TermAnswered  TermName = "beantwoord"      // nothing is heard after an answer
	TermReferred  TermName = "verwijzingen"    // that of its referrals
	TermOffered   TermName = "aanbod"          // an adviser says yes or no
	TermAccepted  TermName = "eerste_contact"  // an adviser calls the asker
	TermContacted TermName = "traject"         // an adviser says how it goes
	TermRelayed   TermName = "bericht"         // the owner of a profile replies to a message
	TermConfirm   TermName = "bevestigen"      // an address is confirmed
	TermYear      TermName = "jaar"            // a profile is still right
	TermStale     TermName = "jaar_voorbij"    // a profile was not confirmed again
	TermPause     TermName = "pauze"           // until the date that its owner chose
	TermErasure   TermName = "wissen_gevraagd" // a request for erasure
)

// Term says what the clock does in a status, and when. After Days somebody is
// reminded, Reminders times with Again days between, and Again days after the
// last reminder Then happens. Without reminders Then happens after Days. When
// Then is empty nothing ends: the work stands in the digest of each day until
// somebody does it.
type Term struct {
	Name      TermName
	Days      int   // 0: the kind's own target, or a date kept with the case
	Working   bool  // Days and Again are working days; otherwise days of the calendar
	Reminds   Party // empty: nobody
	Reminders int
	Again     int
	Then      Verb
}

// EscalateAfter is the number of working days after which work of the desk that
// is too late is put before the lead.
const EscalateAfter = 2

// ReopenDays is how many days after an answer the asker can open a case again.
const ReopenDays = 30

// Terms lists what the clock does. The periods are the desk's, not the law's,
// but for erasure: article 12(3) of the AVG gives a month, which twenty working
// days stay within.
func Terms() []Term {
	return []Term{
		{Name: TermAnswer, Working: true, Reminds: PartyOfficer},
		{Name: TermTriage, Days: 2, Working: true, Reminds: PartyOfficer},
		{Name: TermErasure, Days: 10, Working: true, Reminds: PartyOfficer},
		{Name: TermAsker, Days: 5, Working: true, Reminds: PartyAsker, Reminders: 1, Again: 5, Then: VerbFinish},
		{Name: TermAnswered, Days: 10, Working: true, Then: VerbFinish},
		{Name: TermReferred, Reminds: PartyAdviser, Then: VerbFollow},
		{Name: TermOffered, Days: 3, Working: true, Reminds: PartyAdviser, Reminders: 1, Again: 2, Then: VerbExpire},
		{Name: TermAccepted, Days: 5, Working: true, Reminds: PartyAdviser, Reminders: 1, Again: 3, Then: VerbExpire},
		{Name: TermContacted, Days: 20, Working: true, Reminds: PartyAdviser, Reminders: 2, Again: 10, Then: VerbExpire},
		{Name: TermRelayed, Days: 3, Working: true, Reminds: PartyAdviser, Reminders: 1, Again: 5, Then: VerbSurface},
		{Name: TermConfirm, Days: 7, Then: VerbErase},
		{Name: TermYear, Days: 365, Then: VerbExpire},
		{Name: TermStale, Days: 10, Working: true, Reminds: PartyOwner, Reminders: 2, Again: 10, Then: VerbUnlist},
		{Name: TermPause, Then: VerbResume},
	}
}

// TermOf is the term of a name, and whether there is one.
func TermOf(name TermName) (Term, bool) {
	for _, t := range Terms() {
		if t.Name == name {
			return t, true
		}
	}
	return Term{}, false
}
