package staff

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/mail/address"
)

// Words of the audit log.
const (
	actSignIn = "aanmelden"
	done      = "gelukt"
	refused   = "geweigerd"
	// CommandLine is the actor of what was done with the commands.
	CommandLine = "beheer"
)

// Credentials are what somebody fills in to sign in.
type Credentials struct {
	Email, Password string
	Code            string // of the authenticator app, or a recovery code
	Origin          string // address prefix of the client; only a keyed hash is kept
	Cookie          string // of the session that the new one replaces; empty: none
}

// Entered is a session that began.
type Entered struct {
	Cookie   string // what opens it: 256 random bits, kept nowhere
	Session  *Session
	Account  *Account
	Recovery bool // a recovery code was used: Account.Codes are left
}

// SignIn begins a session for who knows the password and has the code. It gives
// ErrRefused whatever was wrong, after the same work, also for an address that
// has no account; *LimitError after too many attempts; and errors of the store.
func (s *Staff) SignIn(ctx context.Context, in Credentials) (Entered, error) {
	id := s.idOf(typed(in.Email))
	a, err := s.get(ctx, id)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return Entered{}, err
	}
	if err := s.allow(ctx, id, in.Origin, a); err != nil {
		return Entered{}, err
	}
	good, err := s.knows(ctx, a, in.Password)
	if err != nil {
		return Entered{}, err
	}
	if !good {
		return Entered{}, s.refuse(ctx, a, in.Origin)
	}
	admitted, recovery, err := s.admit(ctx, id, a.Password, in)
	if errors.Is(err, ErrRefused) || errors.Is(err, ErrUnknown) {
		return Entered{}, s.refuse(ctx, a, in.Origin)
	}
	if err != nil {
		return Entered{}, err
	}
	how := "wachtwoord en code"
	if recovery {
		how = "wachtwoord en herstelcode"
	}
	return s.enter(ctx, admitted, entry{origin: in.Origin, how: how, loginAt: s.now(), old: in.Cookie, recovery: recovery})
}

// typed is an address as it was typed, in the form in which accounts have it.
// What is no address finds no account.
func typed(email string) string {
	if parsed, err := address.Parse(email); err == nil {
		return parsed
	}
	return ""
}

// knows reports whether a password is that of an account that may sign in. It
// takes the same work when there is none.
func (s *Staff) knows(ctx context.Context, a *record, password string) (bool, error) {
	stored := ""
	if a != nil {
		stored = a.Password
	}
	good, err := s.matches(ctx, stored, password)
	return good && !a.Disabled, err
}

// admit checks the second factor and uses it up in the same write. The password
// was checked against sealed; when it was changed since, nothing is admitted.
func (s *Staff) admit(ctx context.Context, id, sealed string, in Credentials) (a *record, recovery bool, err error) {
	a, err = s.change(ctx, id, func(a *record) error {
		recovery = false
		if a.Disabled || a.Password != sealed {
			return ErrRefused
		}
		if !s.second(a, in.Code) {
			if recovery = s.useRecovery(a, tidyCode(in.Code)); !recovery {
				return ErrRefused
			}
		}
		s.remember(a, in.Origin)
		a.SignedInAt = s.now()
		return nil
	})
	return a, recovery, err
}

// second checks a code of the app and marks it as used.
func (s *Staff) second(a *record, code string) bool {
	step, ok := checkCode(s.appKey(a.ID, a.Seed), tidyCode(code), s.now(), a.Step)
	if ok {
		a.Step = step
	}
	return ok
}

// refuse notes an attempt that failed.
func (s *Staff) refuse(ctx context.Context, a *record, origin string) error {
	e := audit.Entry{Action: actSignIn, Result: refused, Origin: origin}
	if a != nil {
		e.Object = a.ID
	}
	if err := s.note(ctx, e); err != nil {
		return err
	}
	return ErrRefused
}

// entry says how somebody came in.
type entry struct {
	origin, how string
	loginAt     time.Time
	old         string // cookie of the session that this one replaces
	recovery    bool
}

// enter notes a sign-in and then begins its session: none without a line.
func (s *Staff) enter(ctx context.Context, a *record, e entry) (Entered, error) {
	line := audit.Entry{Actor: a.ID, Action: actSignIn, Object: a.ID, Result: done, Reason: e.how, Origin: e.origin}
	if err := s.note(ctx, line); err != nil {
		return Entered{}, fmt.Errorf("sign in: %w", err)
	}
	entered, err := s.begin(ctx, a, e.loginAt, e.old)
	entered.Recovery = e.recovery
	return entered, err
}
