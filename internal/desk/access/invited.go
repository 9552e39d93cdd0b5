package access

import (
	"errors"
	"net/http"
	"net/url"

	"mkbloket/internal/desk/page"
	"mkbloket/internal/staff"
)

// invitedForm fills the template access-invited.
type invitedForm struct {
	Invited  *staff.Invited
	Token    string
	At       map[string]string // text at a field
	Local    bool              // with a password
	Provider string            // address to leave for the provider; empty: there is none
}

// codesPage fills the template access-codes.
type codesPage struct {
	Codes []string
	First bool // the account was just set up
}

// noInvitation says that an invitation does not hold, whatever is wrong with it.
func (p *pages) noInvitation(w http.ResponseWriter, r *page.Request) error {
	return p.Show(w, r, http.StatusNotFound, "access-invited", page.View{Title: "Uitnodiging", Trouble: saysInvitation})
}

func (p *pages) askInvited(w http.ResponseWriter, r *page.Request) error {
	return p.showInvited(w, r, http.StatusOK, r.URL.Query().Get("sleutel"), page.View{}, nil)
}

func (p *pages) showInvited(w http.ResponseWriter, r *page.Request, status int, token string, v page.View, at map[string]string) error {
	invited, err := p.config.Staff.Invited(r.Context(), token, p.Set().Site().Name)
	if errors.Is(err, staff.ErrInvitation) {
		return p.noInvitation(w, r)
	}
	if err != nil {
		return err
	}
	form := &invitedForm{Invited: invited, Token: token, At: at, Local: !p.config.OnlyProvider}
	if p.config.Provider != nil {
		form.Provider = outsidePath + "?" + url.Values{"sleutel": {token}}.Encode()
	}
	v.Title, v.Data = "Uw account voor de balie", form
	return p.Show(w, r, status, "access-invited", v)
}

func (p *pages) accept(w http.ResponseWriter, r *page.Request) error {
	if err := page.OneEach(r, "sleutel", "wachtwoord", "code"); err != nil {
		return err
	}
	token := field(r, "sleutel")
	entered, codes, err := p.config.Staff.Accept(r.Context(), token, field(r, "wachtwoord"), field(r, "code"), p.credentials(r))
	var problems staff.Problems
	var limit *staff.LimitError
	switch {
	case errors.As(err, &problems):
		lines, at := told(problems)
		return p.showInvited(w, r, http.StatusUnprocessableEntity, token, page.View{Problems: lines}, at)
	case errors.As(err, &limit):
		return p.showInvited(w, r, http.StatusTooManyRequests, token, page.View{Trouble: wait(limit)}, nil)
	case errors.Is(err, staff.ErrInvitation):
		return p.noInvitation(w, r)
	case err != nil:
		return err
	}
	p.SetCookie(w, entered.Cookie)
	r.Account, r.Session = entered.Account, entered.Session
	return p.Show(w, r, http.StatusOK, "access-codes", page.View{Title: "Bewaar uw herstelcodes", Notice: "Uw account is klaar. U bent aangemeld.",
		Data: &codesPage{Codes: codes, First: true}})
}
