package domain

import (
	"slices"
	"testing"

	"mkbloket/internal/schema"
)

// regions is an example of places within places.
func regions() *schema.Vocabulary {
	return schema.NewVocabulary("regios",
		schema.Term{Slug: "nederland"},
		schema.Term{Slug: "limburg", Parent: "nederland"},
		schema.Term{Slug: "noord", Parent: "limburg"},
		schema.Term{Slug: "zuid", Parent: "limburg"},
		schema.Term{Slug: "maastricht", Parent: "zuid", Code: "GM0935"},
		schema.Term{Slug: "heerlen", Parent: "zuid", Code: "GM0917"},
	)
}

func TestCoversIncludesWhatLiesWithin(t *testing.T) {
	tests := []struct {
		name string
		list []string
		slug string
		want bool
	}{
		{"no list serves everybody", nil, "maastricht", true},
		{"the place itself", []string{"maastricht"}, "maastricht", true},
		{"the sub-region around it", []string{"zuid"}, "maastricht", true},
		{"the country around it", []string{"nederland"}, "maastricht", true},
		{"one of several", []string{"noord", "zuid"}, "heerlen", true},
		{"a neighbour", []string{"heerlen"}, "maastricht", false},
		{"another sub-region", []string{"noord"}, "maastricht", false},
		{"a part does not serve the whole", []string{"maastricht"}, "limburg", false},
		{"a place nobody knows", []string{"limburg"}, "atlantis", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Covers(regions(), test.list, test.slug); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestLineageIsNearestFirst(t *testing.T) {
	got, want := regions().Lineage("maastricht"), []string{"maastricht", "zuid", "limburg", "nederland"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMunicipalitiesAreGroupedBySubRegion(t *testing.T) {
	taxonomy := NewTaxonomy()
	taxonomy.Regions = regions()
	groups := taxonomy.Municipalities()
	if len(groups) != 1 || groups[0].Region.Slug != "zuid" {
		t.Fatalf("got groups %v, want only zuid", groups)
	}
	var got []string
	for _, m := range groups[0].Municipalities {
		got = append(got, m.Slug)
	}
	if want := []string{"maastricht", "heerlen"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// vocabularies are those of fields and of the records within them.
func vocabularies(fields []schema.Field) []*schema.Vocabulary {
	var out []*schema.Vocabulary
	for _, f := range fields {
		if v := f.Vocabulary(); v != nil {
			out = append(out, v)
		}
		for _, row := range f.Rows() {
			out = append(out, vocabularies(row)...)
		}
	}
	return out
}

func TestVocabularyIsFoundByItsOwnName(t *testing.T) {
	taxonomy := NewTaxonomy()
	for _, record := range [][]schema.Field{
		new(Scheme).Fields(taxonomy), new(FAQ).Fields(taxonomy), new(Organisation).Fields(taxonomy), new(Profile).Fields(taxonomy),
		new(News).Fields(taxonomy), new(Site).Fields(taxonomy), new(Question).Fields(taxonomy), new(SignUp).Fields(taxonomy), new(AdviceRequest).Fields(taxonomy),
	} {
		for _, v := range vocabularies(record) {
			if taxonomy.Vocabulary(v.Name()) != v {
				t.Errorf("got another vocabulary under the name %s", v.Name())
			}
		}
	}
	if got := taxonomy.Vocabulary("onzin"); got != nil {
		t.Errorf("got %v for an unknown name, want nil", got)
	}
}
