// Package feeds makes what programs read of the built site:
//
//	/sitemap.xml                      every page that search engines should list
//	/robots.txt  /llms.txt            where crawlers find things
//	/regelingen/feed.xml              Atom: schemes that were changed
//	/nieuws/feed.xml                  Atom: news
//	/regelingen.json                  open data: all schemes
//	/regelingen.schema.json           JSON Schema of the open data
//	/cijfers.csv                      the public figures, when there are any
//	/kalender.ics                     iCalendar: when schemes open and close
//	/regelingen/SLUG/kalender.ics     the same for one scheme
//	/.well-known/security.txt         whom to tell about a vulnerability
//
// Each format has a file of its own and escapes at one place: markup (XML),
// writer (JSON), component (iCalendar). What is said comes from the model and
// from the fields of the records, so a new field of a scheme appears in the
// open data and in its description by itself.
//
// The package reads no clock: the only day is that of the model, so the same
// content gives the same bytes. Texts are in the main language.
package feeds

import (
	"fmt"
	"net/url"
	"time"

	"mkbloket/generator/site"
	"mkbloket/internal/calendar"
	"mkbloket/templates"
)

// File is one file of the built site.
type File struct {
	Path string // address, such as /sitemap.xml
	Data []byte
}

// Files makes all machine-readable files, in an order that is always the same.
// pages are those that the site publishes. It fails only when the address of
// the site is not one that links can be made from.
func Files(s *site.Site, set *templates.Set, pages []*site.Page) ([]File, error) {
	b, err := newBuilder(s, set)
	if err != nil {
		return nil, err
	}
	files := b.sitemaps(pages, sitemapLimits)
	files = append(files,
		File{"/robots.txt", b.robots()},
		File{"/llms.txt", b.guide()},
		File{"/.well-known/security.txt", b.security()},
		File{"/regelingen/feed.xml", b.schemeFeed()},
		File{"/nieuws/feed.xml", b.newsFeed()},
		File{"/regelingen.json", b.openData()},
	)
	description, err := b.description()
	if err != nil {
		return nil, err
	}
	files = append(files, File{"/regelingen.schema.json", description})
	if s.Figures != nil {
		files = append(files, File{site.FiguresFile, b.figures()})
	}
	return append(files, b.calendars()...), nil
}

// builder holds what every format needs.
type builder struct {
	*site.Site
	set   *templates.Set
	base  string    // https://example.org
	host  string    // example.org
	lang  string    // main language
	day   time.Time // the day of the model, at midnight UTC
	today string    // the same as 2006-01-02
}

func newBuilder(s *site.Site, set *templates.Set) (*builder, error) {
	base := set.Site().Base
	u, err := url.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("read address of the site: %w", err)
	}
	if u.Hostname() == "" {
		return nil, fmt.Errorf("address of the site %q names no host", base)
	}
	y, m, d := s.Today.In(calendar.Location()).Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return &builder{Site: s, set: set, base: base, host: u.Hostname(), lang: set.Languages()[0],
		day: day, today: day.Format(time.DateOnly)}, nil
}

func (b *builder) text(key string, args ...any) string { return b.set.Text(b.lang, key, args...) }
