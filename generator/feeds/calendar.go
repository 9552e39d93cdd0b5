package feeds

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"mkbloket/generator/site"
	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
)

const (
	calendarPath = "/kalender.ics"

	// calendarHead is about how many bytes a calendar takes without its events,
	// to make room at once.
	calendarHead = 512
)

// event is a moment at which a scheme opens or closes.
type event struct {
	id      string // unique within the site, and the same in every build
	at      time.Time
	allDay  bool
	summary string
	written []byte // the component; it stands in two calendars
}

// calendars makes the calendar of all schemes and one per scheme with dates.
func (b *builder) calendars() []File {
	files := []File{{Path: calendarPath}}
	var all []event
	for _, d := range b.bySlug() {
		if !d.HasCalendar() {
			continue
		}
		own := b.written(d)
		all = append(all, own...)
		files = append(files, File{d.Path() + "kalender.ics", b.calendar(b.set.Site().Name+": "+d.Main().Record.Title, own)})
	}
	files[0].Data = b.calendar(b.set.Site().Name+": "+b.text("nav.schemes"), all)
	return files
}

// written gives the events of a scheme with their components.
func (b *builder) written(d *site.Scheme) []event {
	address := b.base + d.Path()
	description := fmt.Sprintf("%s\n\nStatus op %s: %s. Controleer de datum op de officiële pagina.\n%s",
		d.Main().Record.Summary, calendar.FormatDate(b.day, b.lang),
		b.set.Label(b.lang, b.Taxonomy.Statuses.Name(), string(d.Standing.Status)), address)
	own := events(d)
	for i := range own {
		c := new(component)
		b.writeEvent(c, own[i], address, description)
		own[i].written = c.Bytes()
	}
	return own
}

// events lists the dates of a scheme. A round is known by the day on which it
// opens, so that a closing date that moves stays the same event.
func events(d *site.Scheme) []event {
	title := d.Main().Record.Title
	seen := map[string]int{}
	var out []event
	for i := range d.Main().Record.Rounds {
		r := &d.Main().Record.Rounds[i]
		id := d.Slug + "-" + roundKey(r)
		if seen[id]++; seen[id] > 1 {
			id = fmt.Sprintf("%s-%d", id, seen[id])
		}
		if !r.OpensAt.IsZero() {
			out = append(out, event{id: id + "-opent", at: r.OpensAt, allDay: clock(r.OpensAt) == "00:00:00", summary: "Opent: " + title})
		}
		if r.ClosesAt.IsZero() {
			continue
		}
		last := event{id: id + "-sluit", at: r.ClosesAt, summary: "Sluit: " + title}
		if clock(r.ClosesAt) == "23:59:59" { // written without a time: schema.End reads it as the end of the day
			last.allDay, last.summary = true, "Laatste dag: "+title
		}
		out = append(out, last)
	}
	return out
}

func roundKey(r *domain.Round) string {
	if r.OpensAt.IsZero() {
		return "ronde"
	}
	return r.OpensAt.In(calendar.Location()).Format("20060102")
}

func clock(t time.Time) string { return t.In(calendar.Location()).Format(time.TimeOnly) }

// calendar writes events in the order of time. Times are in UTC, so no
// VTIMEZONE is needed; whole days have no zone.
func (b *builder) calendar(name string, events []event) []byte {
	slices.SortStableFunc(events, func(x, y event) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.id, y.id)) })
	c := new(component)
	size := calendarHead
	for _, e := range events {
		size += len(e.written)
	}
	c.Grow(size)
	c.property("BEGIN", "VCALENDAR")
	c.property("VERSION", "2.0")
	c.text("PRODID", "-//"+b.host+"//"+b.set.Site().Name+"//NL")
	c.property("CALSCALE", "GREGORIAN")
	c.text("NAME", name) // RFC 7986, section 5.1
	c.text("X-WR-CALNAME", name)
	c.property("REFRESH-INTERVAL;VALUE=DURATION", "P1D")
	for _, e := range events {
		c.Write(e.written)
	}
	c.property("END", "VCALENDAR")
	return c.Bytes()
}

func (b *builder) writeEvent(c *component, e event, address, description string) {
	c.property("BEGIN", "VEVENT")
	c.text("UID", e.id+"@"+b.host)
	c.property("DTSTAMP", b.day.Format("20060102T150405Z"))
	if e.allDay {
		day := e.at.In(calendar.Location())
		c.property("DTSTART;VALUE=DATE", day.Format("20060102"))
		c.property("DTEND;VALUE=DATE", day.AddDate(0, 0, 1).Format("20060102"))
	} else {
		c.property("DTSTART", e.at.UTC().Format("20060102T150405Z"))
	}
	c.text("SUMMARY", e.summary)
	c.text("DESCRIPTION", description)
	c.property("URL", address)
	c.property("TRANSP", "TRANSPARENT")
	c.property("END", "VEVENT")
}
