package privacy

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const (
	anna = "anna@voorbeeld.example"
	bert = "bert@voorbeeld.example"
)

// hash stands in for cases.Cases.Person: keyed, and blind to capitals.
func hash(address string) string {
	mac := hmac.New(sha256.New, []byte("test"))
	mac.Write([]byte(strings.ToLower(address)))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

func newStore(t *testing.T) *bolt.Store {
	t.Helper()
	db, err := bolt.Open(filepath.Join(t.TempDir(), "loket.db"), func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// newCase is a case of a kind, sent by the address, in its first status.
func newCase(ref string, kind domain.Kind, address string) *cases.Case {
	return &cases.Case{
		Format: cases.Format, Reference: ref, Revision: 1, Kind: kind, Status: domain.Life(kind).Start, Language: "nl",
		CreatedAt: noon, DueAt: noon.AddDate(0, 0, 2), Person: hash(address),
		Fields: map[string][]string{"naam": {"Anna Voorbeeld"}, "email": {address}, "vraag": {"Een vraag."}, "thema": {"starten"}, "gemeente": {"venlo"}},
		Clock:  cases.Clock{Since: noon},
		Log:    []cases.Event{{At: noon, What: "ontvangen", Who: "formulier"}},
		Mail: []cases.Outgoing{
			{State: cases.MailSent, SentAt: noon, Message: message(ref, "bevestiging", address)},
			{State: cases.MailSent, SentAt: noon, Message: message(ref, "melding", "balie@loket.example")},
		},
	}
}

func message(ref, what, to string) mail.Message {
	return mail.Message{ID: strings.ToLower(ref) + "-" + what, From: "loket@loket.example", To: to, Subject: "Ontvangen", Text: "Tekst.", Language: "nl", Date: noon}
}

// put stores a case as it is.
func put(t *testing.T, db store.Store, c *cases.Case) {
	t.Helper()
	r, err := cases.Encode(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Create(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

// get reads a case; nil when it is gone.
func get(t *testing.T, db store.Store, ref string) *cases.Case {
	t.Helper()
	r, err := db.Get(t.Context(), cases.ID(ref))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	c, err := cases.Decode(r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func person(t *testing.T, address string) *People {
	t.Helper()
	p, err := Person(hash, address)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// everything is the text of all records.
func everything(t *testing.T, db store.Store) string {
	t.Helper()
	var all strings.Builder
	if err := each(t.Context(), db, func(r store.Record) { all.Write(r.Body) }); err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// frail is a store in which changing some records fails, and that dies after a
// number of changes.
type frail struct {
	store.Store
	fails map[string]bool
	lives int // changes before everything fails; negative: no end
	each  func(id string)
}

var errDead = errors.New("killed")

func (f *frail) allowed(id string) error {
	if f.each != nil {
		f.each(id)
	}
	if f.fails[id] {
		return store.ErrUnavailable
	}
	if f.lives == 0 {
		return errDead
	}
	f.lives--
	return nil
}

// Update implements store.Store.
func (f *frail) Update(ctx context.Context, id string, version uint64, r store.Record) (store.Record, error) {
	if err := f.allowed(id); err != nil {
		return store.Record{}, err
	}
	return f.Store.Update(ctx, id, version, r)
}

// Delete implements store.Store.
func (f *frail) Delete(ctx context.Context, id string, version uint64) error {
	if err := f.allowed(id); err != nil {
		return err
	}
	return f.Store.Delete(ctx, id, version)
}

// holdMeanwhile is a store in which the case 2222-2222 is put on hold right
// before the first change.
func holdMeanwhile(t *testing.T, db store.Store) store.Store {
	once := true
	return &frail{Store: db, lives: -1, each: func(id string) {
		if !once {
			return
		}
		once = false
		c := get(t, db, "2222-2222")
		c.Hold = true
		r, err := cases.Encode(c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Update(t.Context(), id, 1, r); err != nil {
			t.Fatal(err)
		}
	}}
}

func TestIsCaseKnowsReferencesFromOtherRecords(t *testing.T) {
	for id, want := range map[string]bool{
		"k7m3-p9qx": true, "K7M3-P9QX": false, "k7m3p9qx": false, "audit-2026-11-23-0001": false, "k7m3-p9qb": false, "": false, "staff-23": false,
	} {
		if got := IsCase(id); got != want {
			t.Errorf("%q: got %v, want %v", id, got, want)
		}
	}
}
