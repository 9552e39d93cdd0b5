package domain

import (
	"reflect"
	"slices"
	"testing"

	"mkbloket/internal/schema"
)

// withTerms is a taxonomy whose editors' lists hold an example term.
func withTerms() *Taxonomy {
	t := NewTaxonomy()
	for name, v := range t.Files() {
		*v = schema.Enum(name, "een", "twee")
	}
	return t
}

func TestNewSubmissionKnowsEveryKind(t *testing.T) {
	for _, kind := range Kinds() {
		if got := NewSubmission(kind).Kind(); got != kind {
			t.Errorf("got %s, want %s", got, kind)
		}
	}
	if got := NewSubmission("iets"); got != nil {
		t.Errorf("got %v for an unknown kind, want nil", got)
	}
}

func TestCheckAppliesTheRulesAcrossFields(t *testing.T) {
	phone := Contact{Phone: "0612345678"}
	tests := []struct {
		name string
		s    Submission
		want []string // field and code
	}{
		{"answer by mail", &Question{ContactBy: "email"}, nil},
		{"call without a number", &Question{ContactBy: "telefoon"}, []string{"telefoon verplicht"}},
		{"call with a number", &Question{ContactBy: "telefoon", Contact: phone}, nil},
		{"adviser without anything", &SignUp{ProfileKind: "adviseur"}, []string{"biedt verplicht", "kosten kies", "onafhankelijk verplicht"}},
		{"adviser complete", &SignUp{ProfileKind: "adviseur", Offers: "hulp", Costs: "gratis", Independence: "ja"}, nil},
		{"entrepreneur without anything", &SignUp{ProfileKind: "ondernemer"}, []string{"biedt verplicht"}},
		{"entrepreneur who seeks", &SignUp{ProfileKind: "ondernemer", Seeks: "hulp"}, nil},
		{"entrepreneur who offers", &SignUp{ProfileKind: "ondernemer", Offers: "hulp"}, nil},
		{"kind not chosen", &SignUp{}, nil},
		{"advice", &AdviceRequest{}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, p := range test.s.Check() {
				got = append(got, p.Field+" "+string(p.Code))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestCheckNamesOnlyFieldsOfTheForm(t *testing.T) {
	for _, s := range []Submission{&Question{ContactBy: "telefoon"}, &SignUp{ProfileKind: "adviseur"}, &SignUp{ProfileKind: "ondernemer"}} {
		for _, p := range s.Check() {
			if _, ok := schema.Lookup(s.Fields(NewTaxonomy()), p.Field); !ok {
				t.Errorf("%s: got a problem of %q, which is no field", s.Kind(), p.Field)
			}
		}
	}
}

// example is a value that a field of a kind takes, in the form people type it.
func example(f schema.Field) []string {
	switch f.Kind() {
	case schema.KindEmail:
		return []string{"Voorbeeld@Example.nl"}
	case schema.KindPhone:
		return []string{"(043) 123 45 67"}
	case schema.KindURL:
		return []string{"www.example.nl/pad?a=b c"}
	case schema.KindKVK:
		return []string{"KvK 12.34.56.78"}
	case schema.KindInt:
		return []string{"12"}
	case schema.KindEuro:
		return []string{"€ 1.500,75"}
	case schema.KindBool:
		return []string{"true"}
	case schema.KindDate:
		return []string{"2027-03-28"}
	case schema.KindChoice:
		return f.Vocabulary().Slugs()[:1]
	case schema.KindChoices:
		return f.Vocabulary().Slugs()[:2]
	case schema.KindRef:
		return []string{"wbso"}
	case schema.KindRefs:
		return []string{"wbso", "eia"}
	case schema.KindList:
		return []string{"een", "twee"}
	}
	return []string{"Voorbeeld van een lange tekst\r\nmet e\u0301e\u0301n regel meer, & <tekens> 'en' \"meer\" 👩\u200d🍳"}
}

// TestValuesAreReadBackAsTheSameRecord states that a record of any type
// survives being stored as text and read again.
func TestValuesAreReadBackAsTheSameRecord(t *testing.T) {
	taxonomy := withTerms()
	tests := map[string]func() (any, []schema.Field){
		"question":     func() (any, []schema.Field) { r := new(Question); return r, r.Fields(taxonomy) },
		"signup":       func() (any, []schema.Field) { r := new(SignUp); return r, r.Fields(taxonomy) },
		"advice":       func() (any, []schema.Field) { r := new(AdviceRequest); return r, r.Fields(taxonomy) },
		"scheme":       func() (any, []schema.Field) { r := new(Scheme); return r, r.Fields(taxonomy) },
		"faq":          func() (any, []schema.Field) { r := new(FAQ); return r, r.Fields(taxonomy) },
		"organisation": func() (any, []schema.Field) { r := new(Organisation); return r, r.Fields(taxonomy) },
		"profile":      func() (any, []schema.Field) { r := new(Profile); return r, r.Fields(taxonomy) },
		"news":         func() (any, []schema.Field) { r := new(News); return r, r.Fields(taxonomy) },
		"page":         func() (any, []schema.Field) { r := new(Page); return r, r.Fields(taxonomy) },
	}
	for name, fresh := range tests {
		t.Run(name, func(t *testing.T) {
			want, fields := fresh()
			posted := map[string][]string{}
			flat := 0
			for _, f := range fields {
				if f.Kind() != schema.KindGroup && f.Kind() != schema.KindRecord {
					posted[f.Name()] = example(f)
					flat++
				}
			}
			if f, ok := schema.Lookup(fields, "feiten_uit"); ok {
				posted[f.Name()] = []string{"2026"}
			}
			if problems := schema.DecodeForm(posted, fields); len(problems) > 0 {
				t.Fatalf("the examples are not accepted: %v", problems)
			}
			values := schema.Values(fields)
			if len(values) != flat {
				t.Errorf("got %d stored values, want %d", len(values), flat)
			}
			got, again := fresh()
			if problems := schema.DecodeForm(values, again); len(problems) > 0 {
				t.Errorf("stored values are not accepted: %v", problems)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestFieldNamesAreUniqueWithinARecord(t *testing.T) {
	taxonomy := NewTaxonomy()
	for name, fields := range map[string][]schema.Field{
		"scheme": new(Scheme).Fields(taxonomy), "faq": new(FAQ).Fields(taxonomy), "organisation": new(Organisation).Fields(taxonomy),
		"profile": new(Profile).Fields(taxonomy), "news": new(News).Fields(taxonomy), "site": new(Site).Fields(taxonomy),
		"question": new(Question).Fields(taxonomy), "signup": new(SignUp).Fields(taxonomy), "advice": new(AdviceRequest).Fields(taxonomy),
	} {
		seen := map[string]bool{}
		for _, f := range fields {
			if seen[f.Name()] {
				t.Errorf("%s: %s stands twice", name, f.Name())
			}
			seen[f.Name()] = true
		}
	}
}

// TestDataMapHoldsEveryPrivateField states that nothing personal is kept that
// the data map does not name (AVG, article 30).
func TestDataMapHoldsEveryPrivateField(t *testing.T) {
	taxonomy := NewTaxonomy()
	named := map[string][]string{}
	for _, p := range DataMap(taxonomy) {
		named[p.Key] = p.Fields
	}
	keys := map[Kind]string{KindQuestion: "question", KindProfile: "signup", KindAdvice: "advice", KindContact: "contact"}
	for _, kind := range Kinds() {
		for _, f := range NewSubmission(kind).Fields(taxonomy) {
			if f.IsPrivate() && !slices.Contains(named[keys[kind]], f.Name()) {
				t.Errorf("%s: private field %s is not in the data map", kind, f.Name())
			}
		}
	}
	for _, f := range new(SignUp).Fields(taxonomy) {
		if f.Kind() == schema.KindBool { // a box for consent: kept as a consent, not published
			continue
		}
		if !f.IsPrivate() && !slices.Contains(named["profile"], f.Name()) {
			t.Errorf("published field %s is not in the data map", f.Name())
		}
	}
}

// TestContactDetailsArePrivate states that what identifies a sender is never
// published by oversight.
func TestContactDetailsArePrivate(t *testing.T) {
	for _, kind := range Kinds() {
		for _, f := range NewSubmission(kind).Fields(NewTaxonomy()) {
			switch f.Kind() {
			case schema.KindEmail, schema.KindPhone, schema.KindKVK, schema.KindLong:
				if !f.IsPrivate() {
					t.Errorf("%s: %s is not marked private", kind, f.Name())
				}
			}
		}
	}
}
