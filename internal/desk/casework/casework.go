// Package casework is the daily work of the desk under /balie/zaken/: the lists
// of cases, searching, a case with everything that can be done to it, and taking
// down what somebody said on the telephone.
//
//	GET  /balie/zaken/                 a list, by ?lijst=, with filters
//	GET  /balie/zaken/REF/             the case; each reading is a line of the audit log
//	GET  /balie/zaken/REF/DEED/        what a deed asks for, beside what one must know for it
//	POST /balie/zaken/REF/DEED/        does it, or shows the mail that it would send, and leads back
//	GET  /balie/zaken/nieuw/           a case for who called, came by or wrote
//	POST /balie/zoeken/                search by name: a post, so that no name stands in an address
//
// Deeds are data (deeds.go): which fields they ask, when they fit, and the verb
// of package cases that does them. Each post carries the revision of the case
// that its page showed. When somebody else changed the case meanwhile, the
// answer is 409 with what is new in it beside what was typed, and the form can be
// sent again. What is wrong with a field gives 422, also with everything typed.
//
// What people sent is shown as text, never as markup, and no address in it is
// a link (requirement 69). A case that lies in no region of the account is not
// found.
package casework

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/forms"
	"mkbloket/internal/reference"
	"mkbloket/internal/staff"
	"mkbloket/internal/store"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Proposal is an adviser who may take a request, and why or why not. Which one
// is asked is for the officer.
type Proposal struct {
	Page         string // adviseurs/SLUG
	Organisation string // name that the asker gets to read
	Email        string
	Language     string // of the mail to the adviser
	Reasons      []string
	Against      []string
	Available    string // in words, such as "weer beschikbaar vanaf 3 maart 2027"; empty: now
}

// Config is what the pages need. Cases and Staff are required.
type Config struct {
	Cases *cases.Cases
	Staff *staff.Staff
	// Propose gives advisers for a request for advice, best first; nil: none are
	// proposed, and officers fill in who they ask.
	Propose func(context.Context, *cases.Case) ([]Proposal, error)
	// Titles gives the titles of schemes and advisers that forms are about; nil:
	// their slugs are shown.
	Titles forms.Titles
}

// Paths of the pages.
const (
	listPath     = "/balie/zaken/"
	searchPath   = "/balie/zoeken/"
	registerPath = "/balie/zaken/nieuw/"
)

// desk answers the requests of the package.
type desk struct {
	*page.Server
	config Config
	set    *templates.Set
}

// Routes lists the pages of the package. They need the right to work on cases.
func Routes(s *page.Server, c Config) []page.Route {
	d := &desk{Server: s, config: c, set: s.Set()}
	if d.config.Titles == nil {
		d.config.Titles = func(_, _, _ string) (string, bool) { return "", false }
	}
	routes := []page.Route{
		{Pattern: "GET " + listPath + "{$}", Needs: staff.Work, Do: d.list},
		{Pattern: "POST " + listPath + "{$}", Needs: staff.Work, Do: d.filter},
		{Pattern: "GET " + searchPath + "{$}", Needs: staff.Work, Do: d.searchForm},
		{Pattern: "POST " + searchPath + "{$}", Needs: staff.Work, Do: d.search},
		{Pattern: "GET " + registerPath + "{$}", Needs: staff.Work, Do: d.registerForm},
		{Pattern: "POST " + registerPath + "{$}", Needs: staff.Work, Do: d.register},
		{Pattern: "GET " + listPath + "{ref}/{$}", Needs: staff.Work, Do: d.show},
	}
	for _, deed := range deeds() {
		path := listPath + "{ref}/" + deed.name + "/{$}"
		routes = append(routes,
			page.Route{Pattern: "GET " + path, Needs: staff.Work, Do: d.ask(deed)},
			page.Route{Pattern: "POST " + path, Needs: staff.Work, Do: d.do(deed)})
	}
	return routes
}

// casePath is the address of a case.
func casePath(ref string) string { return listPath + ref + "/" }

// find reads the case of an address. What is not there and what the account may
// not see are one answer.
func (d *desk) find(r *page.Request) (*cases.Case, error) {
	ref, err := reference.Parse(r.PathValue("ref"))
	if err != nil || ref != r.PathValue("ref") {
		return nil, notFound()
	}
	one, err := d.config.Cases.Get(r.Context(), ref)
	if errors.Is(err, store.ErrNotFound) {
		return nil, notFound()
	}
	if err == nil && !d.sees(r, one) {
		return nil, errors.Join(notFound(), d.Note(r, "zaak gelezen", ref, "geweigerd", ""))
	}
	return one, err
}

func (d *desk) sees(r *page.Request, one *cases.Case) bool {
	return page.Sees(r.Account, one, d.set.Taxonomy())
}

func notFound() error { return web.NotFound(nil, nil) }

// people are the accounts by ID.
type people map[string]staff.Account

// people reads the accounts.
func (d *desk) people(ctx context.Context) (people, error) {
	all, err := d.config.Staff.Accounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	known := people{}
	for _, a := range all {
		known[a.ID] = a
	}
	return known, nil
}

// name is how colleagues know an account.
func (p people) name(id string) string {
	if id == "" {
		return ""
	}
	if a, ok := p[id]; ok {
		return a.Name
	}
	return "account dat er niet meer is"
}

// workers lists who can be given a case, by name.
func (p people) workers() []staff.Account {
	var found []staff.Account
	for _, a := range p {
		if a.May(staff.Work) {
			found = append(found, a)
		}
	}
	slices.SortFunc(found, func(a, b staff.Account) int { return compare(a.Name, b.Name, a.ID, b.ID) })
	return found
}

// title is that of a page about a case: by its reference alone.
func title(ref string) string { return "Zaak " + ref }

// ok is the status of an ordinary page.
const ok = http.StatusOK
