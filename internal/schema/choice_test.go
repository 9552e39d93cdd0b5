package schema_test

import (
	"slices"
	"strings"
	"testing"

	"mkbloket/internal/schema"
)

func TestChoicesNameTheNearestTerm(t *testing.T) {
	v := schema.Enum("sectoren", "bouw", "industrie", "landbouw")
	var s string
	var list []string
	tests := []struct {
		name string
		f    schema.Field
		in   []string
		want schema.Fault
	}{
		{"known", schema.Choice("x", &s, v), []string{"bouw"}, schema.Fault{}},
		{"typo", schema.Choice("x", &s, v), []string{"indutrie"}, schema.Fault{Code: schema.Unknown, Value: "indutrie", Near: "industrie"}},
		{"capital", schema.Choice("x", &s, v), []string{"Bouw"}, schema.Fault{Code: schema.Unknown, Value: "Bouw", Near: "bouw"}},
		{"nothing near", schema.Choice("x", &s, v), []string{"zorg"}, schema.Fault{Code: schema.Unknown, Value: "zorg"}},
		{"two values for one", schema.Choice("x", &s, v), []string{"bouw", "industrie"}, schema.Fault{Code: schema.NotText}},
		{"nothing chosen", schema.Choice("x", &s, v).Required(), nil, schema.Fault{Code: schema.Choose}},
		{"only blanks", schema.Choices("x", &list, v).Required(), []string{" ", ""}, schema.Fault{Code: schema.Choose}},
		{"twice", schema.Choices("x", &list, v), []string{"bouw", "bouw"}, schema.Fault{Code: schema.Duplicate, Value: "bouw"}},
		{"too many", schema.Choices("x", &list, v).Max(1), []string{"bouw", "industrie"}, schema.Fault{Code: schema.TooMany, N: 1}},
		{"reference with a capital", schema.Ref("x", &s, "regelingen"), []string{"WBSO"}, schema.Fault{Code: schema.BadSlug, Value: "WBSO"}},
		{"reference that climbs", schema.Refs("x", &list, "regelingen"), []string{"../site"}, schema.Fault{Code: schema.BadSlug, Value: "../site"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, list = "oud", []string{"oud"}
			var got schema.Fault
			if fault := test.f.Parse(test.in); fault != nil {
				got = *fault
			}
			if got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if test.want.Code != "" && test.f.Strings() != nil {
				t.Errorf("got %q kept of a wrong value", test.f.Strings())
			}
		})
	}
}

func TestIsSlugFollowsThePattern(t *testing.T) {
	valid := []string{"a", "wbso", "mit-zuid-2027", "404", strings.Repeat("a", 80)}
	invalid := []string{"", "-a", "a-", "a--b", "A", "é", "a b", "a_b", "a.b", "../a", "a/b", "a\x00", strings.Repeat("a", 81)}
	for _, s := range slices.Concat(valid, invalid) {
		if got, want := schema.IsSlug(s), slices.Contains(valid, s); got != want {
			t.Errorf("IsSlug(%q): got %v, want %v", s, got, want)
		}
	}
}

func TestLineageEndsAtALoop(t *testing.T) {
	v := schema.NewVocabulary("regios", schema.Term{Slug: "a", Parent: "b"}, schema.Term{Slug: "b", Parent: "a"}, schema.Term{Slug: "c", Parent: "weg"})
	for slug, want := range map[string][]string{"a": {"a", "b"}, "c": {"c"}, "weg": nil} {
		if got := v.Lineage(slug); !slices.Equal(got, want) {
			t.Errorf("Lineage(%q): got %v, want %v", slug, got, want)
		}
	}
}
