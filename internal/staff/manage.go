package staff

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mkbloket/internal/audit"
)

// SetRights gives an account other roles and regions; they hold at its next
// request. Errors are Problems, ErrUnknown, ErrLastAdmin and those of the store.
func (s *Staff) SetRights(ctx context.Context, by By, id string, roles []Role, regions []string) error {
	if problems := checkRights(by, roles); len(problems) > 0 {
		return problems
	}
	if !slices.Contains(roles, Admin) {
		if err := s.another(ctx, id); err != nil {
			return err
		}
	}
	_, err := s.change(ctx, id, func(a *record) error {
		a.Roles, a.Regions = roles, regions
		return nil
	})
	if err != nil {
		return err
	}
	return s.managed(ctx, by, "rollen wijzigen", id, fmt.Sprintf("%s; %d regio's", roleWords(roles), len(regions)))
}

// Disable ends every session of an account and lets nobody in with it. It is
// erased 30 days later. Errors are as of SetRights.
func (s *Staff) Disable(ctx context.Context, by By, id string) error {
	if problems := checkReason(by); len(problems) > 0 {
		return problems
	}
	if err := s.another(ctx, id); err != nil {
		return err
	}
	_, err := s.change(ctx, id, func(a *record) error {
		if !a.Disabled {
			a.Disabled, a.DisabledAt = true, s.now()
			a.Epoch++
		}
		a.Invite, a.InvitedFor = "", time.Time{}
		return nil
	})
	if err != nil {
		return err
	}
	return s.managed(ctx, by, "account uitzetten", id, done)
}

// Reset takes away everything that opens an account, ends its sessions, turns
// it on when it was disabled, and gives the token of a new invitation. Errors
// are Problems, ErrUnknown and those of the store.
func (s *Staff) Reset(ctx context.Context, by By, id string) (token string, err error) {
	if problems := checkReason(by); len(problems) > 0 {
		return "", problems
	}
	_, err = s.change(ctx, id, func(a *record) error {
		a.Password, a.Recovery, a.Issuer, a.Subject, a.Known, a.Outside = "", nil, "", "", nil, false
		a.Disabled, a.DisabledAt = false, time.Time{}
		a.Epoch++
		token, err = s.open(a)
		return err
	})
	if err != nil {
		return "", err
	}
	return token, s.managed(ctx, by, "account opnieuw uitnodigen", id, done)
}

// another gives ErrLastAdmin when no account but id could manage accounts. Two
// admins who remove each other in the same moment both succeed; the command
// line makes a new one.
func (s *Staff) another(ctx context.Context, id string) error {
	all, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	was := false
	for _, a := range all {
		if !a.May(Accounts) {
			continue
		}
		if a.ID != id && a.InvitedFor.IsZero() {
			return nil
		}
		was = was || a.ID == id
	}
	if !was {
		return nil // it was no admin either
	}
	return ErrLastAdmin
}

// ChangePassword sets another password, for who knows the one of now, and ends
// the other sessions of the account: the one with the cookie is replaced.
// Errors are Problems, *LimitError, ErrUnknown and those of the store.
func (s *Staff) ChangePassword(ctx context.Context, id, old, fresh string, in Credentials) (Entered, error) {
	a, err := s.get(ctx, id)
	if err != nil {
		return Entered{}, err
	}
	if err := s.allow(ctx, id, in.Origin, a); err != nil {
		return Entered{}, err
	}
	good, err := s.knows(ctx, a, old)
	if err != nil {
		return Entered{}, err
	}
	problems := passwordProblems("nieuw_wachtwoord", fresh, a)
	if !good {
		problems = append(Problems{{"wachtwoord", "wrong"}}, problems...)
	}
	if len(problems) > 0 {
		return Entered{}, problems
	}
	sealed, err := s.seal(ctx, fresh)
	if err != nil {
		return Entered{}, err
	}
	was := a.Password
	a, err = s.change(ctx, id, func(a *record) error {
		if a.Password != was || a.Disabled {
			return Problems{{"wachtwoord", "wrong"}}
		}
		a.Password = sealed
		a.Epoch++
		return nil
	})
	if err != nil {
		return Entered{}, err
	}
	if err := s.note(ctx, audit.Entry{Actor: id, Action: "wachtwoord wijzigen", Object: id, Result: done, Origin: in.Origin}); err != nil {
		return Entered{}, err
	}
	return s.begin(ctx, a, s.now(), in.Cookie)
}

// NewCodes replaces the recovery codes of an account that signs in with a
// password. They are shown once. It gives ErrUnknown when the account has no
// password.
func (s *Staff) NewCodes(ctx context.Context, id, origin string) ([]string, error) {
	codes, kept, err := s.newRecovery(id)
	if err != nil {
		return nil, err
	}
	_, err = s.change(ctx, id, func(a *record) error {
		if a.Password == "" {
			return ErrUnknown
		}
		a.Recovery = kept
		return nil
	})
	if err != nil {
		return nil, err
	}
	return codes, s.note(ctx, audit.Entry{Actor: id, Action: "herstelcodes maken", Object: id, Result: done, Origin: origin})
}
