package staff

import (
	"errors"
	"testing"
	"time"
)

func outside(subject string) Outside {
	return Outside{Issuer: "https://idp.example.nl", Subject: subject, LoginAt: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), Origin: home}
}

func TestOnlyAnInvitationBindsSomebodyOfAProvider(t *testing.T) {
	s := newScene(t)
	token, id := s.invite("anna@example.nl", Officer)
	if _, err := s.SignInOutside(t.Context(), outside("1")); !errors.Is(err, ErrRefused) {
		t.Errorf("not bound: got %v, want ErrRefused", err)
	}
	if _, err := s.Bind(t.Context(), token+"x", outside("1")); !errors.Is(err, ErrInvitation) {
		t.Errorf("wrong invitation: got %v, want ErrInvitation", err)
	}
	bound, err := s.Bind(t.Context(), token, outside("1"))
	if err != nil {
		t.Fatal(err)
	}
	if !bound.Account.Outside || bound.Account.ID != id || !bound.Session.LoginAt.Equal(outside("1").LoginAt) {
		t.Errorf("got %+v", bound)
	}
	otherIssuer := outside("1")
	otherIssuer.Issuer = "https://idp.example.org"
	second, _ := s.invite("kees@example.nl", Officer)
	for name, c := range map[string]struct {
		do   func() error
		want error
	}{
		"same person":                  {func() error { _, err := s.SignInOutside(t.Context(), outside("1")); return err }, nil},
		"other subject":                {func() error { _, err := s.SignInOutside(t.Context(), outside("2")); return err }, ErrRefused},
		"same subject of other issuer": {func() error { _, err := s.SignInOutside(t.Context(), otherIssuer); return err }, ErrRefused},
		"the invitation a second time": {func() error { _, err := s.Bind(t.Context(), token, outside("2")); return err }, ErrInvitation},
		"a second account":             {func() error { _, err := s.Bind(t.Context(), second, outside("1")); return err }, ErrTaken},
		"a password does not open it": {func() error {
			_, err := s.SignIn(t.Context(), Credentials{Email: "anna@example.nl", Origin: home})
			return err
		}, ErrRefused},
		"no recovery codes are made": {func() error { _, err := s.NewCodes(t.Context(), id, home); return err }, ErrUnknown},
		"no password is set beside it": {func() error {
			_, err := s.ChangePassword(t.Context(), id, "", passphrase, Credentials{Origin: home})
			return err
		}, Problems{{"wachtwoord", "wrong"}}},
	} {
		err := c.do()
		var problems Problems
		if errors.As(c.want, new(Problems)) != errors.As(err, &problems) || problems == nil && !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	anew, err := s.Reset(t.Context(), because(CommandLine), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SignInOutside(t.Context(), outside("1")); !errors.Is(err, ErrRefused) {
		t.Errorf("after a reset: got %v, want ErrRefused", err)
	}
	if _, err := s.Bind(t.Context(), anew, outside("1")); err != nil {
		t.Errorf("bound again: got %v", err)
	}
	if err := s.Disable(t.Context(), because(CommandLine), id); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SignInOutside(t.Context(), outside("1")); !errors.Is(err, ErrRefused) {
		t.Errorf("disabled: got %v, want ErrRefused", err)
	}
	if _, err := s.Bind(t.Context(), second, outside("1")); !errors.Is(err, ErrTaken) {
		t.Errorf("the account is only disabled: got %v, want ErrTaken", err)
	}
	s.pass(afterWork)
	third, err := s.Reset(t.Context(), because(CommandLine), s.idOf("kees@example.nl"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Bind(t.Context(), third, outside("1")); err != nil {
		t.Errorf("the old account is erased: got %v", err)
	}
}
