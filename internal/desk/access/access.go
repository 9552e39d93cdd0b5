// Package access is the pages with which staff sign in and out, take up an
// invitation, look after their own account, manage the accounts of others and
// read the audit log.
//
// Who somebody is and what they may do is decided in packages staff and page;
// this one draws the forms and says in Dutch what was wrong. A password or a
// code is never shown again. What opens something, an invitation or recovery
// codes, is on one page once.
package access

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
	"mkbloket/internal/staff/oidc"
	"mkbloket/internal/web"
)

// Addresses of the pages.
const (
	signInPath  = page.SignInPath
	outsidePath = page.SignInPath + "oidc/"
	// ReturnPath is where the provider sends people back to: it must be
	// registered there, after the address of the desk.
	ReturnPath   = page.SignInPath + "oidc/terug/"
	signOutPath  = page.Base + "afmelden/"
	invitedPath  = page.Base + "uitnodiging/"
	minePath     = page.Base + "mijn/"
	accountsPath = page.Base + "accounts/"
	logPath      = page.Base + "logboek/"
)

// Config is what the pages need. All is required but Provider.
type Config struct {
	Staff    *staff.Staff
	Audit    *audit.Log
	Taxonomy *domain.Taxonomy // for the regions of an account
	Base     string           // address of the desk, such as https://balie.example.nl: invitations begin with it
	Now      func() time.Time // safe for concurrent use

	// Provider is where staff sign in with an account of their organisation;
	// nil: with a password only.
	Provider *oidc.Provider
	// OnlyProvider says that there are no passwords.
	OnlyProvider bool
}

// InvitationLink is the address at which the token of an invitation is used.
func InvitationLink(base, token string) string {
	return strings.TrimSuffix(base, "/") + invitedPath + "?sleutel=" + token
}

// pages are the handlers.
type pages struct {
	*page.Server
	config Config
}

// Routes are the pages of this package.
func Routes(s *page.Server, c Config) []page.Route {
	p := &pages{s, c}
	routes := []page.Route{
		{Pattern: "GET " + signInPath + "{$}", Needs: staff.Open, Do: p.askSignIn},
		{Pattern: "POST " + signOutPath + "{$}", Needs: staff.Open, Do: p.signOut},
		{Pattern: "GET " + invitedPath + "{$}", Needs: staff.Open, Do: p.askInvited},

		{Pattern: "GET " + minePath + "{$}", Needs: staff.Self, Do: p.mine},
		{Pattern: "POST " + minePath + "sessie/{$}", Needs: staff.Self, Do: p.revoke},

		{Pattern: "GET " + accountsPath + "{$}", Needs: staff.Accounts, Do: p.accounts},
		{Pattern: "POST " + accountsPath + "{$}", Needs: staff.Accounts, Recent: true, Do: p.invite},
		{Pattern: "GET " + accountsPath + "{id}/{$}", Needs: staff.Accounts, Do: p.account},
		{Pattern: "POST " + accountsPath + "{id}/rechten/{$}", Needs: staff.Accounts, Recent: true, Do: p.rights},
		{Pattern: "POST " + accountsPath + "{id}/uit/{$}", Needs: staff.Accounts, Recent: true, Do: p.disable},
		{Pattern: "POST " + accountsPath + "{id}/opnieuw/{$}", Needs: staff.Accounts, Recent: true, Do: p.reset},

		{Pattern: "GET " + logPath + "{$}", Needs: staff.AuditLog, Do: p.log},
		{Pattern: "POST " + logPath + "{$}", Needs: staff.AuditLog, Do: p.filterLog},
		{Pattern: "POST " + logPath + "controle/{$}", Needs: staff.AuditLog, Do: p.verifyLog},
	}
	if !c.OnlyProvider {
		routes = append(routes,
			page.Route{Pattern: "POST " + signInPath + "{$}", Needs: staff.Open, Do: p.signIn},
			page.Route{Pattern: "POST " + invitedPath + "{$}", Needs: staff.Open, Do: p.accept},
			page.Route{Pattern: "POST " + minePath + "wachtwoord/{$}", Needs: staff.Self, Recent: true, Do: p.password},
			page.Route{Pattern: "POST " + minePath + "codes/{$}", Needs: staff.Self, Recent: true, Do: p.codes})
	}
	if c.Provider != nil {
		routes = append(routes,
			page.Route{Pattern: "GET " + outsidePath + "{$}", Needs: staff.Open, Do: p.leave},
			page.Route{Pattern: "GET " + ReturnPath + "{$}", Needs: staff.Open, Do: p.arrive})
	}
	return routes
}

// field is a posted value. Several values of one name are refused beforehand.
func field(r *page.Request, name string) string { return r.Values.Get(name) }

// by is who manages an account here, and why.
func (p *pages) by(r *page.Request) staff.By {
	return staff.By{Account: r.Account.ID, Origin: p.Origin(r), Reason: strings.TrimSpace(field(r, "reden"))}
}

// missing turns an account that is not there into a page that is not there.
func missing(err error) error {
	if errors.Is(err, staff.ErrUnknown) {
		return &web.Refusal{Status: http.StatusNotFound, Key: "not_found"}
	}
	return err
}
