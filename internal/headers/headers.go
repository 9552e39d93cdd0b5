// Package headers is the one definition of the response headers of the site.
//
// The local server sends them (Middleware, Prepared), and the configuration of
// other hosts is written from the same list (Nginx, Caddy, Underscore), so that
// no host can drift from another.
//
// There are two groups: the security headers, equal on every answer (pages,
// files, redirects, errors), and Cache-Control, which depends on the Kind of
// answer. The package also knows which Content-Type belongs to a file name. It
// does not know which addresses exist.
package headers

import (
	"net/http"
	"strings"
)

// Header is one response header, with its name in canonical form.
type Header struct{ Name, Value string }

// ContentSecurityPolicy allows what lies on the site itself and nothing else.
// Nothing inline runs: scripts and styles are files.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; object-src 'none'"

// off are the powers of a browser that no page of the site uses: those that
// https://github.com/w3c/webappsec-permissions-policy/blob/main/features.md
// lists as shipped and a browser accepts without a warning.
const off = "accelerometer autoplay camera display-capture encrypted-media fullscreen gamepad " +
	"geolocation gyroscope hid identity-credentials-get idle-detection keyboard-map local-fonts magnetometer " +
	"microphone midi otp-credentials payment picture-in-picture publickey-credentials-create " +
	"publickey-credentials-get screen-wake-lock serial storage-access sync-xhr usb window-management " +
	"xr-spatial-tracking"

// All gives the headers that every answer carries, in a fixed order.
//
// HSTS is in it also for plain HTTP on loopback: browsers ignore it there (RFC
// 6797, section 8.1), and behind a proxy that ends TLS it must be present.
func All() []Header {
	return []Header{
		{"Content-Security-Policy", ContentSecurityPolicy},
		{"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"Referrer-Policy", "same-origin"},
		{"Permissions-Policy", strings.ReplaceAll(off, " ", "=(), ") + "=()"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
	}
}

// Kind is how long an answer may be kept.
type Kind int

// The kinds. The zero Kind is the safe one.
const (
	Dynamic Kind = iota // made for one visitor, and every error: kept nowhere
	Page                // pages and data: kept, but asked for again each time (ETag)
	Asset               // files with a fingerprint in the name: never change
)

// AssetPrefix is where all files with a fingerprint in their name lie, and
// nothing else.
const AssetPrefix = "/assets/"

// KindOf tells the kind of the file at an address. It never returns Dynamic.
func KindOf(address string) Kind {
	if strings.HasPrefix(address, AssetPrefix) {
		return Asset
	}
	return Page
}

// CacheControl gives the value of Cache-Control.
func (k Kind) CacheControl() string {
	switch k {
	case Asset:
		return "public, max-age=31536000, immutable"
	case Page:
		return "public, max-age=0, must-revalidate"
	}
	return "no-store"
}

// Middleware sets the headers of a Dynamic answer before it calls next, which
// may set another Cache-Control for what may be kept. It is safe for
// concurrent use.
func Middleware(next http.Handler) http.Handler {
	prepared := Prepare(append(All(), Header{"Cache-Control", Dynamic.CacheControl()}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		prepared.Apply(w.Header())
		next.ServeHTTP(w, r)
	})
}

// Prepared is a list of headers that is set without allocating. It is
// read-only and safe for concurrent use.
type Prepared struct {
	names  []string
	values [][]string
}

// Prepare makes a Prepared of headers.
func Prepare(headers []Header) Prepared {
	var p Prepared
	for _, h := range headers {
		p.names = append(p.names, http.CanonicalHeaderKey(h.Name))
		p.values = append(p.values, []string{h.Value}) // capacity 1: Header.Add makes a copy
	}
	return p
}

// Apply sets the headers, replacing what was there. Handlers may replace or add
// values afterwards, but must not change a value within its slice.
func (p Prepared) Apply(h http.Header) {
	for i, name := range p.names {
		h[name] = p.values[i]
	}
}
