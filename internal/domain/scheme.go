package domain

import "mkbloket/internal/schema"

// Scheme is one form of support: money, a guarantee, a tax advantage, advice.
type Scheme struct {
	Title         string
	Aliases       []string
	Summary       string
	Instrument    string
	Level         string
	Funder        string
	ExecutingBody string   // empty: the funder
	Desks         []string // organisations that answer questions about it
	Themes        []string // the first is the main theme
	Phases        []string
	Audience      string
	For           Audience
	Benefit       string
	AmountMin     int // whole euros; 0: not known
	AmountMax     int
	Percent       int // highest percentage; 0: not known
	Conditions    []string
	Steps         []string
	Documents     []string
	ApplyFirst    bool // an application must come before the work starts
	Mind          []string
	Opening       string // one of the Opening constants
	Rounds        []Round
	OpeningNote   string
	Instead       []string // schemes to use when this one has ended
	Review
}

// Audience restricts who a scheme is for. An absent key restricts nothing;
// keys are combined with and, the values of one key with or.
type Audience struct {
	Regions    []string
	Sectors    []string
	Sizes      []string
	Employees  Range
	LegalForms LegalForms
	YearsOld   Range
}

// Range is a closed interval; a zero end is open.
type Range struct{ Min, Max int }

func (r *Range) fields() []schema.Field {
	return []schema.Field{schema.Int("min", &r.Min), schema.Int("max", &r.Max)}
}

// LegalForms allows the forms in Only, or all but those in Not.
type LegalForms struct{ Only, Not []string }

func (l *LegalForms) fields(t *Taxonomy) []schema.Field {
	return []schema.Field{
		schema.Choices("alleen", &l.Only, t.LegalForms),
		schema.Choices("niet", &l.Not, t.LegalForms),
	}
}

func (a *Audience) fields(t *Taxonomy) []schema.Field {
	return []schema.Field{
		schema.Choices("regio", &a.Regions, t.Regions),
		schema.Choices("sector", &a.Sectors, t.Sectors),
		schema.Choices("grootte", &a.Sizes, t.Sizes),
		schema.Record("werknemers", a.Employees.fields()),
		schema.Record("rechtsvorm", a.LegalForms.fields(t)),
		schema.Record("bestaat_jaren", a.YearsOld.fields()),
	}
}

// Fields lists the fields of a Scheme.
func (s *Scheme) Fields(t *Taxonomy) []schema.Field {
	return append([]schema.Field{
		schema.Text("titel", &s.Title).Required().Max(120).Translated(),
		schema.List("ook_bekend_als", &s.Aliases).Max(120),
		schema.Text("samenvatting", &s.Summary).Required().Max(300).Translated(),
		schema.Choice("soort", &s.Instrument, t.Instruments).Required(),
		schema.Choice("bestuurslaag", &s.Level, t.Levels).Required(),
		schema.Text("verstrekker", &s.Funder).Required().Max(160),
		schema.Text("uitvoerder", &s.ExecutingBody).Max(160),
		schema.Refs("loketten", &s.Desks, "organisaties"),
		schema.Choices("themas", &s.Themes, t.Themes).Required(),
		schema.Choices("fasen", &s.Phases, t.Phases),
		schema.Text("doelgroep", &s.Audience).Max(600).Translated(),
		schema.Record("voor_wie", s.For.fields(t)),
		schema.Text("wat_krijgt_u", &s.Benefit).Max(600).Translated(),
		schema.Euro("bedrag_min", &s.AmountMin),
		schema.Euro("bedrag_max", &s.AmountMax),
		schema.Int("percentage", &s.Percent).Min(1).Max(100),
		schema.List("voorwaarden", &s.Conditions).Max(300).Translated(),
		schema.List("stappen", &s.Steps).Max(300).Translated(),
		schema.List("documenten", &s.Documents).Max(300).Translated(),
		schema.Bool("eerst_aanvragen", &s.ApplyFirst),
		schema.List("let_op", &s.Mind).Max(300).Translated(),
		schema.Choice("openstelling", &s.Opening, t.Openings).Required(),
		schema.Group("rondes", &s.Rounds, func(r *Round) []schema.Field { return r.fields(t) }),
		schema.Text("openstelling_uitleg", &s.OpeningNote).Max(300).Translated(),
		schema.Refs("in_plaats_van", &s.Instead, "regelingen"),
	}, s.Review.fields(t)...)
}

// Office is who receives an application: the executing body, or the funder.
func (s *Scheme) Office() string {
	if s.ExecutingBody != "" {
		return s.ExecutingBody
	}
	return s.Funder
}

// FiguresAllowed reports whether amounts may be published: not while the
// confidence is low or the status unknown.
func (s *Scheme) FiguresAllowed() bool {
	return s.Confidence != "laag" && s.Opening != OpeningUnknown
}
