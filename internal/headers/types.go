package headers

import (
	"path"
	"strings"
)

// ContentType gives the Content-Type of a file by its name: with charset where
// it is text, application/octet-stream where the ending is not known.
func ContentType(name string) string {
	if t, ok := contentType[path.Ext(name)]; ok {
		return t
	}
	return "application/octet-stream"
}

// Compressible reports whether files of a Content-Type shrink when compressed.
func Compressible(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") ||
		strings.Contains(contentType, "json") ||
		strings.Contains(contentType, "xml") ||
		strings.Contains(contentType, "manifest")
}

// contentType does not ask the machine's own list, as package mime does: the
// same site has the same types everywhere.
var contentType = map[string]string{
	".html":        "text/html; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8", // RFC 9239
	".json":        "application/json; charset=utf-8",
	".geojson":     "application/geo+json; charset=utf-8",
	".xml":         "application/xml; charset=utf-8",
	".ics":         "text/calendar; charset=utf-8", // RFC 5545
	".txt":         "text/plain; charset=utf-8",
	".csv":         "text/csv; charset=utf-8",
	".md":          "text/markdown; charset=utf-8",
	".svg":         "image/svg+xml; charset=utf-8",
	".webmanifest": "application/manifest+json; charset=utf-8",
	".png":         "image/png",
	".jpg":         "image/jpeg",
	".jpeg":        "image/jpeg",
	".webp":        "image/webp",
	".avif":        "image/avif",
	".gif":         "image/gif",
	".ico":         "image/x-icon",
	".woff2":       "font/woff2",
	".pdf":         "application/pdf",
}
