package staff

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/cases"
	"mkbloket/internal/store"
)

// How long a session lasts (requirement 65), and for how long a sign-in is
// recent enough for what cannot be undone (requirement 68).
const (
	Idle     = 30 * time.Minute // without a request
	Absolute = 12 * time.Hour
	Fresh    = 10 * time.Minute
)

// seenEvery is how far the stored time of the last request may lag: it would
// otherwise be a write for each request.
const seenEvery = time.Minute

// Session is one browser in which somebody is signed in.
type Session struct {
	Key       string    `json:"key"`     // names it in lists; opens nothing
	Account   string    `json:"account"` // ID
	Epoch     int       `json:"epoch"`   // of the account, when it signed in
	CreatedAt time.Time `json:"createdAt"`
	SeenAt    time.Time `json:"seenAt"`  // last request, to the minute
	LoginAt   time.Time `json:"loginAt"` // when they last proved who they are

	version uint64
}

// Until is when the session ends unless something is done in it.
func (s *Session) Until() time.Time {
	idle, absolute := s.SeenAt.Add(Idle), s.End()
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}

// End is when the session ends whatever is done in it.
func (s *Session) End() time.Time { return s.CreatedAt.Add(Absolute) }

// Recent reports whether somebody proved who they are at most ten minutes ago.
func Recent(in *Session, now time.Time) bool {
	return in != nil && now.Sub(in.LoginAt) <= Fresh && in.LoginAt.Sub(now) <= time.Minute
}

const keySize = 56 // characters: with its prefix it fills the ID of a record

// keyOf is the key of the session that a cookie opens.
func (s *Staff) keyOf(cookie string) string { return s.hash("session", cookie)[:keySize] }

func sessionID(key string) string { return "session-" + key }

// sessionsOf lists the sessions of an account in cases.IndexPerson.
func sessionsOf(account string) string { return "sessies:" + account }

func (s *Session) encode() (store.Record, error) {
	body, err := json.Marshal(s)
	if err != nil {
		return store.Record{}, fmt.Errorf("encode session: %w", err)
	}
	return store.Record{ID: sessionID(s.Key), Body: body, ExpiresAt: s.End(), Index: []store.Entry{
		{Index: cases.IndexPerson, Partition: sessionsOf(s.Account), At: s.CreatedAt},
	}}, nil
}

func decodeSession(r store.Record) (*Session, error) {
	var s Session
	if err := json.Unmarshal(r.Body, &s); err != nil {
		return nil, fmt.Errorf("session: %w: %w", store.ErrCorrupt, err)
	}
	s.version = r.Version
	return &s, nil
}

// begin makes a session of its own, and ends the one that it replaces.
func (s *Staff) begin(ctx context.Context, a *record, loginAt time.Time, old string) (Entered, error) {
	cookie, err := s.token()
	if err != nil {
		return Entered{}, err
	}
	now := s.now()
	made := &Session{Key: s.keyOf(cookie), Account: a.ID, Epoch: a.Epoch, CreatedAt: now, SeenAt: now, LoginAt: loginAt}
	r, err := made.encode()
	if err != nil {
		return Entered{}, err
	}
	if _, err := s.config.Store.Create(ctx, r); err != nil {
		return Entered{}, fmt.Errorf("make session: %w", err)
	}
	if old != "" {
		if err := s.end(ctx, s.keyOf(old)); err != nil && !errors.Is(err, ErrNoSession) {
			return Entered{}, err
		}
	}
	return Entered{Cookie: cookie, Session: made, Account: &a.Account}, nil
}

// Resume gives the session that a cookie opens and its account as it is now,
// and extends the session. It gives ErrNoSession when the session ended, was
// revoked, never was, or is of an account that is disabled; other errors are
// those of the store.
func (s *Staff) Resume(ctx context.Context, cookie string) (*Session, *Account, error) {
	if len(cookie) < tokenSize || len(cookie) > 2*tokenSize {
		return nil, nil, ErrNoSession
	}
	found, err := s.session(ctx, s.keyOf(cookie))
	if err != nil {
		return nil, nil, err
	}
	if now := s.now(); !now.Before(found.Until()) {
		return nil, nil, ErrNoSession
	}
	a, err := s.get(ctx, found.Account)
	if errors.Is(err, ErrUnknown) || err == nil && (a.Disabled || a.Epoch != found.Epoch) {
		return nil, nil, ErrNoSession
	}
	if err != nil {
		return nil, nil, err
	}
	if err := s.seen(ctx, found); err != nil {
		return nil, nil, err
	}
	return found, &a.Account, nil
}

// seen writes that the session is used. That another request did so first, or
// that the session was revoked this moment, is for the next request.
func (s *Staff) seen(ctx context.Context, found *Session) error {
	now := s.now()
	if now.Sub(found.SeenAt) < seenEvery {
		return nil
	}
	found.SeenAt = now
	r, err := found.encode()
	if err != nil {
		return err
	}
	_, err = s.config.Store.Update(ctx, r.ID, found.version, r)
	if errors.Is(err, store.ErrNotFound) {
		return ErrNoSession
	}
	if err != nil && !errors.Is(err, store.ErrStale) {
		return fmt.Errorf("extend session: %w", err)
	}
	return nil
}

func (s *Staff) session(ctx context.Context, key string) (*Session, error) {
	r, err := s.config.Store.Get(ctx, sessionID(key))
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrInvalid) {
		return nil, ErrNoSession
	}
	if err != nil {
		return nil, fmt.Errorf("read session: %w", err)
	}
	return decodeSession(r)
}

// Sessions lists the sessions of an account that still hold, the newest first.
func (s *Staff) Sessions(ctx context.Context, account string) ([]Session, error) {
	a, err := s.get(ctx, account)
	if err != nil {
		return nil, err
	}
	records, _, err := s.config.Store.List(ctx, cases.IndexPerson, sessionsOf(account), store.Page{Limit: store.MaxLimit})
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	var all []Session
	for _, r := range records {
		one, err := decodeSession(r)
		if err != nil {
			return nil, err
		}
		if one.Epoch == a.Epoch && s.now().Before(one.Until()) {
			all = append(all, *one)
		}
	}
	slices.Reverse(all)
	return all, nil
}

// Revoke ends a session of an account by its key. It gives ErrNoSession when
// the account has none like it.
func (s *Staff) Revoke(ctx context.Context, account, key, origin string) error {
	found, err := s.session(ctx, key)
	if err != nil {
		return err
	}
	if found.Account != account {
		return ErrNoSession
	}
	if err := s.end(ctx, key); err != nil {
		return err
	}
	return s.note(ctx, audit.Entry{Actor: account, Action: "sessie beeindigen", Object: key[:12], Result: done, Origin: origin})
}

// SignOut ends the session that a cookie opens. That there is none is fine.
func (s *Staff) SignOut(ctx context.Context, cookie, origin string) error {
	found, err := s.session(ctx, s.keyOf(cookie))
	if errors.Is(err, ErrNoSession) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.end(ctx, found.Key); err != nil && !errors.Is(err, ErrNoSession) {
		return err
	}
	return s.note(ctx, audit.Entry{Actor: found.Account, Action: "afmelden", Result: done, Origin: origin})
}

// end deletes a session, whatever was done in it meanwhile.
func (s *Staff) end(ctx context.Context, key string) error {
	for range attempts {
		found, err := s.session(ctx, key)
		if err != nil {
			return err
		}
		err = s.config.Store.Delete(ctx, sessionID(key), found.version)
		if err == nil || errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if !errors.Is(err, store.ErrStale) {
			return fmt.Errorf("end session: %w", err)
		}
	}
	return fmt.Errorf("end session: %w", store.ErrStale)
}
