// Package domain holds the records of the desk and the rules that need no
// input or output: what a scheme is and whether it is open, who presents
// themselves, what people ask, and which fields each of these has.
//
// What editors write: Scheme, FAQ, Organisation, Profile, News, Page. What
// visitors send: Question, SignUp, AdviceRequest. Each lists its fields once,
// with package schema. Nothing here reads a clock: functions that depend on
// the day take it as an argument. Values are safe for concurrent reading.
package domain

import (
	"time"

	"mkbloket/internal/schema"
)

// Source is an official page that a text rests on.
type Source struct {
	Title string
	URL   string
}

func (s *Source) fields() []schema.Field {
	return []schema.Field{
		schema.Text("titel", &s.Title).Required().Max(120),
		schema.URL("url", &s.URL).Required(),
	}
}

// Review says how sure a text is and when a person last compared it with its
// sources. ReviewedAt stays zero until somebody has.
type Review struct {
	Sources    []Source
	FactsYear  int
	Confidence string // hoog, middel, laag
	Owner      string
	ChangedAt  time.Time // when the content last changed in a way that readers should know
	ReviewedAt time.Time
	ReviewBy   time.Time
}

func (r *Review) fields(t *Taxonomy) []schema.Field {
	return []schema.Field{
		schema.Group("bronnen", &r.Sources, (*Source).fields),
		schema.Int("feiten_uit", &r.FactsYear).Min(2000).Max(2100),
		schema.Choice("betrouwbaarheid", &r.Confidence, t.Confidence),
		schema.Text("inhoudseigenaar", &r.Owner).Max(120),
		schema.Date("gewijzigd_op", &r.ChangedAt),
		schema.Date("gecontroleerd_op", &r.ReviewedAt),
		schema.Date("controleer_voor", &r.ReviewBy),
	}
}

// FAQ is a question that is asked often, with its answer.
type FAQ struct {
	Title   string
	Summary string // the short answer
	Themes  []string
	Phases  []string
	Schemes []string
	Review
	Draft    bool // never in a production build: an editor has to finish it
	FromDesk bool // made of an answer of the desk
}

// Fields lists the fields of a FAQ.
func (q *FAQ) Fields(t *Taxonomy) []schema.Field {
	return append(append([]schema.Field{
		schema.Text("titel", &q.Title).Required().Max(160).Translated(),
		schema.Text("samenvatting", &q.Summary).Required().Max(400).Translated(),
		schema.Choices("themas", &q.Themes, t.Themes).Required(),
		schema.Choices("fasen", &q.Phases, t.Phases),
		schema.Refs("regelingen", &q.Schemes, "regelingen"),
	}, q.Review.fields(t)...),
		schema.Bool("concept", &q.Draft),
		schema.Bool("via_loket", &q.FromDesk),
	)
}

// Organisation is a partner of the desk.
type Organisation struct {
	Title   string
	Summary string
	Helix   string // overheid, ondernemers, onderwijs, kennis
	Regions []string
	Themes  []string
	Website string
	Review
}

// Fields lists the fields of an Organisation.
func (o *Organisation) Fields(t *Taxonomy) []schema.Field {
	return append([]schema.Field{
		schema.Text("titel", &o.Title).Required().Max(120).Translated(),
		schema.Text("samenvatting", &o.Summary).Required().Max(300).Translated(),
		schema.Choice("helix", &o.Helix, t.Helix).Required(),
		schema.Choices("regios", &o.Regions, t.Regions).Required(),
		schema.Choices("themas", &o.Themes, t.Themes),
		schema.URL("website", &o.Website),
	}, o.Review.fields(t)...)
}

// Profile presents an adviser or an entrepreneur. It holds no private address.
type Profile struct {
	Title        string
	Organisation string // slug, or empty
	Company      string
	Summary      string
	Offers       string
	Seeks        string
	Themes       []string
	Sectors      []string // empty: all sectors
	Regions      []string
	Languages    []string
	Costs        string // publiek, gratis, betaald, no_cure_no_pay
	Independence string
	Website      string
	ConfirmedAt  time.Time
	BackAt       time.Time // takes no new contacts before this day; zero: it does
	Deputy       string    // slug of the adviser to go to until then, or empty
	FromDesk     bool      // the desk writes the file, from a sign-up that it approved
	Example      bool      // never in a production build
}

// Fields lists the fields of a Profile.
func (p *Profile) Fields(t *Taxonomy) []schema.Field {
	return []schema.Field{
		schema.Text("titel", &p.Title).Required().Max(120).Translated(),
		schema.Ref("organisatie", &p.Organisation, "organisaties"),
		schema.Text("bedrijf", &p.Company).Max(120),
		schema.Text("samenvatting", &p.Summary).Required().Max(300).Translated(),
		schema.Text("biedt", &p.Offers).Max(500).Translated(),
		schema.Text("zoekt", &p.Seeks).Max(500).Translated(),
		schema.Choices("themas", &p.Themes, t.Themes).Required(),
		schema.Choices("sectoren", &p.Sectors, t.Sectors),
		schema.Choices("regios", &p.Regions, t.Regions).Required(),
		schema.Choices("talen", &p.Languages, t.Languages).Required(),
		schema.Choice("kosten", &p.Costs, t.Costs),
		schema.Text("onafhankelijk", &p.Independence).Max(300).Translated(),
		schema.URL("website", &p.Website),
		schema.Date("bevestigd_op", &p.ConfirmedAt),
		schema.Date("weer_beschikbaar_vanaf", &p.BackAt),
		schema.Ref("vervanger", &p.Deputy, "adviseurs"),
		schema.Bool("via_loket", &p.FromDesk),
		schema.Bool("voorbeeld", &p.Example),
	}
}

// News is a dated message.
type News struct {
	Title   string
	Summary string
	Date    time.Time
	Themes  []string
	Owner   string
}

// Fields lists the fields of a News item.
func (n *News) Fields(t *Taxonomy) []schema.Field {
	return []schema.Field{
		schema.Text("titel", &n.Title).Required().Max(120).Translated(),
		schema.Text("samenvatting", &n.Summary).Required().Max(300).Translated(),
		schema.Date("datum", &n.Date).Required(),
		schema.Choices("themas", &n.Themes, t.Themes),
		schema.Text("inhoudseigenaar", &n.Owner).Max(120),
	}
}

// Page is a text that belongs to no section.
type Page struct {
	Title   string
	Summary string
}

// Fields lists the fields of a Page.
func (p *Page) Fields(*Taxonomy) []schema.Field {
	return []schema.Field{
		schema.Text("titel", &p.Title).Required().Max(120).Translated(),
		schema.Text("samenvatting", &p.Summary).Required().Max(300).Translated(),
	}
}
