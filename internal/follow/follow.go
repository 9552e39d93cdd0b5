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
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/forms"
	"mkbloket/internal/store"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Config is what Follow needs. Everything but PerOrigin, TrustedHop and
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

// Follow answers the requests of who follows a case. It is safe for concurrent use.
type Follow struct {
	config Config
	set    *templates.Set
	fields *forms.Pages // knows the names of the fields of every form
	signer web.Signer
	web    *web.Server
}

// New checks c and makes Follow of it.
func New(c Config) (*Follow, error) {
	switch {
	case c.Set == nil || c.Cases == nil || c.Store == nil || c.Now == nil || c.Rand == nil || c.Log == nil:
		return nil, errors.New("follow: a required part of the configuration is missing")
	case len(c.Secret) < minSecret:
		return nil, fmt.Errorf("follow: the secret has %d bytes, at least %d are needed", len(c.Secret), minSecret)
	}
	if c.PerOrigin == 0 {
		c.PerOrigin = defaultPerOrigin
	}
	server, err := web.NewServer(web.Config{Set: c.Set, Rand: c.Rand, Log: c.Log, TrustedHop: c.TrustedHop, TrustedOrigins: c.TrustedOrigins})
	if err != nil {
		return nil, fmt.Errorf("follow: %w", err)
	}
	return &Follow{
		config: c, set: c.Set, fields: forms.NewPages(c.Set, nil, nil),
		signer: web.Signer{Secret: c.Secret, Use: "follow"}, web: server,
	}, nil
}

// throttle counts a post for where it comes from. It returns *cases.LimitError
// when there were too many, and otherwise errors of the store.
func (f *Follow) throttle(r *web.Request) error {
	t := web.Throttle{Store: f.config.Store, Signer: f.signer, Most: f.config.PerOrigin, Window: window}
	return t.Take(r.Context(), f.web.Origin(r.Request), f.config.Now())
}

// token is that of a page that is filled in.
func (f *Follow) token() (string, error) { return f.signer.Token(f.config.Rand, f.config.Now()) }

// verified is the token of a posted page, empty when it is not ours: then only
// a repeat that comes at once is known as one.
func (f *Follow) verified(r *web.Request) string {
	token := r.Values.Get(fieldForm)
	if _, ours := f.signer.Verify(token); !ours {
		return ""
	}
	return token
}
