package cases

import "mkbloket/internal/domain"

// Paths of the pages on which people without an account answer, in the main
// language.
const (
	AnswerPath = "/verwijzing/" // an adviser, a referral
	ReplyPath  = "/antwoorden/" // the owner of a profile, a message
)

// At gives c with what content/site.yaml says: who sends mail and who gets it,
// the targets, the languages, and the pages that mail links to. Base is where
// the site stands; it may differ from the one in the file.
func (c Config) At(s domain.Site, base string) Config {
	c.From, c.FromName, c.Desk, c.Lead = s.MailFrom, s.Name, s.MailDesk, s.MailLead
	c.Targets = s.Targets.Days()
	c.Base, c.Answer, c.Reply = base, AnswerPath, ReplyPath
	if len(s.Languages) > 0 {
		c.Main = s.Languages[0]
	}
	return c
}
