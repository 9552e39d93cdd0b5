package cases

import (
	"fmt"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
)

// desksLanguage is the language of mail to the desk.
const desksLanguage = "nl"

// received writes the first mail of a new case: to the sender, unless there was
// too much today already, and to the desk. Neither holds what the sender typed,
// so it cannot carry anybody's text to a third party (requirement 58).
func (t *turn) received(confirm bool) {
	key, word := "confirmation", "bevestiging"
	if confirm && t.Kind == domain.KindProfile && t.cases.config.Base != "" {
		term, _ := domain.TermOf(domain.TermConfirm)
		t.renew(after(t.now, term.Days, term.Working))
		key = "optin"
	}
	way, name := t.Way()
	if way != "" {
		key = "contact_" + map[string]string{WayProfile: "relayed", WayDeputy: "deputy", WayDesk: "desk"}[way]
	}
	if confirm {
		t.first(word, t.address(), t.Language, t.body(t.Language, key, t.way(key), "organisatie", name))
	}
	if t.Relayed() != nil {
		return // nothing for the desk to do
	}
	body := t.body(desksLanguage, "notice", "")
	if len(t.Flags) > 0 {
		body.text += "\n\n" + t.text(desksLanguage, "mail.notice.flagged")
	}
	t.first(wordNotice, t.cases.config.Desk, desksLanguage, body)
}

// Words at the end of the IDs of mail to the desk itself.
const (
	wordNotice = "melding"
	wordDigest = "overzicht"
	wordLead   = "telaat"
)

// IsNotice reports whether a message with this ID is one to the desk itself.
func IsNotice(id string) bool {
	word := id[strings.LastIndexByte(id, '-')+1:]
	return word == wordNotice || word == wordDigest || word == wordLead
}

// letter is a subject and a text.
type letter struct{ subject, text string }

// body is the letter of a key, with the values that every text may use and
// those of args, and with the way on and the signature under it.
func (t *turn) body(lang, key, way string, args ...any) letter {
	values := []any{
		"n", t.cases.config.Targets[t.Kind],
		"kenmerk", t.Reference,
		"soort", t.text(lang, "mail.kind."+string(t.Kind)),
	}
	if !has(args, "datum") {
		values = append(values, "datum", calendar.FormatDate(t.DueAt, lang))
	}
	values = append(values, args...) // last, so that nothing in a text of ours is filled in
	l := letter{t.text(lang, "mail."+key+".subject", values...), t.text(lang, "mail."+key+".text", values...)}
	if key == "notice" {
		return l
	}
	if way != "" {
		l.text = strings.TrimRight(l.text, "\n") + "\n\n" + way
	}
	l.text = strings.TrimRight(l.text, "\n") + "\n\n" + t.text(lang, "mail.signature") + "\n"
	return l
}

func has(args []any, name string) bool {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return true
		}
	}
	return false
}

func (t *turn) text(lang, key string, args ...any) string {
	return t.cases.config.Texts(lang, key, args...)
}

// way is the paragraph with the link, empty where there is none.
func (t *turn) way(key string) string {
	if t.cases.config.Base == "" {
		return ""
	}
	if key == "optin" || key == "yearly" || key == "yearly_again" {
		return t.text(t.Language, "mail.way.confirm", "datum", t.date(t.Confirm.Until),
			"link", t.cases.link(t.Language, ConfirmPath, "k", t.Reference, "t", t.cases.confirmToken(t.Case)))
	}
	if t.isListed() {
		return t.text(t.Language, "mail.way.owner", "link", t.cases.OwnerURL(t.Case))
	}
	return t.text(t.Language, "mail.way.follow", "link", t.cases.FollowURL(t.Case))
}

// date is a day as the asker reads it.
func (t *turn) date(at time.Time) string { return calendar.FormatDate(at, t.Language) }

// ends is when the waiting for the asker ends without a reaction: after the
// reminders that come first.
func (t *turn) ends() time.Time {
	term, _ := domain.TermOf(t.Stage().Term)
	return after(t.Next(), max(0, term.Reminders-t.Clock.Reminders)*term.Again, term.Working)
}

// address is that of the sender, empty when it was erased.
func (c *Case) address() string { return firstOf(c.Fields["email"]) }

// toAsker writes a message to the sender of the case, with the follow link.
func (t *turn) toAsker(key, word string, args ...any) error {
	if t.address() == "" {
		return nil
	}
	t.send(word, t.address(), t.Language, t.body(t.Language, key, t.way(key), args...))
	return nil
}

// toOwner writes a message to the owner of a profile, with the link to confirm.
func (t *turn) toOwner(key, word string, until time.Time) error {
	return t.toAsker(key, word, "datum", t.date(until))
}

// toOwnerUnasked is toOwner for what comes each year without being asked for:
// it says how to get no more, by the page of the profile or a word to the desk.
func (t *turn) toOwnerUnasked(key, word string, until time.Time) error {
	if t.address() == "" {
		return nil
	}
	if err := t.toOwner(key, word, until); err != nil {
		return err
	}
	m := &t.Mail[len(t.Mail)-1].Message
	if page := t.cases.FollowURL(t.Case); page != "" {
		m.Unsubscribe = append(m.Unsubscribe, page)
	}
	m.Unsubscribe = append(m.Unsubscribe, "mailto:"+t.cases.config.Desk+"?subject="+t.Reference)
	return nil
}

// toAdviser writes a message about a referral to its adviser. Nothing in it is
// of the sender. Without a page to answer on, the answer goes to the desk.
func (t *turn) toAdviser(r *Referral, key, word string) error {
	way := ""
	if key != "recalled" {
		way = t.text(r.Language, "mail.way.reply")
		if link := t.cases.answerLink(t.Case, r); link != "" {
			way = t.text(r.Language, "mail.way.answer", "link", link)
		}
	}
	l := t.body(r.Language, key, way, "datum", calendar.FormatDate(r.ends(), r.Language), "organisatie", r.Organisation)
	t.send(word, r.Email, r.Language, l)
	t.Mail[len(t.Mail)-1].Message.ReplyTo = t.cases.config.Desk
	return nil
}

// ends is when the referral ends without a reaction.
func (r Referral) ends() time.Time {
	stage, _ := domain.ReferralLife().Stage(r.State)
	term, _ := domain.TermOf(stage.Term)
	return after(r.DueAt(), max(0, term.Reminders-r.Clock.Reminders)*term.Again, term.Working)
}

// first writes a message of a new case: its ID holds no number.
func (t *turn) first(word, to, lang string, l letter) {
	t.Mail = append(t.Mail, t.cases.outgoing(t.Case, word, to, lang, l, t.now))
}

// send writes a later message; the number makes its ID the only one.
func (t *turn) send(word, to, lang string, l letter) {
	t.Serial++
	t.first(fmt.Sprintf("%s%d", word, t.Serial), to, lang, l)
}

func (c *Cases) outgoing(one *Case, word, to, lang string, l letter, now time.Time) Outgoing {
	return Outgoing{State: MailWaiting, NextAt: now.UTC(), Message: mail.Message{
		ID:   ID(one.Reference) + "-" + word,
		From: c.config.From, FromName: c.config.FromName, To: to,
		Subject: l.subject, Text: l.text, Language: lang,
		Date: now.In(calendar.Location()),
	}}
}
