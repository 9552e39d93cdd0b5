package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/forms"
	"mkbloket/internal/mail"
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
}

// openDesk opens the data folder, and makes it when it is not there.
func openDesk(o settings, log *slog.Logger) (*desk, error) {
	if err := os.MkdirAll(o.data, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	secret, err := readSecret(filepath.Join(o.data, "secret"))
	if err != nil {
		return nil, err
	}
	d := &desk{settings: o, log: log, secret: secret, stop: func() {}}
	if d.sender, err = sender(o); err != nil {
		return nil, err
	}
	if d.store, err = bolt.Open(filepath.Join(o.data, "loket.db"), time.Now); err != nil {
		return nil, err
	}
	warnings, err := d.store.Warnings()
	for _, w := range warnings {
		log.Warn("data folder", "warning", w)
	}
	if err != nil {
		return nil, errors.Join(err, d.store.Close())
	}
	return d, nil
}

func sender(o settings) (mail.Sender, error) {
	if o.smtp.Addr != "" {
		smtp := o.smtp
		return &smtp, nil
	}
	return mail.NewFolder(filepath.Join(o.data, "mail"))
}

const secretSize = 32

// readSecret reads the key of tokens, references and hashes, and makes it at
// the first start. It must stay the same: see docs/runbook.md.
func readSecret(path string) ([]byte, error) {
	secret, err := os.ReadFile(path)
	switch {
	case err == nil && len(secret) == secretSize:
		return secret, nil
	case err == nil:
		return nil, fmt.Errorf("%s has %d bytes instead of %d: restore it from a backup", path, len(secret), secretSize)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("read secret: %w", err)
	}
	secret = make([]byte, secretSize)
	_, _ = rand.Read(secret) // never fails
	return secret, writeDurably(path, secret)
}

// writeDurably leaves either no file or the whole one, also after a crash.
func writeDurably(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("write secret: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write secret: %w", errors.Join(err, os.Remove(f.Name())))
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("write secret: %w", err)
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// use puts the texts and terms of a new build in place, for the forms and for
// the mail that is sent from now on.
func (d *desk) use(ctx context.Context, p *portal) error {
	c, err := cases.New(cases.Config{
		Store: d.store, Taxonomy: p.bundle.Taxonomy, Sender: d.sender, Texts: p.set.Text, Secret: d.secret,
		Now: time.Now, Jitter: mathrand.Float64, Log: d.log,
		From: p.bundle.Site.MailFrom, FromName: p.bundle.Site.Name, Desk: p.bundle.Site.MailDesk,
		Targets: targets(p.bundle.Site),
	})
	if err != nil {
		return err
	}
	f, err := forms.New(forms.Config{
		Set: p.set, Cases: c, Titles: p.site.Title, Secret: d.secret, Now: time.Now, Rand: rand.Reader,
		Log: d.log, TrustedHop: d.settings.proxy,
	})
	if err != nil {
		return err
	}
	handler := f.Handler()
	d.handler.Store(&handler)
	d.stop()
	ctx, d.stop = context.WithCancel(ctx)
	d.outbox.Go(func() { c.RunOutbox(ctx) })
	return nil
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

// ready reports whether the store takes writes.
func (d *desk) ready(ctx context.Context) error {
	_, err := d.store.Count(ctx, "ready", time.Minute, time.Now())
	return err
}

// close lets the outbox finish what it is sending and closes the store.
func (d *desk) close() error {
	d.stop()
	d.outbox.Wait()
	return d.store.Close()
}
