package table_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"mkbloket/internal/table"
)

// counts makes a table of numbers, by row.
func counts(sort table.Sort, rows ...[]int) *table.Table {
	var names, columns []string
	for i := range rows {
		names = append(names, fmt.Sprint("r", i))
	}
	for j := range rows[0] {
		columns = append(columns, fmt.Sprint("k", j))
	}
	t := table.New("proef", sort, table.Terms("v", names...), table.Terms("v", columns...))
	for i := range rows {
		copy(t.Cells[i], rows[i])
	}
	return t
}

func TestPublicRoundsDownAndHidesWhatIsSmall(t *testing.T) {
	tests := []struct {
		name string
		sort table.Sort
		in   []int
		want []int
	}{
		{"around five", table.Counts, []int{0, 4, 5, 9, 10}, []int{-1, -1, 5, 5, 10}},
		{"two properties at once", table.Cross, []int{3, 14}, []int{-1, 10}},
		{"times of enough cases", table.Times, []int{7, 2, 13}, []int{5, 2, 13}},
		{"times of too few cases", table.Times, []int{4, 2, 13}, []int{-1, -1, -1}},
		{"work is rounded too, where everybody reads it", table.Work, []int{1, 11}, []int{-1, 10}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := counts(test.sort, test.in).Public().Cells[0]; !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestStaffSeesExactNumbersButOfFewPeople(t *testing.T) {
	tests := []struct {
		sort table.Sort
		want []int
	}{{table.Counts, []int{0, -1, -1, 5, 11}}, {table.Cross, []int{-1, -1, -1, 5, 10}}, {table.Work, []int{0, 1, 4, 5, 11}}}
	for _, test := range tests {
		if got := counts(test.sort, []int{0, 1, 4, 5, 11}).Careful().Cells[0]; !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.sort, got, test.want)
		}
	}
}

// Everything that is published of a table: its cells and its sums.
func published(in *table.Table) string {
	t := in.Public()
	text := fmt.Sprint(t.Cells)
	for j := range t.Columns {
		text += fmt.Sprint(" ", t.AtLeast(j))
	}
	return text
}

// naive hides small numbers and gives exact sums: what must not be done.
func naive(in *table.Table) string {
	t := in.Public()
	text := fmt.Sprint(t.Cells)
	for j := range t.Columns {
		text += fmt.Sprint(" ", in.Total(j))
	}
	return text
}

// told counts the hidden cells of which somebody who knows all that is published,
// and how it is made, can tell that one of the values 0 to 4 is impossible. It
// looks at every table of 2 by 3 with numbers up to 6.
func told(t *testing.T, publish func(*table.Table) string) int {
	t.Helper()
	const cells, most = 6, 7
	possible := map[string]*[cells]uint8{} // by publication: values that each cell has in a table that is published so
	number := make([]int, cells)
	for n := 0; ; n++ {
		rest := n
		for i := range number {
			number[i], rest = rest%most, rest/most
		}
		if rest > 0 {
			break
		}
		p := publish(counts(table.Counts, number[:3], number[3:]))
		if possible[p] == nil {
			possible[p] = new([cells]uint8)
		}
		for i, v := range number {
			possible[p][i] |= 1 << v
		}
	}
	const small = 1<<table.Small - 1
	found := 0
	for _, one := range possible {
		for _, values := range one {
			if values&small != 0 && values != small {
				found++
			}
		}
	}
	return found
}

func TestAHiddenNumberCannotBeComputedFromWhatIsPublished(t *testing.T) {
	if got := told(t, published); got != 0 {
		t.Errorf("got %d hidden numbers of which a value can be excluded, want 0", got)
	}
	if got := told(t, naive); got == 0 {
		t.Error("got nothing told by exact sums, want much: the test looks at nothing")
	}
}

func TestASumIsWhatThereWasAtLeast(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		in := counts(table.Counts, []int{random.IntN(30)}, []int{random.IntN(9)}, []int{random.IntN(5)})
		if got, want := in.Public().AtLeast(0), in.Total(0); got > want || got < want-3*(table.Small-1) {
			t.Fatalf("%v: got at least %d of %d", in.Cells, got, want)
		}
	}
}
