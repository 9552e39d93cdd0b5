package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"mkbloket/internal/headers"
)

// check is one thing that must be so.
type check struct {
	name string // in Dutch, for who deploys
	run  func(ctx context.Context, p *portal) error
}

// checks lists them in the order in which they are carried out.
func checks(loopback bool) []check {
	all := []check{
		{"voorpagina", home},
		{"voorpagina in het Engels", english},
		{"opmaak met vast adres", asset},
		{"adres zonder slash", slash},
		{"onbekend adres", unknown},
		{"formulier", func(ctx context.Context, p *portal) error { _, err := form(ctx, p); return err }},
		{"onvolledig formulier", incomplete},
		{"formulier van een andere site", cross},
	}
	if loopback {
		return all
	}
	return append(all, check{"http wordt https", secure})
}

// is compares an answer with what every answer of its sort has.
func (a answer) is(status int, cache ...string) error {
	if a.status != status {
		return fmt.Errorf("status %d in plaats van %d", a.status, status)
	}
	for _, h := range headers.All() {
		if got := a.header.Values(h.Name); len(got) != 1 || got[0] != h.Value {
			return fmt.Errorf("de kop %s is %q in plaats van %q", h.Name, got, h.Value)
		}
	}
	got := a.header.Get("Cache-Control")
	for _, c := range cache {
		if got == c {
			return nil
		}
	}
	if len(cache) > 0 {
		return fmt.Errorf("de kop Cache-Control is %q in plaats van %q", got, cache[0])
	}
	return nil
}

// has looks for a text in the body.
func (a answer) has(text string) error {
	if !strings.Contains(a.body, text) {
		return fmt.Errorf("er staat geen %q in", text)
	}
	return nil
}

func page(ctx context.Context, p *portal, path, lang string) (answer, error) {
	a, err := p.get(ctx, path)
	if err != nil {
		return a, err
	}
	if err := a.is(http.StatusOK, headers.Page.CacheControl()); err != nil {
		return a, err
	}
	return a, a.has(`<html lang="` + lang + `"`)
}

func home(ctx context.Context, p *portal) error {
	_, err := page(ctx, p, "/", "nl")
	return err
}

func english(ctx context.Context, p *portal) error {
	_, err := page(ctx, p, "/en/", "en")
	return err
}

var style = regexp.MustCompile(`href="(/assets/[^"]+\.css)"`)

// asset takes the style sheet that the front page asks for.
func asset(ctx context.Context, p *portal) error {
	front, err := page(ctx, p, "/", "nl")
	if err != nil {
		return err
	}
	found := style.FindStringSubmatch(front.body)
	if found == nil {
		return fmt.Errorf("de voorpagina heeft geen opmaak")
	}
	a, err := p.get(ctx, found[1])
	if err != nil {
		return err
	}
	if got, want := a.header.Get("Content-Type"), headers.ContentType(found[1]); got != want {
		return fmt.Errorf("de kop Content-Type is %q in plaats van %q", got, want)
	}
	return a.is(http.StatusOK, headers.Asset.CacheControl())
}

// slash asks for a page as people type it.
func slash(ctx context.Context, p *portal) error {
	a, err := p.get(ctx, "/regelingen")
	if err != nil {
		return err
	}
	if a.status != http.StatusMovedPermanently && a.status != http.StatusPermanentRedirect {
		return fmt.Errorf("status %d in plaats van 301 of 308", a.status)
	}
	to, err := p.base.Parse(a.header.Get("Location"))
	if err != nil || to.String() != p.base.String()+"/regelingen/" {
		return fmt.Errorf("doorverwezen naar %q", a.header.Get("Location"))
	}
	return nil
}

// unknown asks for what is not there: the site's own page must answer, and
// still as 404.
func unknown(ctx context.Context, p *portal) error {
	a, err := p.get(ctx, "/deze-pagina-is-er-niet/")
	if err != nil {
		return err
	}
	if err := a.is(http.StatusNotFound); err != nil {
		return err
	}
	return a.has(`<html lang="nl"`)
}

var token = regexp.MustCompile(`name="formulier" value="([^"]{20,})"`)

// form gets a form as it is made for one visitor, and gives its token.
func form(ctx context.Context, p *portal) (string, error) {
	a, err := p.get(ctx, "/vraag-stellen/")
	if err != nil {
		return "", err
	}
	if err := a.is(http.StatusOK, "private, no-cache", headers.Dynamic.CacheControl()); err != nil {
		return "", err
	}
	found := token.FindStringSubmatch(a.body)
	if found == nil {
		return "", fmt.Errorf("er staat geen teken in: is dit de vaste pagina?")
	}
	return found[1], nil
}

// typed is what is filled in: not enough for anything to be stored.
const typed = "Proef na het uitrollen"

// incomplete sends a form that must come back with what was typed. Like older
// browsers it says where it comes from with Origin alone, so this fails when
// the functions do not know the name of the site.
func incomplete(ctx context.Context, p *portal) error {
	t, err := form(ctx, p)
	if err != nil {
		return err
	}
	fields := url.Values{"formulier": {t}, "taal": {"nl"}, "onderwerp": {typed}}
	a, err := p.send(ctx, http.MethodPost, p.base.String()+"/api/question", fields, map[string]string{"Origin": p.base.String()})
	if err != nil {
		return err
	}
	if err := a.is(http.StatusUnprocessableEntity, headers.Dynamic.CacheControl()); err != nil {
		return err
	}
	return a.has(`value="` + typed + `"`)
}

// cross sends a form from another site. It fails when the CDN keeps back what
// the functions need to see that.
func cross(ctx context.Context, p *portal) error {
	from := map[string]string{"Origin": "https://example.com", "Sec-Fetch-Site": "cross-site"}
	a, err := p.send(ctx, http.MethodPost, p.base.String()+"/api/question", url.Values{"onderwerp": {typed}}, from)
	if err != nil {
		return err
	}
	return a.is(http.StatusForbidden, headers.Dynamic.CacheControl())
}

// secure asks without TLS.
func secure(ctx context.Context, p *portal) error {
	a, err := p.send(ctx, http.MethodGet, "http://"+p.base.Host+"/", nil, nil)
	if err != nil {
		return err
	}
	if a.status != http.StatusMovedPermanently && a.status != http.StatusPermanentRedirect {
		return fmt.Errorf("status %d in plaats van 301", a.status)
	}
	if got, want := a.header.Get("Location"), "https://"+p.base.Host+"/"; got != want {
		return fmt.Errorf("doorverwezen naar %q in plaats van %q", got, want)
	}
	return nil
}
