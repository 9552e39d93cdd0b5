package form

import (
	"crypto/rand"
	"net/http"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/portal"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/partner"
	"mkbloket/internal/snapshot"
	"mkbloket/internal/store/dynamo"
)

// Contact is the function of what passes between visitors and those who have a
// profile: the form to write to one, and the pages on which they answer, answer
// a referral, and look after their own profile.
func Contact() cloud.Function {
	return cloud.Function{Name: string(domain.KindContact), Open: func(p cloud.Process) (any, error) {
		return open(p, func(db *dynamo.Store) (*pages, error) { return newContact(p, db) })
	}}
}

// newContact puts both handlers together, as the local server does.
func newContact(p cloud.Process, db *dynamo.Store) (*pages, error) {
	s, err := snapshot.Read(p.Snapshot)
	if err != nil {
		return nil, err
	}
	set, c, err := portal.New(p, s, db, cases.Limits{}, append(partner.Templates(), forms.Templates()...))
	if err != nil {
		return nil, err
	}
	form, err := newForms(p, s, set, c)
	if err != nil {
		return nil, err
	}
	partners, err := partner.New(partner.Config{
		Set: set, Cases: c, Store: db, Secret: p.Secret, Now: time.Now, Rand: rand.Reader, Log: p.Log,
	})
	if err != nil {
		return nil, err
	}
	place, theirs := partner.Places(s.Site.Languages), partners.Handler()
	both := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if place.Has(r.URL.Path) {
			theirs.ServeHTTP(w, r)
			return
		}
		form.ServeHTTP(w, r)
	})
	return at(both, s, domain.KindContact)
}
