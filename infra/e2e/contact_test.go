package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// listedPage is a page of the site behind which a test can put a profile.
const listedPage = "adviseurs/liof"

// listed puts a profile that wants one message in four weeks behind listedPage.
func (d *desk) listed() {
	d.Helper()
	now := time.Now().UTC()
	r, err := cases.Encode(&cases.Case{Format: cases.Format, Revision: 1, Reference: "3333-2222", Kind: domain.KindProfile, Status: domain.ProfilePublished,
		Language: "nl", CreatedAt: now, DueAt: now, ConfirmedAt: now, Person: "eigenaar", Page: listedPage, Clock: cases.Clock{Since: now},
		Fields: map[string][]string{"naam": {"E. Eigenaar"}, "email": {"eigenaar@voorbeeld.example"}, "capaciteit": {"1"}}})
	if err != nil {
		d.Fatal(err)
	}
	if _, err := d.table.store(time.Now).Create(d.Context(), r); err != nil {
		d.Fatal(err)
	}
}

// relayed writes to a profile until it is full: the first message goes to its
// owner, the second to the desk.
func (d *desk) relayed() {
	d.Helper()
	d.listed()
	v := d.visitor("nl")
	for i, want := range []string{cases.WayProfile, cases.WayDesk} {
		name := []string{"eerste", "tweede"}[i]
		w := v.post("/api/contact", with(d.forms(name)[4].fields, "taal", "nl"))
		if w.Code != http.StatusSeeOther {
			d.Fatalf("%s message: got %d, want 303", name, w.Code)
		}
		one := d.one(referenceIn(w))
		if way, _ := one.Way(); way != want {
			d.Errorf("%s message: got it at %s, want %s", name, way, want)
		}
	}
	if body := v.get("/contact-opnemen/?profiel=" + listedPage).Body.String(); !strings.Contains(body, "Weer beschikbaar vanaf") {
		d.Error("got a form that does not say when messages are taken again")
	}
}

func TestMessageGoesToTheOwnerOrToTheDesk(t *testing.T) {
	t.Parallel()
	newDesk(t, setting{}).relayed()
}
