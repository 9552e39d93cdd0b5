// Package forms is the public side of taking something in: one http.Handler
// for every form of the site.
//
//	GET  /vraag-stellen/            the form, with a fresh token, prefilled from the query
//	POST /api/question              check, create the case, 303 to
//	GET  /vraag-stellen/ontvangen/  the page with the reference
//
// and the same for /profiel-aanmelden/ (profile), /advies-aanvragen/ (advice,
// with a page to check the answers first) and /contact-opnemen/ (contact, which
// also stands on the page of each profile), each in every language.
//
// The fields come from the records in package domain, so what is drawn is what
// is checked. Everything works without JavaScript. Whatever goes wrong, the
// visitor gets an ordinary page that says what to do, with what was typed in
// it, and 303 only after the store has acknowledged the case. GET changes
// nothing.
//
// Security headers are added by the server around the handler. The package
// logs one JSON line per refusal or fault, without anything a visitor typed.
package forms

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Config is what Forms needs.
type Config struct {
	Set    *templates.Set
	Cases  *cases.Cases
	Titles Titles           // finds what a form can be about; nil: nothing
	Secret []byte           // at least 32 bytes, the same after every restart
	Now    func() time.Time // safe for concurrent use
	Rand   io.Reader        // crypto/rand.Reader; safe for concurrent use
	Log    *slog.Logger

	// TrustedHop says that exactly one proxy stands before the server and
	// appends the client's address to X-Forwarded-For. Otherwise that header
	// is ignored.
	TrustedHop bool
	// TrustedOrigins are the origins, such as https://example.org, that may
	// post besides the site itself.
	TrustedOrigins []string
}

// Titles gives the title of a published record in a language: of the section
// regelingen, adviseurs or ondernemers, by its slug.
type Titles func(lang, section, slug string) (title string, ok bool)

// Forms answers the requests of all forms. It is safe for concurrent use.
type Forms struct {
	config Config
	pages  *Pages
	signer web.Signer
	web    *web.Server
}

// New checks c and makes Forms of it.
func New(c Config) (*Forms, error) {
	switch {
	case c.Set == nil || c.Cases == nil || c.Now == nil || c.Rand == nil || c.Log == nil:
		return nil, errors.New("forms: a required part of the configuration is missing")
	case len(c.Secret) < 32:
		return nil, fmt.Errorf("forms: the secret has %d bytes, at least 32 are needed", len(c.Secret))
	}
	server, err := web.NewServer(web.Config{Set: c.Set, Rand: c.Rand, Log: c.Log, TrustedHop: c.TrustedHop, TrustedOrigins: c.TrustedOrigins})
	if err != nil {
		return nil, fmt.Errorf("forms: %w", err)
	}
	f := &Forms{config: c, signer: web.Signer{Secret: c.Secret, Use: "forms"}, web: server}
	days := map[domain.Kind]int{}
	for _, kind := range domain.Kinds() {
		days[kind] = c.Cases.Target(kind)
	}
	f.pages = NewPages(c.Set, c.Titles, days)
	return f, nil
}
