package cases

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/store"
)

// entrepreneur is a profile that the form takes.
func entrepreneur(w *world, email string) string {
	w.Helper()
	in := profile("A. Voorbeeld", email)
	s := in.Submission.(*domain.SignUp)
	s.ProfileKind, s.Offers, s.Languages, s.Text = "ondernemer", "Brood", []string{"nl"}, strings.Repeat("Wij bakken brood.", 4)
	s.Themes, s.Regions = []string{"een"}, []string{"een"}
	ref := w.submit(in).Reference
	c, _ := w.read(ref)
	w.does(w.ConfirmAddress(w.Context(), ref, linked(c, "t")))
	w.does(w.Check(w.Context(), w.by(ref, officer)))
	w.does(w.Approve(w.Context(), w.by(ref, officer), "ondernemers/"+strings.ToLower(ref)))
	return ref
}

// wanted is what a profile holds, with another offer.
func (w *world) wanted(ref, offer string) map[string][]string {
	c, _ := w.read(ref)
	fields := maps.Clone(c.Fields)
	fields["biedt"] = []string{offer}
	return fields
}

func TestAProposalWaitsForTheDeskUntilItsDate(t *testing.T) {
	w := newWorld(t, Limits{})
	w.useTerms()
	ref := entrepreneur(w, "a@voorbeeld.example")
	c := w.does(w.Propose(t.Context(), w.by(ref, owner), w.wanted(ref, "Taart")))
	queue, at := c.Queue()
	if want := workday(5, w.now()); queue != QueueProfiles || !at.Equal(want) || !c.deskDue().Equal(want) {
		t.Errorf("got it in %s at %v, want among profiles at %v", queue, at, want)
	}
	if c.Fields["biedt"][0] != "Brood" || c.Proposal.Fields["biedt"][0] != "Taart" || c.Status != domain.ProfilePublished {
		t.Errorf("got %v beside %v, want the profile as it was", c.Fields["biedt"], c.Proposal.Fields["biedt"])
	}
	if m := c.last().Message; m.To != "a@voorbeeld.example" || !strings.Contains(m.Text, OwnerPath) {
		t.Errorf("got %+v, want the owner told, with the link", m)
	}
	w.to(workday(8, w.now()))
	if got := w.tick(); got.Escalated != 1 {
		t.Errorf("three working days after the date: got %+v, want it before the lead", got)
	}
	c = w.does(w.AcceptProposal(t.Context(), w.by(ref, officer)))
	if c.Proposal != nil || c.Fields["biedt"][0] != "Taart" || !c.deskDue().IsZero() {
		t.Errorf("accepted: got %v, want the new text and nothing due", c.Fields["biedt"])
	}
}

// useTerms gives the vocabularies that a sign-up needs something of.
func (w *world) useTerms() {
	d := w.config.Taxonomy
	d.Themes, d.Regions = schema.Enum("themas", "een"), schema.Enum("regios", "een")
}

func TestTheNewestProposalCounts(t *testing.T) {
	w := newWorld(t, Limits{})
	w.useTerms()
	ref := entrepreneur(w, "a@voorbeeld.example")
	w.does(w.Propose(t.Context(), w.by(ref, owner), w.wanted(ref, "Taart")))
	w.pass(time.Hour)
	c := w.does(w.Propose(t.Context(), w.by(ref, owner), w.wanted(ref, "Koek")))
	if got := c.Changes(); len(got) != 1 || got[0].Field != "biedt" || got[0].After[0] != "Koek" || !c.Proposal.At.Equal(w.now()) {
		t.Errorf("got %+v, want the newest alone", got)
	}
	w.does(w.SetCapacity(t.Context(), w.by(ref, owner), 3))
	c = w.does(w.AcceptProposal(t.Context(), w.by(ref, officer)))
	if c.Fields["biedt"][0] != "Koek" || c.Fields["capaciteit"][0] != "3" {
		t.Errorf("got %v, want the new text and the capacity of now", c.Fields)
	}
}

func TestProposalsAreRefused(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	w.useTerms()
	ref, new := entrepreneur(w, "a@voorbeeld.example"), w.confirmedProfile("b@voorbeeld.example")
	ctx, same := t.Context(), w.wanted(ref, "Brood")
	bad := w.wanted(ref, "Taart")
	bad["tekst"] = []string{"Kort"}
	var tests = []struct {
		name string
		do   func() (Result, error)
		want error
	}{
		{"nothing differs", func() (Result, error) { return w.Propose(ctx, w.by(ref, owner), same) }, ErrUnchanged},
		{"a text that is too short", func() (Result, error) { return w.Propose(ctx, w.by(ref, owner), bad) }, ErrChoice},
		{"by an officer", func() (Result, error) { return w.Propose(ctx, w.by(ref, officer), bad) }, domain.ErrNotYours},
		{"of a profile that is not on the site", func() (Result, error) { return w.Propose(ctx, w.by(new, owner), bad) }, domain.ErrNotNow},
		{"accepting nothing", func() (Result, error) { return w.AcceptProposal(ctx, w.by(ref, officer)) }, ErrNoProposal},
		{"refusing nothing", func() (Result, error) { return w.RefuseProposal(ctx, w.by(ref, officer), "dubbel") }, ErrNoProposal},
		{"a reason that is none", func() (Result, error) { return w.RefuseProposal(ctx, w.by(ref, officer), "zomaar") }, ErrChoice},
		{"a capacity below nothing", func() (Result, error) { return w.SetCapacity(ctx, w.by(ref, owner), -1) }, ErrChoice},
		{"a capacity above everything", func() (Result, error) { return w.SetCapacity(ctx, w.by(ref, owner), 101) }, ErrChoice},
		{"oneself as deputy", func() (Result, error) { return w.SetDeputy(ctx, w.by(ref, owner), "ondernemers/"+strings.ToLower(ref)) }, ErrChoice},
		{"a deputy who is not there", func() (Result, error) { return w.SetDeputy(ctx, w.by(ref, owner), "adviseurs/niemand") }, ErrChoice},
		{"a deputy that is no page", func() (Result, error) { return w.SetDeputy(ctx, w.by(ref, owner), "../x") }, ErrChoice},
	}
	before, _ := w.read(ref)
	for _, test := range tests {
		if _, err := test.do(); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
	}
	if after, _ := w.read(ref); after.Revision != before.Revision || after.Proposal != nil {
		t.Error("got a refusal that changed the case, want nothing changed")
	}
}

func TestTheLogOfAProposalNamesFieldsAndHoldsNoText(t *testing.T) {
	w := newWorld(t, Limits{})
	w.useTerms()
	ref := entrepreneur(w, "a@voorbeeld.example")
	w.does(w.Propose(t.Context(), w.by(ref, owner), w.wanted(ref, "Taartgeheim")))
	c := w.does(w.RefuseProposal(t.Context(), w.by(ref, officer), "misleidend"))
	asked, refused := c.Log[len(c.Log)-2].About, c.Log[len(c.Log)-1].About
	if !strings.HasPrefix(asked, "biedt ") || refused != "misleidend "+asked {
		t.Errorf("got %q and %q, want the field and the same two texts", asked, refused)
	}
	before, after, ok := strings.Cut(strings.TrimPrefix(asked, "biedt "), ">")
	if !ok || len(before) != 12 || len(after) != 12 || before == after {
		t.Errorf("got %q and %q, want two hashes that differ", before, after)
	}
	for _, e := range c.Log {
		if strings.Contains(e.About, "Taartgeheim") || strings.Contains(e.About, "Brood") {
			t.Errorf("got %q in the log, want no text", e.About)
		}
	}
}

func TestAProfileThatLeavesTheSiteKeepsNoProposal(t *testing.T) {
	w := newWorld(t, Limits{})
	w.useTerms()
	ref := entrepreneur(w, "a@voorbeeld.example")
	w.does(w.Propose(t.Context(), w.by(ref, owner), w.wanted(ref, "Taart")))
	c := w.does(w.Unlist(t.Context(), w.by(ref, owner)))
	if c.Proposal != nil || !c.deskDue().IsZero() {
		t.Errorf("got %+v, want nothing left to judge", c.Proposal)
	}
	if _, err := w.Profile(t.Context(), c.Page); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("its page: got %v, want %v", err, store.ErrNotFound)
	}
	if m := c.last().Message; strings.Contains(m.Text, OwnerPath) || !strings.Contains(m.Text, FollowPath) {
		t.Errorf("got %q, want the link to follow", m.Text)
	}
}

func TestARelayStaysKnownToWhoGaveItBack(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	one := &Case{Reference: "K7M3-P9QX", Kind: domain.KindContact, Status: domain.ContactDesk, Relays: []Relay{{ID: "d1", EndedAt: w.now()}, {ID: "d2"}}}
	r, err := Encode(one)
	if err != nil {
		t.Fatal(err)
	}
	r.Index = slices.DeleteFunc(r.Index, func(e store.Entry) bool { return e.Partition == "" })
	r.Body = []byte(strings.Replace(string(r.Body), `"format":0`, `"format":2`, 1))
	if _, err := w.config.Store.Create(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"d1", "d2"} {
		if _, got, err := w.OpenRelay(t.Context(), one.Reference, w.messageToken(one, id)); err != nil || got.ID != id {
			t.Errorf("%s: got %v and %v, want it opened", id, got, err)
		}
	}
	for _, wrong := range []string{"", w.messageToken(one, ""), w.messageToken(one, "d3"), w.FollowKey(one)} {
		if _, _, err := w.OpenRelay(t.Context(), one.Reference, wrong); !errors.Is(err, ErrNoEntry) {
			t.Errorf("got %v, want %v", err, ErrNoEntry)
		}
	}
}
