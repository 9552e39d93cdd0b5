package cases

import (
	"errors"
	"strings"
	"time"

	"mkbloket/internal/mail"
)

// IsSending reports whether the event is that a message went out.
func (e Event) IsSending() bool { return strings.HasPrefix(e.What, eventSent+" ") }

const (
	refusedWait  = 4 * time.Hour // after a refusal, which seldom turns into a yes
	mostRepeats  = 2             // sendings whose answer got lost
	eventSent    = "mail verzonden"
	eventGivenUp = "mail geparkeerd"
	whoOutbox    = "postvak uit"

	mostUnrecorded = 5 // attempts of which nobody could write down what came of them
)

// Fault is why the last attempt to send a message failed.
type Fault string

// Faults.
const (
	FaultRefused    Fault = "geweigerd"       // the mail server does not want this message
	FaultUnanswered Fault = "geen antwoord"   // the message went out; whether it was taken is not known
	FaultAway       Fault = "niet aangenomen" // the mail server is away or takes nothing now
	FaultUnrecorded Fault = "niet vastgelegd" // what came of it could not be written down
)

// faultOf is the sort of an error of mail.Sender.
func faultOf(err error) Fault {
	switch {
	case errors.Is(err, mail.ErrPermanent):
		return FaultRefused
	case errors.Is(err, mail.ErrUnanswered):
		return FaultUnanswered
	}
	return FaultAway
}

// settle records what became of one attempt to send m. A message that has come
// back meanwhile stays so.
func (c *Cases) settle(one *Case, m *Outgoing, result error, now time.Time) {
	m.Claimed = false
	if m.State == MailReturned {
		return
	}
	if errors.Is(result, errNotBegun) {
		m.Attempts--
		m.NextAt = now.UTC()
		return
	}
	if result == nil {
		m.State, m.SentAt, m.NextAt, m.Fault = MailSent, now.UTC(), time.Time{}, ""
		one.Log = append(one.Log, Event{At: now.UTC(), What: eventSent + " " + m.Message.ID, Who: whoOutbox})
		return
	}
	m.Fault = faultOf(result)
	if errors.Is(result, mail.ErrUnanswered) {
		m.Unanswered++
	}
	if now.Sub(m.Message.Date) >= mail.GiveUpAfter || m.Unanswered >= mostRepeats {
		c.park(one, m, now)
		return
	}
	m.NextAt = now.Add(c.wait(m.Attempts, result)).UTC()
	c.config.Log.Warn("mail not sent", "message", m.Message.ID, "attempts", m.Attempts, "next", m.NextAt, "error", result.Error())
}

// park gives a message up: a person decides about it.
func (c *Cases) park(one *Case, m *Outgoing, now time.Time) {
	m.State, m.NextAt, m.Claimed = MailGivenUp, time.Time{}, false
	one.Log = append(one.Log, Event{At: now.UTC(), What: eventGivenUp + " " + m.Message.ID, Who: whoOutbox})
	c.config.Log.Error("mail parked", "message", m.Message.ID, "attempts", m.Attempts)
}

// wait is how long to wait after an attempt that failed with result.
func (c *Cases) wait(attempts int, result error) time.Duration {
	jitter := c.config.Jitter()
	if errors.Is(result, mail.ErrPermanent) {
		return refusedWait - time.Duration(jitter*float64(refusedWait)/8)
	}
	return mail.Backoff(attempts, jitter)
}
