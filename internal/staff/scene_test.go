package staff

import (
	"bytes"
	"context"
	"crypto/rand"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/store/bolt"
)

const (
	passphrase = "vier paarse fietsen bij de brug"
	home       = "192.0.2.1/32"
	elsewhere  = "198.51.100.7/32"
)

// scene is a desk with a clock that the test moves.
type scene struct {
	*Staff
	t      *testing.T
	db     *bolt.Store
	faults *faults // around db
	log    *audit.Log
	mu     sync.Mutex
	at     time.Time
	hashes atomic.Int64 // passwords that were derived
}

func (s *scene) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

func (s *scene) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{t: t, at: time.Date(2026, 11, 23, 9, 0, 10, 0, time.UTC)}
	var err error
	if s.db, err = bolt.Open(filepath.Join(t.TempDir(), "loket.db"), s.clock); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.db.Close(); err != nil {
			t.Error(err)
		}
	})
	s.faults = &faults{Store: s.db}
	secret := bytes.Repeat([]byte{3}, 32)
	if s.log, err = audit.New(audit.Config{Store: s.faults, Secret: secret, Now: s.clock}); err != nil {
		t.Fatal(err)
	}
	if s.Staff, err = New(Config{Store: s.faults, Audit: s.log, Secret: secret, Now: s.clock, Rand: rand.Reader}); err != nil {
		t.Fatal(err)
	}
	s.derive = func(password, salt []byte, _ cost) []byte {
		s.hashes.Add(1)
		return argon(password, salt, cost{64, 1, 1}) // so that the tests are quick
	}
	return s
}

func because(account string) By { return By{Account: account, Reason: "proef", Origin: home} }

// invite makes an account that is invited.
func (s *scene) invite(email string, roles ...Role) (token, id string) {
	s.t.Helper()
	token, a, err := s.Invite(s.t.Context(), because(CommandLine), Person{Name: "Proef Persoon", Email: email, Roles: roles})
	if err != nil {
		s.t.Fatal(err)
	}
	return token, a.ID
}

// join makes an account that is set up, and waits until its code is used up.
func (s *scene) join(email string, roles ...Role) (Entered, []string) {
	s.t.Helper()
	token, id := s.invite(email, roles...)
	entered, codes, err := s.Accept(s.t.Context(), token, passphrase, s.code(id), Credentials{Origin: home})
	if err != nil {
		s.t.Fatal(err)
	}
	s.pass(time.Minute)
	return entered, codes
}

// code is what the app of an account shows now.
func (s *scene) code(id string) string {
	s.t.Helper()
	a, err := s.get(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return code(s.appKey(a.ID, a.Seed), stepAt(s.clock()))
}

func (s *scene) credentials(id string) Credentials {
	s.t.Helper()
	a, err := s.get(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return Credentials{Email: a.Email, Password: passphrase, Code: s.code(id), Origin: home}
}

func (s *scene) mustSignIn(id string) Entered {
	s.t.Helper()
	entered, err := s.SignIn(s.t.Context(), s.credentials(id))
	if err != nil {
		s.t.Fatal(err)
	}
	return entered
}

// lines are the actions and results of the audit log, the oldest first.
func (s *scene) lines() []string {
	s.t.Helper()
	if _, err := s.log.Verify(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	entries, _, err := s.log.List(context.Background(), audit.Filter{}, 0, 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for _, e := range slices.Backward(entries) {
		all = append(all, e.Action+": "+e.Result)
	}
	return all
}
