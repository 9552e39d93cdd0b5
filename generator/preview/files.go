package preview

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"

	"mkbloket/internal/headers"
)

// Files is a built site in memory, served by address. It does not change once
// it is served, and is safe for concurrent use.
type Files struct {
	entries map[string]*entry // by address, "/regelingen/wbso/" for a page
	assets  map[string]*entry // of earlier files, for pages loaded before
	older   []map[string]*entry
	style   string // address of the style sheet, or empty
	site    Site
}

// Site is what a build makes.
type Site struct {
	// Files by address. A page stands under its address with index.html:
	// "/regelingen/wbso/index.html". The bytes must not change afterwards.
	Files map[string][]byte

	// Moved leads from addresses that were given up to those of today.
	Moved map[string]string

	// Main is the language whose pages have no prefix, so that /nl/over/ leads
	// to /over/. Empty: none does.
	Main string
}

// keepAssets is for how many replacements of Files an asset stays reachable.
const keepAssets = 3

// NewFiles makes Files of a site, which is not copied. An address that no file
// of a site can have is an error that wraps ErrAddress.
func NewFiles(site Site) (*Files, error) {
	f := &Files{entries: make(map[string]*entry, len(site.Files)), site: site}
	for address, data := range site.Files {
		if !validAddress(address) {
			return nil, fmt.Errorf("%w: %q", ErrAddress, address)
		}
		f.entries[strings.TrimSuffix(address, "index.html")] = newEntry(address, data)
		if strings.HasPrefix(address, headers.AssetPrefix+"site.") && strings.HasSuffix(address, ".css") {
			f.style = address
		}
	}
	return f, nil
}

// ErrAddress says that an address is not one that is served.
var ErrAddress = errors.New("not an address of the site")

// validAddress holds for lower-case addresses without any element that means
// something else on some system, and without names that start with a dot,
// except .well-known (RFC 8615).
func validAddress(address string) bool {
	if !strings.HasPrefix(address, "/") || len(address) > 500 || path.Clean(address) != address || address == "/" {
		return false
	}
	for _, r := range address {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("/-_.", r)) {
			return false
		}
	}
	return !strings.Contains(strings.TrimPrefix(address, "/.well-known/"), "/.") && !reserved[address]
}

// reserved are the addresses that Handler answers itself.
var reserved = map[string]bool{"/healthz": true, "/readyz": true, "/_reload": true, "/_reload.js": true, "/_problems": true}

// Len gives the number of addresses.
func (f *Files) Len() int { return len(f.entries) }

// ServeHTTP answers GET and HEAD for the addresses that exist. An address
// without its slash at the end, or given up, is redirected (308); another method is refused
// (405); everything else gets the page /404.html, or that of its language.
// Security headers are set on every answer.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.serve(w, r, false) }

// serve is ServeHTTP; fresh keeps pages out of the browser's cache.
func (f *Files) serve(w http.ResponseWriter, r *http.Request, fresh bool) {
	if !readOnly(w, r) {
		return
	}
	e := f.find(r.URL.Path)
	switch {
	case r.URL.RawPath != "": // encoded in a way that no link of the site is
		f.notFound(w, r)
	case e != nil:
		e.serve(w, r, http.StatusOK, fresh)
	case f.entries[r.URL.Path+"/"] != nil:
		redirect(w, r.URL.Path+"/")
	case strings.HasSuffix(r.URL.Path, "/index.html") && f.find(strings.TrimSuffix(r.URL.Path, "index.html")) != nil:
		redirect(w, strings.TrimSuffix(r.URL.Path, "index.html"))
	case f.moved(r.URL.Path) != "":
		redirect(w, f.moved(r.URL.Path))
	default:
		f.notFound(w, r)
	}
}

// moved gives the address of today, of a page that exists, for one that was
// given up or has the prefix of the main language; empty when there is none.
func (f *Files) moved(address string) string {
	to := f.site.Moved[address]
	if rest, ok := strings.CutPrefix(address, "/"+f.site.Main+"/"); ok && to == "" {
		to = "/" + rest
	}
	if f.entries[to] == nil {
		return ""
	}
	return to
}

func (f *Files) find(address string) *entry {
	if e := f.entries[address]; e != nil {
		return e
	}
	return f.assets[address]
}

// notFound writes the page of the language that the address starts with.
func (f *Files) notFound(w http.ResponseWriter, r *http.Request) {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	e := f.entries["/"+first+"/404.html"]
	if e == nil {
		e = f.entries["/404.html"]
	}
	if e == nil {
		writeSimple(w, f, http.StatusNotFound, "")
		return
	}
	e.serve(w, r, http.StatusNotFound, false)
}

// redirect sends the browser to an address that is known to exist; nothing of
// the request is in it.
func redirect(w http.ResponseWriter, address string) {
	dynamic.Apply(w.Header())
	w.Header().Set("Location", address)
	w.WriteHeader(http.StatusPermanentRedirect)
}

// readOnly refuses every method but GET and HEAD.
func readOnly(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	w.Header().Set("Allow", "GET, HEAD")
	writeSimple(w, nil, http.StatusMethodNotAllowed, "")
	return false
}

// inherit takes over what it can from the files that were served before: the
// compressed form of what did not change, and assets that are gone.
func (f *Files) inherit(before *Files) {
	if f == before {
		return
	}
	for address, e := range f.entries {
		if old := before.entries[address]; old != nil && bytes.Equal(old.data, e.data) {
			f.entries[address] = old
		}
	}
	gone := map[string]*entry{}
	for address, e := range before.entries {
		if headers.KindOf(address) == headers.Asset && f.entries[address] == nil {
			gone[address] = e
		}
	}
	f.older = append([]map[string]*entry{gone}, before.older...)
	f.older = f.older[:min(len(f.older), keepAssets)]
	f.assets = map[string]*entry{}
	for _, assets := range f.older {
		for address, e := range assets {
			f.assets[address] = e
		}
	}
}
