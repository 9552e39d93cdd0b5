package render

import (
	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/html"
	"github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/minify/v2/svg"

	"mkbloket/templates"
)

// Minifier shrinks templates and assets. It keeps end tags and quotes, because
// html/template decides how to escape by reading them, and leaves drawings
// inside a template alone: their minifier does not know template actions.
func Minifier() templates.Minifier {
	pages := minify.New()
	pages.Add("text/html", &html.Minifier{
		KeepDocumentTags: true, KeepEndTags: true, KeepQuotes: true, KeepDefaultAttrVals: true,
		TemplateDelims: html.GoTemplateDelims,
	})
	assets := minify.New()
	assets.AddFunc("text/css", css.Minify)
	assets.AddFunc("application/javascript", js.Minify)
	assets.Add("image/svg+xml", &svg.Minifier{})
	return func(mediaType string, text []byte) ([]byte, error) {
		if mediaType == "text/html" {
			return pages.Bytes(mediaType, text)
		}
		return assets.Bytes(mediaType, text)
	}
}
