// Package follow is the page on which somebody sees what became of a question,
// a request for advice or a profile, without an account: "Volg mijn vraag". One
// http.Handler answers
//
//	GET  /volgen/?k=REFERENCE&s=KEY   the case: status, answer, timeline, who got the data, what can be done
//	GET  /volgen/intrekken/, /wissen/ asks whether it is meant, and changes nothing
//	GET  /volgen/bevestigen/?k=&t=    what will be confirmed (double opt-in), and changes nothing
//	GET  /volgen/                     asks for reference and address, to send the link again
//	GET  /volgen/verzonden/           what was asked for is on its way, if it was right
//	POST /api/follow                  does it, and leads back with 303
//
// in every language and without JavaScript. The link is the right: whoever has
// it from the mail reads the case. A link that does not open a case gets one
// page, whatever the reason, and asking for a new link gets one answer, whoever
// asks; neither tells which references or addresses exist.
//
// The key stands in addresses, so no page holds a link to another site beside
// those that staff wrote as text, search engines are kept away, and the log
// holds no query. What somebody typed comes back with every refusal. A post
// that is sent twice is done once.
package follow

import (
	"mkbloket/internal/forms"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Config is what Follow needs.
type Config = web.LinkedConfig

// Follow answers the requests of who follows a case. It is safe for concurrent use.
type Follow struct {
	*web.Linked
	config Config
	set    *templates.Set
	fields *forms.Pages // knows the names of the fields of every form
}

// New checks c and makes Follow of it.
func New(c Config) (*Follow, error) {
	linked, err := web.NewLinked("follow", c)
	if err != nil {
		return nil, err
	}
	return &Follow{Linked: linked, config: c, set: c.Set, fields: forms.NewPages(c.Set, nil, nil)}, nil
}
