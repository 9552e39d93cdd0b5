package table

import (
	"strconv"
	"unicode/utf8"
)

// Sizes of a chart in SVG units, which are about pixels on a phone: the picture
// is as wide as a small screen, so that its letters stay readable there.
const (
	chartWidth = 330
	letter     = 8 // about the width of a character of a number
	gap        = 6 // between a bar and its number
	barHeight  = 16
	rowHeight  = 46
	longName   = 42 // runes; the whole name stands in the table
)

// Chart is a bar chart with a bar for each row, drawn by the partial "chart".
// It holds names and numbers for people, and places for the picture.
type Chart struct {
	ID            string // unique on the page
	Width, Height int
	Keys          []Key // one for each part of a bar; one alone needs no legend
	Bars          []Bar
}

// Key is a part of each bar, in the legend.
type Key struct {
	Class string // p0 to p3: colour and pattern
	Name  string
}

// Bar is a row of the table. Name stands above it, Number behind it.
type Bar struct {
	Name, Number string
	NameY, NumberY,
	Top, Height, End int
	Parts []Part
}

// Part is a piece of a bar.
type Part struct {
	X, Width int
	Class    string
}

// Draw makes the chart of a table: a bar for each row, with a part for each
// column. Of Times the parts are the columns with working days: up to the first
// of them, and from there to the second.
func (t *Table) Draw(id string, w Words) *Chart {
	c := &Chart{ID: id, Width: chartWidth, Height: max(1, len(t.Rows))*rowHeight + 4}
	for j, column := range t.parts() {
		c.Keys = append(c.Keys, Key{"p" + strconv.Itoa(j%4), w.Name(column)})
	}
	longest := 1
	for i := range t.Rows {
		sum := 0
		for _, n := range t.lengths(i) {
			sum += n
		}
		longest = max(longest, sum)
	}
	room := t.room(w)
	for i, row := range t.Rows {
		c.Bars = append(c.Bars, t.bar(i, w.Name(row), room, longest, w))
	}
	return c
}

// room is the length of the longest bar: what the longest number behind a bar
// leaves.
func (t *Table) room(w Words) int {
	most := 0
	for i := range t.Rows {
		if t.isDrawn(i) {
			most = max(most, utf8.RuneCountInString(t.number(i, w)))
		}
	}
	return max(chartWidth/3, chartWidth-gap-most*letter)
}

// isDrawn reports whether a row has a bar.
func (t *Table) isDrawn(row int) bool {
	for _, n := range t.lengths(row) {
		if n > 0 {
			return true
		}
	}
	return false
}

// parts are the columns that a bar shows.
func (t *Table) parts() []Term {
	if t.Sort == Times {
		return t.Columns[1:]
	}
	return t.Columns
}

// lengths are those of the parts of a bar, in what the table counts.
func (t *Table) lengths(row int) []int {
	var out []int
	for _, n := range t.Cells[row] {
		out = append(out, max(0, n))
	}
	if t.Sort != Times {
		return out
	}
	return []int{out[1], max(0, out[2]-out[1])}
}

func (t *Table) bar(row int, name string, room, longest int, w Words) Bar {
	top := row * rowHeight
	b := Bar{Name: short(name), Number: t.number(row, w), NameY: top + 18, Top: top + 24, Height: barHeight, NumberY: top + 24 + 13}
	for j, n := range t.lengths(row) {
		width := n * room / longest
		if n > 0 {
			width = max(2, width)
			b.Parts = append(b.Parts, Part{X: b.End, Width: width, Class: "p" + strconv.Itoa(j%4)})
		}
		b.End += width
	}
	if b.End > 0 {
		b.End += gap
	}
	return b
}

// number is what stands behind a bar: its numbers from left to right, or that
// they are small.
func (t *Table) number(row int, w Words) string {
	numbers := t.Cells[row]
	if t.Sort == Times {
		numbers = numbers[1:]
	}
	text, shown := "", false
	for j, n := range numbers {
		if j > 0 {
			text += " · "
		}
		if n == Hidden {
			text += HiddenText
			continue
		}
		shown = true
		text += strconv.Itoa(n)
	}
	if !shown {
		return w.Number(Hidden)
	}
	return text
}

// short is a name of at most longName runes.
func short(name string) string {
	if utf8.RuneCountInString(name) <= longName {
		return name
	}
	return string([]rune(name)[:longName-1]) + "…"
}
