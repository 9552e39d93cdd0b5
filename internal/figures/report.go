package figures

import (
	"slices"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/table"
)

// Report is everything that is counted of one period.
type Report struct {
	Open      *table.Table   // on the pile now, by age and kind, whatever the period
	Published []*table.Table // those of table.Layouts, in that order
	Crosses   []*table.Table // theme by sub-region: what was asked, and what was not helped
	Gaps      []Gap          // what most people were not helped with first
}

// Names of the tables that are not published.
const (
	OpenByAge     = "open"
	ThemeByRegion = "vragen-kruis"
	GapByRegion   = "gat-kruis"
)

// VocabularyAge is that of the rows of Report.Open: working days since a case
// came in.
const VocabularyAge = "leeftijd"

// ages are the rows of Report.Open with the last working day of each.
var ages = []struct {
	slug string
	last int
}{{"d0_2", 2}, {"d3_5", 5}, {"d6_10", 10}, {"d11_20", 20}, {"d21", 1 << 30}}

// Config is what counting needs besides facts.
type Config struct {
	Taxonomy *domain.Taxonomy
	Targets  map[domain.Kind]int // working days until a reaction
	// Supply tells how many schemes and advisers the site has for a theme; nil:
	// not known here.
	Supply func(theme string) (schemes, advisers int)
}

// Of counts facts.
func Of(facts []Fact, c Config, p Period, now time.Time) *Report {
	r := &counting{Config: c, period: p, now: now, days: newWorkdays(earliest(facts, now), now), report: map[string]*table.Table{}}
	r.prepare()
	for i := range facts {
		f := &facts[i]
		if f.Open {
			r.open.Add(r.age(f), string(f.Kind), 1)
		}
		if p.Has(f.CreatedAt) {
			r.count(f)
		}
	}
	r.times()
	return r.result()
}

func earliest(facts []Fact, now time.Time) time.Time {
	from := now
	for _, f := range facts {
		if f.CreatedAt.Before(from) {
			from = f.CreatedAt
		}
	}
	return from
}

// counting is a report that is being made.
type counting struct {
	Config
	period Period
	now    time.Time
	days   *workdays
	open   *table.Table
	report map[string]*table.Table
	cross  *table.Table
	missed *table.Table
	waits  map[domain.Kind][]int // working days until the first reaction
	gaps   map[table.Term]*Gap
}

func (r *counting) prepare() {
	for _, l := range table.Layouts() {
		r.report[l.Name] = l.Make(r.rows(l)...)
	}
	var bands []string
	for _, a := range ages {
		bands = append(bands, a.slug)
	}
	var kinds []string
	for _, k := range domain.Kinds() {
		kinds = append(kinds, string(k))
	}
	themes, regions := table.Terms("themas", r.themes()...), table.Terms("regios", r.regions()...)
	r.open = table.New(OpenByAge, table.Work, table.Terms(VocabularyAge, bands...), table.Terms(table.VocabularyKind, kinds...))
	r.cross = table.New(ThemeByRegion, table.Cross, themes, regions)
	r.missed = table.New(GapByRegion, table.Cross, themes, regions)
	r.waits, r.gaps = map[domain.Kind][]int{}, map[table.Term]*Gap{}
}

// rows are the slugs of the rows of a layout in this period.
func (r *counting) rows(l table.Layout) []string {
	switch l.Rows {
	case table.VocabularyMonth:
		return r.period.months()
	case "themas":
		return r.themes()
	case "regios":
		return r.regions()
	case "ambitie":
		return r.Taxonomy.Ambitions.Slugs()
	}
	return l.Slugs
}

func (r *counting) themes() []string {
	return append(slices.Clone(r.Taxonomy.Themes.Slugs()), table.Unknown)
}

func (r *counting) regions() []string {
	var slugs []string
	for _, group := range r.Taxonomy.Municipalities() {
		slugs = append(slugs, group.Region.Slug)
	}
	return append(slugs, table.Unknown)
}

func (r *counting) age(f *Fact) string {
	days := r.days.between(f.CreatedAt, r.now)
	for _, a := range ages {
		if days <= a.last {
			return a.slug
		}
	}
	return ages[len(ages)-1].slug
}

// count counts a case of the period.
func (r *counting) count(f *Fact) {
	switch f.Kind {
	case domain.KindQuestion:
		r.promise(table.OnTimeQuestions, f)
		r.add(table.ByTheme, f.Theme, table.FigureCount)
		r.add(table.ByRegion, f.Region, table.FigureCount)
		r.cross.Add(f.Theme, f.Region, 1)
	case domain.KindAdvice:
		r.promise(table.OnTimeAdvice, f)
		r.add(table.ByAmbition, f.Ambition, table.FigureCount)
		if !f.Open {
			r.add(table.Outcomes, f.Outcome, table.FigureCount)
		}
	case domain.KindProfile:
		r.promise(table.OnTimeProfiles, f)
	case domain.KindContact:
		r.add(table.Messages, f.Reply, table.FigureCount)
	}
	for _, response := range f.Referrals {
		r.add(table.Referrals, response, table.FigureCount)
	}
	r.add(table.Satisfaction, table.FigureAnswer, f.Answered)
	r.add(table.Satisfaction, table.FigureUse, f.Useful)
	r.gap(f)
}

func (r *counting) add(name, row, column string) { r.report[name].Add(row, column, 1) }

// promise counts whether the desk reacted in time. What was closed without a
// reaction and before its date, as by who asked, was neither; so is what is not
// due yet. Of cases that were made anonymous nobody knows any more.
func (r *counting) promise(name string, f *Fact) {
	if f.Anonymous {
		return
	}
	late := func(at time.Time) bool { return r.days.passed(f.PromiseAt, r.Targets[f.Kind], at) }
	figure := ""
	switch {
	case !f.ReactedAt.IsZero() && !late(f.ReactedAt):
		figure = table.FigureOnTime
	case !f.ReactedAt.IsZero(), !f.Open && late(f.ClosedAt):
		figure = table.FigureLate
	case f.Open && late(r.now):
		figure = table.FigureOverdue
	default:
		return
	}
	r.add(name, table.Month(f.CreatedAt), figure)
	if !f.ReactedAt.IsZero() {
		r.waits[f.Kind] = append(r.waits[f.Kind], r.days.between(f.PromiseAt, f.ReactedAt))
	}
}

// times puts the working days until the first reaction in their table.
func (r *counting) times() {
	for kind, days := range r.waits {
		slices.Sort(days)
		t := r.report[table.Reaction]
		t.Add(string(kind), table.FigureCount, len(days))
		t.Add(string(kind), table.FigureHalf, rank(days, 50))
		t.Add(string(kind), table.FigureMost, rank(days, 90))
	}
}

// rank is the smallest of sorted numbers that is not below a percentage of them
// (the nearest rank), 0 of none.
func rank(sorted []int, percent int) int {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(0, (len(sorted)*percent+99)/100-1)]
}

func (r *counting) result() *Report {
	out := &Report{Open: r.open, Crosses: []*table.Table{r.cross.Filled(), r.missed.Filled()}, Gaps: r.ranked()}
	for _, l := range table.Layouts() {
		t := r.report[l.Name]
		if l.Slugs == nil && l.Rows != table.VocabularyMonth {
			t = t.Filled()
		}
		out.Published = append(out.Published, t)
	}
	return out
}

// Table finds a table of the report by its name, nil when there is none.
func (r *Report) Table(name string) *table.Table {
	for _, t := range append([]*table.Table{r.Open}, slices.Concat(r.Published, r.Crosses)...) {
		if t.Name == name {
			return t
		}
	}
	return nil
}
