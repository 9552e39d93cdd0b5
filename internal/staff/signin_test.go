package staff

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestSignInTakesPasswordAndCode(t *testing.T) {
	s := newScene(t)
	_, id := s.invite("kees@example.nl", Officer)
	in, _ := s.join("anna@example.nl", Officer)
	anna := in.Account.ID
	for name, c := range map[string]struct {
		change func(*Credentials)
		want   error
	}{
		"all right":                 {func(*Credentials) {}, nil},
		"address in capitals":       {func(c *Credentials) { c.Email = " ANNA@Example.NL " }, nil},
		"code with spaces":          {func(c *Credentials) { c.Code = c.Code[:3] + " " + c.Code[3:] + " " }, nil},
		"another password":          {func(c *Credentials) { c.Password += "x" }, ErrRefused},
		"no password":               {func(c *Credentials) { c.Password = "" }, ErrRefused},
		"endless password":          {func(c *Credentials) { c.Password = strings.Repeat("a", 100_000) }, ErrRefused},
		"another code":              {func(c *Credentials) { c.Code = "000000" }, ErrRefused},
		"no code":                   {func(c *Credentials) { c.Code = "" }, ErrRefused},
		"another address":           {func(c *Credentials) { c.Email = "bert@example.nl" }, ErrRefused},
		"no address":                {func(c *Credentials) { c.Email = "" }, ErrRefused},
		"somebody invited":          {func(c *Credentials) { c.Email, c.Code = "kees@example.nl", s.code(id) }, ErrRefused},
		"invited, without password": {func(c *Credentials) { c.Email, c.Password, c.Code = "kees@example.nl", "", s.code(id) }, ErrRefused},
	} {
		s.pass(time.Hour) // its own window of attempts
		in := s.credentials(anna)
		c.change(&in)
		got, err := s.SignIn(t.Context(), in)
		if !errors.Is(err, c.want) || (err == nil) != (got.Cookie != "") {
			t.Errorf("%s: got %q %v, want %v", name, got.Cookie, err, c.want)
		}
	}
}

func TestUnknownAddressTakesTheSameWork(t *testing.T) {
	s := newScene(t)
	in, _ := s.join("anna@example.nl", Officer)
	_, invited := s.invite("kees@example.nl", Officer)
	gone, _ := s.join("weg@example.nl", Officer)
	if err := s.Disable(t.Context(), because(CommandLine), gone.Account.ID); err != nil {
		t.Fatal(err)
	}
	_ = invited
	for name, email := range map[string]string{
		"known": in.Account.Email, "unknown": "bert@example.nl", "invited": "kees@example.nl", "disabled": "weg@example.nl", "no address": "x",
	} {
		before, lines := s.hashes.Load(), len(s.lines())
		if _, err := s.SignIn(t.Context(), Credentials{Email: email, Password: "fout wachtwoord hier", Code: "123456", Origin: elsewhere}); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: got %v, want ErrRefused", name, err)
		}
		if got := s.hashes.Load() - before; got != 1 {
			t.Errorf("%s: got %d passwords derived, want 1", name, got)
		}
		if got := len(s.lines()) - lines; got != 1 {
			t.Errorf("%s: got %d lines in the log, want 1", name, got)
		}
	}
}

func TestACodeWorksOnce(t *testing.T) {
	s := newScene(t)
	in, _ := s.join("anna@example.nl", Officer)
	seen := s.credentials(in.Account.ID)
	if _, err := s.SignIn(t.Context(), seen); err != nil {
		t.Fatal(err)
	}
	seen.Origin = elsewhere
	if _, err := s.SignIn(t.Context(), seen); !errors.Is(err, ErrRefused) {
		t.Errorf("same code again: got %v, want ErrRefused", err)
	}
	s.pass(period * time.Second)
	if _, err := s.SignIn(t.Context(), seen); !errors.Is(err, ErrRefused) {
		t.Errorf("same code, a step later: got %v, want ErrRefused", err)
	}
	seen.Code = s.code(in.Account.ID)
	if _, err := s.SignIn(t.Context(), seen); err != nil {
		t.Errorf("next code: got %v", err)
	}
}

func TestAClockMayBeOneStepOff(t *testing.T) {
	for steps, want := range map[int]error{-2: ErrRefused, -1: nil, 0: nil, 1: nil, 2: ErrRefused} {
		s := newScene(t)
		in, _ := s.join("anna@example.nl", Officer)
		s.pass(10 * time.Minute)
		typed := s.credentials(in.Account.ID)
		s.pass(time.Duration(steps) * period * time.Second)
		if _, err := s.SignIn(t.Context(), typed); !errors.Is(err, want) {
			t.Errorf("%d steps: got %v, want %v", steps, err, want)
		}
	}
}

func TestARecoveryCodeWorksOnceAlsoInARace(t *testing.T) {
	s := newScene(t)
	in, codes := s.join("anna@example.nl", Officer)
	if len(codes) != recoveryCodes {
		t.Fatalf("got %d codes, want %d", len(codes), recoveryCodes)
	}
	var entered, refused atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got, err := s.SignIn(t.Context(), Credentials{Email: "anna@example.nl", Password: passphrase, Code: strings.ToLower(codes[0]), Origin: home})
			switch {
			case err == nil && got.Recovery && got.Account.Codes == recoveryCodes-1:
				entered.Add(1)
			case errors.Is(err, ErrRefused):
				refused.Add(1)
			default:
				t.Errorf("got %v", err)
			}
		})
	}
	group.Wait()
	if entered.Load() != 1 || refused.Load() != 7 {
		t.Errorf("got %d entered and %d refused, want 1 and 7", entered.Load(), refused.Load())
	}
	fresh, err := s.NewCodes(t.Context(), in.Account.ID, home)
	if err != nil {
		t.Fatal(err)
	}
	s.pass(time.Hour)
	for code, want := range map[string]error{codes[1]: ErrRefused, fresh[0]: nil} {
		if _, err := s.SignIn(t.Context(), Credentials{Email: "anna@example.nl", Password: passphrase, Code: code, Origin: home}); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
}

func TestGuessesAreLimitedAndLockNobodyOut(t *testing.T) {
	s := newScene(t)
	in, _ := s.join("anna@example.nl", Officer)
	guess := func(email, origin string) error {
		_, err := s.SignIn(t.Context(), Credentials{Email: email, Password: "gok", Code: "1", Origin: origin})
		return err
	}
	limited := func(err error) bool {
		var limit *LimitError
		return errors.As(err, &limit) && limit.After > 0 && limit.After <= s.limits.Window
	}
	for i := range s.limits.Own + 1 {
		if got, want := limited(guess("anna@example.nl", elsewhere)), i == s.limits.Own; got != want {
			t.Errorf("attempt %d from elsewhere: got limited %v, want %v", i+1, got, want)
		}
	}
	// Strangers from everywhere: the account is closed to new origins.
	for i := range s.limits.Account {
		_ = guess("anna@example.nl", fmt.Sprintf("203.0.113.%d/32", i))
	}
	if !limited(guess("anna@example.nl", "203.0.113.200/32")) {
		t.Error("guess from one more origin: got no limit")
	}
	before := s.hashes.Load()
	if !limited(guess("anna@example.nl", elsewhere)) || s.hashes.Load() != before {
		t.Error("over the limit a password was checked")
	}
	if _, err := s.SignIn(t.Context(), s.credentials(in.Account.ID)); err != nil {
		t.Errorf("from where she works: got %v", err)
	}
	// Stuffing: many addresses from one origin.
	s.pass(time.Hour)
	for i := range s.limits.Origin {
		_ = guess(fmt.Sprintf("x%d@example.nl", i), elsewhere)
	}
	if !limited(guess("nog.een@example.nl", elsewhere)) {
		t.Error("stuffing: got no limit")
	}
	if got := s.lines(); !slices.Contains(got, "aanmelden: te veel pogingen") {
		t.Errorf("got no line about too many attempts in %v", got)
	}
	s.pass(s.limits.Window)
	if limited(guess("nog.een@example.nl", elsewhere)) {
		t.Error("in the next window: still limited")
	}
}

func TestPasswordsMayBeLongAndOfAnyLetters(t *testing.T) {
	composed, decomposed := "caf\u00e9 in de wijk Céramique", "cafe\u0301 in de wijk Ce\u0301ramique"
	longest := strings.Repeat("é", MaxPassword-20) + "en dan nog een zin 9"
	for name, c := range map[string]struct{ chosen, typed string }{
		"64 characters":  {strings.Repeat("ab cd Ef ", 8)[:64], strings.Repeat("ab cd Ef ", 8)[:64]},
		"256 characters": {longest, longest},
		"typed as NFD":   {composed, decomposed},
		"chosen as NFD":  {decomposed, composed},
		"spaces kept":    {"  twee spaties vooraf ", "  twee spaties vooraf "},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			token, id := s.invite("anna@example.nl", Officer)
			if _, _, err := s.Accept(t.Context(), token, c.chosen, s.code(id), Credentials{Origin: home}); err != nil {
				t.Fatal(err)
			}
			s.pass(time.Minute)
			in := s.credentials(id)
			in.Password = c.typed
			if _, err := s.SignIn(t.Context(), in); err != nil {
				t.Errorf("got %v", err)
			}
			s.pass(time.Minute)
			in = s.credentials(id)
			in.Password = c.typed[:len(c.typed)-1]
			if _, err := s.SignIn(t.Context(), in); !errors.Is(err, ErrRefused) {
				t.Errorf("one byte shorter: got %v, want ErrRefused", err)
			}
		})
	}
}
