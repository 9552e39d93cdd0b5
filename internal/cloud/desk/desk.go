// Package desk is the Lambda function of the pages for staff: the handler of
// internal/desk behind an HTTP API, under a hostname of its own, with the table
// as its store. It sends no mail; package notify does. It has no content folder,
// so a profile that was approved comes onto the site by the nightly run of
// "generator records export".
//
// Its name has no files behind it, so the function hands out the style sheets
// itself.
package desk

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/httpapi"
	"mkbloket/internal/cloud/portal"
	office "mkbloket/internal/desk"
	"mkbloket/internal/desk/access"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/headers"
	"mkbloket/internal/snapshot"
	"mkbloket/internal/staff/oidc"
	"mkbloket/internal/store/dynamo"
	"mkbloket/templates"
)

// Function is the function. Snapshot and templates are read with the first
// request.
func Function() cloud.Function {
	return cloud.Function{Name: cloud.Desk, Open: func(p cloud.Process) (any, error) {
		if _, err := os.Stat(p.Snapshot); err != nil {
			return nil, fmt.Errorf("find snapshot: %w", err)
		}
		db, err := dynamo.New(dynamo.Config{Client: dynamo.NewClient(p.DynamoDB), Table: p.Table, Indexes: cases.Indexes(), Now: time.Now})
		if err != nil {
			return nil, err
		}
		load := sync.OnceValues(func() (http.Handler, error) { return open(p, db) })
		return httpapi.Handler(answer(p, load), httpapi.Config{Host: p.Host, OriginSecret: p.OriginSecret, Log: p.Log}), nil
	}}
}

// answer answers with what load gives. A fault in it is one of the deployment:
// every request gets 500.
func answer(p cloud.Process, load func() (http.Handler, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler, err := load()
		if err != nil {
			p.Log.Error("load", "error", err.Error())
			http.Error(w, "Door een fout in de installatie werkt de balie nu niet.", http.StatusInternalServerError)
			return
		}
		handler.ServeHTTP(w, r)
	})
}

// open puts the desk together, as the local server does.
func open(p cloud.Process, db *dynamo.Store) (http.Handler, error) {
	s, err := snapshot.Read(p.Snapshot)
	if err != nil {
		return nil, err
	}
	site, c, err := portal.New(p, s, db, cases.Limits{}, office.Pages())
	if err != nil {
		return nil, err
	}
	set, err := templates.New(templates.Embedded(), templates.Options{
		Languages: []string{"nl"}, Taxonomy: s.Taxonomy, Site: site.Site(), Desk: true,
	})
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	provider, err := provider(p)
	if err != nil {
		return nil, err
	}
	handler, err := office.Open(office.Program{
		Store: db, Cases: c, Snapshot: s, Site: site, Set: set, Secret: p.Secret, Base: p.Desk,
		Now: time.Now, Rand: rand.Reader, Log: p.Log, Provider: provider,
	})
	if err != nil {
		return nil, err
	}
	return withAssets(handler, set.Assets()), nil
}

// provider is the organisation's own sign-in, nil without one.
func provider(p cloud.Process) (*oidc.Provider, error) {
	if p.Issuer == "" {
		return nil, nil
	}
	return oidc.New(oidc.Config{
		Issuer: p.Issuer, ClientID: p.Client, ClientSecret: p.ClientSecret, Return: p.Desk + access.ReturnPath,
		Secret: p.Secret, Now: time.Now, Rand: rand.Reader,
	})
}

// withAssets hands out the files that pages name, and leads the name of the desk
// to its first page.
func withAssets(next http.Handler, assets *templates.Assets) http.Handler {
	types := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
	files := assets.Files()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, ok := files[r.URL.Path]
		switch {
		case r.URL.Path == "/" || r.URL.Path+"/" == page.Base:
			http.Redirect(w, r, page.Base, http.StatusSeeOther)
		case !ok || !strings.HasPrefix(r.URL.Path, headers.AssetPrefix):
			next.ServeHTTP(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "", http.StatusMethodNotAllowed)
		default:
			w.Header().Set("Content-Type", types[path.Ext(r.URL.Path)])
			w.Header().Set("Cache-Control", headers.Asset.CacheControl())
			_, _ = w.Write(data) // the browser has gone: nothing to do
		}
	})
}
