package cases

import (
	"time"

	"mkbloket/internal/domain"
)

// firstNeed is the ID of the need that a request for advice begins with.
const firstNeed = "b1"

// Need is one thing for which the asker needs somebody. A request for advice
// begins with one.
type Need struct {
	ID        string    `json:"id"`
	What      string    `json:"what"`                // a slug of ambitie, or words of an officer
	DroppedAt time.Time `json:"dropped_at,omitzero"` // when the desk gave it up
}

// Referral is one need put to one adviser.
type Referral struct {
	ID           string    `json:"id"` // unique in the case
	Need         string    `json:"need"`
	Adviser      string    `json:"adviser"`      // slug of the adviser's page, or empty
	Organisation string    `json:"organisation"` // name that the asker gets to read
	Email        string    `json:"email"`        // of the adviser; never shown
	Language     string    `json:"language"`
	State        string    `json:"state"`            // a slug of domain.ReferralLife
	Reason       string    `json:"reason,omitempty"` // of domain.DeclineReasons
	OfferedAt    time.Time `json:"offered_at"`
	AnsweredAt   time.Time `json:"answered_at,omitzero"` // accepted or declined
	ContactAt    time.Time `json:"contact_at,omitzero"`
	EndedAt      time.Time `json:"ended_at,omitzero"`
	Clock        Clock     `json:"clock"`
}

// IsLive reports whether an adviser still has something to do.
func (r Referral) IsLive() bool {
	stage, ok := domain.ReferralLife().Stage(r.State)
	return ok && stage.Phase != domain.PhaseClosed
}

// DueAt is when the clock acts on the referral next: it reminds the adviser or
// ends it. It is the zero time for one that has ended.
func (r Referral) DueAt() time.Time {
	stage, _ := domain.ReferralLife().Stage(r.State)
	term, ok := domain.TermOf(stage.Term)
	if !ok {
		return time.Time{}
	}
	return r.Clock.next(term, r.Clock.Since)
}

// Referral finds a referral of the case by its ID.
func (c *Case) Referral(id string) (*Referral, bool) {
	for i := range c.Referrals {
		if c.Referrals[i].ID == id {
			return &c.Referrals[i], true
		}
	}
	return nil, false
}

// Derive is the status of a request with these needs and referrals. A need that
// nobody works on and nobody has served is work for the desk, and goes before
// everything else; then the request is as far as its furthest referral; and
// when every need was served or given up the desk can close it.
func Derive(needs []Need, referrals []Referral) string {
	rank := map[string]int{domain.ReferralOffered: 1, domain.ReferralAccepted: 2, domain.ReferralContacted: 3}
	furthest := 0
	for _, n := range needs {
		if !n.DroppedAt.IsZero() {
			continue
		}
		best, served := 0, false
		for _, r := range referrals {
			if r.Need == n.ID {
				best = max(best, rank[r.State])
				served = served || r.State == domain.ReferralDone
			}
		}
		if best == 0 && !served {
			return domain.StatusTriage
		}
		furthest = max(furthest, best)
	}
	return [...]string{domain.StatusRounding, domain.StatusRouted, domain.StatusInContact, domain.StatusEngagement}[furthest]
}

// OpenNeeds lists the needs on which nobody works and that nobody has served.
func (c *Case) OpenNeeds() []Need {
	var open []Need
	for _, n := range c.Needs {
		if n.DroppedAt.IsZero() && Derive([]Need{n}, c.Referrals) == domain.StatusTriage {
			open = append(open, n)
		}
	}
	return open
}
