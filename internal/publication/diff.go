package publication

import (
	"fmt"
	"io"
	"strings"
)

// Sorts of a Line.
const (
	Kept    = " "
	Removed = "-"
	Added   = "+"
)

// Line is a line of a comparison.
type Line struct {
	Sort string // Kept, Removed or Added
	Text string // without its end
}

// mostCompared is how many pairs of lines Diff looks at; beyond it everything
// counts as replaced. Files of the desk have far fewer.
const mostCompared = 4_000_000

// Diff compares two texts by line: the fewest lines that are removed and added,
// removed ones first.
func Diff(before, after string) []Line {
	a, b := linesOf(before), linesOf(after)
	if len(a)*len(b) > mostCompared {
		return append(all(Removed, a), all(Added, b)...)
	}
	common := lengths(a, b)
	var out []Line
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			out = append(out, Line{Kept, a[i]})
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			out = append(out, Line{Removed, a[i]})
			i++
		default:
			out = append(out, Line{Added, b[j]})
			j++
		}
	}
	return append(append(out, all(Removed, a[i:])...), all(Added, b[j:])...)
}

// Changed counts what a comparison removes and adds.
func Changed(lines []Line) (removed, added int) {
	for _, l := range lines {
		switch l.Sort {
		case Removed:
			removed++
		case Added:
			added++
		}
	}
	return removed, added
}

// Print writes the lines of a comparison that differ, each with its sign and two
// blanks before. Characters that a terminal would act on are shown as escapes.
func Print(w io.Writer, lines []Line) {
	for _, l := range lines {
		if l.Sort == Kept {
			continue
		}
		q := fmt.Sprintf("%q", l.Text)
		text := strings.ReplaceAll(strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`), `\\`, `\`)
		fmt.Fprintf(w, "  %s %s\n", l.Sort, text)
	}
}

func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

func all(sort string, lines []string) []Line {
	out := make([]Line, len(lines))
	for i, text := range lines {
		out[i] = Line{sort, text}
	}
	return out
}

// lengths gives, for every pair of ends of a and b, how many lines they have in
// common in the same order.
func lengths(a, b []string) [][]int {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}
