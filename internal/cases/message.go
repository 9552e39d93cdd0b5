package cases

import (
	"strings"

	"mkbloket/internal/calendar"
	"mkbloket/internal/mail"
)

// confirmation is the message to the sender. It holds nothing that the sender
// typed, so it cannot carry anybody's text to a third party (requirement 58).
func (c *Cases) confirmation(made *Case, email string) Outgoing {
	text := func(part string) string {
		return c.config.Texts(made.Language, "mail.confirmation."+part,
			"n", c.config.Targets[made.Kind],
			"kenmerk", made.Reference,
			"datum", calendar.FormatDate(made.DueAt, made.Language),
			"soort", c.config.Texts(made.Language, "mail.kind."+string(made.Kind)))
	}
	return c.outgoing(made, "bevestiging", email, made.Language, text("subject"), text("text"))
}

// notice tells the desk that something came in, and nothing about whom.
func (c *Cases) notice(made *Case) Outgoing {
	const lang = "nl"
	text := func(part string) string {
		return c.config.Texts(lang, "mail.notice."+part,
			"kenmerk", made.Reference,
			"datum", calendar.FormatDate(made.DueAt, lang),
			"soort", c.config.Texts(lang, "mail.kind."+string(made.Kind)))
	}
	body := text("text")
	if len(made.Flags) > 0 {
		body += "\n\n" + c.config.Texts(lang, "mail.notice.flagged")
	}
	return c.outgoing(made, "melding", c.config.Desk, lang, text("subject"), body)
}

func (c *Cases) outgoing(made *Case, what, to, lang, subject, text string) Outgoing {
	return Outgoing{State: MailWaiting, NextAt: made.CreatedAt, Message: mail.Message{
		ID:   strings.ToLower(made.Reference) + "-" + what,
		From: c.config.From, FromName: c.config.FromName, To: to,
		Subject: subject, Text: text, Language: lang,
		Date: made.CreatedAt.In(calendar.Location()),
	}}
}
