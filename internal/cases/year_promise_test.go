package cases

import (
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
)

// look holds every case to the promises.
func (y *year) look(hour int) {
	y.each(func(c *Case) {
		if hour == 14 {
			y.promises(c)
		}
		for _, m := range c.Mail {
			if !y.seen[m.Message.ID] {
				y.seen[m.Message.ID] = true
				y.letter(c, m)
			}
		}
	})
	if d := y.digestOf(y.now().In(calendar.Location())); d != nil {
		for _, m := range d.Mail {
			if !y.seen[m.Message.ID] {
				y.seen[m.Message.ID] = true
				y.mails[m.Message.To+" "+y.today()]++
			}
		}
	}
}

// promises: nothing open without a date, referrals and status agree.
func (y *year) promises(c *Case) {
	queue, place := c.Queue()
	if !c.IsClosed() && (c.Next().IsZero() || place.IsZero()) {
		y.Errorf("%s: open in %s without a date", c.Reference, c.Status)
	}
	if late := y.now().Sub(c.Next()); !c.IsClosed() && c.Stage().Phase == domain.PhaseWaiting && late > 21*24*time.Hour {
		y.Errorf("%s: %s waits for %v after its date", c.Reference, c.Status, late)
	}
	if c.IsClosed() != (queue == QueueClosed) && c.ErasureAt.IsZero() {
		y.Errorf("%s: %s stands in queue %s", c.Reference, c.Status, queue)
	}
	if held := c.Relayed(); c.Status == domain.ContactRelayed && held == nil || c.Kind != domain.KindContact && held != nil {
		y.Errorf("%s: %s with %+v", c.Reference, c.Status, held)
	}
	if most := c.capacity(); most > 0 && len(c.taken(y.now())) > most {
		y.Errorf("%s: %d messages in four weeks, want at most %d", c.Reference, len(c.taken(y.now())), most)
	}
	for _, r := range c.Referrals {
		if r.IsLive() && (c.IsClosed() || r.DueAt().IsZero()) || !r.IsLive() && r.EndedAt.IsZero() {
			y.Errorf("%s: referral %s is %s in a case that is %s", c.Reference, r.ID, r.State, c.Status)
		}
	}
	if len(c.Referrals) > 0 && c.Stage().Term == domain.TermReferred && Derive(c.Needs, c.Referrals) != c.Status {
		y.Errorf("%s: got %s, want %s by its referrals", c.Reference, c.Status, Derive(c.Needs, c.Referrals))
	}
}

// letter holds one message to the promises.
func (y *year) letter(c *Case, m Outgoing) {
	to, text := m.Message.To, m.Message.Text+m.Message.Subject
	if strings.Contains(text, secretWord) || strings.Contains(text, "Voorbeeld ") && to == y.config.Desk {
		y.Errorf("%s holds what the sender typed", m.Message.ID)
	}
	word := strings.TrimRight(strings.TrimPrefix(m.Message.ID, ID(c.Reference)+"-"), "0123456789")
	toAdviser := word == "aanbod" || word == "vervallen" || word == "herinnering" && strings.Contains(text, "remind_adviser")
	toReplier := word == "bericht" || word == "herinnering" && strings.Contains(text, "remind_relay")
	switch {
	case toReplier:
		if c.Kind != domain.KindContact || to == c.address() {
			y.Errorf("%s went to %s, want the owner of a profile", m.Message.ID, to)
		}
	case word == "melding":
		y.mails[to+" "+y.today()]++
		if to != y.config.Desk {
			y.Errorf("%s went to %s, want the desk", m.Message.ID, to)
		}
	case toAdviser != strings.HasSuffix(to, "@bureau.example"):
		y.Errorf("%s went to %s", m.Message.ID, to)
	case !toAdviser && to != c.address():
		y.Errorf("%s went to %s, want the sender", m.Message.ID, to)
	}
	if word == "herinnering" {
		y.reminder(c, to, m.Message.Date)
	}
}

// reminder: not early, only on working days, one a day for one thing.
func (y *year) reminder(c *Case, to string, date time.Time) {
	if due := y.turns[c.Reference]; date.Before(due) {
		y.Errorf("%s: reminder at %v, before %v", c.Reference, date, due)
	}
	if !calendar.IsWorkingDay(date) || date.In(calendar.Location()).Hour() < opens {
		y.Errorf("%s: reminder at %v", c.Reference, date)
	}
	key := c.Reference + " " + to + " " + y.today()
	if y.sent[key]++; y.sent[key] > 1 {
		y.Errorf("%s: %d reminders to %s on %s", c.Reference, y.sent[key], to, y.today())
	}
	if y.sent[to+" "+y.today()]++; y.sent[to+" "+y.today()] > mostReminders {
		y.Errorf("%d reminders to %s on %s", y.sent[to+" "+y.today()], to, y.today())
	}
}

// quiet lets half a year pass in which nobody does anything: every referral has
// ended and nobody but the desk is waited for.
func (y *year) quiet() {
	for range 260 {
		y.to(at(calendar.NextDay(y.now()), 9))
		y.tick()
	}
	y.each(func(c *Case) {
		for _, r := range c.Referrals {
			if r.IsLive() {
				y.Errorf("%s: referral %s is still %s", c.Reference, r.ID, r.State)
			}
		}
		if phase := c.Stage().Phase; phase == domain.PhaseWaiting && c.Status != domain.ProfilePublished && c.Status != domain.ProfileExpired {
			y.Errorf("%s: still %s, with nobody to wait for", c.Reference, c.Status)
		}
	})
}

// total: the desk got a digest, one to the lead and one notice a new case.
func (y *year) total() {
	reminders := 0
	for _, n := range y.sent {
		reminders += n
	}
	relayed, surfaced := 0, 0
	y.each(func(c *Case) {
		relayed += len(c.Relays)
		for _, e := range c.Log {
			if e.What == string(domain.VerbSurface) {
				surfaced++
			}
		}
	})
	y.Logf("%d messages relayed, %d of them came to the desk", relayed, surfaced)
	if relayed == 0 {
		y.Error("got no message relayed, want a year in which there are some")
	}
	if len(y.refs) < 50 || reminders < 20 || len(y.mails) < 100 {
		y.Errorf("got %d cases, %d reminders and %d days with mail, want a year in which something happens", len(y.refs), reminders, len(y.mails))
	}
	for key, n := range y.mails {
		to, day, _ := strings.Cut(key, " ")
		most := 1
		if to == y.config.Desk {
			most += y.came[day]
		}
		if n > most {
			y.Errorf("%d messages to %s on %s, want at most %d", n, to, day, most)
		}
	}
}
