// Package judging is where the desk decides what comes onto the site:
//
//	GET  /balie/profielen/              profiles to judge, changes asked for, and those on the site
//	GET  /balie/profielen/REF/          one profile: checks, preview, the exact file, what differs from the site
//	GET  /balie/profielen/REF/bestand/  that file
//	POST /balie/profielen/REF/DEED/     checked, placed, refused, paused, resumed, taken off; the same of a change
//	POST /balie/profielen/schrijven/    writes what was approved into the content folder, where that is possible
//	GET  /balie/concepten/              drafts of questions, and answers of which one can be made
//	GET  /balie/zaken/REF/concept/      a draft of a question and its answer, for everybody to read
//	POST /balie/zaken/REF/concept/      looks at it once more, keeps it or drops it
//
// Nothing is published here by itself. Approving writes down in the case at which
// page the profile stands; a file is made of it by package publication, the same
// one that the page showed, and `generator records export` puts it in the content
// folder. Placing and taking off need a recent login and a reason, which goes to
// the audit log (requirement 68); reading a profile is a line there too.
//
// Checks help and decide nothing: none of them opens a connection, so the website
// of a profile is looked at, not fetched.
package judging

import (
	"context"
	"errors"
	"html/template"
	"net/http"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/publication"
	"mkbloket/internal/reference"
	"mkbloket/internal/staff"
	"mkbloket/internal/store"
	"mkbloket/internal/web"
)

// Config is what the pages need. Only Cases is required; what is nil the pages do
// without, and say so. All functions must be safe for concurrent use.
type Config struct {
	Cases *cases.Cases
	// Published gives the file of a page, such as adviseurs/jan-jansen or
	// vragen/mag-dat, as the site has it.
	Published func(page string) ([]byte, bool)
	// Taken reports whether an address of the site is in use, for where Published
	// is nil; a page of the desk's own profiles need not be in it.
	Taken func(page string) bool
	// Preview renders the text of a file as the site does.
	Preview func(publication.File) (template.HTML, error)
	// Problems is what the builder of the site would say about a file, each a
	// Dutch sentence.
	Problems func(publication.File) ([]string, error)
	// Write puts everything that was approved into the content folder and says
	// what it did, by line. It is nil where there is no such folder.
	Write func(context.Context) (string, error)
}

// Paths of the pages.
const (
	profilesPath = "/balie/profielen/"
	writePath    = profilesPath + "schrijven/"
	draftsPath   = "/balie/concepten/"
	casesPath    = "/balie/zaken/"
)

// paramDone says in an address what was just done.
const paramDone = "gedaan"

// bench answers the requests of the package.
type bench struct {
	*page.Server
	config   Config
	taxonomy *domain.Taxonomy
	fields   *forms.Pages // knows the names of the fields of every form
}

// Routes lists the pages of the package.
func Routes(s *page.Server, c Config) []page.Route {
	b := &bench{Server: s, config: c, taxonomy: s.Set().Taxonomy(), fields: forms.NewPages(s.Set(), nil, nil)}
	routes := []page.Route{
		{Pattern: "GET " + profilesPath + "{$}", Needs: staff.Judge, Do: b.profiles},
		{Pattern: "GET " + profilesPath + "{ref}/{$}", Needs: staff.Judge, Do: b.profile},
		{Pattern: "GET " + profilesPath + "{ref}/bestand/{$}", Needs: staff.Judge, Do: b.profileFile},
		{Pattern: "GET " + draftsPath + "{$}", Needs: staff.Draft, Do: b.drafts},
		{Pattern: "GET " + casesPath + "{ref}/concept/{$}", Needs: staff.Draft, Do: b.draft},
		{Pattern: "POST " + casesPath + "{ref}/concept/{$}", Needs: staff.Draft, Do: b.postDraft},
		{Pattern: "GET " + casesPath + "{ref}/concept/bestand/{$}", Needs: staff.Draft, Do: b.draftFile},
	}
	if c.Write != nil {
		routes = append(routes, page.Route{Pattern: "POST " + writePath + "{$}", Needs: staff.Publish, Recent: true, Do: b.write})
	}
	for _, d := range deeds() {
		routes = append(routes, page.Route{Pattern: "POST " + profilesPath + "{ref}/" + d.name + "/{$}", Needs: d.needs, Recent: d.recent, Do: b.do(d)})
	}
	return routes
}

// find reads the case of an address. What is not there, is of another kind or is
// not for the account is one answer.
func (b *bench) find(r *page.Request, right func(*cases.Case) bool) (*cases.Case, error) {
	ref, err := reference.Parse(r.PathValue("ref"))
	if err != nil || ref != r.PathValue("ref") {
		return nil, notFound()
	}
	one, err := b.config.Cases.Get(r.Context(), ref)
	if errors.Is(err, store.ErrNotFound) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	if !right(one) || !page.Sees(r.Account, one, b.taxonomy) {
		return nil, notFound()
	}
	return one, nil
}

func isProfile(c *cases.Case) bool { return c.Kind == domain.KindProfile }

func notFound() error { return web.NotFound(nil, nil) }

// press makes files as they would be made now.
func (b *bench) press(ctx context.Context) publication.Press {
	return publication.Press{Taxonomy: b.taxonomy, Now: b.Now(), Listed: func(page string) bool {
		_, err := b.config.Cases.Profile(ctx, page)
		return err == nil
	}}
}

// taken reports whether a page belongs to something else than the case.
func (b *bench) taken(ctx context.Context, page string, own *cases.Case) bool {
	if own != nil && own.Page == page {
		return false
	}
	if _, err := b.config.Cases.Profile(ctx, page); !errors.Is(err, store.ErrNotFound) {
		return true // taken, or not known: then nobody gets it
	}
	if b.config.Published != nil {
		if _, there := b.config.Published(page); there {
			return true
		}
	}
	return b.config.Taken != nil && b.config.Taken(page)
}

// send answers with a file to keep.
func send(w http.ResponseWriter, f publication.File, name string) error {
	w.Header().Set("Content-Type", "text/markdown; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.md"`)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, err := w.Write(f.Data)
	return err
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func (b *bench) text(key string) string { return b.Set().Text("nl", key) }
