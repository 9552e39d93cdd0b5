package cases

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// Proposal is a change of a profile that its owner asked for and the desk has
// not judged yet. What is on the site stays until then.
type Proposal struct {
	At     time.Time           `json:"at"`
	DueAt  time.Time           `json:"due_at"` // by when the desk has promised to judge it
	Fields map[string][]string `json:"fields"` // all fields of the sign-up as they would be
}

// Change is a field that a proposal changes.
type Change struct {
	Field         string
	Before, After []string // as stored; nil: nothing
}

// ErrUnchanged reports a proposal that is what the profile holds already.
var ErrUnchanged = errors.New("nothing differs")

// ErrNoProposal reports that no change of the profile waits to be judged.
var ErrNoProposal = errors.New("no change waits")

// Fixed lists the fields of a sign-up that no proposal changes: the sort of
// profile is part of the address of its page, the address of its owner needs
// proof, and the capacity holds at once.
func Fixed() []string {
	return []string{"profielsoort", "email", "capaciteit", "toestemming_publicatie"}
}

// Changes lists what the proposal of the case changes, in the order of names,
// nil when there is none.
func (c *Case) Changes() []Change {
	if c.Proposal == nil {
		return nil
	}
	names := slices.Collect(maps.Keys(c.Fields))
	names = slices.AppendSeq(names, maps.Keys(c.Proposal.Fields))
	slices.Sort(names)
	var changes []Change
	for _, name := range slices.Compact(names) {
		change := Change{Field: name, Before: c.Fields[name], After: c.Proposal.Fields[name]}
		if !slices.Contains(Fixed(), name) && !slices.Equal(change.Before, change.After) {
			changes = append(changes, change)
		}
	}
	return changes
}

// Propose asks the desk to change what a profile says. The fields are those of
// the sign-up; what they hold for Fixed is not looked at. It replaces a change
// that was not judged yet. It returns ErrChoice for fields that a sign-up would
// not be taken with, and ErrUnchanged.
func (c *Cases) Propose(ctx context.Context, act Act, fields map[string][]string) (Result, error) {
	canonical, err := json.Marshal(fields) // sorts the names
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", domain.VerbPropose, err)
	}
	return c.do(ctx, act, domain.VerbPropose, []string{string(canonical)}, func(t *turn) error {
		if err := t.move(); err != nil {
			return err
		}
		wanted, err := t.signUp(fields)
		if err != nil {
			return err
		}
		t.Proposal = &Proposal{At: t.now, DueAt: t.promise(domain.TermAnswer), Fields: wanted}
		if len(t.Changes()) == 0 {
			return ErrUnchanged
		}
		t.about = t.changed()
		return t.toAsker("proposal_received", "wijziging", "datum", t.date(t.Proposal.DueAt))
	})
}

// signUp is the profile of the case with other fields, as they would be stored.
func (t *turn) signUp(fields map[string][]string) (map[string][]string, error) {
	wanted := maps.Clone(fields)
	t.keepFixed(wanted)
	s := new(domain.SignUp)
	own := s.Fields(t.cases.config.Taxonomy)
	if problems := append(schema.DecodeForm(wanted, own), s.Check()...); len(problems) > 0 {
		return nil, fmt.Errorf("%w: field %s: %s", ErrChoice, problems[0].Field, problems[0].Code)
	}
	return schema.Values(own), nil
}

// keepFixed gives fields what the case holds of those that no proposal changes.
func (t *turn) keepFixed(fields map[string][]string) {
	for _, name := range Fixed() {
		delete(fields, name)
		if v, ok := t.Fields[name]; ok {
			fields[name] = v
		}
	}
}

// changed is what the log keeps of a proposal: which fields it changes, and
// keyed hashes of the profile before and after. Who has both texts can tell
// that they are these; the log gives away neither.
func (t *turn) changed() string {
	var names []string
	for _, change := range t.Changes() {
		names = append(names, change.Field)
	}
	return fmt.Sprintf("%s %s>%s", strings.Join(names, ","), t.print(t.Fields), t.print(t.Proposal.Fields))
}

// print is a short keyed hash of fields.
func (t *turn) print(fields map[string][]string) string {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		fmt.Fprintf(&b, "%q:%q\n", name, fields[name])
	}
	sum := t.cases.hash("proposal", b.String())
	return hex.EncodeToString(sum[:6])
}

// RetractProposal drops a change that was not judged yet, because the owner no
// longer wants it.
func (c *Cases) RetractProposal(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbRetract, nil, func(t *turn) error {
		if t.Proposal == nil {
			return errAlready
		}
		t.Proposal = nil
		return t.move()
	})
}

// AcceptProposal makes the profile what its owner asked for and tells the owner.
// It returns ErrNoProposal when nothing waits. What was changed at once
// meanwhile, such as the capacity, stays.
func (c *Cases) AcceptProposal(ctx context.Context, act Act) (Result, error) {
	return c.do(ctx, act, domain.VerbAdopt, nil, func(t *turn) error {
		if t.Proposal == nil {
			return ErrNoProposal
		}
		if err := t.move(); err != nil {
			return err
		}
		t.about = t.changed()
		t.keepFixed(t.Proposal.Fields)
		t.Fields, t.Proposal = t.Proposal.Fields, nil
		return t.toAsker("proposal_accepted", "gewijzigd")
	})
}

// RefuseProposal drops the change, with a reason of domain.RejectReasons, and
// tells the owner. It returns ErrNoProposal when nothing waits.
func (c *Cases) RefuseProposal(ctx context.Context, act Act, reason string) (Result, error) {
	return c.do(ctx, act, domain.VerbRefuse, []string{reason}, func(t *turn) error {
		switch {
		case !slices.Contains(domain.RejectReasons(), reason):
			return ErrChoice
		case t.Proposal == nil:
			return ErrNoProposal
		}
		if err := t.move(); err != nil {
			return err
		}
		t.about = reason + " " + t.changed()
		t.Proposal = nil
		return t.toAsker("proposal_refused", "wijziginggeweigerd", "reden", t.text(t.Language, "reden."+reason))
	})
}
