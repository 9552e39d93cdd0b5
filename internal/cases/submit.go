package cases

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/store"
)

// FlagTrap marks a submission in which a field was filled in that people do not
// see. It is kept, and causes no mail to the address in it.
const FlagTrap = "lokveld"

// Input is a submission whose fields were decoded without problems.
type Input struct {
	Submission domain.Submission
	Language   string            // of the page that was filled in
	Token      string            // of that page, already verified; empty: none
	Origin     string            // address prefix of the client; only a keyed hash is kept
	Flags      []string          // why it looks like a machine's; empty: it does not
	Consents   map[string]string // text that stood at each ticked box, by field name
}

// Receipt is what the sender gets to know.
type Receipt struct {
	Reference string
	DueAt     time.Time
	Again     bool   // the case was there already
	Way       string // of a message to a profile: WayProfile, WayDeputy or WayDesk
}

// Submit makes a case of a submission, or finds the case that it already is.
// It returns only after the store has acknowledged the write. Errors are
// *LimitError, those of the store (ErrUnavailable above all) and ErrCrowded;
// with any of them sending the same again is safe.
func (c *Cases) Submit(ctx context.Context, in Input) (Receipt, error) {
	now := c.config.Now()
	fields := schema.Values(in.Submission.Fields(c.config.Taxonomy))
	identity, err := c.identity(in.Submission.Kind(), in.Token, now, fields)
	if err != nil {
		return Receipt{}, err
	}
	defer c.flights.enter(string(identity[:]))()
	var confirm, counted bool
	for attempt := 0; attempt < maxAttempts; attempt++ {
		ref, err := c.candidate(identity, attempt)
		if err != nil {
			return Receipt{}, err
		}
		if receipt, err := c.find(ctx, ref, identity); !errors.Is(err, store.ErrNotFound) {
			if errors.Is(err, errOther) {
				continue
			}
			return receipt, err
		}
		if !counted {
			if confirm, err = c.count(ctx, in, now); err != nil {
				return Receipt{}, err
			}
			if err := c.countContact(ctx, in, now); err != nil {
				return Receipt{}, err
			}
			confirm = confirm && !slices.Contains(in.Flags, FlagTrap) // a machine may have filled in anybody's address
			counted = true
		}
		made := c.open(in, ref, identity, fields, now)
		t := &turn{Case: made, cases: c, now: now.UTC()}
		if err := c.deal(ctx, t); err != nil {
			return Receipt{}, err
		}
		t.received(confirm)
		receipt, err := c.create(ctx, made)
		if !errors.Is(err, store.ErrExists) {
			return receipt, err
		}
		attempt-- // somebody was first with this reference: find says who
	}
	return Receipt{}, ErrCrowded
}

// errOther reports that a reference belongs to another submission.
var errOther = errors.New("reference taken")

// find returns the receipt of the case called ref when it is this submission.
func (c *Cases) find(ctx context.Context, ref string, identity [sha256.Size]byte) (Receipt, error) {
	record, err := c.config.Store.Get(ctx, ID(ref))
	if err != nil {
		return Receipt{}, err
	}
	found, err := Decode(record)
	if err != nil {
		return Receipt{}, err
	}
	if found.Identity != hex.EncodeToString(identity[:]) {
		return Receipt{}, errOther
	}
	way, _ := found.Way()
	return Receipt{Reference: found.Reference, DueAt: found.DueAt, Again: true, Way: way}, nil
}

// open makes the case of a submission.
func (c *Cases) open(in Input, ref string, identity [sha256.Size]byte, fields map[string][]string, now time.Time) *Case {
	kind := in.Submission.Kind()
	_, email := in.Submission.Sender()
	made := &Case{
		Format: Format, Reference: ref, Revision: 1, Kind: kind, Status: domain.Life(kind).Start, Language: in.Language,
		CreatedAt: now.UTC(), DueAt: calendar.AddWorkingDays(now, c.config.Targets[kind]).UTC(),
		Identity: hex.EncodeToString(identity[:]), Person: c.Person(email),
		Fields: fields, Flags: in.Flags,
		Clock: Clock{Since: now.UTC()},
		Log:   []Event{{At: now.UTC(), What: string(domain.VerbReceive), Who: "formulier"}},
	}
	for _, f := range in.Submission.Fields(c.config.Taxonomy) {
		if text, ok := in.Consents[f.Name()]; ok && f.Kind() == schema.KindBool && f.String() != "" {
			made.Consents = append(made.Consents, Consent{Purpose: f.Name(), Version: Version(text), Language: in.Language, GivenAt: now.UTC()})
		}
	}
	if kind == domain.KindAdvice {
		made.Needs = []Need{{ID: firstNeed, What: in.Submission.Subject()}}
	}
	return made
}

// Version names a text that was shown: the start of its SHA-256 in hex.
func Version(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// create writes the case and wakes the outbox.
func (c *Cases) create(ctx context.Context, made *Case) (Receipt, error) {
	record, err := Encode(made)
	if err != nil {
		return Receipt{}, err
	}
	if _, err := c.config.Store.Create(ctx, record); err != nil {
		return Receipt{}, fmt.Errorf("create case: %w", err)
	}
	c.rouse()
	way, _ := made.Way()
	return Receipt{Reference: made.Reference, DueAt: made.DueAt, Way: way}, nil
}
