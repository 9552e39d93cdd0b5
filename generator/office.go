package main

import (
	"cmp"
	"crypto/rand"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"mkbloket/generator/render"
	"mkbloket/internal/cases"
	office "mkbloket/internal/desk"
	"mkbloket/internal/desk/access"
	"mkbloket/internal/staff/oidc"
	"mkbloket/templates"
)

// staffSettings are the flags of serve about the pages of staff.
type staffSettings struct {
	base                       string // address with a name of its own; empty: that of the site
	issuer, client, secretFile string // of the organisation's own sign-in; empty: none
	only                       bool   // no passwords
}

func (o *staffSettings) set(f *flag.FlagSet) {
	f.StringVar(&o.base, "balie", "", "address of the pages for staff with a name of its own, as https://balie.example.org (default: /balie/ of the site)")
	f.StringVar(&o.issuer, "oidc-uitgever", "", "address of the organisation's own sign-in (OpenID Connect), exactly as it calls itself")
	f.StringVar(&o.client, "oidc-client", "", "name by which that sign-in knows the desk")
	f.StringVar(&o.secretFile, "oidc-geheimbestand", "", "file with the secret that belongs to it (default: none)")
	f.BoolVar(&o.only, "alleen-oidc", false, "staff signs in there only, without passwords of the desk")
}

// check says on out what is wrong with the flags.
func (o *staffSettings) check(out io.Writer) error {
	if u, err := url.Parse(o.base); o.base != "" && (err != nil || u.Host == "" || strings.TrimSuffix(o.base, "/") != u.Scheme+"://"+u.Host) {
		fmt.Fprintln(out, "schrijf -balie als https://balie.example.org")
		return errUsage
	}
	o.base = strings.TrimSuffix(o.base, "/")
	if (o.issuer == "") != (o.client == "") || o.only && o.issuer == "" {
		fmt.Fprintln(out, "bij -oidc-uitgever hoort -oidc-client, en bij -alleen-oidc horen beide")
		return errUsage
	}
	return nil
}

// host is the name of the desk, empty when it has none of its own.
func (o staffSettings) host() string {
	u, err := url.Parse(o.base)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// newOffice makes the pages of staff with the texts of a build.
func (d *desk) newOffice(p *portal, c *cases.Cases) (http.Handler, error) {
	base := cmp.Or(d.settings.staff.base, p.set.Site().Base)
	provider, err := d.provider(base)
	if err != nil {
		return nil, err
	}
	set, err := templates.New(p.templates, templates.Options{
		Languages: []string{"nl"}, Taxonomy: p.snapshot.Taxonomy, Minify: render.Minifier(), Site: p.set.Site(), Desk: true,
	})
	if err != nil {
		return nil, err
	}
	return office.Open(office.Program{
		Store: &d.ready, Cases: c, Snapshot: p.snapshot, Site: p.set, Set: set, Secret: d.secret, Base: base,
		Now: d.settings.now, Rand: rand.Reader, Log: d.log,
		Provider: provider, OnlyProvider: d.settings.staff.only, TrustedHop: d.settings.proxy, Files: d.contentFiles(p),
	})
}

// provider is the organisation's own sign-in, nil without one.
func (d *desk) provider(base string) (*oidc.Provider, error) {
	o := d.settings.staff
	if o.issuer == "" {
		return nil, nil
	}
	secret := ""
	if o.secretFile != "" {
		text, err := os.ReadFile(o.secretFile)
		if err != nil {
			return nil, fmt.Errorf("read secret of the sign-in: %w", err)
		}
		secret = strings.TrimSpace(string(text))
	}
	return oidc.New(oidc.Config{
		Issuer: o.issuer, ClientID: o.client, ClientSecret: secret, Return: base + access.ReturnPath,
		Secret: d.secret, Now: d.settings.now, Rand: rand.Reader, Insecure: strings.HasPrefix(base, "http://"),
	})
}
