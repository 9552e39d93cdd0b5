// Package handover is the one address of the desk that is for a program: it
// gives what belongs in the content folder to who shows the key, as JSON.
//
//	GET /balie/overdracht/    X-Loket-Sleutel: handover.Key of the desk's secret
//
// What it gives is public already, or about to be: see internal/handover. Without
// the key there is nothing at this address. Each hand-over is a line in the audit
// log, and it is not made when that line cannot be written.
package handover

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/handover"
	"mkbloket/internal/staff"
	"mkbloket/internal/store"
	"mkbloket/internal/web"
)

// Limits of how often one address prefix may show a key.
const (
	tries  = 6
	window = 10 * time.Minute
)

// Config is what the page needs. All is required.
type Config struct {
	Store    store.Store
	Audit    *audit.Log
	Taxonomy *domain.Taxonomy
	Targets  map[domain.Kind]int // working days, as of figures.Config
	Secret   []byte              // of the desk
}

type pages struct {
	*page.Server
	config   Config
	key      []byte
	throttle web.Throttle
}

// Routes is the one route of this package. It needs no session, so it guards
// itself.
func Routes(s *page.Server, c Config) []page.Route {
	p := &pages{s, c, []byte(handover.Key(c.Secret)), web.Throttle{
		Store: c.Store, Signer: web.Signer{Secret: c.Secret, Use: "overdracht"}, Most: tries, Window: window,
	}}
	return []page.Route{{Pattern: "GET " + handover.Path + "{$}", Needs: staff.Open, Do: p.give}}
}

func (p *pages) give(w http.ResponseWriter, r *page.Request) error {
	if err := p.admit(r); err != nil {
		return err
	}
	h, err := handover.Gather(r.Context(), p.config.Store, p.config.Taxonomy, p.config.Targets, p.Now())
	if err != nil {
		return err
	}
	data, err := h.Encode()
	if err != nil {
		return err
	}
	if err := p.note(r, h); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data) // whoever asked has gone: nothing to do
	return nil
}

// admit lets in who shows the key. Everybody else sees what is at an address
// where nothing is, also who tried too often: then the key is not looked at.
func (p *pages) admit(r *page.Request) error {
	shown := r.Header.Get(handover.Header)
	if shown == "" {
		return web.NotFound(nil, r.Request)
	}
	var limit *cases.LimitError
	err := p.throttle.Take(r.Context(), p.Origin(r), p.Now())
	if err != nil && !errors.As(err, &limit) {
		return err
	}
	if err != nil || subtle.ConstantTimeCompare([]byte(shown), p.key) != 1 {
		return web.NotFound(nil, r.Request)
	}
	return nil
}

// note writes what was given in the audit log, with the cases that somebody has
// to mend: an entry keeps some fifteen of them.
func (p *pages) note(r *page.Request, h handover.Handover) error {
	said := fmt.Sprintf("%d bestanden", len(h.Records.Files))
	var unfit []string
	for _, one := range h.Records.Unfit {
		unfit = append(unfit, one.Reference)
	}
	if len(unfit) > 0 {
		said += ", niet geschikt: " + strings.Join(unfit, " ")
	}
	err := p.config.Audit.Append(r.Context(), audit.Entry{
		Actor: handover.Actor, Action: "overdracht", Result: "gelukt", Reason: said, Origin: p.Origin(r), At: p.Now().UTC(),
	})
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}
