package table

import (
	"strconv"
	"strings"
	"time"

	"mkbloket/internal/calendar"
)

// Words gives the names of things in one language. Text and Label are those of
// templates.Set.
type Words struct {
	Lang  string
	Text  func(lang, key string, args ...any) string
	Label func(lang, vocabulary, slug string) string
}

// Name is what a row or a column is called.
func (w Words) Name(t Term) string {
	switch t.Vocabulary {
	case VocabularyMonth:
		return w.month(t.Slug)
	case VocabularyOutcome:
		return w.Text(w.Lang, "uitkomst."+t.Slug)
	}
	return w.Label(w.Lang, t.Vocabulary, t.Slug)
}

// month is 2026-11 as people write it: "november 2026".
func (w Words) month(slug string) string {
	t, err := time.ParseInLocation("2006-01", slug, calendar.Location())
	if err != nil {
		return slug
	}
	_, rest, _ := strings.Cut(calendar.FormatDate(t, w.Lang), " ")
	return rest
}

// Number is a number of a table as people read it.
func (w Words) Number(n int) string {
	if n == Hidden {
		return w.Text(w.Lang, "cijfers.small")
	}
	return strconv.Itoa(n)
}

// Month is the slug of the month in which t falls in the Netherlands.
func Month(t time.Time) string { return t.In(calendar.Location()).Format("2006-01") }
