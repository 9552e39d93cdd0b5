package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// TestQuestionIsFollowedFromTheLinkInItsMail goes through the pages of a case as
// its asker does: from the mail to what is added, and to withdrawing it.
func TestQuestionIsFollowedFromTheLinkInItsMail(t *testing.T) {
	t.Parallel()
	newDesk(t, setting{}).followed()
}

// followed asks a question, adds something to it and withdraws it.
func (d *desk) followed() {
	d.Helper()
	ref := d.ask("volgen")
	link := linkIn(d.one(ref).Mail[0].Message.Text, d.release.terms.Site.Base)
	v := d.visitor("nl")
	page := v.get(link)
	if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), ref) || page.Header().Get("Cache-Control") != "no-store" {
		d.Fatalf("%s: got %d, Cache-Control %q, want the case and no-store", link, page.Code, page.Header().Get("Cache-Control"))
	}
	action, hidden := v.open(link)
	for range 2 { // twice is once
		if got := v.post(action, with(hidden, "tekst", "Wij zijn met z'n achten.")).Code; got != http.StatusSeeOther {
			d.Errorf("add: got %d, want 303", got)
		}
	}
	if got := len(d.one(ref).Thread); got != 1 {
		d.Errorf("got %d texts, want 1", got)
	}
	action, hidden = v.open(strings.Replace(link, "/volgen/?", "/volgen/intrekken/?", 1))
	if got := d.one(ref).Status; got != domain.StatusNew {
		d.Errorf("after looking: got %s, want nothing changed", got)
	}
	if got := v.post(action, hidden).Code; got != http.StatusSeeOther {
		d.Errorf("withdraw: got %d, want 303", got)
	}
	if got := d.one(ref).Status; got != domain.StatusWithdrawn {
		d.Errorf("got %s, want %s", got, domain.StatusWithdrawn)
	}
	other := v.get("/volgen/?" + url.Values{"k": {ref}, "s": {"x"}}.Encode())
	if other.Code != http.StatusNotFound {
		d.Errorf("wrong key: got %d, want 404", other.Code)
	}
}

// one reads a case from the table.
func (d *desk) one(ref string) *cases.Case {
	d.Helper()
	record, err := d.table.store(time.Now).Get(d.Context(), cases.ID(ref))
	if err != nil {
		d.Fatal(err)
	}
	one, err := cases.Decode(record)
	if err != nil {
		d.Fatal(err)
	}
	return one
}

// linkIn is the path and query of the first link in a text.
func linkIn(text, base string) string {
	_, rest, _ := strings.Cut(text, base)
	return strings.Fields(rest + " ")[0]
}
