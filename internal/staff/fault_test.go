package staff

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/store"
)

// faults fails one call of a store, and what comes after it: 0 fails none. With
// another number it is for one goroutine.
type faults struct {
	store.Store
	at, calls int
}

func (f *faults) fail() error {
	if f.at == 0 {
		return nil
	}
	if f.calls++; f.calls >= f.at {
		return store.ErrUnavailable
	}
	return nil
}

func (f *faults) Create(ctx context.Context, r store.Record) (store.Record, error) {
	if err := f.fail(); err != nil {
		return store.Record{}, err
	}
	return f.Store.Create(ctx, r)
}

func (f *faults) Get(ctx context.Context, id string) (store.Record, error) {
	if err := f.fail(); err != nil {
		return store.Record{}, err
	}
	return f.Store.Get(ctx, id)
}

func (f *faults) Update(ctx context.Context, id string, version uint64, r store.Record) (store.Record, error) {
	if err := f.fail(); err != nil {
		return store.Record{}, err
	}
	return f.Store.Update(ctx, id, version, r)
}

func (f *faults) List(ctx context.Context, index, partition string, page store.Page) ([]store.Record, store.Cursor, error) {
	if err := f.fail(); err != nil {
		return nil, "", err
	}
	return f.Store.List(ctx, index, partition, page)
}

func (f *faults) Delete(ctx context.Context, id string, version uint64) error {
	if err := f.fail(); err != nil {
		return err
	}
	return f.Store.Delete(ctx, id, version)
}

func (f *faults) Count(ctx context.Context, key string, window time.Duration, now time.Time) (int, error) {
	if err := f.fail(); err != nil {
		return 0, err
	}
	return f.Store.Count(ctx, key, window, now)
}

// TestAStoreThatStopsLetsNobodyIn stops the store at each of its calls in turn:
// every act must say so, and none may give a session.
func TestAStoreThatStopsLetsNobodyIn(t *testing.T) {
	for name, act := range map[string]func(s *scene, in Entered, token string) (string, error){
		"sign in": func(s *scene, in Entered, _ string) (string, error) {
			at := s.faults.at
			s.faults.at = 0
			with := s.credentials(in.Account.ID)
			s.faults.at, s.faults.calls, with.Cookie = at, 0, in.Cookie
			got, err := s.SignIn(s.t.Context(), with)
			return got.Cookie, err
		},
		"wrong password": func(s *scene, _ Entered, _ string) (string, error) {
			got, err := s.SignIn(s.t.Context(), Credentials{Email: "anna@example.nl", Password: "fout", Origin: home})
			if errors.Is(err, ErrRefused) {
				err = nil
			}
			return got.Cookie, err
		},
		"accept": func(s *scene, _ Entered, token string) (string, error) {
			id, _, _ := strings.Cut(token, ".")
			got, _, err := s.Accept(s.t.Context(), token, passphrase, code(s.appKey(id, s.hash("seed", token)), stepAt(s.clock())), Credentials{Origin: home})
			return got.Cookie, err
		},
		"bind": func(s *scene, _ Entered, token string) (string, error) {
			got, err := s.Bind(s.t.Context(), token, outside("1"))
			return got.Cookie, err
		},
		"resume": func(s *scene, in Entered, _ string) (string, error) {
			s.pass(2 * time.Minute)
			_, a, err := s.Resume(s.t.Context(), in.Cookie)
			if a == nil {
				return "", err
			}
			return a.ID, err
		},
		"change password": func(s *scene, in Entered, _ string) (string, error) {
			got, err := s.ChangePassword(s.t.Context(), in.Account.ID, passphrase, "een heel ander lang wachtwoord 8", Credentials{Origin: home})
			return got.Cookie, err
		},
		"new codes": func(s *scene, in Entered, _ string) (string, error) {
			_, err := s.NewCodes(s.t.Context(), in.Account.ID, home)
			return "", err
		},
		"invite": func(s *scene, _ Entered, _ string) (string, error) {
			_, _, err := s.Invite(s.t.Context(), because(CommandLine), Person{Name: "Bo", Email: "bo@example.nl", Roles: []Role{Lead}})
			return "", err
		},
		"disable": func(s *scene, in Entered, _ string) (string, error) {
			return "", s.Disable(s.t.Context(), because(CommandLine), in.Account.ID)
		},
		"reset": func(s *scene, in Entered, _ string) (string, error) {
			_, err := s.Reset(s.t.Context(), because(CommandLine), in.Account.ID)
			return "", err
		},
		"rights": func(s *scene, in Entered, _ string) (string, error) {
			return "", s.SetRights(s.t.Context(), because(CommandLine), in.Account.ID, []Role{Lead}, nil)
		},
		"sessions": func(s *scene, in Entered, _ string) (string, error) {
			_, err := s.Sessions(s.t.Context(), in.Account.ID)
			return "", err
		},
		"revoke": func(s *scene, in Entered, _ string) (string, error) {
			return "", s.Revoke(s.t.Context(), in.Account.ID, in.Session.Key, home)
		},
		"sign out": func(s *scene, in Entered, _ string) (string, error) {
			return "", s.SignOut(s.t.Context(), in.Cookie, home)
		},
	} {
		t.Run(name, func(t *testing.T) {
			for n := 1; ; n++ {
				s := newScene(t)
				token, _ := s.invite("straks@example.nl", Officer)
				in, _ := s.join("anna@example.nl", Officer)
				s.faults.at, s.faults.calls = n, 0
				opened, err := act(s, in, token)
				if err == nil {
					if n == 1 {
						t.Error("it used no store")
					}
					return
				}
				if opened != "" || !errors.Is(err, store.ErrUnavailable) {
					t.Errorf("call %d: got %q %v, want ErrUnavailable", n, opened, err)
				}
			}
		})
	}
}

func TestWithoutRandomnessNothingIsMade(t *testing.T) {
	s := newScene(t)
	token, id := s.invite("straks@example.nl", Officer)
	in, _ := s.join("anna@example.nl", Officer)
	typed, right := s.code(id), s.credentials(in.Account.ID)
	s.config.Rand = strings.NewReader("")
	_, signIn := s.SignIn(t.Context(), right)
	_, _, accept := s.Accept(t.Context(), token, passphrase, typed, Credentials{Origin: home})
	_, _, invite := s.Invite(t.Context(), because(CommandLine), Person{Name: "Bo", Email: "bo@example.nl", Roles: []Role{Lead}})
	_, reset := s.Reset(t.Context(), because(CommandLine), id)
	_, codes := s.NewCodes(t.Context(), in.Account.ID, home)
	_, password := s.ChangePassword(t.Context(), in.Account.ID, passphrase, "een heel ander lang wachtwoord 8", Credentials{Origin: home})
	for name, err := range map[string]error{"sign in": signIn, "accept": accept, "invite": invite, "reset": reset, "codes": codes, "password": password} {
		if err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}

func TestARecordThatCannotBeReadIsCorrupt(t *testing.T) {
	for name, body := range map[string]string{"no JSON": "{", "of a later program": `{"format":9}`} {
		s := newScene(t)
		in, _ := s.join("anna@example.nl", Officer)
		r, err := s.db.Get(t.Context(), recordID(in.Account.ID))
		if err != nil {
			t.Fatal(err)
		}
		r.Body = []byte(body)
		if _, err := s.db.Update(t.Context(), r.ID, r.Version, r); err != nil {
			t.Fatal(err)
		}
		_, _, resume := s.Resume(t.Context(), in.Cookie)
		_, list := s.Accounts(t.Context())
		if !errors.Is(resume, store.ErrCorrupt) || !errors.Is(list, store.ErrCorrupt) {
			t.Errorf("%s: got %v and %v, want ErrCorrupt", name, resume, list)
		}
	}
}

func TestNewRefusesWhatIsMissing(t *testing.T) {
	good := newScene(t).config
	for name, spoil := range map[string]func(*Config){
		"store": func(c *Config) { c.Store = nil }, "log": func(c *Config) { c.Audit = nil }, "clock": func(c *Config) { c.Now = nil },
		"randomness": func(c *Config) { c.Rand = nil }, "short secret": func(c *Config) { c.Secret = c.Secret[:31] },
	} {
		c := good
		spoil(&c)
		if _, err := New(c); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}
