package page

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"mkbloket/internal/staff"
)

// Base is the address under which all pages of the desk are; SignInPath is the
// page to sign in.
const (
	Base       = "/balie/"
	SignInPath = "/balie/aanmelden/"
)

// Parameters of SignInPath.
const (
	paramOnward = "verder"  // path to go to after signing in
	paramSigned = "teken"   // its signature: nobody else can send staff somewhere
	paramAnew   = "opnieuw" // "ja": somebody is signed in, too long ago for what was asked
)

// cookieName is the name of the session's cookie. The prefix makes browsers
// refuse one that is not Secure, has a Domain or another Path.
func (s *Server) cookieName() string {
	if s.config.Insecure {
		return "balie"
	}
	return "__Host-balie"
}

// Cookie is the secret of the session in a request, empty without one.
func (s *Server) Cookie(r *http.Request) string {
	c, err := r.Cookie(s.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

// SetCookie gives the browser the secret of a session; it ends with the browser.
// An empty secret takes it away.
func (s *Server) SetCookie(w http.ResponseWriter, secret string) {
	c := &http.Cookie{Name: s.cookieName(), Value: secret, Path: "/", HttpOnly: true, Secure: !s.config.Insecure, SameSite: http.SameSiteLaxMode}
	if secret == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// resume finds out who asks. Without a session both stay nil.
func (s *Server) resume(r *Request) error {
	secret := s.Cookie(r.Request.Request)
	if secret == "" {
		return nil
	}
	session, account, err := s.config.Staff.Resume(r.Context(), secret)
	if errors.Is(err, staff.ErrNoSession) {
		return nil
	}
	if err != nil {
		return err
	}
	r.Session, r.Account = session, account
	return nil
}

// SignIn is the address of the page to sign in from which one comes back to an
// address of the desk; anew says that somebody is signed in already.
func (s *Server) SignIn(back string, anew bool) string {
	v := url.Values{}
	if strings.HasPrefix(back, Base) && back != Base {
		v.Set(paramOnward, back)
		v.Set(paramSigned, s.signer.Receipt("onward", back))
	}
	if anew {
		v.Set(paramAnew, "ja")
	}
	if len(v) == 0 {
		return SignInPath
	}
	return SignInPath + "?" + v.Encode()
}

// Onward is where one goes after signing in: where SignIn said, when it was
// SignIn that said so, and otherwise the start of the desk. The values are those
// of the query, or of a form that repeats them.
func (s *Server) Onward(v url.Values) string {
	back := v.Get(paramOnward)
	if v.Get(paramSigned) != s.signer.Receipt("onward", back) || !strings.HasPrefix(back, Base) {
		return Base
	}
	return back
}

// Repeat gives the values of a query that a form must repeat for Onward.
func Repeat(v url.Values) []Value {
	var hidden []Value
	for _, name := range []string{paramOnward, paramSigned, paramAnew} {
		if text := v.Get(name); text != "" {
			hidden = append(hidden, Value{name, text})
		}
	}
	return hidden
}

// Value is a hidden field of a form.
type Value struct{ Name, Value string }
