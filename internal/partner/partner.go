// Package partner holds the pages that advisers and entrepreneurs reach by a
// link from their mail, without an account. One http.Handler answers
//
//	GET  /verwijzing/?k=REFERENCE&r=REFERRAL&s=KEY  a request that the desk put before an adviser
//	GET  /antwoorden/?k=REFERENCE&s=KEY             a message of the contact form
//	GET  /mijn-profiel/?k=REFERENCE&s=KEY           the own profile: what is on the site, and what can be changed
//	GET  /mijn-profiel/wijzigen/                    its fields, as the form to sign up has them
//	GET  /mijn-profiel/weghalen/, /wissen/          asks whether it is meant
//	GET  /mijn-profiel/                             asks for a new link
//	POST /api/partner                               does it, and leads back with 303
//
// in every language and without JavaScript. GET changes nothing. The link is
// the right, and what opens nothing gets one page, whatever the reason.
//
// An adviser who has not said yes sees no personal data: of what the sender
// filled in only the fields that are not private, and of the place only the
// part of the province. After a yes the page shows what package cases wrote
// down as shared, and nothing else; when the referral ends, nothing of it.
//
// What stands on the site changes only after the desk has agreed. Pause,
// capacity, deputy and taking away hold at once. As in package follow nothing
// that was typed is lost, a post sent twice is done once, and the log holds no
// text, key or address.
package partner

import (
	"mkbloket/internal/forms"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Config is what Partner needs.
type Config = web.LinkedConfig

// Partner answers the requests of advisers and entrepreneurs. It is safe for
// concurrent use.
type Partner struct {
	*web.Linked
	config Config
	set    *templates.Set
	fields *forms.Pages
}

// New checks c and makes Partner of it.
func New(c Config) (*Partner, error) {
	linked, err := web.NewLinked("partner", c)
	if err != nil {
		return nil, err
	}
	return &Partner{Linked: linked, config: c, set: c.Set, fields: forms.NewPages(c.Set, nil, nil)}, nil
}

// token is that of the page that came back, so that sending again is the same
// act, or else a new one.
func (p *Partner) token(r *web.Request) string {
	token := p.Verified(r)
	if token == "" {
		token, _ = p.NewToken() // without one a repeat is known when it comes at once
	}
	return token
}
