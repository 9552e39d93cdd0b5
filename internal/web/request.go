package web

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// guessLanguage takes the language of the page that the visitor comes from, or
// else the first one the browser asks for that the site has.
func (s *Server) guessLanguage(r *http.Request) string {
	languages := s.config.Set.Languages()
	if u, err := url.Parse(r.Referer()); err == nil && u.Host == r.Host && u.Host != "" {
		return prefixed(languages, u.Path)
	}
	if lang := prefixed(languages, r.URL.Path); lang != languages[0] {
		return lang
	}
	for _, wanted := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(wanted), ";")
		tag, _, _ = strings.Cut(tag, "-")
		for _, lang := range languages {
			if strings.EqualFold(tag, lang) {
				return lang
			}
		}
	}
	return languages[0]
}

// prefixed is the language of an address: the one whose prefix it has.
func prefixed(languages []string, path string) string {
	for _, lang := range languages[1:] {
		if strings.HasPrefix(path, "/"+lang+"/") {
			return lang
		}
	}
	return languages[0]
}

// requestID names a request in the log and on the page: as the server around
// the handler does, or with a number of its own.
func (s *Server) requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); len(id) == 12 && strings.Trim(id, "0123456789abcdef") == "" {
		return id
	}
	var b [6]byte
	if _, err := io.ReadFull(s.config.Rand, b[:]); err != nil {
		return "unnumbered"
	}
	return hex.EncodeToString(b[:])
}

// method keeps what a client calls its method out of the log unless it is known.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// Exact hands to mux what has a path in its clean form, and the rest to unknown:
// http.ServeMux would redirect it, and no redirect is made of what was asked.
func Exact(mux *http.ServeMux, unknown http.Handler) http.Handler {
	mux.Handle("/", unknown)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if clean := path.Clean(r.URL.Path); clean != r.URL.Path && clean+"/" != r.URL.Path {
			unknown.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}
