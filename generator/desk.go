package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/follow"
	"mkbloket/internal/forms"
	"mkbloket/internal/mail"
	"mkbloket/internal/partner"
	"mkbloket/internal/snapshot"
	"mkbloket/internal/store/bolt"
	"mkbloket/internal/web"
)

// desk is what takes in forms and sends mail: the store, the cases, the outbox
// and the clock. A rebuild of the site gives it new texts; what it keeps stays.
type desk struct {
	settings settings
	log      *slog.Logger
	store    *bolt.Store
	secret   []byte
	sender   mail.Sender

	handler atomic.Pointer[http.Handler]
	office  atomic.Pointer[http.Handler]      // the pages of staff
	content atomic.Pointer[snapshot.Snapshot] // of the last good build
	stop    context.CancelFunc                // of the outbox and the clock that run now
	running sync.WaitGroup
	ready   ready
}

// openDesk opens the data folder, and makes it when it is not there. The store
// comes first: its lock keeps a second process from anything else in the folder.
func openDesk(ctx context.Context, o settings, log *slog.Logger) (*desk, error) {
	if o.now == nil {
		o.now = time.Now
	}
	if err := os.MkdirAll(o.data, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	db, err := bolt.Open(filepath.Join(o.data, "loket.db"), o.now)
	if err != nil {
		return nil, err
	}
	d := &desk{settings: o, log: log, store: db, stop: func() {}, ready: ready{Store: db}}
	if err := d.prepare(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

// prepare reads what lies beside the store.
func (d *desk) prepare(ctx context.Context) (err error) {
	path := filepath.Join(d.settings.data, "secret")
	if d.secret, err = readSecret(path, func() (bool, error) { return d.empty(ctx) }); err != nil {
		return err
	}
	if d.sender, err = sender(d.settings); err != nil {
		return err
	}
	warnings, err := d.store.Warnings()
	for _, w := range append(warnings, wideRights(path, d.settings.smtp.PasswordFile)...) {
		d.log.Warn("data folder", "warning", w)
	}
	return err
}

// empty reports whether the store holds nothing yet.
func (d *desk) empty(ctx context.Context) (bool, error) {
	found, _, err := d.store.All(ctx, "")
	return len(found) == 0, err
}

// sender is the mail server of the flags or, without any, a folder.
func sender(o settings) (mail.Sender, error) {
	smtp := o.smtp
	if smtp.Addr == "" && smtp.Username == "" && smtp.PasswordFile == "" {
		return mail.NewFolder(filepath.Join(o.data, "mail"))
	}
	return &smtp, smtp.Check()
}

// use puts the texts and terms of a new build in place, for the forms and for
// the mail that is sent from now on.
func (d *desk) use(ctx context.Context, p *portal) error {
	c, err := d.newCases(p)
	if err != nil {
		return err
	}
	visitors, err := d.newVisitors(p, c)
	if err != nil {
		return err
	}
	office, err := d.newOffice(p, c)
	if err != nil {
		return err
	}
	d.handler.Store(&visitors)
	d.office.Store(&office)
	d.content.Store(p.snapshot)
	d.stop()
	ctx, d.stop = context.WithCancel(ctx)
	d.running.Go(func() { c.RunOutbox(ctx) })
	d.running.Go(func() { c.RunClock(ctx) })
	return nil
}

// newCases makes the cases with the texts and terms of a build.
func (d *desk) newCases(p *portal) (*cases.Cases, error) {
	letters, err := p.set.Letters()
	if err != nil {
		return nil, err
	}
	return cases.New(cases.Config{
		Store: &d.ready, Taxonomy: p.snapshot.Taxonomy, Sender: d.sender, Texts: p.set.Text, HTML: letters.HTML, Secret: d.secret,
		Now: d.settings.now, Jitter: mathrand.Float64, Log: d.log,
	}.At(p.snapshot.Site, p.set.Site().Base))
}

// newVisitors makes what answers everybody but staff: the forms, and the pages
// that a signed link opens.
func (d *desk) newVisitors(p *portal, c *cases.Cases) (http.Handler, error) {
	f, err := forms.New(forms.Config{
		Set: p.set, Cases: c, Titles: p.snapshot.Title, Secret: d.secret, Now: d.settings.now, Rand: rand.Reader,
		Log: d.log, TrustedHop: d.settings.proxy,
	})
	if err != nil {
		return nil, err
	}
	linked := web.LinkedConfig{
		Set: p.set, Cases: c, Store: &d.ready, Secret: d.secret, Now: d.settings.now, Rand: rand.Reader,
		Log: d.log, TrustedHop: d.settings.proxy,
	}
	follower, err := follow.New(linked)
	if err != nil {
		return nil, err
	}
	partners, err := partner.New(linked)
	if err != nil {
		return nil, err
	}
	languages := p.set.Languages()
	return answer(f.Handler(), inPlace{follow.Places(languages), follower.Handler()}, inPlace{partner.Places(languages), partners.Handler()}), nil
}

// inPlace is a handler with where it answers.
type inPlace struct {
	web.Place
	http.Handler
}

// answer sends what belongs to one of the others there, and the rest to the forms.
func answer(forms http.Handler, others ...inPlace) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, other := range others {
			if other.Has(r.URL.Path) {
				other.ServeHTTP(w, r)
				return
			}
		}
		forms.ServeHTTP(w, r)
	})
}

// terms are the taxonomy and the targets of the last good build; nil before it.
func (d *desk) terms() (*domain.Taxonomy, map[domain.Kind]int) {
	s := d.content.Load()
	if s == nil {
		return nil, nil
	}
	return s.Taxonomy, s.Site.Targets.Days()
}

// taxonomy is that of the last good build, nil before it.
func (d *desk) taxonomy() *domain.Taxonomy {
	taxonomy, _ := d.terms()
	return taxonomy
}

// ServeHTTP answers a request to the forms. Before the first good build there
// are no texts to answer with.
func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	serveWhenReady(&d.handler, w, r)
}

// serveStaff answers a request to the pages of staff.
func (d *desk) serveStaff(w http.ResponseWriter, r *http.Request) { serveWhenReady(&d.office, w, r) }

func serveWhenReady(handler *atomic.Pointer[http.Handler], w http.ResponseWriter, r *http.Request) {
	if h := handler.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	http.Error(w, "De site is nog niet klaar. Probeer het zo nog eens.", http.StatusServiceUnavailable)
}

// purge removes what has expired; reading hides it before that.
func (d *desk) purge(ctx context.Context) {
	n, err := d.store.Purge(ctx)
	if err != nil && ctx.Err() == nil {
		d.log.Error("purge", "removed", n, "error", err.Error())
		return
	}
	d.log.Info("purge", "removed", n)
}

// close lets the outbox finish what it is sending, and the clock the case that
// it is at, and closes the store.
func (d *desk) close() error {
	d.stop()
	d.running.Wait()
	return d.store.Close()
}
