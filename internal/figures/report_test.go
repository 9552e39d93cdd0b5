package figures

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/table"
)

func taxonomy() *domain.Taxonomy {
	t := domain.NewTaxonomy()
	t.Themes = schema.NewVocabulary("themas", schema.Term{Slug: "innovatie"}, schema.Term{Slug: "personeel"})
	t.Regions = schema.NewVocabulary("regios", schema.Term{Slug: "limburg"}, schema.Term{Slug: "noord", Parent: "limburg"}, schema.Term{Slug: "zuid", Parent: "limburg"},
		schema.Term{Slug: "venlo", Parent: "noord", Code: "GM0983"}, schema.Term{Slug: "maastricht", Parent: "zuid", Code: "GM0935"})
	return t
}

func config() Config {
	return Config{Taxonomy: taxonomy(), Targets: map[domain.Kind]int{domain.KindQuestion: 2, domain.KindAdvice: 3, domain.KindProfile: 5}}
}

// at is a moment in the Netherlands.
func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Location())
	if err != nil {
		panic(err)
	}
	return t
}

var (
	now  = at("2026-11-23 12:00") // a Monday
	year = Closed(12, at("2026-12-01 00:00"))
)

// asked is a question of Monday 2 November, which has until Wednesday 10:00.
func asked(change func(*Fact)) Fact {
	f := Fact{Kind: domain.KindQuestion, Theme: "innovatie", Region: "zuid", CreatedAt: at("2026-11-02 10:00"), PromiseAt: at("2026-11-02 10:00"), Open: true}
	change(&f)
	return f
}

func TestAPromiseIsKeptOrNot(t *testing.T) {
	tests := []struct {
		name string
		fact Fact
		want []int // in time, late, still open and late
	}{
		{"at the last moment", asked(func(f *Fact) { f.ReactedAt = at("2026-11-04 10:00") }), []int{1, 0, 0}},
		{"a minute later", asked(func(f *Fact) { f.ReactedAt = at("2026-11-04 10:01") }), []int{0, 1, 0}},
		{"nothing yet", asked(func(f *Fact) {}), []int{0, 0, 1}},
		{"not due yet", asked(func(f *Fact) { f.PromiseAt = now }), []int{0, 0, 0}},
		{"withdrawn in time", asked(func(f *Fact) { f.Open, f.ClosedAt = false, at("2026-11-03 10:00") }), []int{0, 0, 0}},
		{"withdrawn after its date", asked(func(f *Fact) { f.Open, f.ClosedAt = false, at("2026-11-09 10:00") }), []int{0, 1, 0}},
		{"made anonymous", asked(func(f *Fact) { f.Open, f.Anonymous, f.ClosedAt = false, true, at("2026-12-01 00:00") }), []int{0, 0, 0}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Of([]Fact{test.fact}, config(), year, now).Table(table.OnTimeQuestions)
			if !reflect.DeepEqual(got.Cells[11], test.want) {
				t.Errorf("got %v in November, want %v", got.Cells[11], test.want)
			}
		})
	}
}

func TestOpenCasesStandAtTheirAge(t *testing.T) {
	var facts []Fact
	for _, day := range []string{"2026-11-23", "2026-11-19", "2026-11-18", "2026-11-16", "2026-11-13", "2026-11-09", "2026-11-06", "2026-10-26", "2026-10-23", "2020-01-01"} {
		facts = append(facts, Fact{Kind: domain.KindAdvice, CreatedAt: at(day + " 09:00"), Open: true})
	}
	facts = append(facts, Fact{Kind: domain.KindAdvice, CreatedAt: at("2026-11-23 09:00")}) // closed
	got := Of(facts, config(), year, now).Open
	want := [][]int{{0, 0, 2, 0}, {0, 0, 2, 0}, {0, 0, 2, 0}, {0, 0, 2, 0}, {0, 0, 2, 0}}
	if !reflect.DeepEqual(got.Cells, want) {
		t.Errorf("got %v, want %v", got.Cells, want)
	}
}

func TestTimesAreTheNearestRank(t *testing.T) {
	tests := []struct {
		days         []int
		half, nearly int
	}{{nil, 0, 0}, {[]int{3}, 3, 3}, {[]int{1, 2}, 1, 2}, {[]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 30}, 4, 8}, {[]int{1, 1, 1, 9}, 1, 9}}
	for _, test := range tests {
		if half, most := rank(test.days, 50), rank(test.days, 90); half != test.half || most != test.nearly {
			t.Errorf("%v: got %d and %d, want %d and %d", test.days, half, most, test.half, test.nearly)
		}
	}
}

func TestWhoWasNotHelped(t *testing.T) {
	refer := func(states ...string) func(*Fact) { return func(f *Fact) { f.Referrals = states } }
	tests := []struct {
		name        string
		fact        Fact
		no, refused bool
	}{
		{"nothing said", asked(func(f *Fact) {}), false, false},
		{"answered well", asked(func(f *Fact) { f.Answered = "ja" }), false, false},
		{"answered in part", asked(func(f *Fact) { f.Answered = "deels" }), true, false},
		{"not answered", asked(func(f *Fact) { f.Answered = "nee" }), true, false},
		{"not content, but with an adviser", asked(func(f *Fact) { f.Answered, f.Referrals = "nee", []string{table.ReferralAccepted} }), false, false},
		{"no help", asked(func(f *Fact) { f.Outcome = "geen_hulp" }), true, false},
		{"declined", asked(refer(table.ReferralDeclined)), true, true},
		{"expired", asked(refer(table.ReferralExpired)), true, true},
		{"one declined, one waits", asked(refer(table.ReferralDeclined, table.ReferralWaiting)), false, false},
		{"one declined, one accepted", asked(refer(table.ReferralDeclined, table.ReferralAccepted)), false, false},
		{"taken back", asked(refer(table.ReferralWithdrawn)), false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if no, refused := unhelped(&test.fact); no != test.no || refused != test.refused {
				t.Errorf("got %v, %v, want %v, %v", no, refused, test.no, test.refused)
			}
		})
	}
}

func TestTheRadarPutsWhatTouchesMostPeopleFirst(t *testing.T) {
	var facts []Fact
	add := func(n int, change func(*Fact)) {
		for range n {
			facts = append(facts, asked(change))
		}
	}
	add(6, func(f *Fact) { f.Answered = "nee" })
	add(4, func(f *Fact) {})
	add(9, func(f *Fact) { f.Theme = "personeel" })
	add(3, func(f *Fact) { f.Theme = "" })
	add(2, func(f *Fact) {
		f.Kind, f.Theme, f.Ambition, f.Referrals = domain.KindAdvice, "", "export", []string{table.ReferralExpired}
	})
	c := config()
	c.Supply = func(theme string) (int, int) { return map[string]int{"innovatie": 3}[theme], 1 }
	got := Of(facts, c, year, now).Gaps
	want := []Gap{
		{Subject: table.Term{Vocabulary: "themas", Slug: "personeel"}, Cases: 9, Schemes: 0, Advisers: 1, Reasons: []Reason{NoScheme}},
		{Subject: table.Term{Vocabulary: "themas", Slug: "innovatie"}, Cases: 10, Unhelped: 6, Schemes: 3, Advisers: 1, Reasons: []Reason{NoHelp}},
		{Subject: table.Term{Vocabulary: "ambitie", Slug: "export"}, Cases: 2, Unhelped: 2, Refused: 2, Schemes: NoSupply, Advisers: NoSupply, Reasons: []Reason{Refused}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestEveryPublishedTableIsCounted(t *testing.T) {
	facts := []Fact{
		asked(func(f *Fact) {
			f.ReactedAt, f.Open, f.Answered, f.Useful = at("2026-11-03 10:00"), false, "nee", "deels"
		}),
		{Kind: domain.KindAdvice, Ambition: "groei", CreatedAt: at("2026-10-05 10:00"), PromiseAt: at("2026-10-05 10:00"), ReactedAt: at("2026-10-12 10:00"),
			Outcome: "geen_hulp", Referrals: []string{table.ReferralDeclined, table.ReferralExpired}},
		{Kind: domain.KindProfile, CreatedAt: at("2026-10-05 10:00"), PromiseAt: at("2026-10-06 10:00"), Open: true},
		{Kind: domain.KindContact, CreatedAt: at("2026-10-05 10:00"), Reply: table.MessageAnswered},
	}
	want := map[string]map[string][]int{
		table.OnTimeQuestions: {"2026-11": {1, 0, 0}}, table.OnTimeAdvice: {"2026-10": {0, 1, 0}}, table.OnTimeProfiles: {"2026-10": {0, 0, 1}},
		table.Reaction: {"question": {1, 1, 1}, "advice": {1, 5, 5}}, table.ByTheme: {"innovatie": {1}}, table.ByRegion: {"zuid": {1}},
		table.ByAmbition: {"groei": {1}}, table.Outcomes: {"geen_hulp": {1}}, table.Referrals: {"afgewezen": {1}, "verlopen": {1}},
		table.Messages: {"beantwoord": {1}}, table.Satisfaction: {"beantwoord": {0, 0, 1}, "bruikbaar": {0, 1, 0}},
		table.GapThemes: {"innovatie": {1}}, table.GapAmbitions: {"groei": {1}},
	}
	report := Of(facts, config(), year, now)
	if got := len(report.Published); got != len(want) {
		t.Errorf("got %d tables, want %d", got, len(want))
	}
	for _, one := range report.Published {
		got := map[string][]int{}
		for i, row := range one.Filled().Rows {
			got[row.Slug] = one.Filled().Cells[i]
		}
		if !reflect.DeepEqual(got, want[one.Name]) {
			t.Errorf("%s: got %v, want %v", one.Name, got, want[one.Name])
		}
	}
	for name, want := range map[string]int{ThemeByRegion: 1, GapByRegion: 1} {
		if got := report.Table(name); len(got.Cells) != 1 || got.Cells[0][1] != want {
			t.Errorf("%s: got %v, want one innovatie in zuid", name, got.Cells)
		}
	}
}

// TestSumsAddUp states that each case of a period is counted once in each table
// that it belongs in.
func TestSumsAddUp(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 1))
	facts := some(random, 3000)
	report := Of(facts, config(), year, now)
	questions, advice, open, referrals, unhelpedQuestions := 0, 0, 0, 0, 0
	for i := range facts {
		f := &facts[i]
		if f.Open {
			open++
		}
		if !year.Has(f.CreatedAt) {
			continue
		}
		referrals += len(f.Referrals)
		switch f.Kind {
		case domain.KindQuestion:
			questions++
			if no, _ := unhelped(f); no {
				unhelpedQuestions++
			}
		case domain.KindAdvice:
			advice++
		}
	}
	sum := func(name string) (n int) {
		one := report.Table(name)
		for j := range one.Columns {
			n += one.Total(j)
		}
		return n
	}
	tests := map[string]int{OpenByAge: open, table.ByTheme: questions, table.ByRegion: questions, ThemeByRegion: questions,
		table.ByAmbition: advice, table.Referrals: referrals, table.GapThemes: unhelpedQuestions, GapByRegion: unhelpedQuestions}
	for name, want := range tests {
		if got := sum(name); got != want {
			t.Errorf("%s: got %d, want %d (seed %d)", name, got, want, seed)
		}
	}
}

// some are made-up facts.
func some(random *rand.Rand, n int) []Fact {
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	var facts []Fact
	for range n {
		came := now.AddDate(0, 0, -random.IntN(500)).Add(-time.Duration(random.IntN(8)) * time.Hour)
		f := Fact{Kind: domain.Kinds()[random.IntN(len(domain.Kinds()))], CreatedAt: came, PromiseAt: came, Region: pick("", "noord", "zuid"),
			Open: random.IntN(4) == 0, Answered: pick("", "ja", "nee"), Reply: pick("wacht", "beantwoord")}
		switch f.Kind {
		case domain.KindQuestion:
			f.Theme = pick("", "innovatie", "personeel", "vroeger")
		case domain.KindAdvice:
			f.Ambition = pick("groei", "export")
		}
		if random.IntN(3) > 0 {
			f.ReactedAt = came.Add(time.Duration(random.IntN(200)) * time.Hour)
		}
		for range random.IntN(3) {
			f.Referrals = append(f.Referrals, pick("aangenomen", "afgewezen", "verlopen", "vervallen", "wacht"))
		}
		facts = append(facts, f)
	}
	return facts
}
