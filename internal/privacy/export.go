package privacy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/store"
)

// Export is what the desk holds about a person: article 15 and 20 of the AVG.
// Its JSON names are those of the stored cases.
type Export struct {
	Address  string           `json:"address"`
	MadeAt   time.Time        `json:"made_at"`
	Cases    []map[string]any `json:"cases"`    // as stored, the oldest first, without keys and hashes
	Mentions []Mention        `json:"mentions"` // in the cases of others

	IDs       []string `json:"-"` // record IDs of Cases
	Elsewhere []string `json:"-"` // record IDs that are no cases and hold the address
}

// Mention says where the address stands in somebody else's case. What that
// says is not given: it is the other's (article 15, fourth paragraph).
type Mention struct {
	Reference string   `json:"reference"`
	Places    []string `json:"places"` // names in the stored case, such as fields.vraag
}

// internals are the names in a stored case that say something about the program
// and nothing about the person. Those of hashes and keys are left out as well.
var internals = []string{"format", "revision", "identity", "person", "clock", "epoch", "serial", "sum"}

// NewExport gathers what the store holds about the people. The address is
// written in it as it was typed. Records that cannot be read are in the error,
// beside an export of the others.
func NewExport(ctx context.Context, s store.Store, p *People, typed string, now time.Time) (*Export, error) {
	e := &Export{Address: typed, MadeAt: now.UTC(), Cases: []map[string]any{}, Mentions: []Mention{}}
	var failed []error
	err := each(ctx, s, func(r store.Record) {
		if IsCase(r.ID) {
			if err := e.add(p, r); err != nil {
				failed = append(failed, err)
			}
		} else if p.Within(string(r.Body)) {
			e.Elsewhere = append(e.Elsewhere, r.ID)
		}
	})
	if err = errors.Join(append(failed, err)...); err != nil {
		return e, fmt.Errorf("export person: %w", err)
	}
	slices.SortStableFunc(e.Cases, func(a, b map[string]any) int {
		return strings.Compare(fmt.Sprint(a["created_at"]), fmt.Sprint(b["created_at"]))
	})
	return e, nil
}

// add puts a case where it belongs, if it is about one of the people.
func (e *Export) add(p *People, r store.Record) error {
	c, err := cases.Decode(r)
	if err != nil {
		return err
	}
	tree, err := treeOf(c)
	if err != nil {
		return err
	}
	fields := tree.(map[string]any) // a case is an object
	if p.Sent(c) {
		withoutKeys(fields)
		withoutAdvisers(fields)
		p.withoutOthersMail(fields, c.CreatedAt)
		e.Cases, e.IDs = append(e.Cases, fields), append(e.IDs, r.ID)
		return nil
	}
	if places := p.places(fields, "", c.CreatedAt); len(places) > 0 {
		slices.Sort(places)
		e.Mentions = append(e.Mentions, Mention{c.Reference, slices.Compact(places)})
	}
	return nil
}

// withoutKeys removes what concerns the program from a stored case.
func withoutKeys(tree any) {
	switch v := tree.(type) {
	case []any:
		for _, inner := range v {
			withoutKeys(inner)
		}
	case map[string]any:
		for name, inner := range v {
			if slices.Contains(internals, name) || strings.Contains(name, "hash") || strings.Contains(name, "token") {
				delete(v, name)
				continue
			}
			withoutKeys(inner)
		}
	}
}

// withoutAdvisers removes the addresses of those to whom the case was referred:
// the organisations stay.
func withoutAdvisers(stored map[string]any) {
	referrals, _ := stored["referrals"].([]any)
	for _, r := range referrals {
		if fields, ok := r.(map[string]any); ok {
			delete(fields, "email")
		}
	}
}

// withoutOthersMail leaves of a message to somebody else only that it was sent:
// the address is that of an adviser or of the owner of a profile, and a link in
// the text is theirs to act with.
func (p *People) withoutOthersMail(stored map[string]any, made time.Time) {
	sent, _ := stored["mail"].([]any)
	for _, m := range sent {
		outgoing, _ := m.(map[string]any)
		message, _ := outgoing["message"].(map[string]any)
		if to, _ := message["To"].(string); p.within(to, made) {
			continue
		}
		for _, name := range []string{"To", "ReplyTo", "Text", "HTML", "Unsubscribe"} {
			delete(message, name)
		}
	}
}

// places gives the names under which one of the people stands in a tree.
func (p *People) places(tree any, name string, made time.Time) []string {
	var found []string
	switch v := tree.(type) {
	case string:
		if p.within(v, made) {
			found = append(found, name)
		}
	case []any:
		for _, inner := range v {
			found = append(found, p.places(inner, name, made)...)
		}
	case map[string]any:
		for key, inner := range v {
			found = append(found, p.places(inner, strings.TrimPrefix(name+"."+key, "."), made)...)
		}
	}
	return found
}
