package access

import (
	"errors"
	"net/http"

	"mkbloket/internal/desk/page"
	"mkbloket/internal/staff"
)

// minePage fills the template access-mine.
type minePage struct {
	Account  *staff.Account
	Sessions []ownSession
	At       map[string]string // text at a field
	Recent   bool              // what asks for a recent login can be done now
	Anew     string            // address to sign in anew
	SignOut  string
	Local    bool // the account has a password
}

// ownSession is a session as its owner sees it.
type ownSession struct {
	staff.Session
	This bool
}

func (p *pages) mine(w http.ResponseWriter, r *page.Request) error {
	return p.showMine(w, r, http.StatusOK, page.View{}, nil)
}

func (p *pages) showMine(w http.ResponseWriter, r *page.Request, status int, v page.View, at map[string]string) error {
	sessions, err := p.config.Staff.Sessions(r.Context(), r.Account.ID)
	if err != nil {
		return err
	}
	data := &minePage{Account: r.Account, At: at, Recent: staff.Recent(r.Session, p.config.Now()), SignOut: signOutPath,
		Anew: p.SignIn(minePath, true), Local: !r.Account.Outside && !p.config.OnlyProvider}
	for _, one := range sessions {
		data.Sessions = append(data.Sessions, ownSession{one, one.Key == r.Session.Key})
	}
	v.Title, v.Section, v.Data = "Mijn account", "mijn", data
	return p.Show(w, r, status, "access-mine", v)
}

// revoke ends another session of who asks. One that has ended is fine.
func (p *pages) revoke(w http.ResponseWriter, r *page.Request) error {
	if err := page.OneEach(r, "sessie"); err != nil {
		return err
	}
	err := p.config.Staff.Revoke(r.Context(), r.Account.ID, field(r, "sessie"), p.Origin(r))
	if err != nil && !errors.Is(err, staff.ErrNoSession) {
		return err
	}
	return p.Lead(w, minePath)
}

func (p *pages) password(w http.ResponseWriter, r *page.Request) error {
	if err := page.OneEach(r, "wachtwoord", "nieuw_wachtwoord"); err != nil {
		return err
	}
	entered, err := p.config.Staff.ChangePassword(r.Context(), r.Account.ID, field(r, "wachtwoord"), field(r, "nieuw_wachtwoord"), p.credentials(r))
	var problems staff.Problems
	var limit *staff.LimitError
	switch {
	case errors.As(err, &problems):
		lines, at := told(problems)
		return p.showMine(w, r, http.StatusUnprocessableEntity, page.View{Problems: lines}, at)
	case errors.As(err, &limit):
		return p.showMine(w, r, http.StatusTooManyRequests, page.View{Trouble: wait(limit)}, nil)
	case err != nil:
		return err
	}
	p.SetCookie(w, entered.Cookie)
	r.Account, r.Session = entered.Account, entered.Session
	return p.showMine(w, r, http.StatusOK, page.View{Notice: "Uw wachtwoord is gewijzigd. Andere apparaten zijn afgemeld."}, nil)
}

func (p *pages) codes(w http.ResponseWriter, r *page.Request) error {
	codes, err := p.config.Staff.NewCodes(r.Context(), r.Account.ID, p.Origin(r))
	if err != nil {
		return missing(err)
	}
	return p.Show(w, r, http.StatusOK, "access-codes", page.View{Title: "Bewaar uw herstelcodes", Section: "mijn",
		Notice: "U heeft nieuwe herstelcodes. De oude werken niet meer.", Data: &codesPage{Codes: codes}})
}
