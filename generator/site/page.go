package site

import (
	"html/template"
	"strconv"

	"mkbloket/templates"
)

// Page is one page to be rendered.
type Page struct {
	Type     string // sort of page, for the count that build prints
	Template string
	templates.Page
	Modified string // 2006-01-02 of the newest review, or empty; for the sitemap
}

// HomeData fills the front page.
type HomeData struct {
	Text    *Text
	Themes  []Choice
	Closing []*Scheme
	News    []*News
	Schemes int // those that have not ended
}

// ListData fills a list with filters.
type ListData struct {
	Heading string // of a narrowed list: the term's name
	Lead    string
	Param   string // facet of a narrowed list, or empty
	Term    string
	Facets  []Facet
	Special []template.HTML // rows made for the term in particular; on narrowed lists by sector and region
	Rows    []template.HTML
	Total   int
	Pager   Pager
	Base    string // "/regelingen/"
	Map     *Map
}

// Pager links the pages of a long list.
type Pager struct {
	Pages          []templates.Link
	Previous, Next string
	Number, Count  int
}

// Map is Limburg with how many items serve each municipality.
type Map struct {
	Width, Height int
	Areas         []Area
	Groups        []AreaGroup
}

// Area is a municipality on the map. Level 0 to 3 chooses its shade.
type Area struct {
	Outline
	Link  string // without language prefix; empty when there is nothing to show
	Count int
	Level int
}

// AreaGroup lists the municipalities of a sub-region: the map's equal alternative.
type AreaGroup struct {
	Region string
	Areas  []Area
}

// PageSize is how many items a list shows.
const PageSize = 25

func pageSlice[T any](items []T, number int) []T {
	from := min((number-1)*PageSize, len(items))
	return items[from:min(from+PageSize, len(items))]
}

func pageCount(n int) int { return max(1, (n+PageSize-1)/PageSize) }

func pagePath(base string, number int) string {
	if number == 1 {
		return base
	}
	return base + "pagina/" + strconv.Itoa(number) + "/"
}

// pager links the first, the last and the pages around number.
func pager(base string, number, count int) Pager {
	p := Pager{Number: number, Count: count}
	if number > 1 {
		p.Previous = pagePath(base, number-1)
	}
	if number < count {
		p.Next = pagePath(base, number+1)
	}
	for i := 1; i <= count; i++ {
		if i == 1 || i == count || i >= number-2 && i <= number+2 {
			p.Pages = append(p.Pages, templates.Link{Text: strconv.Itoa(i), Path: pagePath(base, i), Current: i == number})
		}
	}
	return p
}
