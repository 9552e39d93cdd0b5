package table_test

import (
	"reflect"
	"strings"
	"testing"

	"mkbloket/internal/table"
)

// words are the keys themselves.
func words() table.Words {
	return table.Words{Lang: "nl",
		Text: func(_, key string, args ...any) string {
			if len(args) > 1 && key == "cijfers.at_least" {
				return "ten minste"
			}
			return key
		},
		Label: func(_, vocabulary, slug string) string { return vocabulary + "." + slug }}
}

func TestBarsAreAsLongAsTheirNumbers(t *testing.T) {
	c := counts(table.Counts, []int{100, 0, 25}, []int{50, table.Hidden, 0}, []int{1, 0, 0}).Draw("g", words())
	type bar struct {
		number string
		parts  []table.Part
	}
	want := []bar{
		{"100 · 0 · 25", []table.Part{{0, 182, "p0"}, {182, 45, "p2"}}},
		{"50 · <5 · 0", []table.Part{{0, 91, "p0"}}},
		{"1 · 0 · 0", []table.Part{{0, 2, "p0"}}},
	}
	for i, b := range c.Bars {
		if got := (bar{b.Number, b.Parts}); !reflect.DeepEqual(got, want[i]) {
			t.Errorf("bar %d: got %v, want %v", i, got, want[i])
		}
		if b.Top+b.Height > c.Height || b.End > c.Width {
			t.Errorf("bar %d: got a place outside the picture: %+v", i, b)
		}
	}
}

func TestTheBarOfTimesGoesUpToTheLongest(t *testing.T) {
	c := counts(table.Times, []int{50, 2, 10}, []int{5, 5, 5}).Draw("g", words())
	if got, want := c.Bars[0].Parts, []table.Part{{0, 55, "p0"}, {55, 220, "p1"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := c.Bars[1].Number, "5 · 5"; got != want || len(c.Keys) != 2 {
		t.Errorf("got %q with %d keys, want %q with 2", got, len(c.Keys), want)
	}
}

func TestAChartOfNothingIsNoFault(t *testing.T) {
	if got := table.New("leeg", table.Counts, nil, table.Terms("v", "a")).Draw("g", words()); len(got.Bars) != 0 || got.Height <= 0 {
		t.Errorf("got %+v", got)
	}
	if got := counts(table.Counts, []int{table.Hidden}).Draw("g", words()).Bars[0].Number; got != "cijfers.small" {
		t.Errorf("got %q, want that it is small", got)
	}
}

func TestLongNamesAreCutInThePictureOnly(t *testing.T) {
	long := strings.Repeat("é", 60)
	w := words()
	w.Label = func(_, _, _ string) string { return long }
	one := counts(table.Counts, []int{9})
	if got := one.Draw("g", w).Bars[0].Name; len([]rune(got)) != 42 || !strings.HasSuffix(got, "…") {
		t.Errorf("got %q", got)
	}
	if got := one.View(w).Rows[0].Name; got != long {
		t.Errorf("got %q in the table, want the whole name", got)
	}
}

func TestAViewSaysWhetherItsSumsAreWhole(t *testing.T) {
	tests := []struct {
		name string
		in   *table.Table
		want []string
	}{
		{"exact", counts(table.Counts, []int{7}, []int{8}).Careful(), []string{"15"}},
		{"something hidden", counts(table.Counts, []int{7}, []int{2}).Careful(), []string{"ten minste"}},
		{"rounded", counts(table.Counts, []int{7}, []int{8}).Public(), []string{"ten minste"}},
		{"one row", counts(table.Counts, []int{7}), nil},
		{"times", counts(table.Times, []int{7, 1, 2}, []int{7, 1, 2}), nil},
	}
	for _, test := range tests {
		if got := test.in.View(words()).Sums; !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestOnlyACrossTableHasShades(t *testing.T) {
	v := counts(table.Cross, []int{0, 5}, []int{20, table.Hidden}).View(words())
	var got []int
	for _, r := range v.Rows {
		for _, c := range r.Cells {
			got = append(got, c.Shade)
		}
	}
	if want := []int{0, 1, 4, 0}; !reflect.DeepEqual(got, want) || v.Chart != nil {
		t.Errorf("got shades %v, want %v and no chart", got, want)
	}
}

func TestMonthsAndOutcomesHaveNamesOfTheirOwn(t *testing.T) {
	w := words()
	for term, want := range map[table.Term]string{
		{Vocabulary: table.VocabularyMonth, Slug: "2026-11"}:        "november 2026",
		{Vocabulary: table.VocabularyOutcome, Slug: "geen_hulp"}:    "uitkomst.geen_hulp",
		{Vocabulary: "themas", Slug: "innovatie"}:                   "themas.innovatie",
		{Vocabulary: table.VocabularyMonth, Slug: "geen maand"}:     "geen maand",
		{Vocabulary: table.VocabularyKind, Slug: table.FigureCount}: "zaaksoort.aantal",
	} {
		if got := w.Name(term); got != want {
			t.Errorf("%v: got %q, want %q", term, got, want)
		}
	}
}
