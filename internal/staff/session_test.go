package staff

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/store"
)

func TestASessionEndsAtTheInstant(t *testing.T) {
	for name, c := range map[string]struct {
		waits []time.Duration // each followed by a request
		want  error
	}{
		"a moment before idle":     {[]time.Duration{Idle - 1}, nil},
		"idle":                     {[]time.Duration{Idle}, ErrNoSession},
		"a request extends it":     {[]time.Duration{Idle - 1, Idle - 1}, nil},
		"a moment before absolute": {append(slices.Repeat([]time.Duration{29 * time.Minute}, 24), 24*time.Minute-1), nil},
		"absolute":                 {append(slices.Repeat([]time.Duration{29 * time.Minute}, 24), 24*time.Minute), ErrNoSession},
	} {
		s := newScene(t)
		in, _ := s.join("anna@example.nl", Officer)
		in = s.mustSignIn(in.Account.ID)
		var err error
		for i, wait := range c.waits {
			s.pass(wait)
			if _, _, err = s.Resume(t.Context(), in.Cookie); err != nil && i < len(c.waits)-1 {
				t.Fatalf("%s: request %d: %v", name, i, err)
			}
		}
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestASessionIsOverWhen(t *testing.T) {
	for name, end := range map[string]func(s *scene, in Entered) error{
		"the account is disabled": func(s *scene, in Entered) error {
			return s.Disable(s.t.Context(), because(CommandLine), in.Account.ID)
		},
		"the account is reset": func(s *scene, in Entered) error {
			_, err := s.Reset(s.t.Context(), because(CommandLine), in.Account.ID)
			return err
		},
		"it is revoked": func(s *scene, in Entered) error {
			return s.Revoke(s.t.Context(), in.Account.ID, in.Session.Key, home)
		},
		"somebody signs out": func(s *scene, in Entered) error { return s.SignOut(s.t.Context(), in.Cookie, home) },
		"it is replaced by signing in anew": func(s *scene, in Entered) error {
			anew := s.credentials(in.Account.ID)
			anew.Cookie = in.Cookie
			_, err := s.SignIn(s.t.Context(), anew)
			return err
		},
		"the password is changed elsewhere": func(s *scene, in Entered) error {
			_, err := s.ChangePassword(s.t.Context(), in.Account.ID, passphrase, "een heel ander lang wachtwoord 8", Credentials{Origin: elsewhere})
			return err
		},
		"the account is gone": func(s *scene, in Entered) error {
			a, err := s.get(s.t.Context(), in.Account.ID)
			if err != nil {
				return err
			}
			return s.db.Delete(s.t.Context(), recordID(a.ID), a.version)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			in, _ := s.join("anna@example.nl", Officer)
			s.join("baas@example.nl", Admin)
			in = s.mustSignIn(in.Account.ID)
			s.pass(2 * time.Minute)
			if err := end(s, in); err != nil {
				t.Fatal(err)
			}
			if _, _, err := s.Resume(t.Context(), in.Cookie); !errors.Is(err, ErrNoSession) {
				t.Errorf("got %v, want ErrNoSession", err)
			}
			if list, err := s.Sessions(t.Context(), in.Account.ID); err == nil && slices.ContainsFunc(list, func(o Session) bool { return o.Key == in.Session.Key }) {
				t.Error("it is still listed")
			}
		})
	}
}

// TestACookieChosenByAnotherOpensNothing is session fixation: what somebody put
// in a browser beforehand is not what signing in gives it.
func TestACookieChosenByAnotherOpensNothing(t *testing.T) {
	s := newScene(t)
	in, _ := s.join("anna@example.nl", Officer)
	planted := strings.Repeat("A", 43)
	with := s.credentials(in.Account.ID)
	with.Cookie = planted
	got, err := s.SignIn(t.Context(), with)
	if err != nil {
		t.Fatal(err)
	}
	if got.Cookie == planted || len(got.Cookie) != 43 {
		t.Errorf("got cookie %q", got.Cookie)
	}
	for name, cookie := range map[string]string{
		"planted": planted, "empty": "", "the key itself": got.Session.Key, "too long": strings.Repeat("B", 5000), "one letter more": got.Cookie + "A",
	} {
		if _, _, err := s.Resume(t.Context(), cookie); !errors.Is(err, ErrNoSession) {
			t.Errorf("%s: got %v, want ErrNoSession", name, err)
		}
	}
}

func TestTheStoreHoldsNothingThatOpens(t *testing.T) {
	s := newScene(t)
	token, _ := s.invite("kees@example.nl", Officer)
	in, codes := s.join("anna@example.nl", Officer)
	app, err := s.Invited(t.Context(), token, "Loket")
	if err != nil {
		t.Fatal(err)
	}
	secrets := append([]string{token, token[17:], in.Cookie, passphrase, home, strings.ReplaceAll(app.App.Key, " ", "")}, codes...)
	records, _, err := s.db.All(t.Context(), store.Cursor(""))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		for _, secret := range secrets {
			if strings.Contains(r.ID+string(r.Body), secret) || strings.Contains(string(r.Body), strings.ReplaceAll(secret, "-", "")) {
				t.Errorf("%s holds %q", r.ID, secret)
			}
		}
	}
}

func TestRolesHoldAtTheNextRequest(t *testing.T) {
	s := newScene(t)
	in, _ := s.join("anna@example.nl", Officer)
	may := func(what Action) bool {
		_, a, err := s.Resume(t.Context(), in.Cookie)
		if err != nil {
			t.Fatal(err)
		}
		return a.May(what)
	}
	if !may(Work) || may(Publish) {
		t.Error("before: an officer must work and not publish")
	}
	if err := s.SetRights(t.Context(), because(CommandLine), in.Account.ID, []Role{Editor}, []string{"noord-limburg"}); err != nil {
		t.Fatal(err)
	}
	if may(Work) || !may(Publish) {
		t.Error("after: an editor must publish and not work")
	}
}

func TestRecentIsTenMinutes(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		in   *Session
		want bool
	}{
		"nobody":             {nil, false},
		"now":                {&Session{LoginAt: now}, true},
		"ten minutes":        {&Session{LoginAt: now.Add(-Fresh)}, true},
		"an instant more":    {&Session{LoginAt: now.Add(-Fresh - 1)}, false},
		"never":              {&Session{}, false},
		"far in the future":  {&Session{LoginAt: now.Add(time.Hour)}, false},
		"seen does not help": {&Session{SeenAt: now, LoginAt: now.Add(-time.Hour)}, false},
	} {
		if got := Recent(c.in, now); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestNobodyRevokesTheSessionOfAnother(t *testing.T) {
	s := newScene(t)
	anna, _ := s.join("anna@example.nl", Officer)
	bert, _ := s.join("bert@example.nl", Officer)
	for name, key := range map[string]string{"of another": anna.Session.Key, "unknown": strings.Repeat("0", keySize), "no key": "../x"} {
		if err := s.Revoke(t.Context(), bert.Account.ID, key, home); !errors.Is(err, ErrNoSession) {
			t.Errorf("%s: got %v, want ErrNoSession", name, err)
		}
	}
	if _, _, err := s.Resume(t.Context(), anna.Cookie); err != nil {
		t.Errorf("got %v", err)
	}
	if err := s.SignOut(t.Context(), "x", home); err != nil {
		t.Errorf("signing out without a session: got %v", err)
	}
}
