package web

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/store"
	"mkbloket/templates"
)

// Private is the frame of a page that only who has a link sees: the language
// links lead to the same page with the same query, and nothing that others read
// or keep holds its address.
func Private(set *templates.Set, lang, path, title, query string) *templates.Page {
	page := Frame(set, lang, path, title)
	page.NoIndex, page.Canonical, page.Alternates = true, "", nil
	for i := range page.Languages {
		page.Languages[i].Path += query
	}
	return page
}

// Lead answers with 303 to an address of this site. It is never made of input.
func Lead(w http.ResponseWriter, to string) error {
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// Query is the part of an address after its path, of name and value pairs.
func Query(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return "?" + v.Encode()
}

// Throttle limits how many posts come from one address prefix. It is safe for
// concurrent use.
type Throttle struct {
	Store  store.Store // only Count is used
	Signer Signer      // keeps the address out of the store
	Most   int         // in a window; negative: no limit
	Window time.Duration
}

// Take counts a post. It returns *cases.LimitError when there were too many,
// and otherwise errors of the store.
func (t Throttle) Take(ctx context.Context, origin string, now time.Time) error {
	if t.Most < 0 {
		return nil
	}
	key := hex.EncodeToString([]byte(t.Signer.Receipt("origin", origin)))
	n, err := t.Store.Count(ctx, key, t.Window, now)
	if err != nil {
		return fmt.Errorf("count posts: %w", err)
	}
	if n > t.Most {
		return &cases.LimitError{After: now.UTC().Truncate(t.Window).Add(t.Window).Sub(now)}
	}
	return nil
}
