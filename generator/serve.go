package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"mkbloket/generator/preview"
	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/follow"
	"mkbloket/internal/forms"
	"mkbloket/internal/mail"
	"mkbloket/internal/partner"
	"mkbloket/templates"
)

// settings are the flags of serve.
type settings struct {
	addr, content, templates, data, base, date string
	public, proxy, keepAll                     bool
	smtp                                       mail.SMTP
	staff                                      staffSettings
	now                                        func() time.Time // by which the desk lives; nil: that of the machine
}

func serveSettings(args []string, s streams) (settings, error) {
	var o settings
	f := flags("serve", s)
	f.StringVar(&o.addr, "addr", "127.0.0.1:8080", "address to listen on")
	f.StringVar(&o.content, "content", "content", "folder with the content")
	f.StringVar(&o.templates, "templates", "", "folder with templates to follow (default: templates, when it is there; otherwise those compiled in)")
	f.StringVar(&o.data, "data", "var", "folder for what people send in, and for mail when there is no mail server")
	f.StringVar(&o.base, "base", "", "address of the site (default: http:// and -addr)")
	f.StringVar(&o.date, "date", "", "day for which statuses are computed, as 2026-11-23 (default today)")
	f.BoolVar(&o.public, "openbaar", false, "allow an address that other machines can reach; a proxy with TLS must stand before it")
	f.BoolVar(&o.proxy, "achter-proxy", false, "one proxy stands before the server and adds X-Forwarded-For")
	f.BoolVar(&o.keepAll, "bewaren-uit", false, "erase nothing by itself: the daily retention only says in the log what it would do")
	f.StringVar(&o.smtp.Addr, "smtp", "", "mail server as host:port (default: mail becomes files in the data folder)")
	f.StringVar(&o.smtp.Username, "smtp-gebruiker", "", "account at the mail server")
	f.StringVar(&o.smtp.PasswordFile, "smtp-wachtwoordbestand", "", "file with the password of that account")
	o.staff.set(f)
	if err := parse(f, args); err != nil {
		return o, err
	}
	if _, err := dayOf(f, o.date); err != nil {
		return o, err
	}
	return o, o.staff.check(f.Output())
}

// serve runs the whole portal: it builds the site, answers the forms, sends
// mail, and follows changes in content and templates.
func serve(ctx context.Context, args []string, s streams) (err error) {
	o, err := serveSettings(args, s)
	if err != nil {
		return err
	}
	if o.public && o.base == "" {
		fmt.Fprintln(s.err, "bij -openbaar hoort -base, met het adres waarop bezoekers de site zien")
		return errUsage
	}
	log := slog.New(slog.NewJSONHandler(s.err, nil))
	if o.public && !o.proxy {
		log.Warn("proxy", "warning", "-openbaar without -achter-proxy: all visitors behind a proxy share one limit for sending forms")
	}
	l, err := preview.Listen(ctx, o.addr, o.public)
	if errors.Is(err, preview.ErrPublic) {
		fmt.Fprintf(s.err, "%s is van andere machines bereikbaar; voeg -openbaar toe als er een proxy met TLS voor staat\n", o.addr)
		return errUsage
	}
	if err != nil {
		return err
	}
	if o.base == "" {
		o.base = "http://" + l.Addr().String()
	}
	d, err := openDesk(ctx, o, log)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer func() { err = errors.Join(err, d.close()) }()
	p := &portalServer{settings: o, desk: d, out: s.out, log: log}
	if err := p.start(ctx); err != nil {
		return errors.Join(err, l.Close())
	}
	return p.run(ctx, l)
}

// portalServer rebuilds the portal and keeps the last good one up.
type portalServer struct {
	settings
	desk    *desk
	handler *preview.Handler
	out     io.Writer
	log     *slog.Logger
}

// start builds for the first time; content with problems starts an empty site
// that shows them.
func (p *portalServer) start(ctx context.Context) error {
	files, err := preview.NewFiles(preview.Site{})
	if err != nil {
		return err
	}
	config := preview.Config{Files: files, Log: p.log, Forms: p.desk, FormPaths: formPaths(), Ready: p.desk.ready.check, Hosts: hosts(p.base, p.staff.base),
		Desk: http.HandlerFunc(p.desk.serveStaff), DeskHost: p.staff.host(), Reload: !p.public}
	if p.handler, err = preview.New(config); err != nil {
		return err
	}
	return p.handler.Update(ctx, p.build)
}

// formPaths are the addresses below which forms are answered, in any language:
// which ones the site has is known after the first build.
func formPaths() []string {
	var paths []string
	languages := domain.NewTaxonomy().Languages.Slugs()
	for _, place := range forms.Places(languages) {
		paths = append(paths, place.Pages...)
	}
	return slices.Concat(paths, follow.Places(languages).Pages, partner.Places(languages).Pages)
}

// hosts are the names that requests may be addressed to: those of the addresses.
func hosts(addresses ...string) []string {
	var names []string
	for _, address := range addresses {
		if u, err := url.Parse(address); err == nil && u.Hostname() != "" {
			names = append(names, u.Hostname())
		}
	}
	return names
}

// build makes all files in memory and hands the new texts to the forms.
func (p *portalServer) build(ctx context.Context) (preview.Site, error) {
	started := time.Now()
	day, err := today(p.date)
	if err != nil {
		return preview.Site{}, err
	}
	site, problems, err := load(options{content: p.content, templates: p.templateFiles(), base: p.base, today: day, reload: !p.public})
	if err != nil {
		return preview.Site{}, err
	}
	if len(problems) > 0 {
		printProblems(p.out, problems)
		return preview.Site{}, preview.Problems(problems)
	}
	files, err := collect(ctx, site)
	if err != nil {
		return preview.Site{}, err
	}
	if err := p.desk.use(ctx, site); err != nil {
		return preview.Site{}, err
	}
	fmt.Fprintf(p.out, "%d pagina's, %d ms\n", len(site.pages), time.Since(started).Milliseconds())
	return preview.Site{Files: files, Moved: site.snapshot.Site.Moved(), Main: site.snapshot.Site.Languages[0]}, nil
}

// templateFiles are those in the folder, which can be edited, or those compiled in.
func (p *portalServer) templateFiles() fs.FS {
	if dir := p.templateDir(); dir != "" {
		return os.DirFS(dir)
	}
	return templates.Embedded()
}

func (p *portalServer) templateDir() string {
	if p.templates != "" {
		return p.templates
	}
	if _, err := os.Stat(filepath.Join("templates", "layout.html")); err == nil {
		return "templates"
	}
	return ""
}

func collect(ctx context.Context, p *portal) (map[string][]byte, error) {
	var mu sync.Mutex
	files := make(map[string][]byte, len(p.pages))
	err := p.write(ctx, func(path string, data []byte) error {
		data = bytes.Clone(data)
		mu.Lock()
		defer mu.Unlock()
		files[path] = data
		return nil
	}, nil)
	return files, err
}

// run serves until ctx ends, and rebuilds when something changes or a day begins.
func (p *portalServer) run(ctx context.Context, l net.Listener) error {
	folders := []string{p.content}
	if dir := p.templateDir(); dir != "" {
		folders = append(folders, dir)
	}
	fmt.Fprintf(p.out, "MKB-loket: http://%s/  (stoppen met Ctrl-C)\n", l.Addr())
	var one sync.Mutex
	rebuild := func(ctx context.Context) error {
		one.Lock()
		defer one.Unlock()
		return p.handler.Update(ctx, p.build)
	}
	var following sync.WaitGroup
	following.Go(func() {
		if err := preview.Watch(ctx, folders, nil, rebuild, p.log); err != nil {
			p.log.Error("changes are not followed", "error", err)
		}
	})
	following.Go(func() { p.eachDay(ctx, rebuild) })
	following.Go(func() { p.desk.control(ctx) })
	err := p.handler.Serve(ctx, l, preview.DefaultLimits())
	following.Wait()
	return err
}

// eachDay rebuilds when a day begins in the Netherlands: statuses move with the
// calendar. What has expired, or was kept long enough, goes then and at the start.
func (p *portalServer) eachDay(ctx context.Context, rebuild func(context.Context) error) {
	p.desk.tidy(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Until(calendar.NextDay(time.Now()))):
		}
		if err := rebuild(ctx); err != nil && ctx.Err() == nil {
			p.log.Error("the daily rebuild failed", "error", err)
		}
		p.desk.tidy(ctx)
	}
}
