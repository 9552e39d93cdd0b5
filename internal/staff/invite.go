package staff

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"mkbloket/internal/audit"
	"mkbloket/internal/mail/address"
	"mkbloket/internal/store"
)

// InvitationHolds is how long an invitation can be used.
const InvitationHolds = 48 * time.Hour

// Person is who gets an account.
type Person struct {
	Name, Email string
	Roles       []Role
	Regions     []string // empty: all
}

// By is who manages an account, and why.
type By struct {
	Account string // ID, or CommandLine
	Origin  string // address prefix of the client
	Reason  string // stands in the audit log: no personal data
}

// Invite makes an account that cannot sign in yet, and the token of its
// invitation, which is shown once. Errors are Problems, ErrTaken and those of
// the store.
func (s *Staff) Invite(ctx context.Context, by By, p Person) (token string, made *Account, err error) {
	email, problems := p.check(by)
	if len(problems) > 0 {
		return "", nil, problems
	}
	a := &record{Format: format, Account: Account{
		ID: s.idOf(email), Name: strings.TrimSpace(p.Name), Email: email, Roles: p.Roles, Regions: p.Regions, CreatedAt: s.now(),
	}}
	if token, err = s.open(a); err != nil {
		return "", nil, err
	}
	r, err := a.encode()
	if err != nil {
		return "", nil, err
	}
	if _, err = s.config.Store.Create(ctx, r); errors.Is(err, store.ErrExists) {
		return "", nil, ErrTaken
	} else if err != nil {
		return "", nil, fmt.Errorf("make account: %w", err)
	}
	return token, &a.Account, s.managed(ctx, by, "account uitnodigen", a.ID, roleWords(a.Roles))
}

func (p *Person) check(by By) (email string, problems Problems) {
	if name := strings.TrimSpace(p.Name); name == "" {
		problems = append(problems, Problem{"naam", "empty"})
	} else if len(name) > maxName {
		problems = append(problems, Problem{"naam", "long"})
	} else if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.C, r) }) {
		problems = append(problems, Problem{"naam", "sign"})
	}
	email, err := address.Parse(p.Email)
	if err != nil {
		problems = append(problems, Problem{"email", "email"})
	}
	return email, append(problems, checkRights(by, p.Roles)...)
}

const maxName = 120 // bytes

func checkRights(by By, roles []Role) (problems Problems) {
	unknown := slices.ContainsFunc(roles, func(r Role) bool { return !slices.Contains(Roles(), r) })
	if len(roles) == 0 || unknown {
		problems = append(problems, Problem{"rollen", "role"})
	}
	return append(problems, checkReason(by)...)
}

func checkReason(by By) Problems {
	if strings.TrimSpace(by.Reason) == "" {
		return Problems{{"reden", "empty"}}
	}
	return nil
}

// open gives an account a new invitation; one that was open is over.
func (s *Staff) open(a *record) (token string, err error) {
	secret, err := s.token()
	if err != nil {
		return "", err
	}
	token = a.ID + "." + secret
	a.Invite, a.Seed, a.InvitedFor = s.hash("invitation", token), s.hash("seed", token), s.now().Add(InvitationHolds)
	return token, nil
}

// Invited is what an invitation shows to who opens it.
type Invited struct {
	Account Account
	App     App // to put in an authenticator app before accepting
}

// Invited reads an invitation and changes nothing. site names the app's entry.
// It gives ErrInvitation when the invitation does not hold.
func (s *Staff) Invited(ctx context.Context, token, site string) (*Invited, error) {
	a, err := s.invited(ctx, token)
	if err != nil {
		return nil, err
	}
	return &Invited{a.Account, newApp(s.appKey(a.ID, a.Seed), site, a.Email)}, nil
}

func (s *Staff) invited(ctx context.Context, token string) (*record, error) {
	id, _, _ := strings.Cut(token, ".")
	a, err := s.get(ctx, id)
	if errors.Is(err, ErrUnknown) {
		return nil, ErrInvitation
	}
	if err == nil && !s.holds(a, token) {
		return nil, ErrInvitation
	}
	return a, err
}

func (s *Staff) holds(a *record, token string) bool {
	return a.Invite != "" && equal(a.Invite, s.hash("invitation", token)) && s.now().Before(a.InvitedFor) && !a.Disabled
}

// Accept sets the password of an invited account, ties it to the authenticator
// app and signs in. The recovery codes are shown once. Errors are Problems,
// ErrInvitation, *LimitError and those of the store.
func (s *Staff) Accept(ctx context.Context, token, password, code string, in Credentials) (entered Entered, codes []string, err error) {
	a, err := s.invited(ctx, token)
	if err != nil {
		return Entered{}, nil, err
	}
	if err := s.allow(ctx, a.ID, in.Origin, a); err != nil {
		return Entered{}, nil, err
	}
	problems := passwordProblems("wachtwoord", password, a)
	if _, ok := checkCode(s.appKey(a.ID, a.Seed), tidyCode(code), s.now(), a.Step); !ok {
		problems = append(problems, Problem{"code", "code"})
	}
	if len(problems) > 0 {
		return Entered{}, nil, problems
	}
	sealed, err := s.seal(ctx, password)
	if err != nil {
		return Entered{}, nil, err
	}
	codes, kept, err := s.newRecovery(a.ID)
	if err != nil {
		return Entered{}, nil, err
	}
	a, err = s.change(ctx, a.ID, func(a *record) error {
		if !s.holds(a, token) || !s.second(a, code) {
			return ErrInvitation
		}
		a.Password, a.Recovery, a.Issuer, a.Subject = sealed, kept, "", ""
		s.accepted(a, false, in.Origin)
		return nil
	})
	if err != nil {
		return Entered{}, nil, gone(err)
	}
	entered, err = s.enter(ctx, a, entry{origin: in.Origin, how: "uitnodiging", loginAt: s.now(), old: in.Cookie})
	return entered, codes, err
}

// accepted ends an invitation in which an account was set up.
func (s *Staff) accepted(a *record, outside bool, origin string) {
	a.Invite, a.InvitedFor, a.Outside, a.SignedInAt = "", time.Time{}, outside, s.now()
	a.Epoch++
	s.remember(a, origin)
}

// gone says of an account that vanished that its invitation does not hold.
func gone(err error) error {
	if errors.Is(err, ErrUnknown) {
		return ErrInvitation
	}
	return err
}

func passwordProblems(field, password string, a *record) Problems {
	if key := judge(password, a.Name, a.Email); key != "" {
		return Problems{{field, key}}
	}
	return nil
}

// managed notes what was done to an account.
func (s *Staff) managed(ctx context.Context, by By, action, id, result string) error {
	return s.note(ctx, audit.Entry{Actor: by.Account, Action: action, Object: id, Result: result, Origin: by.Origin, Reason: by.Reason})
}

func roleWords(roles []Role) string {
	words := make([]string, 0, len(roles))
	for _, r := range roles {
		words = append(words, string(r))
	}
	return strings.Join(words, " ")
}
