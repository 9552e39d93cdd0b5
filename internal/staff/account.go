package staff

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/store"
)

// partition lists the accounts in cases.IndexQueue: no case stands there.
const partition = "medewerkers"

// afterWork is how long a disabled account is kept: see the data map.
const afterWork = 30 * 24 * time.Hour

// Account is somebody who works at the desk, without what opens it.
type Account struct {
	ID         string    `json:"id"` // a keyed hash of the address: one address has one account
	Name       string    `json:"name"`
	Email      string    `json:"email"`
	Roles      []Role    `json:"roles"`
	Regions    []string  `json:"regions,omitempty"` // sub-regions whose cases they see; empty: all
	Disabled   bool      `json:"disabled,omitempty"`
	DisabledAt time.Time `json:"disabledAt,omitzero"` // the record goes 30 days later
	CreatedAt  time.Time `json:"createdAt"`
	SignedInAt time.Time `json:"signedInAt,omitzero"` // last time; zero: never
	InvitedFor time.Time `json:"invitedFor,omitzero"` // until when an open invitation holds; zero: none is open
	Outside    bool      `json:"outside,omitempty"`   // signs in through a provider
	Codes      int       `json:"-"`                   // recovery codes left
}

// record is an account as it is kept.
type record struct {
	Format int `json:"format"`
	Account
	Epoch    int      `json:"epoch"`              // sessions of another epoch are over
	Invite   string   `json:"invite,omitempty"`   // hash of the open invitation
	Seed     string   `json:"seed,omitempty"`     // from which, with the secret, the key of the app follows
	Password string   `json:"password,omitempty"` // argon2id; empty: none
	Step     int64    `json:"step,omitempty"`     // of the last code that was used
	Recovery []string `json:"recovery,omitempty"` // hashes of recovery codes left
	Issuer   string   `json:"issuer,omitempty"`   // with Subject: who it is for the provider
	Subject  string   `json:"subject,omitempty"`
	Known    []string `json:"known,omitempty"` // hashes of origins that signed in, the latest last

	version uint64 // in the store
}

func recordID(id string) string { return "staff-" + id }

// idOf is the ID of the account of an address.
func (s *Staff) idOf(email string) string { return s.hash("account", strings.ToLower(email))[:16] }

// isID reports whether id can be that of an account: it comes from an address.
func isID(id string) bool { return len(id) == 16 && strings.Trim(id, "0123456789abcdef") == "" }

func (s *Staff) get(ctx context.Context, id string) (*record, error) {
	if !isID(id) {
		return nil, ErrUnknown
	}
	kept, err := s.config.Store.Get(ctx, recordID(id))
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("read account: %w", err)
	}
	return decode(kept)
}

func decode(kept store.Record) (*record, error) {
	var a record
	if err := json.Unmarshal(kept.Body, &a); err != nil {
		return nil, fmt.Errorf("account %s: %w: %w", kept.ID, store.ErrCorrupt, err)
	}
	if a.Format != format {
		return nil, fmt.Errorf("account %s: %w: format %d", kept.ID, store.ErrCorrupt, a.Format)
	}
	a.version, a.Codes = kept.Version, len(a.Recovery)
	return &a, nil
}

// encode is the account as a record of the store. A disabled one expires.
func (a *record) encode() (store.Record, error) {
	body, err := json.Marshal(a)
	if err != nil {
		return store.Record{}, fmt.Errorf("encode account: %w", err)
	}
	r := store.Record{ID: recordID(a.ID), Body: body, Index: []store.Entry{
		{Index: cases.IndexQueue, Partition: partition, At: a.CreatedAt},
	}}
	if a.Disabled {
		r.ExpiresAt = a.DisabledAt.Add(afterWork)
	}
	return r, nil
}

// attempts is how often a change is decided again when others were first.
const attempts = 20

// change reads an account, lets do decide on it and writes it. When somebody
// else wrote first, do decides again on what there is then.
func (s *Staff) change(ctx context.Context, id string, do func(*record) error) (*record, error) {
	for range attempts {
		a, err := s.get(ctx, id)
		if err != nil {
			return nil, err
		}
		if err := do(a); err != nil {
			return nil, err
		}
		err = s.put(ctx, a)
		if !errors.Is(err, store.ErrStale) {
			return a, err
		}
	}
	return nil, fmt.Errorf("write account: %w", store.ErrStale)
}

func (s *Staff) put(ctx context.Context, a *record) error {
	r, err := a.encode()
	if err != nil {
		return err
	}
	if _, err = s.config.Store.Update(ctx, r.ID, a.version, r); err != nil {
		return fmt.Errorf("write account: %w", err)
	}
	a.Codes = len(a.Recovery)
	return nil
}

// Account gives one account, or ErrUnknown.
func (s *Staff) Account(ctx context.Context, id string) (*Account, error) {
	a, err := s.get(ctx, id)
	if err != nil {
		return nil, err
	}
	return &a.Account, nil
}

// Accounts lists every account, disabled ones too, by name.
func (s *Staff) Accounts(ctx context.Context) ([]Account, error) {
	var all []Account
	for page := (store.Page{Limit: store.MaxLimit}); ; {
		records, next, err := s.config.Store.List(ctx, cases.IndexQueue, partition, page)
		if err != nil {
			return nil, fmt.Errorf("list accounts: %w", err)
		}
		for _, r := range records {
			a, err := decode(r)
			if err != nil {
				return nil, err
			}
			all = append(all, a.Account)
		}
		if page.After = next; next == "" {
			break
		}
	}
	slices.SortFunc(all, func(a, b Account) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}
