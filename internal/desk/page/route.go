package page

import (
	"context"
	"net/http"
	"path"
	"strings"

	"mkbloket/internal/staff"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Handler guards the routes of all packages and serves them. The first page of
// the desk is Start. It panics on patterns that contradict each other, as
// http.ServeMux does. Call it once.
func (s *Server) Handler(routes []Route) http.Handler {
	mux := http.NewServeMux()
	routes = append([]Route{{Pattern: "GET " + Base + "{$}", Needs: staff.Self, Do: s.Start}}, routes...)
	s.has = map[string]bool{}
	for _, route := range routes {
		if rest, ok := strings.CutPrefix(route.Pattern, "GET "+Base); ok && strings.HasSuffix(rest, "/{$}") && strings.Count(rest, "/") == 1 {
			s.has[strings.TrimSuffix(rest, "/{$}")] = true
		}
		mux.Handle(route.Pattern, s.guard(route))
	}
	return web.Exact(mux, s.guard(Route{Needs: staff.Self, Do: unknown(mux)}))
}

// unknown answers what no route takes: 405 where another method is answered, and
// otherwise 404.
func unknown(mux *http.ServeMux) Handler {
	return func(w http.ResponseWriter, r *Request) error {
		var allowed []string
		if clean := path.Clean(r.URL.Path); clean != r.URL.Path && clean+"/" != r.URL.Path {
			return web.NotFound(w, r.Request) // the mux would look at the clean one
		}
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
			probe := r.Request.Request.Clone(context.WithoutCancel(r.Context()))
			probe.Method = method
			if _, pattern := mux.Handler(probe); pattern != "" && pattern != "/" {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			return web.NotFound(w, r.Request)
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		return &web.Refusal{Status: http.StatusMethodNotAllowed, Key: "method"}
	}
}

// guard is the one place that decides whether somebody may come to a route.
func (s *Server) guard(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := &Request{}
		draw := func(wr *web.Request, why *web.Refusal) (string, *templates.Page) {
			r.Request = wr
			return "refused", s.refusal(r, why)
		}
		s.web.Handle(s.config.Set.Languages()[0], draw, func(w http.ResponseWriter, wr *web.Request) error {
			r.Request = wr
			if hr.Method == http.MethodPost {
				ctx, cancel := context.WithTimeout(hr.Context(), web.AnswerWithin)
				defer cancel()
				wr.Request = wr.WithContext(ctx)
			}
			return s.enter(w, r, route)
		}).ServeHTTP(w, hr)
	})
}

// enter lets a request into a route, or says why not.
func (s *Server) enter(w http.ResponseWriter, r *Request, route Route) error {
	if err := s.Read(w, r); err != nil {
		return err
	}
	if err := s.resume(r); err != nil {
		return err
	}
	switch {
	case route.Needs == staff.Open:
	case r.Account == nil:
		return s.signFirst(w, r, http.StatusUnauthorized, keySignIn)
	case !r.Account.May(route.Needs):
		if err := s.Note(r, "toegang", route.Pattern, "geweigerd", ""); err != nil {
			return err
		}
		return &web.Refusal{Status: http.StatusForbidden, Key: keyForbidden}
	case route.Recent && !staff.Recent(r.Session, s.config.Now()):
		return s.signFirst(w, r, http.StatusUnauthorized, keyAnew)
	}
	return route.Do(w, r)
}

// signFirst asks to sign in: by a page to go to, or with what was typed kept.
func (s *Server) signFirst(w http.ResponseWriter, r *Request, status int, key string) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return s.Lead(w, s.SignIn(r.URL.RequestURI(), key == keyAnew))
	}
	return &web.Refusal{Status: status, Key: key}
}
