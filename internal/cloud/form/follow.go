package form

import (
	"crypto/rand"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/portal"
	"mkbloket/internal/follow"
	"mkbloket/internal/snapshot"
	"mkbloket/internal/store/dynamo"
)

// Follow is the function of the pages on which somebody follows a case or
// confirms an address. Other than a form it changes cases that are there, so it
// has a role of its own.
func Follow() cloud.Function {
	return cloud.Function{Name: cloud.Follow, Open: func(p cloud.Process) (any, error) {
		return open(p, func(db *dynamo.Store) (*pages, error) { return newFollow(p, db) })
	}}
}

// newFollow puts the handler together, as the local server does.
func newFollow(p cloud.Process, db *dynamo.Store) (*pages, error) {
	s, err := snapshot.Read(p.Snapshot)
	if err != nil {
		return nil, err
	}
	set, c, err := portal.New(p, s, db, cases.Limits{}, follow.Templates())
	if err != nil {
		return nil, err
	}
	f, err := follow.New(follow.Config{
		Set: set, Cases: c, Store: db, Secret: p.Secret, Now: time.Now, Rand: rand.Reader, Log: p.Log,
	})
	if err != nil {
		return nil, err
	}
	return &pages{f.Handler(), follow.Places(s.Site.Languages).Pages[0]}, nil
}
