package cases

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/reference"
	"mkbloket/internal/store"
)

// Paths of the pages that mail links to, in the main language.
const (
	FollowPath  = "/volgen/"            // ?k=REFERENCE&s=KEY
	ConfirmPath = "/volgen/bevestigen/" // ?k=REFERENCE&t=TOKEN
)

// FollowDays is how many days after closing a case can still be followed.
const FollowDays = 60

// ErrNoEntry is the one answer to a link that does not open a case: unknown
// reference, wrong or revoked key, or too late.
var ErrNoEntry = errors.New("this link opens nothing")

// FollowKey is the key of the link with which the sender of a case follows it.
// It is the same each time until RevokeLink, so it can be sent again.
func (c *Cases) FollowKey(one *Case) string {
	return c.token("follow", one.Reference, strconv.Itoa(one.Epoch))
}

// FollowURL is the whole link to follow a case, in the language of the case,
// empty when Config has no Base.
func (c *Cases) FollowURL(one *Case) string {
	return c.link(one.Language, FollowPath, "k", one.Reference, "s", c.FollowKey(one))
}

// Open gives the case that a follow link opens. Every reason not to is
// ErrNoEntry, with the same work done; other errors are of the store.
func (c *Cases) Open(ctx context.Context, ref, key string) (*Case, error) {
	one, err := c.opened(ctx, ref)
	if err != nil {
		return nil, err
	}
	if !same(key, c.FollowKey(one)) || one.unfollowable(c.config.Now()) {
		return nil, ErrNoEntry
	}
	return one, nil
}

// opened gives the case with a reference as somebody typed it. For one that is
// not there it gives an empty case, which no key opens.
func (c *Cases) opened(ctx context.Context, ref string) (*Case, error) {
	nobody := &Case{}
	parsed, err := reference.Parse(ref)
	if err != nil {
		return nobody, nil
	}
	one, _, err := c.load(ctx, parsed)
	if errors.Is(err, store.ErrNotFound) {
		return nobody, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open case: %w", err)
	}
	return one, nil
}

// unfollowable reports whether the link of the case has run out, or that there
// is no case.
func (c *Case) unfollowable(now time.Time) bool {
	return c.Reference == "" || c.IsClosed() && c.ErasureAt.IsZero() && now.After(after(c.ClosedAt, FollowDays, false))
}

// token is a keyed hash in the form of a link's part: 43 characters.
func (c *Cases) token(parts ...string) string {
	sum := c.hash(parts...)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// same compares in constant time.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// link is an address on the site with a query.
func (c *Cases) link(lang, path string, query ...string) string {
	if c.config.Base == "" {
		return ""
	}
	if lang != c.config.Main && lang != "" {
		path = "/" + lang + path
	}
	var pairs []string
	for i := 0; i+1 < len(query); i += 2 {
		pairs = append(pairs, query[i]+"="+url.QueryEscape(query[i+1]))
	}
	return c.config.Base + path + "?" + strings.Join(pairs, "&")
}

// SendLink sends the follow link of a case again, when the address is that of
// its sender. It does not say whether it was: nil means that whoever has the
// right gets mail. Of one address Limits.Confirmations links a day are sent.
// Errors are of the store.
func (c *Cases) SendLink(ctx context.Context, ref, email string) error {
	now := c.config.Now()
	one, err := c.opened(ctx, ref)
	if err != nil {
		return err
	}
	key := c.Person(email)
	n, err := c.config.Store.Count(ctx, c.key("link", key), day, now)
	if err != nil {
		return fmt.Errorf("count links: %w", err)
	}
	most := c.config.Limits.Confirmations
	if !same(one.Person, key) || one.unfollowable(now) || most >= 0 && n > most {
		_, err := c.config.Store.Count(ctx, c.key("link", "nobody"), day, now) // as much work as for a right one
		if err != nil {
			return fmt.Errorf("count links: %w", err)
		}
		return nil
	}
	return c.resend(ctx, one.Reference)
}

// resend puts the mail with the link into the case, whatever changes meanwhile.
func (c *Cases) resend(ctx context.Context, ref string) error {
	for range mostTries {
		one, version, err := c.load(ctx, ref)
		if err != nil {
			return fmt.Errorf("send link: %w", err)
		}
		t := &turn{Case: one, cases: c, now: c.config.Now().UTC()}
		if one.Kind == domain.KindProfile && one.Status == domain.StatusSubmitted {
			err = t.askToConfirm()
		} else {
			err = t.toAsker("link", "link")
		}
		if err != nil {
			return err
		}
		if err := c.write(ctx, version, one, domain.PartyOfficer); !errors.Is(err, store.ErrStale) {
			if err != nil {
				return fmt.Errorf("send link: %w", err)
			}
			return nil
		}
	}
	return fmt.Errorf("send link: %w", store.ErrStale)
}

// answerLink is the link on which an adviser answers.
func (c *Cases) answerLink(one *Case, r *Referral) string {
	if c.config.Answer == "" {
		return ""
	}
	return c.link(r.Language, c.config.Answer, "k", one.Reference, "r", r.ID, "s", c.AnswerKey(one, r.ID))
}

// AnswerKey is the key with which an adviser answers a referral.
func (c *Cases) AnswerKey(one *Case, referral string) string {
	return c.token("answer", one.Reference, referral, strconv.Itoa(one.Epoch))
}

// OpenReferral gives the case and the ID of the referral that an adviser's link
// opens. Every reason not to is ErrNoEntry.
func (c *Cases) OpenReferral(ctx context.Context, ref, referral, key string) (*Case, *Referral, error) {
	one, err := c.opened(ctx, ref)
	if err != nil {
		return nil, nil, err
	}
	right := same(key, c.AnswerKey(one, referral))
	r, ok := one.Referral(referral)
	if !right || !ok || one.unfollowable(c.config.Now()) {
		return nil, nil, ErrNoEntry
	}
	return one, r, nil
}
