package domain

import "mkbloket/internal/schema"

// Processing is one line of the data map: which personal data the desk keeps,
// why, on which ground, for how long and who sees it (AVG, articles 13 and 30).
// The interface texts hold the sentences, keyed datamap.KEY.what, why, ground,
// who and long.
type Processing struct {
	Key    string
	Fields []string // names of the fields with personal data, from the form's own definition
	Days   int      // default retention after the case was closed, or after the event that the text names
}

// DataMap lists everything the desk keeps about people. The fields come from
// the forms themselves, so a new private field shows up here by itself.
func DataMap(t *Taxonomy) []Processing {
	return []Processing{
		{Key: "question", Fields: privateFields(new(Question), t), Days: 365},
		{Key: "advice", Fields: privateFields(new(AdviceRequest), t), Days: 730},
		{Key: "contact", Fields: privateFields(new(Message), t), Days: 365},
		{Key: "signup", Fields: namesWhere(new(SignUp), t, answers), Days: 90},
		{Key: "profile", Fields: namesWhere(new(SignUp), t, published)},
		{Key: "staff", Days: 30},
		{Key: "audit", Days: 730},
		{Key: "mail", Days: 7},
		{Key: "limits", Days: 7},
		{Key: "logs", Days: 30},
	}
}

func privateFields(s Submission, t *Taxonomy) []string {
	return namesWhere(s, t, schema.Field.IsPrivate)
}

// answers are all fields but the boxes for consent.
func answers(f schema.Field) bool { return f.Kind() != schema.KindBool }

func published(f schema.Field) bool { return answers(f) && !f.IsPrivate() }

func namesWhere(s Submission, t *Taxonomy, keep func(schema.Field) bool) []string {
	var names []string
	for _, f := range s.Fields(t) {
		if keep(f) {
			names = append(names, f.Name())
		}
	}
	return names
}
