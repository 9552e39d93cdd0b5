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
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/forms"
	"mkbloket/internal/store"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Config is what Partner needs. Everything but PerOrigin, TrustedHop and
// TrustedOrigins is required.
type Config struct {
	Set    *templates.Set
	Cases  *cases.Cases
	Store  store.Store      // counts what is sent; only Count is used
	Secret []byte           // at least 32 bytes, the same after every restart
	Now    func() time.Time // safe for concurrent use
	Rand   io.Reader        // crypto/rand.Reader; safe for concurrent use
	Log    *slog.Logger

	PerOrigin      int // posts of one origin in ten minutes; 0: 20, negative: no limit
	TrustedHop     bool
	TrustedOrigins []string // as of forms.Config
}

const (
	defaultPerOrigin = 20
	window           = 10 * time.Minute
	minSecret        = 32 // bytes
)

// Partner answers the requests of advisers and entrepreneurs. It is safe for
// concurrent use.
type Partner struct {
	config Config
	set    *templates.Set
	fields *forms.Pages
	signer web.Signer
	web    *web.Server
}

// New checks c and makes Partner of it.
func New(c Config) (*Partner, error) {
	switch {
	case c.Set == nil || c.Cases == nil || c.Store == nil || c.Now == nil || c.Rand == nil || c.Log == nil:
		return nil, errors.New("partner: a required part of the configuration is missing")
	case len(c.Secret) < minSecret:
		return nil, fmt.Errorf("partner: the secret has %d bytes, at least %d are needed", len(c.Secret), minSecret)
	}
	if c.PerOrigin == 0 {
		c.PerOrigin = defaultPerOrigin
	}
	server, err := web.NewServer(web.Config{Set: c.Set, Rand: c.Rand, Log: c.Log, TrustedHop: c.TrustedHop, TrustedOrigins: c.TrustedOrigins})
	if err != nil {
		return nil, fmt.Errorf("partner: %w", err)
	}
	return &Partner{
		config: c, set: c.Set, fields: forms.NewPages(c.Set, nil, nil),
		signer: web.Signer{Secret: c.Secret, Use: "partner"}, web: server,
	}, nil
}

// throttle counts a post for where it comes from. It returns *cases.LimitError
// when there were too many, and otherwise errors of the store.
func (p *Partner) throttle(r *web.Request) error {
	t := web.Throttle{Store: p.config.Store, Signer: p.signer, Most: p.config.PerOrigin, Window: window}
	return t.Take(r.Context(), p.web.Origin(r.Request), p.config.Now())
}

// verified is the token of a posted page, empty when it is not ours: then only
// a repeat that comes at once is known as one.
func (p *Partner) verified(r *web.Request) string {
	token := r.Values.Get(fieldForm)
	if _, ours := p.signer.Verify(token); !ours {
		return ""
	}
	return token
}

// token is that of the page that came back, so that sending again is the same
// act, or else a new one.
func (p *Partner) token(r *web.Request) string {
	token := p.verified(r)
	if token == "" {
		token, _ = p.signer.Token(p.config.Rand, p.config.Now()) // without one a repeat is known when it comes at once
	}
	return token
}

// write renders a page.
func (p *Partner) write(w http.ResponseWriter, status int, name string, page *templates.Page) error {
	return p.web.Write(w, status, name, page)
}
