package table

// Layout says what a published table looks like, for whoever reads one back.
type Layout struct {
	Name    string
	Sort    Sort
	Rows    string   // vocabulary of the rows
	Slugs   []string // of the rows; nil: those of the taxonomy, or months
	Columns []Term
}

// Names of the published tables.
const (
	OnTimeQuestions = "op-tijd-vragen"
	OnTimeAdvice    = "op-tijd-advies"
	OnTimeProfiles  = "op-tijd-profielen"
	Reaction        = "reactietijd"
	ByTheme         = "vragen-thema"
	ByRegion        = "vragen-regio"
	ByAmbition      = "advies-ambitie"
	Outcomes        = "uitkomsten"
	Referrals       = "verwijzingen"
	Messages        = "berichten"
	Satisfaction    = "tevredenheid"
	GapThemes       = "gat-themas"
	GapAmbitions    = "gat-ambities"
)

// Slugs of VocabularyFigure.
const (
	FigureCount   = "aantal"
	FigureOnTime  = "op_tijd"
	FigureLate    = "te_laat"
	FigureOverdue = "open_te_laat" // still open, and past its date
	FigureHalf    = "helft"        // working days within which half had a reaction
	FigureMost    = "negen_van_tien"
	FigureNoHelp  = "niet_geholpen"
	FigureAnswer  = "beantwoord" // is the question answered
	FigureUse     = "bruikbaar"  // can the asker go on with it
)

// Slugs of the rows of Referrals: the first reaction of an adviser.
const (
	ReferralAccepted  = "aangenomen"
	ReferralDeclined  = "afgewezen"
	ReferralExpired   = "verlopen"
	ReferralWithdrawn = "vervallen" // nobody needed it any more
	ReferralWaiting   = "wacht"
)

// Slugs of the rows of Messages: what became of a message to a profile.
const (
	MessageAnswered = "beantwoord"
	MessageDesk     = "loket" // answered by the desk instead
	MessageWaiting  = "wacht"
	MessageSilent   = "geen_antwoord"
)

// Slugs of the rows that are no list of the taxonomy.
var (
	kindSlugs     = []string{"question", "advice", "profile"}
	referralSlugs = []string{ReferralAccepted, ReferralDeclined, ReferralExpired, ReferralWithdrawn, ReferralWaiting}
	messageSlugs  = []string{MessageAnswered, MessageDesk, MessageWaiting, MessageSilent}
	opinionSlugs  = []string{FigureAnswer, FigureUse}
	outcomeSlugs  = []string{"financierbaar_plan", "plan_in_bewerking", "regeling_benut", "financiering_verkregen", "advies_gegeven",
		"doorverwezen", "geen_hulp", "onbereikbaar", "ingetrokken", "dubbel"}
)

// Layouts lists the published tables in the order in which they are shown.
func Layouts() []Layout {
	count := Terms(VocabularyFigure, FigureCount)
	onTime := Terms(VocabularyFigure, FigureOnTime, FigureLate, FigureOverdue)
	noHelp := Terms(VocabularyFigure, FigureNoHelp)
	return []Layout{
		{OnTimeQuestions, Counts, VocabularyMonth, nil, onTime},
		{OnTimeAdvice, Counts, VocabularyMonth, nil, onTime},
		{OnTimeProfiles, Counts, VocabularyMonth, nil, onTime},
		{Reaction, Times, VocabularyKind, kindSlugs, Terms(VocabularyFigure, FigureCount, FigureHalf, FigureMost)},
		{ByTheme, Counts, "themas", nil, count},
		{ByRegion, Counts, "regios", nil, count},
		{ByAmbition, Counts, "ambitie", nil, count},
		{Outcomes, Counts, VocabularyOutcome, outcomeSlugs, count},
		{Referrals, Counts, "verwijzing_antwoord", referralSlugs, count},
		{Messages, Counts, "bericht_antwoord", messageSlugs, count},
		{Satisfaction, Counts, VocabularyFigure, opinionSlugs, Terms("oordeel", "ja", "deels", "nee")},
		{GapThemes, Counts, "themas", nil, noHelp},
		{GapAmbitions, Counts, "ambitie", nil, noHelp},
	}
}

// LayoutOf finds the layout of a name.
func LayoutOf(name string) (Layout, bool) {
	for _, l := range Layouts() {
		if l.Name == name {
			return l, true
		}
	}
	return Layout{}, false
}

// Make makes a table of zeros with this layout and the rows given, or those of
// the layout when there are none.
func (l Layout) Make(rows ...string) *Table {
	if len(rows) == 0 {
		rows = l.Slugs
	}
	return New(l.Name, l.Sort, Terms(l.Rows, rows...), l.Columns)
}
