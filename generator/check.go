package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"mkbloket/generator/content"
	"mkbloket/templates"
)

// mostProblems is how many problems a run prints; more do not help anybody.
const mostProblems = 100

// check prints every problem in the content and builds nothing.
func check(_ context.Context, args []string, s streams) error {
	f := flags("check", s)
	dir := f.String("content", "content", "folder with the content")
	asJSON := f.Bool("json", false, "print the problems as JSON")
	date := f.String("date", "", "day for which statuses are computed, as 2026-11-23 (default today)")
	if err := parse(f, args); err != nil {
		return err
	}
	day, err := dayOf(f, *date)
	if err != nil {
		return err
	}
	p, problems, err := load(options{content: *dir, templates: templates.Embedded(), today: day})
	if err != nil {
		return err
	}
	if *asJSON {
		return printJSON(s.out, problems)
	}
	if len(problems) > 0 {
		printProblems(s.out, problems)
		return errProblems
	}
	for _, w := range p.bundle.Warnings(day) {
		fmt.Fprintf(s.out, "let op: %s\n", w)
	}
	fmt.Fprintf(s.out, "%d pagina's, geen fouten\n", len(p.pages))
	return nil
}

func printJSON(w io.Writer, problems []content.Problem) error {
	if problems == nil {
		problems = []content.Problem{}
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(problems); err != nil {
		return err
	}
	if len(problems) > 0 {
		return errProblems
	}
	return nil
}

func printProblems(w io.Writer, problems []content.Problem) {
	for i, p := range problems {
		if i == mostProblems {
			fmt.Fprintf(w, "en nog %d fouten\n", len(problems)-i)
			break
		}
		fmt.Fprintln(w, p)
	}
	fmt.Fprintf(w, "%d %s\n", len(problems), map[bool]string{true: "fout", false: "fouten"}[len(problems) == 1])
}
