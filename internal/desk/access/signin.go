package access

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"mkbloket/internal/desk/page"
	"mkbloket/internal/staff"
	"mkbloket/internal/staff/oidc"
)

// signInForm fills the template access-signin.
type signInForm struct {
	Email    string
	At       map[string]string // text at a field
	Hidden   []page.Value
	Anew     bool   // somebody is signed in, too long ago
	Local    bool   // with a password
	Provider string // address to leave for the provider; empty: there is none
}

func (p *pages) askSignIn(w http.ResponseWriter, r *page.Request) error {
	return p.showSignIn(w, r, http.StatusOK, r.URL.Query(), page.View{})
}

// showSignIn draws the form. query is with what the page was opened.
func (p *pages) showSignIn(w http.ResponseWriter, r *page.Request, status int, query url.Values, v page.View) error {
	hidden := page.Repeat(query)
	again := url.Values{}
	for _, one := range hidden {
		again.Set(one.Name, one.Value)
	}
	form := &signInForm{Email: field(r, "email"), Hidden: hidden, Anew: again.Has("opnieuw"), Local: !p.config.OnlyProvider}
	if form.Anew && form.Email == "" && r.Account != nil {
		form.Email = r.Account.Email
	}
	if p.config.Provider != nil {
		form.Provider = outsidePath + "?" + again.Encode()
	}
	v.Title, v.Data = "Aanmelden", form
	return p.Show(w, r, status, "access-signin", v)
}

func (p *pages) credentials(r *page.Request) staff.Credentials {
	return staff.Credentials{
		Email: field(r, "email"), Password: field(r, "wachtwoord"), Code: field(r, "code"),
		Origin: p.Origin(r), Cookie: p.Cookie(r.Request.Request),
	}
}

func (p *pages) signIn(w http.ResponseWriter, r *page.Request) error {
	if err := page.OneEach(r, "email", "wachtwoord", "code", "verder", "teken", "opnieuw"); err != nil {
		return err
	}
	entered, err := p.config.Staff.SignIn(r.Context(), p.credentials(r))
	if trouble, status := refusedBy(w, err); trouble != "" {
		return p.showSignIn(w, r, status, r.Values, page.View{Trouble: trouble})
	}
	if err != nil {
		return err
	}
	p.SetCookie(w, entered.Cookie)
	if entered.Recovery {
		return p.Lead(w, minePath) // it says how many codes are left
	}
	return p.Lead(w, p.Onward(r.Values))
}

// refusedBy says why somebody is not signed in, when it is theirs to mend.
func refusedBy(w http.ResponseWriter, err error) (trouble string, status int) {
	var limit *staff.LimitError
	switch {
	case errors.As(err, &limit):
		w.Header().Set("Retry-After", strconv.Itoa(int(limit.After.Seconds())+1))
		return wait(limit), http.StatusTooManyRequests
	case errors.Is(err, staff.ErrRefused):
		return saysRefused, http.StatusUnprocessableEntity
	}
	return "", 0
}

// signOut ends the session, and what the browser kept of the desk.
func (p *pages) signOut(w http.ResponseWriter, r *page.Request) error {
	if cookie := p.Cookie(r.Request.Request); cookie != "" {
		if err := p.config.Staff.SignOut(r.Context(), cookie, p.Origin(r)); err != nil {
			return err
		}
	}
	p.SetCookie(w, "")
	w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	r.Account, r.Session = nil, nil
	return p.showSignIn(w, r, http.StatusOK, nil, page.View{Notice: "U bent afgemeld."})
}

// leave sends somebody to the provider, to sign in or to take up an invitation.
func (p *pages) leave(w http.ResponseWriter, r *page.Request) error {
	query := r.URL.Query()
	trip := oidc.Trip{Invitation: query.Get("sleutel"), Anew: query.Get("opnieuw") != ""}
	onward := url.Values{}
	for _, one := range page.Repeat(query) {
		onward.Set(one.Name, one.Value)
	}
	trip.Onward = onward.Encode()
	err := p.config.Provider.Leave(w, r.Request.Request, trip)
	if errors.Is(err, oidc.ErrUnavailable) {
		return p.notOutside(w, r, query, http.StatusServiceUnavailable, saysAway)
	}
	return err
}

// notOutside shows the page to sign in, with why that did not work elsewhere.
func (p *pages) notOutside(w http.ResponseWriter, r *page.Request, query url.Values, status int, trouble string) error {
	return p.showSignIn(w, r, status, query, page.View{Trouble: trouble})
}

// arrive takes somebody in who comes back from the provider.
func (p *pages) arrive(w http.ResponseWriter, r *page.Request) error {
	arrival, err := p.config.Provider.Arrive(w, r.Request.Request)
	onward, _ := url.ParseQuery(arrival.Onward) // ours; what cannot be read leads to the start
	switch {
	case errors.Is(err, oidc.ErrUnavailable):
		return p.notOutside(w, r, onward, http.StatusServiceUnavailable, saysAway)
	case err != nil && !errors.Is(err, oidc.ErrRefused):
		return err
	}
	var entered staff.Entered
	if err != nil {
		err = p.config.Staff.RefuseOutside(r.Context(), p.Origin(r))
	} else {
		entered, err = p.enterOutside(r, arrival)
	}
	if errors.As(err, new(*staff.LimitError)) {
		trouble, status := refusedBy(w, err)
		return p.notOutside(w, r, onward, status, trouble)
	}
	switch {
	case errors.Is(err, staff.ErrRefused):
		return p.notOutside(w, r, onward, http.StatusForbidden, saysOutside)
	case errors.Is(err, staff.ErrInvitation):
		return p.noInvitation(w, r)
	case errors.Is(err, staff.ErrTaken):
		return p.notOutside(w, r, onward, http.StatusConflict, saysTakenThere)
	case err != nil:
		return err
	}
	p.SetCookie(w, entered.Cookie)
	return p.Lead(w, p.Onward(onward))
}

func (p *pages) enterOutside(r *page.Request, a oidc.Arrival) (staff.Entered, error) {
	who := staff.Outside{Issuer: a.Issuer, Subject: a.Subject, LoginAt: a.LoginAt, Origin: p.Origin(r), Cookie: p.Cookie(r.Request.Request)}
	if a.Invitation != "" {
		return p.config.Staff.Bind(r.Context(), a.Invitation, who)
	}
	return p.config.Staff.SignInOutside(r.Context(), who)
}
