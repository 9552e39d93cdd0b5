package render

import (
	"html/template"

	"github.com/yuin/goldmark/text"
)

// Markdown turns one text into HTML, for tests outside the package.
func Markdown(source []byte) (template.HTML, error) {
	return toHTML(converter.Parser().Parse(text.NewReader(source)), source)
}
