package main

import (
	"bytes"
	"context"
	"errors"
	"html/template"
	"strings"

	"mkbloket/generator/render"
	"mkbloket/internal/desk/judging"
	"mkbloket/internal/handover"
	"mkbloket/internal/publication"
)

// contentFiles is what the pages of staff know of the content folder, and the
// button with which they write into it. The watcher of the folder then builds
// the site anew.
func (d *desk) contentFiles(p *portal) judging.Config {
	dir := d.settings.content
	return judging.Config{
		Published: func(page string) ([]byte, bool) { return publishedFile(dir, page) },
		Preview:   previewText,
		Problems: func(f publication.File) ([]string, error) {
			found, err := export{dir: dir, now: d.settings.now()}.overlaid(f.Path, f.Data)
			var sentences []string
			for _, problem := range found {
				sentences = append(sentences, problem.Message)
			}
			return sentences, err
		},
		Write: func(ctx context.Context) (string, error) {
			now := d.settings.now()
			a, err := handover.Approved(ctx, &d.ready, p.snapshot.Taxonomy, now)
			if err != nil {
				return "", err
			}
			var said bytes.Buffer
			err = export{dir: dir, now: now}.run(a, streams{&said, &said})
			if errors.Is(err, errProblems) {
				return "", errors.New(said.String())
			}
			return said.String(), err
		},
	}
}

// previewText renders the text of a file as the site does with what visitors wrote.
func previewText(f publication.File) (template.HTML, error) {
	_, text, ok := publication.Split(f.Data)
	if !ok {
		text = f.Data
	}
	html, problems, err := render.Guest(f.Path, 1, text)
	if err == nil && len(problems) > 0 {
		var lines []string
		for _, problem := range problems {
			lines = append(lines, problem.Message)
		}
		err = errors.New(strings.Join(lines, "; "))
	}
	return html, err
}
