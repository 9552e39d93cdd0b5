package cases

import (
	"slices"
	"time"

	"mkbloket/internal/domain"
)

// Moment is one line of the timeline that the asker reads. The key of its text
// is timeline.WHAT; {organisatie} in it is Organisation.
type Moment struct {
	At           time.Time
	What         string // slug of a domain.Verb, or momentReply
	Who          string // a domain.Party, "formulier" for what came in
	Organisation string // of an adviser, when it is about a referral
}

// momentReply is the line of an answer that the owner of a profile gave.
const momentReply = "gereageerd"

// public lists the verbs of which the asker may know.
func public() []domain.Verb {
	return []domain.Verb{
		domain.VerbReceive, domain.VerbTake, domain.VerbAnswer, domain.VerbAsk, domain.VerbFinish, domain.VerbRedirect,
		domain.VerbRefer, domain.VerbAdd, domain.VerbReopen, domain.VerbWithdraw, domain.VerbFeedback, domain.VerbErasure,
		domain.VerbAccept, domain.VerbDecline, domain.VerbContact, domain.VerbDone, domain.VerbNoHelp,
		domain.VerbUnreachable, domain.VerbReturn, domain.VerbExpire, domain.VerbConfirm, domain.VerbCheck,
		domain.VerbApprove, domain.VerbReject, domain.VerbPause, domain.VerbResume, domain.VerbReconfirm, domain.VerbUnlist,
		domain.VerbPropose, domain.VerbRetract, domain.VerbAdopt, domain.VerbRefuse, domain.VerbCapacity, domain.VerbDeputy,
		domain.VerbRelay, domain.VerbSurface,
	}
}

// Timeline lists what the asker may know of the log, oldest first. It leaves
// out notes, accounts, reasons and mail.
func (c *Case) Timeline() []Moment {
	verbs := public()
	var moments []Moment
	for _, e := range c.Log {
		if !slices.Contains(verbs, domain.Verb(e.What)) {
			continue
		}
		m := Moment{At: e.At, What: e.What, Who: e.Who}
		if r, ok := c.Referral(e.About); ok {
			m.Organisation = r.Organisation
		}
		if r, ok := c.relayOf(e.About); ok {
			m.Organisation = r.Name
			if e.What == string(domain.VerbAnswer) {
				m.What = momentReply
			}
		}
		moments = append(moments, m)
	}
	return moments
}
