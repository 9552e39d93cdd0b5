package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// Ways that a message can go when it comes in.
const (
	WayProfile = "profiel"
	WayDeputy  = "vervanger"
	WayDesk    = "loket"
)

// mostRelayed is how many messages of a day are passed on to one profile; the
// desk looks at the rest first, so that nobody can flood an owner's mail.
const mostRelayed = 20

// Way is where the message of the case went when it came in, and by which name;
// the desk has none. It is empty for a case of another kind.
func (c *Case) Way() (way, name string) {
	switch {
	case c.Kind != domain.KindContact:
		return "", ""
	case len(c.Relays) == 0 || !c.Relays[0].At.Equal(c.CreatedAt):
		return WayDesk, ""
	case c.Relays[0].Page != c.page():
		return WayDeputy, c.Relays[0].Name
	}
	return WayProfile, c.Relays[0].Name
}

// page is the profile for which a message was written, empty when there is none.
func (c *Case) page() string { return firstOf(c.Fields["profiel"]) }

// owner is the case of a profile on the site whose owner can be written to, nil
// when there is none.
func (c *Cases) owner(ctx context.Context, page string) (*Case, error) {
	one, err := c.Profile(ctx, page)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if c.config.Base == "" || c.config.Reply == "" || !one.reachable() {
		return nil, nil
	}
	return one, nil
}

// reachable reports whether the owner of a profile may be written to.
func (c *Case) reachable() bool {
	return c.isListed() && c.address() != "" && c.ErasureAt.IsZero()
}

// deal brings a new message to the owner of its profile, or to the deputy when
// the owner takes none now; otherwise it stays the desk's. One that looks like
// a machine's waits for the desk to look at it. Nothing is stored here but the
// place that the message takes.
func (c *Cases) deal(ctx context.Context, t *turn) error {
	if t.Kind != domain.KindContact {
		return nil
	}
	t.DueAt = t.promise(t.Stage().Term)
	if len(t.Flags) > 0 {
		return nil
	}
	to, err := c.receiver(ctx, t.Case, t.now)
	if err != nil || to == nil {
		return err
	}
	n, err := c.config.Store.Count(ctx, c.key("relayed", to.Page), day, t.now)
	if err != nil {
		return fmt.Errorf("count messages of a profile: %w", err)
	}
	if n > mostRelayed {
		return nil
	}
	t.verb, t.act = domain.VerbRelay, Act{By: Actor{Party: domain.PartyClock}}
	if err := t.relayTo(to); err != nil {
		return err
	}
	t.DueAt = calendar.AddWorkingDays(t.now, c.config.Targets[t.Kind]).UTC()
	t.log(domain.VerbRelay, t.about)
	return nil
}

// relayTo puts the message before the owner of a profile, with a mail that
// holds nothing of what the sender typed.
func (t *turn) relayTo(owner *Case) error {
	if before := t.Relayed(); before != nil {
		before.EndedAt = t.now
	}
	again := t.Status == domain.ContactRelayed
	if err := t.move(); err != nil {
		return err
	}
	if again { // the next owner gets the whole term
		t.Clock = Clock{Since: t.now, EscalatedAt: t.Clock.EscalatedAt}
	}
	r := Relay{ID: fmt.Sprintf("d%d", len(t.Relays)+1), Page: owner.Page, Name: firstOf(owner.Fields["naam"]), At: t.now}
	t.Relays, t.about = append(t.Relays, r), r.ID
	t.Shared = append(t.Shared, Share{At: t.now, Organisation: r.Name, Fields: t.relayedFields(), Referral: r.ID})
	t.toReplier(owner, "relay", "bericht")
	return nil
}

// relayedFields lists what was filled in of what the owner gets to read.
func (c *Case) relayedFields() []string {
	var names []string
	for _, name := range new(domain.Message).RelayedFields() {
		if len(c.Fields[name]) > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// toReplier writes to the owner of the profile that has the message.
func (t *turn) toReplier(owner *Case, key, word string) {
	link := t.cases.link(owner.Language, t.cases.config.Reply, "k", t.Reference, "s", t.cases.MessageKey(t.Case))
	way := t.text(owner.Language, "mail.way.message", "link", link)
	l := t.body(owner.Language, key, way, "datum", calendar.FormatDate(t.surfaces(), owner.Language))
	t.send(word, owner.address(), owner.Language, l)
	t.Mail[len(t.Mail)-1].Message.ReplyTo = t.cases.config.Desk
}
