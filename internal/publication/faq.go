package publication

import (
	"fmt"
	"slices"
	"strings"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// FAQ makes the file of a draft, marked as a concept: an editor takes the mark
// away when it is good, with its sources and its date.
func (p Press) FAQ(d *cases.FAQDraft) (File, error) {
	path, err := pathOf(SectionQuestions+"/"+d.Slug, SectionQuestions)
	if err != nil {
		return File{}, err
	}
	record := &domain.FAQ{Title: d.Title, Summary: d.Summary, Themes: d.Themes, Draft: true, FromDesk: true}
	if problems := p.refit(record); len(problems) > 0 {
		return File{}, fmt.Errorf("%w: %s: %s", ErrUnfit, problems[0].Field, problems[0].Code)
	}
	return file(path, record.Fields(p.Taxonomy), new(domain.FAQ).Fields(p.Taxonomy), Body(d.Text))
}

// refit passes the fields through their own rules, which they may have been
// typed around.
func (p Press) refit(record *domain.FAQ) []schema.Problem {
	fields := record.Fields(p.Taxonomy)
	return schema.DecodeForm(schema.Values(fields), fields)
}

const (
	mostTitle  = 160 // characters, as domain.FAQ has it
	mostAnswer = 400
)

// Propose makes a first draft of the last answer to a question, with what the
// case itself tells about the asker replaced by Masked, and without greeting and
// signature. A person has to read it: see Suspects. It reports false when the
// case has no answer.
func Propose(c *cases.Case, t *domain.Taxonomy) (cases.FAQDraft, bool) {
	answer := ""
	for _, e := range slices.Backward(c.Thread) {
		if e.Kind == cases.EntryAnswer {
			answer = e.Text
			break
		}
	}
	if answer == "" {
		return cases.FAQDraft{}, false
	}
	hide := masker(c)
	text := hide(unsigned(answer))
	title := hide(shorten(Plain(first(c.Fields["onderwerp"])), mostTitle-1))
	if title != "" && !strings.ContainsAny(title[len(title)-1:], ".?!") {
		title += "?"
	}
	summary := Sentences(text, mostAnswer)
	if summary == "" {
		summary = shorten(Plain(text), mostAnswer)
	}
	d := cases.FAQDraft{Title: title, Summary: summary, Text: text}
	if theme := first(c.Fields["thema"]); t.Themes.Has(theme) {
		d.Themes = []string{theme}
	}
	d.Slug = schema.Slug(title, 60)
	return d, true
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
