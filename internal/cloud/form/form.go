// Package form is the Lambda function of one form: the handler of package forms
// behind an HTTP API, with the table as its store. It takes in and sends no
// mail; package notify does.
package form

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/httpapi"
	"mkbloket/internal/cloud/portal"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/snapshot"
	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
	"mkbloket/templates"
)

// Function is the function of one kind of form. It could answer the others as
// well: the routes of the API say which function gets what, so that each form
// scales, fails and is counted by itself, and a route that was overlooked ends
// at a function that knows the answer.
func Function(kind domain.Kind) cloud.Function {
	return cloud.Function{Name: string(kind), Open: func(p cloud.Process) (any, error) {
		return open(p, func(db *dynamo.Store) (*pages, error) { return newPages(p, db, kind) })
	}}
}

// open makes the handler of events; prepare makes that of their requests.
func open(p cloud.Process, prepare func(*dynamo.Store) (*pages, error)) (any, error) {
	if _, err := os.Stat(p.Snapshot); err != nil {
		return nil, fmt.Errorf("find snapshot: %w", err)
	}
	client := dynamo.NewClient(p.DynamoDB)
	db, err := dynamo.New(dynamo.Config{Client: client, Table: p.Table, Indexes: cases.Indexes(), Now: time.Now})
	if err != nil {
		return nil, err
	}
	load := sync.OnceValues(func() (*pages, error) { return prepare(db) })
	warmed := make(chan struct{})
	go func() {
		defer close(warmed)
		warm(client, load)
	}()
	return httpapi.Handler(answer(load, warmed, p.Log), httpapi.Config{
		Host: p.Host, OriginSecret: p.OriginSecret, Log: p.Log,
	}), nil
}

// pages is the handler of a form, with the address of its page.
type pages struct {
	http.Handler
	main string
}

// answer answers with pages that are loaded beside the call for the first
// event. A fault in them is one of the deployment: every request gets 500. The
// first answer waits for what was begun at the start, two seconds at most: when
// it goes out nothing is left to do.
func answer(load func() (*pages, error), warmed <-chan struct{}, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { <-warmed }()
		handler, err := load()
		if err != nil {
			log.Error("load", "error", err.Error())
			http.Error(w, "Door een fout bij ons werkt dit formulier nu niet. Probeer het later nog eens.", http.StatusInternalServerError)
			return
		}
		handler.ServeHTTP(w, r)
	})
}

// newPages reads the snapshot and the templates.
func newPages(p cloud.Process, db *dynamo.Store, kind domain.Kind) (*pages, error) {
	s, err := snapshot.Read(p.Snapshot)
	if err != nil {
		return nil, err
	}
	handler, err := NewHandler(p, s, db, cases.Limits{})
	if err != nil {
		return nil, err
	}
	return at(handler, s, kind)
}

// at is a handler with the address of the form of a kind in the main language.
func at(handler http.Handler, s *snapshot.Snapshot, kind domain.Kind) (*pages, error) {
	for _, place := range forms.Places(s.Site.Languages) {
		if place.Kind == kind {
			return &pages{handler, place.Pages[0]}, nil
		}
	}
	return nil, fmt.Errorf("no form of kind %q", kind)
}

// NewHandler puts the handler of all forms together, as the local server does:
// it takes cases in to db, says what the snapshot knows, and counts against
// limits, of which zero means those of package cases. Of p it uses the base
// address, the secret and the log. The handler is safe for concurrent use when
// db is.
func NewHandler(p cloud.Process, s *snapshot.Snapshot, db store.Store, limits cases.Limits) (http.Handler, error) {
	set, c, err := portal.New(p, s, db, limits, forms.Templates())
	if err != nil {
		return nil, err
	}
	return newForms(p, s, set, c)
}

// newForms makes the forms of templates and cases that are there.
func newForms(p cloud.Process, s *snapshot.Snapshot, set *templates.Set, c *cases.Cases) (http.Handler, error) {
	f, err := forms.New(forms.Config{
		Set: set, Cases: c, Titles: s.Title, Secret: p.Secret, Now: time.Now, Rand: rand.Reader, Log: p.Log,
	})
	if err != nil {
		return nil, err
	}
	return f.Handler(), nil
}
