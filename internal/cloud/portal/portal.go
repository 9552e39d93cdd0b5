// Package portal puts together what functions that know the content share: the
// templates and the cases of one snapshot. It sends no mail: package notify does,
// from the table, with what stands there.
package portal

import (
	"context"
	"fmt"
	mathrand "math/rand/v2"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/mail"
	"mkbloket/internal/snapshot"
	"mkbloket/internal/store"
	"mkbloket/templates"
)

// New makes the templates of some pages, and the cases in db. Of p it uses the
// base address, the secret and the log. Zero limits are those of package cases.
// Both are safe for concurrent use when db is.
func New(p cloud.Process, s *snapshot.Snapshot, db store.Store, limits cases.Limits, pages []string) (*templates.Set, *cases.Cases, error) {
	info := templates.Info(s.Site)
	info.Base = p.Base
	set, err := templates.New(templates.Embedded(), templates.Options{
		Languages: s.Site.Languages, Taxonomy: s.Taxonomy, Site: info, Assets: s.Assets, Pages: pages,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read templates: %w", err)
	}
	c, err := cases.New(cases.Config{
		Store: db, Taxonomy: s.Taxonomy, Sender: unsent{}, Texts: set.Text, Secret: p.Secret,
		Now: time.Now, Jitter: mathrand.Float64, Log: p.Log, Limits: limits,
	}.At(s.Site, p.Base))
	return set, c, err
}

// unsent is the mail.Sender of functions that only write mail down.
type unsent struct{}

// Send implements mail.Sender.
func (unsent) Send(context.Context, mail.Message) error {
	return fmt.Errorf("%w: this function sends no mail", mail.ErrTemporary)
}
