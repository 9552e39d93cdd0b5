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
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/follow"
	"mkbloket/internal/forms"
	"mkbloket/internal/mail"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

// desk is what takes in forms and sends mail: the store, the cases, the
// outbox. A rebuild of the site gives it new texts; what it keeps stays.
type desk struct {
	settings settings
	log      *slog.Logger
	store    *bolt.Store
	secret   []byte
	sender   mail.Sender

	handler atomic.Pointer[http.Handler]
	stop    context.CancelFunc // of the outbox that runs now
	outbox  sync.WaitGroup
	ready   ready
}

// openDesk opens the data folder, and makes it when it is not there. The store
// comes first: its lock keeps a second process from anything else in the folder.
func openDesk(ctx context.Context, o settings, log *slog.Logger) (*desk, error) {
	if err := os.MkdirAll(o.data, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	db, err := bolt.Open(filepath.Join(o.data, "loket.db"), time.Now)
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

// empty reports whether the store has no case yet.
func (d *desk) empty(ctx context.Context) (bool, error) {
	for _, queue := range cases.Queues() {
		found, _, err := d.store.List(ctx, cases.IndexQueue, queue, store.Page{Limit: 1})
		if err != nil || len(found) > 0 {
			return false, err
		}
	}
	return true, nil
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
	c, err := cases.New(cases.Config{
		Store: &d.ready, Taxonomy: p.snapshot.Taxonomy, Sender: d.sender, Texts: p.set.Text, Secret: d.secret,
		Now: time.Now, Jitter: mathrand.Float64, Log: d.log,
		From: p.snapshot.Site.MailFrom, FromName: p.snapshot.Site.Name, Desk: p.snapshot.Site.MailDesk,
		Targets: p.snapshot.Site.Targets.Days(),
		Base:    p.set.Site().Base, Main: p.set.Languages()[0],
	})
	if err != nil {
		return err
	}
	f, err := forms.New(forms.Config{
		Set: p.set, Cases: c, Titles: p.snapshot.Title, Secret: d.secret, Now: time.Now, Rand: rand.Reader,
		Log: d.log, TrustedHop: d.settings.proxy,
	})
	if err != nil {
		return err
	}
	follower, err := follow.New(follow.Config{
		Set: p.set, Cases: c, Store: &d.ready, Secret: d.secret, Now: time.Now, Rand: rand.Reader,
		Log: d.log, TrustedHop: d.settings.proxy,
	})
	if err != nil {
		return err
	}
	handler := answer(f.Handler(), follower.Handler(), p.set.Languages())
	d.handler.Store(&handler)
	d.stop()
	ctx, d.stop = context.WithCancel(ctx)
	d.outbox.Go(func() { c.RunOutbox(ctx) })
	return nil
}

// answer sends what belongs to following a case there, and the rest to the forms.
func answer(forms, follower http.Handler, languages []string) http.Handler {
	place := follow.Places(languages)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		within := func(page string) bool { return strings.HasPrefix(r.URL.Path, page) }
		if r.URL.Path == place.Action || slices.ContainsFunc(place.Pages, within) {
			follower.ServeHTTP(w, r)
			return
		}
		forms.ServeHTTP(w, r)
	})
}

// ServeHTTP answers a request to the forms. Before the first good build there
// are no texts to answer with.
func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := d.handler.Load(); h != nil {
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

// close lets the outbox finish what it is sending and closes the store.
func (d *desk) close() error {
	d.stop()
	d.outbox.Wait()
	return d.store.Close()
}
