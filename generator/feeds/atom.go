package feeds

import (
	"cmp"
	"slices"
	"time"

	"mkbloket/generator/site"
	"mkbloket/internal/calendar"
)

// newest is how many entries a feed holds.
const newest = 20

// entry is one entry of a feed. Its address is also its identity: it does not
// change when the text does.
type entry struct {
	title, summary, path string
	updated              time.Time
}

// schemeFeed lists the schemes that changed last. A scheme without a day of
// change is left out, and so is one that changes later than today.
func (b *builder) schemeFeed() []byte {
	var entries []entry
	for _, d := range b.Schemes {
		r := &d.Main().Record
		if !r.ChangedAt.IsZero() && !r.ChangedAt.After(b.Today) {
			entries = append(entries, entry{r.Title, r.Summary, d.Path(), r.ChangedAt})
		}
	}
	return b.feed("/regelingen/", b.text("nav.schemes"), entries)
}

func (b *builder) newsFeed() []byte {
	entries := make([]entry, len(b.News))
	for i, n := range b.News {
		r := &n.Main().Record
		entries[i] = entry{r.Title, r.Summary, n.Path(), r.Date}
	}
	return b.feed("/nieuws/", b.text("nav.news"), entries)
}

// feed writes the newest entries as Atom: https://www.rfc-editor.org/rfc/rfc4287.
func (b *builder) feed(path, title string, entries []entry) []byte {
	slices.SortStableFunc(entries, func(x, y entry) int {
		return cmp.Or(y.updated.Compare(x.updated), cmp.Compare(x.path, y.path))
	})
	entries = entries[:min(newest, len(entries))]
	updated := b.Today
	if len(entries) > 0 {
		updated = entries[0].updated
	}
	self := b.base + path + "feed.xml"
	m := newMarkup()
	m.WriteString(`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="` + b.lang + `">` + "\n")
	m.element("id", self)
	m.htmlElement("title", b.set.Site().Name+": "+title)
	m.element("updated", midnight(updated))
	m.empty("link", "rel", "self", "type", "application/atom+xml", "href", self)
	m.empty("link", "rel", "alternate", "type", "text/html", "href", b.base+path)
	m.WriteString("<author>\n")
	m.element("name", b.set.Site().Name)
	m.element("uri", b.base+"/")
	m.WriteString("</author>\n")
	for _, e := range entries {
		b.writeEntry(m, e)
	}
	m.WriteString("</feed>\n")
	return m.Bytes()
}

func (b *builder) writeEntry(m *markup, e entry) {
	address := b.base + e.path
	m.WriteString("<entry>\n")
	m.element("id", address)
	m.htmlElement("title", e.title)
	m.element("updated", midnight(e.updated))
	m.empty("link", "rel", "alternate", "type", "text/html", "href", address)
	m.htmlElement("summary", e.summary)
	m.WriteString("</entry>\n")
}

// midnight writes a day as its first moment in the Netherlands (RFC 3339).
// Content knows days only, and a build later on the day must not differ.
func midnight(t time.Time) string {
	y, m, d := t.In(calendar.Location()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, calendar.Location()).Format(time.RFC3339)
}

// bySlug gives the schemes in an order that does not change with their status.
func (b *builder) bySlug() []*site.Scheme {
	return slices.SortedFunc(slices.Values(b.Schemes), func(x, y *site.Scheme) int { return cmp.Compare(x.Slug, y.Slug) })
}
