package staff

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/store"
)

// Outside is who somebody is for an OpenID Connect provider, after the package
// that speaks to it has checked everything.
type Outside struct {
	Issuer, Subject string
	LoginAt         time.Time // when they proved it to the provider
	Origin          string    // address prefix of the client
	Cookie          string    // of the session that the new one replaces; empty: none
}

// outsideID is the record that says which account somebody of a provider has.
// Its ID makes that one person has one account; what it says counts only as long
// as the account says the same.
func (s *Staff) outsideID(issuer, subject string) string {
	return "staff-oidc-" + s.hash("oidc", issuer, subject)[:40]
}

// SignInOutside begins a session for somebody whom a provider vouches for and
// who was bound to an account before, by an invitation. Nothing else links the
// two, an address least of all. Errors are ErrRefused and those of the store.
func (s *Staff) SignInOutside(ctx context.Context, who Outside) (Entered, error) {
	pointer, err := s.config.Store.Get(ctx, s.outsideID(who.Issuer, who.Subject))
	if errors.Is(err, store.ErrNotFound) {
		return Entered{}, s.refuse(ctx, nil, who.Origin)
	}
	if err != nil {
		return Entered{}, fmt.Errorf("read who it is: %w", err)
	}
	a, err := s.change(ctx, string(pointer.Body), func(a *record) error {
		if a.Disabled || a.Issuer != who.Issuer || a.Subject != who.Subject {
			return ErrRefused
		}
		a.SignedInAt = s.now()
		return nil
	})
	if errors.Is(err, ErrRefused) || errors.Is(err, ErrUnknown) {
		return Entered{}, s.refuse(ctx, nil, who.Origin)
	}
	if err != nil {
		return Entered{}, err
	}
	return s.enter(ctx, a, entry{origin: who.Origin, how: "openid connect", loginAt: who.LoginAt, old: who.Cookie})
}

// RefuseOutside notes that somebody came back from a provider with an answer
// that proves nothing, and gives ErrRefused. Anybody can do so, as often as they
// like: after too many of them in a while it gives a *LimitError and notes none.
func (s *Staff) RefuseOutside(ctx context.Context, origin string) error {
	if err := s.allow(ctx, "openid connect", origin, nil); err != nil {
		return err
	}
	return s.refuse(ctx, nil, origin)
}

// Bind ties the account of an invitation to somebody of a provider, and signs
// in. It gives ErrInvitation when the invitation does not hold, and ErrTaken
// when the person has another account.
func (s *Staff) Bind(ctx context.Context, token string, who Outside) (Entered, error) {
	a, err := s.invited(ctx, token)
	if err != nil {
		return Entered{}, err
	}
	if err := s.point(ctx, a.ID, who); err != nil {
		return Entered{}, err
	}
	a, err = s.change(ctx, a.ID, func(a *record) error {
		if !s.holds(a, token) {
			return ErrInvitation
		}
		a.Issuer, a.Subject, a.Password, a.Recovery = who.Issuer, who.Subject, "", nil
		s.accepted(a, true, who.Origin)
		return nil
	})
	if err != nil {
		return Entered{}, gone(err)
	}
	if err := s.note(ctx, audit.Entry{Actor: a.ID, Action: "account koppelen", Object: a.ID, Result: done, Origin: who.Origin}); err != nil {
		return Entered{}, err
	}
	return s.enter(ctx, a, entry{origin: who.Origin, how: "uitnodiging", loginAt: who.LoginAt, old: who.Cookie})
}

// point writes which account somebody has. A record of before is replaced when
// its account is not, or no longer, bound to them.
func (s *Staff) point(ctx context.Context, id string, who Outside) error {
	r := store.Record{ID: s.outsideID(who.Issuer, who.Subject), Body: []byte(id)}
	_, err := s.config.Store.Create(ctx, r)
	if !errors.Is(err, store.ErrExists) {
		return err
	}
	was, err := s.config.Store.Get(ctx, r.ID)
	if err != nil {
		return fmt.Errorf("read who it is: %w", err)
	}
	if string(was.Body) == id {
		return nil
	}
	other, err := s.get(ctx, string(was.Body))
	if err != nil && !errors.Is(err, ErrUnknown) {
		return err
	}
	if err == nil && other.Issuer == who.Issuer && other.Subject == who.Subject {
		return ErrTaken
	}
	if _, err = s.config.Store.Update(ctx, r.ID, was.Version, r); err != nil {
		return fmt.Errorf("write who it is: %w", err)
	}
	return nil
}
