package cases

import (
	"fmt"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
)

// exampleRef is the reference in examples. No case has it: those that are made
// hold no letter of the word.
const exampleRef = "VOORBEELD"

// exampleWay is the piece under a message of a name, and the path of its link.
// Most messages are to the sender of a case, who follows it.
func exampleWay(name string) (piece, path string) {
	switch name {
	case "notice", "digest", "escalation", "recalled":
		return "", ""
	case "optin", "yearly", "yearly_again":
		return "mail.way.confirm", ConfirmPath
	case "offer", "remind_adviser":
		return "mail.way.answer", AnswerPath
	case "relay", "remind_relay":
		return "mail.way.message", ReplyPath
	}
	return "mail.way.follow", FollowPath
}

// Example gives the message of a name, such as answer, in a language, as it is
// sent but with made-up values: for whoever reads over the texts.
func (c *Cases) Example(name, lang string, now time.Time) (subject, text string) {
	one := &Case{Kind: domain.KindQuestion, Reference: exampleRef, Language: lang, DueAt: after(now, 2, true)}
	t := &turn{Case: one, cases: c, now: now}
	date := calendar.FormatDate(one.DueAt, lang)
	if name == "digest" || name == "escalation" {
		l := t.report(name, lines(t, "late", []string{exampleRef}))
		return l.subject, l.text
	}
	way := ""
	if piece, path := exampleWay(name); piece != "" {
		way = t.text(lang, piece, "datum", date, "link", c.link(lang, path, "k", exampleRef, "s", "sleutel"))
	}
	l := t.body(lang, name, way, "datum", date, "ander", exampleRef, "organisatie", "Voorbeeld", "organisaties", "Voorbeeld, Voorbeeld 2",
		"reden", t.text(lang, "reden."+domain.RejectReasons()[0]), "tekst", fmt.Sprintf("[%s]", t.text(lang, "mail.example")))
	return l.subject, l.text
}
