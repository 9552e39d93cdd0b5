// Package desk puts the pages for staff together: one http.Handler for
// everything under /balie/.
//
// The frame, with sessions and rights, is package page. What one does there is
// in a package for each area, which gives its routes and knows none of the
// others. Which role may use which route is in testdata/routes.txt, made from
// the routes themselves and tried pair by pair against the handler.
//
// Open makes the whole desk, the same on every machine. Security headers are
// added by the server around the handler; the handler can stand on a hostname of
// its own.
package desk

import (
	"errors"
	"net/http"
	"slices"

	"mkbloket/internal/desk/access"
	"mkbloket/internal/desk/casework"
	"mkbloket/internal/desk/page"
)

// Part gives the pages of one area.
type Part func(*page.Server) []page.Route

// Config is what the desk is made of. Page, Access and Casework are required.
type Config struct {
	Page     page.Config
	Access   access.Config
	Casework casework.Config
	More     []Part // of further areas, such as the judging of profiles
}

// New checks c and makes the handler.
func New(c Config) (http.Handler, error) {
	if c.Casework.Cases == nil || c.Casework.Staff == nil || c.Access.Staff == nil {
		return nil, errors.New("desk: a required part of the configuration is missing")
	}
	s, err := page.New(c.Page)
	if err != nil {
		return nil, err
	}
	return s.Handler(c.Routes(s)), nil
}

// Routes lists every route of the desk but its first page.
func (c Config) Routes(s *page.Server) []page.Route {
	routes := slices.Concat(access.Routes(s, c.Access), casework.Routes(s, c.Casework))
	for _, part := range c.More {
		routes = append(routes, part(s)...)
	}
	return routes
}
