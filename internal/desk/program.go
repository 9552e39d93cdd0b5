package desk

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/access"
	"mkbloket/internal/desk/casework"
	"mkbloket/internal/desk/dashboard"
	"mkbloket/internal/desk/handover"
	"mkbloket/internal/desk/judging"
	"mkbloket/internal/desk/letters"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/matching"
	"mkbloket/internal/snapshot"
	"mkbloket/internal/staff"
	"mkbloket/internal/staff/oidc"
	"mkbloket/internal/store"
	"mkbloket/templates"
)

// Program is what the program that runs the desk has to give. Everything is
// required but Provider, OnlyProvider, Files and TrustedHop.
type Program struct {
	Store    store.Store
	Cases    *cases.Cases
	Snapshot *snapshot.Snapshot
	Site     *templates.Set // of the site: texts of mail and languages
	Set      *templates.Set // of the desk: with Options.Desk, in Dutch
	Secret   []byte         // at least 32 bytes, the same after every restart
	Base     string         // address at which staff reaches the desk, without slash at the end
	Now      func() time.Time
	Rand     io.Reader // crypto/rand.Reader; safe for concurrent use
	Log      *slog.Logger

	Provider     *oidc.Provider // of the organisation; nil: accounts of the desk only
	OnlyProvider bool
	TrustedHop   bool // as of web.Config
	// Files is what the program knows of the content folder; its Cases are not
	// looked at. Empty where there is no such folder.
	Files judging.Config
}

// Pages are the names of the templates of the site's set that the desk draws
// with: none, it uses the texts only.
func Pages() []string { return []string{} }

// Open puts the whole desk together, the same on every machine.
func Open(p Program) (http.Handler, error) {
	c, err := p.Config()
	if err != nil {
		return nil, err
	}
	return New(c)
}

// Config is the desk of p, with all its areas.
func (p Program) Config() (Config, error) {
	log, err := audit.New(audit.Config{Store: p.Store, Secret: p.Secret, Now: p.Now})
	if err != nil {
		return Config{}, fmt.Errorf("desk: %w", err)
	}
	people, err := staff.New(staff.Config{Store: p.Store, Audit: log, Secret: p.Secret, Now: p.Now, Rand: p.Rand})
	if err != nil {
		return Config{}, fmt.Errorf("desk: %w", err)
	}
	p.Files.Cases = p.Cases
	if p.Files.Taken == nil {
		p.Files.Taken = p.taken
	}
	return Config{
		Page: page.Config{
			Set: p.Set, Staff: people, Audit: log, Now: p.Now, Rand: p.Rand, Secret: p.Secret, Log: p.Log,
			TrustedHop: p.TrustedHop, Insecure: strings.HasPrefix(p.Base, "http://"),
		},
		Access: access.Config{
			Staff: people, Audit: log, Taxonomy: p.Snapshot.Taxonomy, Base: p.Base, Now: p.Now,
			Provider: p.Provider, OnlyProvider: p.OnlyProvider,
		},
		Casework: casework.Config{Cases: p.Cases, Staff: people, Propose: p.propose, Titles: p.Snapshot.Title},
		More: []Part{
			func(s *page.Server) []page.Route { return judging.Routes(s, p.Files) },
			func(s *page.Server) []page.Route {
				return dashboard.Routes(s, dashboard.Config{
					Store: p.Store, Taxonomy: p.Snapshot.Taxonomy, Targets: p.Snapshot.Site.Targets.Days(), Supply: p.supply,
				})
			},
			func(s *page.Server) []page.Route {
				return letters.Routes(s, letters.Config{Cases: p.Cases, Site: p.Site})
			},
			func(s *page.Server) []page.Route {
				return handover.Routes(s, handover.Config{
					Store: p.Store, Audit: log, Taxonomy: p.Snapshot.Taxonomy, Targets: p.Snapshot.Site.Targets.Days(), Secret: p.Secret,
				})
			},
		},
	}, nil
}

// taken reports whether the site has a page, such as adviseurs/jan-jansen.
func (p Program) taken(name string) bool {
	section, slug, _ := strings.Cut(name, "/")
	_, ok := p.Snapshot.Titles[section][slug]
	return ok
}

// supply tells what the site has on a theme.
func (p Program) supply(theme string) (schemes, advisers int) {
	of := p.Snapshot.Supply[theme]
	return of.Schemes, of.Advisers
}

// propose gives advisers for a request: those whose profile the desk published,
// and those whose page editors wrote.
func (p Program) propose(ctx context.Context, request *cases.Case) ([]casework.Proposal, error) {
	var editors []matching.Profile
	for _, slug := range slices.Sorted(maps.Keys(p.Snapshot.Advisers)) {
		editors = append(editors, matching.FromContent(cases.SectionAdvisers+"/"+slug, p.Snapshot.Advisers[slug]))
	}
	now := p.Now()
	profiles, err := matching.List(ctx, p.Cases, editors, now)
	if err != nil {
		return nil, err
	}
	var proposals []casework.Proposal
	for _, m := range matching.Propose(request, profiles, p.Snapshot.Taxonomy, now) {
		proposals = append(proposals, casework.Proposal(m))
	}
	return proposals, nil
}
