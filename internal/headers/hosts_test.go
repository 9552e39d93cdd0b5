package headers

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Each file of a host, read back, must hold exactly the list of All.
func TestFilesOfHostsHoldTheSameHeaders(t *testing.T) {
	cases := []struct {
		name, text string
		line       *regexp.Regexp
	}{
		{"nginx", Nginx(), regexp.MustCompile(`(?m)^add_header ([\w-]+) "(.*)" always;$`)},
		{"caddy", Caddy(), regexp.MustCompile(`(?m)^\t\t([A-Z][\w-]+) "(.*)"$`)},
		{"_headers", Underscore(), regexp.MustCompile(`(?m)^  ([\w-]+): (.*)$`)},
	}
	for _, c := range cases {
		var got []Header
		for _, m := range c.line.FindAllStringSubmatch(c.text, -1) {
			if m[1] != "Cache-Control" {
				got = append(got, Header{m[1], m[2]})
			}
		}
		if want := All(); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", c.name, got, want)
		}
		if !strings.Contains(c.text, Asset.CacheControl()) {
			t.Errorf("%s: got no rule for assets, want %q", c.name, Asset.CacheControl())
		}
		if strings.Count(c.text, "{") != strings.Count(c.text, "}") {
			t.Errorf("%s: got uneven braces, want each closed", c.name)
		}
	}
}

func TestErrorsOfHostsAreNotKept(t *testing.T) {
	if got, want := Nginx(), "default \"no-store\";"; !strings.Contains(got, want) {
		t.Errorf("got %s, want %s in it", got, want)
	}
	if got, want := Caddy(), "handle_errors {\n\t\theader Cache-Control \"no-store\""; !strings.Contains(got, want) {
		t.Errorf("got %s, want %s in it", got, want)
	}
}

// The values stand between quotes in these files, so they must hold none, and
// nothing that a host reads as a variable.
func TestValuesNeedNoEscaping(t *testing.T) {
	for _, h := range All() {
		if strings.ContainsAny(h.Name+h.Value, "\"$\\{}\r\n") {
			t.Errorf("got %v, want no quote, dollar, brace or line break", h)
		}
	}
}
