package templates

import (
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/schema"
)

// funcs are the functions of the templates in one language, all in one table.
func (s *Set) funcs(lang string) template.FuncMap {
	return template.FuncMap{
		// t "key" ["name" value ...] is a text.
		"t":       func(key string, args ...any) string { return s.Text(lang, key, args...) },
		"hastext": s.HasText,
		// label "themas" "innovatie" is the name of a term.
		"label": func(vocabulary, slug string) string { return s.Label(lang, vocabulary, slug) },
		// link "/over/" is the address in this language.
		"link":   func(path string) string { return s.Address(lang, path) },
		"asset":  s.assets.Path,
		"date":   func(t time.Time) string { return calendar.FormatDate(t, lang) },
		"moment": func(t time.Time) string { return calendar.FormatMoment(t, lang) },
		"clock": func(t time.Time) string {
			if hm := t.In(calendar.Location()).Format("15:04"); hm == "00:00" || hm == "23:59" {
				return calendar.FormatDate(t, lang)
			}
			return calendar.FormatMoment(t, lang)
		},
		"daynumber": func(t time.Time) int { return t.In(calendar.Location()).Day() },
		"month":     func(t time.Time) string { return monthAndYear(t, lang) },
		"host":      host,
		"markdown":  s.markdown,
		"explains": func(vocabulary, slug string) string {
			term, _ := s.options.Taxonomy.Vocabulary(vocabulary).Term(slug)
			return term.Explains
		},
		"iso":      func(t time.Time) string { return t.Format(time.DateOnly) },
		"euro":     func(n int) string { return Euro(lang, n) },
		"reload":   func() bool { return s.options.Reload },
		"sections": func() []Link { return Sections },
		"regions":  s.options.Taxonomy.Municipalities,
		"terms": func(vocabulary string) []schema.Term {
			if v := s.options.Taxonomy.Vocabulary(vocabulary); v != nil {
				return v.Terms()
			}
			return nil
		},
		// dict "a" 1 "b" 2 passes several values to a partial.
		"dict": func(pairs ...any) (map[string]any, error) {
			m := make(map[string]any, len(pairs)/2)
			for i := 0; i+1 < len(pairs); i += 2 {
				key, ok := pairs[i].(string)
				if !ok {
					return nil, fmt.Errorf("dict: key %v is not text", pairs[i])
				}
				m[key] = pairs[i+1]
			}
			return m, nil
		},
	}
}

// monthAndYear is a date without its day, short enough for a tile: "feb 2027".
func monthAndYear(t time.Time, lang string) string {
	_, rest, _ := strings.Cut(calendar.FormatDate(t, lang), " ")
	month, year, _ := strings.Cut(rest, " ")
	if month == "maart" {
		month = "mrt"
	}
	if runes := []rune(month); len(runes) > 4 {
		month = string(runes[:3])
	}
	return month + " " + year
}

// host is the name of a website without www, for a link that is read.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// markdown renders a text with the renderer of Options.
func (s *Set) markdown(source []byte) (template.HTML, error) {
	if s.options.Markdown == nil {
		return "", errors.New("templates: no Markdown renderer was given")
	}
	return s.options.Markdown(source)
}
