package render

import (
	"html/template"

	"mkbloket/generator/content"
)

// Guest renders the text of a profile as ReadTexts does, and tells what Check
// would find wrong with it but for links within the site. The path and the line
// on which the text starts are for the problems.
func Guest(path string, line int, body []byte) (template.HTML, []content.Problem, error) {
	r := source{path: path, line: line, body: body, guest: true}.read()
	problems := r.problems
	for _, target := range r.targets {
		if message := (&checker{}).fault(target); message != "" {
			problems = append(problems, content.Problem{Path: target.path, Line: target.line, Message: message})
		}
	}
	return r.html, problems, r.err
}
