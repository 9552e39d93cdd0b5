package headers

import (
	"fmt"
	"strings"
)

const written = "# Written from the list in internal/headers; change it there.\n"

// Nginx gives a file for nginx, to be included in the http block. A server or
// location with an add_header of its own no longer inherits these.
func Nginx() string {
	var b strings.Builder
	b.WriteString(written)
	b.WriteString("# Include in the http block; a server or location with its own add_header loses these.\n")
	b.WriteString("map \"$status $uri\" $mkbloket_cache {\n")
	fmt.Fprintf(&b, "    default \"%s\";\n", Dynamic.CacheControl())
	fmt.Fprintf(&b, "    \"~^(200|206|304) %s\" \"%s\";\n", AssetPrefix, Asset.CacheControl())
	fmt.Fprintf(&b, "    \"~^(200|206|304|308) /\" \"%s\";\n", Page.CacheControl())
	b.WriteString("}\n")
	for _, h := range All() {
		fmt.Fprintf(&b, "add_header %s \"%s\" always;\n", h.Name, h.Value)
	}
	b.WriteString("add_header Cache-Control $mkbloket_cache always;\n")
	return b.String()
}

// Caddy gives a snippet for a Caddyfile; a site takes it with
// "import mkbloket_headers".
func Caddy() string {
	var b strings.Builder
	b.WriteString(written)
	b.WriteString("(mkbloket_headers) {\n\theader {\n")
	for _, h := range All() {
		fmt.Fprintf(&b, "\t\t%s \"%s\"\n", h.Name, h.Value)
	}
	b.WriteString("\t}\n")
	fmt.Fprintf(&b, "\t@assets path %s*\n\theader @assets Cache-Control \"%s\"\n", AssetPrefix, Asset.CacheControl())
	fmt.Fprintf(&b, "\t@pages not path %s*\n\theader @pages Cache-Control \"%s\"\n", AssetPrefix, Page.CacheControl())
	fmt.Fprintf(&b, "\thandle_errors {\n\t\theader Cache-Control \"%s\"\n", Dynamic.CacheControl())
	b.WriteString("\t\t@missing expression {err.status_code} == 404\n\t\trewrite @missing /404.html\n\t\tfile_server\n\t}\n}\n")
	return b.String()
}

// Underscore gives the file _headers that several static hosts read. Pages get
// no Cache-Control in it: what those hosts send by themselves is the same, and
// values of two rules that both match would be joined.
func Underscore() string {
	var b strings.Builder
	b.WriteString(written + "/*\n")
	for _, h := range All() {
		fmt.Fprintf(&b, "  %s: %s\n", h.Name, h.Value)
	}
	fmt.Fprintf(&b, "%s*\n  Cache-Control: %s\n", AssetPrefix, Asset.CacheControl())
	return b.String()
}
