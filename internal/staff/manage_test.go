package staff

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mkbloket/internal/store"
)

func TestAnInvitationWorksOnceAndForTwoDays(t *testing.T) {
	for name, c := range map[string]struct {
		before func(s *scene, token *string, id string) error
		want   error
	}{
		"at once":                 {func(*scene, *string, string) error { return nil }, nil},
		"at the last moment":      {func(s *scene, _ *string, _ string) error { s.pass(InvitationHolds - 1); return nil }, nil},
		"too late":                {func(s *scene, _ *string, _ string) error { s.pass(InvitationHolds); return nil }, ErrInvitation},
		"changed by a letter":     {func(_ *scene, token *string, _ string) error { *token += "A"; return nil }, ErrInvitation},
		"of no account":           {func(_ *scene, token *string, _ string) error { *token = "0000000000000000" + (*token)[16:]; return nil }, ErrInvitation},
		"empty":                   {func(_ *scene, token *string, _ string) error { *token = ""; return nil }, ErrInvitation},
		"the account is disabled": {func(s *scene, _ *string, id string) error { return s.Disable(s.t.Context(), because(CommandLine), id) }, ErrInvitation},
		"there is a newer one": {func(s *scene, _ *string, id string) error {
			_, err := s.Reset(s.t.Context(), because(CommandLine), id)
			return err
		}, ErrInvitation},
		"it was used": {func(s *scene, token *string, id string) error {
			_, _, err := s.Accept(s.t.Context(), *token, passphrase, s.code(id), Credentials{Origin: home})
			s.pass(time.Minute)
			return err
		}, ErrInvitation},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			token, id := s.invite("anna@example.nl", Officer)
			if err := c.before(s, &token, id); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Invited(t.Context(), token, "Loket"); !errors.Is(err, c.want) {
				t.Errorf("reading: got %v, want %v", err, c.want)
			}
			got, codes, err := s.Accept(t.Context(), token, passphrase, s.code(id), Credentials{Origin: home})
			if !errors.Is(err, c.want) || (err == nil) != (len(codes) == recoveryCodes && got.Cookie != "") {
				t.Errorf("accepting: got %v, want %v", err, c.want)
			}
		})
	}
}

func TestOfTwoWhoAcceptOneGetsIn(t *testing.T) {
	s := newScene(t)
	token, id := s.invite("anna@example.nl", Officer)
	typed := s.code(id)
	var entered, refused atomic.Int64
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			_, _, err := s.Accept(context.Background(), token, passphrase, typed, Credentials{Origin: home})
			switch {
			case err == nil:
				entered.Add(1)
			case errors.Is(err, ErrInvitation), errors.As(err, new(Problems)):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	group.Wait()
	if entered.Load() != 1 || refused.Load() != 3 {
		t.Errorf("got %d entered and %d refused, want 1 and 3", entered.Load(), refused.Load())
	}
}

func TestWhatIsFilledInWrongly(t *testing.T) {
	s := newScene(t)
	token, id := s.invite("anna@example.nl", Officer)
	in, _ := s.join("bert.jansen@example.nl", Admin)
	accept := func(password, code string) error {
		_, _, err := s.Accept(t.Context(), token, password, code, Credentials{Origin: home})
		return err
	}
	invite := func(by By, p Person) error { _, _, err := s.Invite(t.Context(), by, p); return err }
	good := Person{Name: "Kees", Email: "kees@example.nl", Roles: []Role{Officer}}
	without := func(change func(*Person)) error { p := good; change(&p); return invite(because(CommandLine), p) }
	for name, c := range map[string]struct {
		got  error
		want Problem
	}{
		"short password":   {accept("kort", s.code(id)), Problem{"wachtwoord", "short"}},
		"no password":      {accept("", s.code(id)), Problem{"wachtwoord", "empty"}},
		"endless password": {accept(strings.Repeat("ab3", 100), s.code(id)), Problem{"wachtwoord", "long"}},
		"own name":         {accept("ProefPersoon2026!", s.code(id)), Problem{"wachtwoord", "obvious"}},
		"another code":     {accept(passphrase, "000000"), Problem{"code", "code"}},
		"no name":          {without(func(p *Person) { p.Name = " " }), Problem{"naam", "empty"}},
		"long name":        {without(func(p *Person) { p.Name = strings.Repeat("x", 121) }), Problem{"naam", "long"}},
		"control in name":  {without(func(p *Person) { p.Name = "a\x1b[31m" }), Problem{"naam", "sign"}},
		"bidi in name":     {without(func(p *Person) { p.Name = "a\u202eb" }), Problem{"naam", "sign"}},
		"no address":       {without(func(p *Person) { p.Email = "kees" }), Problem{"email", "email"}},
		"no role":          {without(func(p *Person) { p.Roles = nil }), Problem{"rollen", "role"}},
		"unknown role":     {without(func(p *Person) { p.Roles = []Role{"baas"} }), Problem{"rollen", "role"}},
		"no reason":        {invite(By{Account: CommandLine}, good), Problem{"reden", "empty"}},
		"roles, no reason": {s.SetRights(t.Context(), By{}, id, []Role{Lead}, nil), Problem{"reden", "empty"}},
		"off, no reason":   {s.Disable(t.Context(), By{Reason: "  "}, id), Problem{"reden", "empty"}},
		"wrong old password": {func() error {
			_, err := s.ChangePassword(t.Context(), in.Account.ID, "fout", "een heel ander lang wachtwoord 8", Credentials{Origin: home})
			return err
		}(), Problem{"wachtwoord", "wrong"}},
		"obvious new password": {func() error {
			_, err := s.ChangePassword(t.Context(), in.Account.ID, passphrase, "bertjansen123", Credentials{Origin: home})
			return err
		}(), Problem{"nieuw_wachtwoord", "obvious"}},
	} {
		var problems Problems
		if !errors.As(c.got, &problems) || !slices.Contains(problems, c.want) || c.got.Error() == "" {
			t.Errorf("%s: got %v, want %v", name, c.got, c.want)
		}
	}
}

func TestOneAddressHasOneAccount(t *testing.T) {
	s := newScene(t)
	s.invite("anna@example.nl", Officer)
	_, _, err := s.Invite(t.Context(), because(CommandLine), Person{Name: "Iemand", Email: "Anna@EXAMPLE.nl", Roles: []Role{Lead}})
	if !errors.Is(err, ErrTaken) {
		t.Errorf("got %v, want ErrTaken", err)
	}
	all, err := s.Accounts(t.Context())
	if err != nil || len(all) != 1 || all[0].Roles[0] != Officer {
		t.Errorf("got %v %v", all, err)
	}
}

func TestTheLastAdminStays(t *testing.T) {
	s := newScene(t)
	in, _ := s.join("baas@example.nl", Admin)
	other, _ := s.join("anna@example.nl", Officer)
	s.invite("straks@example.nl", Admin) // may never come
	id := in.Account.ID
	for name, err := range map[string]error{
		"disable": s.Disable(t.Context(), because(id), id),
		"demote":  s.SetRights(t.Context(), because(id), id, []Role{Lead}, nil),
	} {
		if !errors.Is(err, ErrLastAdmin) {
			t.Errorf("%s: got %v, want ErrLastAdmin", name, err)
		}
	}
	if err := s.Disable(t.Context(), because(id), other.Account.ID); err != nil {
		t.Errorf("disable another: got %v", err)
	}
	s.join("nieuw@example.nl", Admin)
	if err := s.Disable(t.Context(), because(id), id); err != nil {
		t.Errorf("disable with another admin: got %v", err)
	}
}

func TestADisabledAccountIsErasedAfterThirtyDays(t *testing.T) {
	s := newScene(t)
	in, _ := s.join("anna@example.nl", Officer)
	id := in.Account.ID
	if err := s.Disable(t.Context(), because(CommandLine), id); err != nil {
		t.Fatal(err)
	}
	s.pass(afterWork - 1)
	if a, err := s.Account(t.Context(), id); err != nil || !a.Disabled {
		t.Errorf("before: got %v %v", a, err)
	}
	token, err := s.Reset(t.Context(), because(CommandLine), id)
	if err != nil {
		t.Fatal(err)
	}
	s.pass(time.Hour)
	if _, err := s.Invited(t.Context(), token, "Loket"); err != nil {
		t.Errorf("turned on again: got %v", err)
	}
	if err := s.Disable(t.Context(), because(CommandLine), id); err != nil {
		t.Fatal(err)
	}
	s.pass(afterWork)
	if _, err := s.Account(t.Context(), id); !errors.Is(err, ErrUnknown) {
		t.Errorf("after: got %v, want ErrUnknown", err)
	}
}

func TestUnknownAccountsAreUnknown(t *testing.T) {
	s := newScene(t)
	for _, id := range []string{"", "0000000000000000", "oidc-", "../../x", strings.Repeat("a", 17)} {
		_, gotReset := s.Reset(t.Context(), because(CommandLine), id)
		_, gotCodes := s.NewCodes(t.Context(), id, home)
		_, gotSessions := s.Sessions(t.Context(), id)
		for name, err := range map[string]error{
			"reset": gotReset, "codes": gotCodes, "sessions": gotSessions,
			"disable": s.Disable(t.Context(), because(CommandLine), id),
			"rights":  s.SetRights(t.Context(), because(CommandLine), id, []Role{Lead}, nil),
		} {
			if !errors.Is(err, ErrUnknown) {
				t.Errorf("%s of %q: got %v, want ErrUnknown", name, id, err)
			}
		}
	}
}

func TestEveryActLeavesALine(t *testing.T) {
	s := newScene(t)
	s.join("baas@example.nl", Admin)
	in, _ := s.join("anna@example.nl", Officer)
	id := in.Account.ID
	_, _ = s.SignIn(t.Context(), Credentials{Email: "anna@example.nl", Password: "fout", Code: "1", Origin: elsewhere})
	in = s.mustSignIn(id)
	var err error
	if in, err = s.ChangePassword(t.Context(), id, passphrase, "een heel ander lang wachtwoord 8", Credentials{Origin: home}); err != nil {
		t.Fatal(err)
	}
	_, codesErr := s.NewCodes(t.Context(), id, home)
	rightsErr := s.SetRights(t.Context(), because(CommandLine), id, []Role{Editor, Lead}, []string{"x"})
	outErr := s.SignOut(t.Context(), in.Cookie, home)
	token, resetErr := s.Reset(t.Context(), because(CommandLine), id)
	bound, bindErr := s.Bind(t.Context(), token, outside("1"))
	if err := errors.Join(codesErr, rightsErr, outErr, resetErr, bindErr); err != nil {
		t.Fatal(err)
	}
	revokeErr := s.Revoke(t.Context(), id, bound.Session.Key, home)
	if err := errors.Join(revokeErr, s.Disable(t.Context(), because(CommandLine), id)); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"account uitnodigen: beheerder", "aanmelden: gelukt", "account uitnodigen: medewerker", "aanmelden: gelukt",
		"aanmelden: geweigerd", "aanmelden: gelukt", "wachtwoord wijzigen: gelukt", "herstelcodes maken: gelukt",
		"rollen wijzigen: redacteur coordinator; 1 regio's", "afmelden: gelukt", "account opnieuw uitnodigen: gelukt",
		"account koppelen: gelukt", "aanmelden: gelukt", "sessie beeindigen: gelukt", "account uitzetten: gelukt",
	}
	if got := s.lines(); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	records, _, err := s.db.All(t.Context(), store.Cursor(""))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if strings.HasPrefix(r.ID, "audit-") && (strings.Contains(string(r.Body), "@") || strings.Contains(string(r.Body), "192.0.2")) {
			t.Errorf("%s holds an address", r.ID)
		}
	}
}
