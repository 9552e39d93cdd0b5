package table

// Small is the size below which a group of people is not counted in the open
// (requirement 97).
const Small = 5

// Hidden stands where a number may not be shown: it is from 0 to Small-1.
const Hidden = -1

// HiddenText is Hidden in a file.
const HiddenText = "<5"

// Public is the table as everybody may read it: each number below Small is
// Hidden, and every other one is rounded down to a multiple of Small. A time is
// kept as it is when the number of cases before it is not Hidden.
//
// Each number is published by itself: what is made of it depends on no other
// number. There are no sums but those of what is shown, so no sum says more
// about a hidden number than that it is small.
func (t *Table) Public() *Table {
	out := t.publish(Public)
	out.Rounded = true
	return out
}

// Careful is the table for staff: small numbers about people are Hidden but for
// none at all, others exact. Numbers about the desk's own work are all shown. A
// Cross table is Public: staff also sees what its rows and columns add up to, and
// could compute a hidden number if the others were exact.
func (t *Table) Careful() *Table {
	switch t.Sort {
	case Work:
		return t
	case Cross:
		return t.Public()
	}
	return t.publish(Careful)
}

// Public is a number of people as everybody may read it: rounded down to a
// multiple of Small, and Hidden when it is smaller.
func Public(n int) int {
	if n < Small {
		return Hidden
	}
	return n - n%Small
}

// Careful is a number of people for staff: Hidden when there are any, but fewer
// than Small.
func Careful(n int) int {
	if n > 0 && n < Small {
		return Hidden
	}
	return n
}

func (t *Table) publish(show func(int) int) *Table {
	out := &Table{Name: t.Name, Sort: t.Sort, Rows: t.Rows, Columns: t.Columns, Cells: make([][]int, len(t.Cells))}
	for i, row := range t.Cells {
		out.Cells[i] = publishRow(t.Sort, row, show)
	}
	return out
}

func publishRow(sort Sort, row []int, show func(int) int) []int {
	out := make([]int, len(row))
	for j, n := range row {
		switch {
		case sort != Times || j == 0:
			out[j] = show(n)
		case out[0] == Hidden:
			out[j] = Hidden
		default:
			out[j] = n
		}
	}
	return out
}

// AtLeast is the sum of the numbers of a column that are shown: what there is
// at least. It is a function of what is shown and of nothing else.
func (t *Table) AtLeast(column int) int {
	sum := 0
	for _, row := range t.Cells {
		sum += max(0, row[column])
	}
	return sum
}

// IsSmall reports whether nothing of the table is shown.
func (t *Table) IsSmall() bool {
	for _, row := range t.Cells {
		for _, n := range row {
			if n > 0 {
				return false
			}
		}
	}
	return true
}

// HasHidden reports whether a number of the table is hidden.
func (t *Table) HasHidden() bool {
	for _, row := range t.Cells {
		for _, n := range row {
			if n == Hidden {
				return true
			}
		}
	}
	return false
}
