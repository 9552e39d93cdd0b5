package e2e

import (
	"mime"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"mkbloket/infra/stack"
)

// edge answers visitors as CloudFront and the HTTP API behind it do.
type edge struct {
	*desk
	name   string // of the site, or of the desk
	staff  bool   // it is the desk: no function at the CDN changes addresses
	config distribution
	routes []stack.Route
}

// distribution is the part of a distribution that decides on an answer.
type distribution struct {
	Origins []struct {
		ID                  string
		OriginPath          string
		S3OriginConfig      any
		OriginCustomHeaders []struct {
			HeaderName  string
			HeaderValue any
		}
	}
	DefaultCacheBehavior behaviour
	CacheBehaviors       []behaviour
	CustomErrorResponses []struct {
		ErrorCode, ResponseCode int
		ResponsePagePath        string
	}
}

type behaviour struct {
	PathPattern           string
	TargetOriginID        string
	AllowedMethods        []string
	OriginRequestPolicyID struct{ Ref string }
}

// newEdge makes what stands before the site; newStaffEdge what stands before the
// desk.
func newEdge(d *desk) *edge { return newEdgeOf(d, "Distribution", "DomainName") }

func newStaffEdge(d *desk) *edge {
	e := newEdgeOf(d, "DeskDistribution", "DeskName")
	e.staff = true
	return e
}

func newEdgeOf(d *desk, resource, name string) *edge {
	d.Helper()
	var p struct{ DistributionConfig distribution }
	properties(d.T, d.template, resource, &p)
	routes, err := d.template.Routes()
	if err != nil {
		d.Fatal(err)
	}
	return &edge{desk: d, name: d.values.known[name], config: p.DistributionConfig, routes: routes}
}

// ServeHTTP implements http.Handler. The behaviour is chosen by the path that
// was asked for; the function at the CDN may rename it after that.
func (e *edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b := e.behaviour(r.URL.Path)
	if !slices.Contains(b.AllowedMethods, r.Method) {
		http.Error(w, "This distribution is not configured to allow the HTTP request method.", http.StatusForbidden)
		return
	}
	file, redirect := e.address(r.Host, r.URL.Path)
	if redirect != "" {
		w.Header().Set("Location", redirect)
		w.WriteHeader(http.StatusPermanentRedirect)
		return
	}
	held := &answer{header: http.Header{}}
	if i := e.origin(b.TargetOriginID); e.config.Origins[i].S3OriginConfig != nil {
		e.file(held, file)
	} else {
		e.api(held, e.forwarded(r, b, i))
	}
	e.send(w, held)
}

// behaviour gives the first whose pattern fits, else the default.
func (e *edge) behaviour(asked string) behaviour {
	for _, b := range e.config.CacheBehaviors {
		pattern := regexp.QuoteMeta(b.PathPattern)
		pattern = strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(pattern)
		if regexp.MustCompile("^" + pattern + "$").MatchString(asked) {
			return b
		}
	}
	return e.config.DefaultCacheBehavior
}

// origin finds an origin by its ID.
func (e *edge) origin(id string) int {
	for i, o := range e.config.Origins {
		if o.ID == id {
			return i
		}
	}
	panic("a behaviour leads to no origin: " + id)
}

// handled are addresses that infra/cdn/function.js leaves alone.
var handled = regexp.MustCompile(`^/api/|/(vraag-stellen|profiel-aanmelden|advies-aanvragen|contact-opnemen|volgen|verwijzing|antwoorden|mijn-profiel)/`)

// address does what infra/cdn/function.js does, as far as a visitor who keeps
// to the site's own addresses can tell.
func (e *edge) address(host, uri string) (file, redirect string) {
	switch {
	case e.staff:
		return uri, ""
	case host != e.name:
		return "", "https://" + e.name + uri
	case handled.MatchString(uri):
		return uri, ""
	case strings.HasSuffix(uri, "/"):
		return uri + "index.html", ""
	case path.Ext(uri) == "":
		return "", "https://" + e.name + uri + "/"
	}
	return uri, ""
}

// answer is what an origin answers.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	a.body = append(a.body, b...)
	return len(b), nil
}

// file answers from the bucket.
func (e *edge) file(w http.ResponseWriter, name string) {
	content, err := os.ReadFile(filepath.Join(e.release.site, filepath.FromSlash(path.Clean(name))))
	if err != nil {
		http.Error(w, "NoSuchKey", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	_, _ = w.Write(content) // an answer takes all
}

// send sends an answer, or the page that the distribution has for its status.
func (e *edge) send(w http.ResponseWriter, a *answer) {
	for _, c := range e.config.CustomErrorResponses {
		if c.ErrorCode == a.status && c.ResponsePagePath != "" {
			page := &answer{header: http.Header{}}
			e.file(page, c.ResponsePagePath)
			a.header, a.body, a.status = page.header, page.body, c.ResponseCode
			break
		}
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // the visitor may be gone
}
