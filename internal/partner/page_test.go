package partner_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var (
	hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
	inputs = regexp.MustCompile(`<input[^>]* name="([^"]+)" type="[a-z]+" value="([^"]*)"`)
	ticked = regexp.MustCompile(`<input type="(?:checkbox|radio)"[^>]* name="([^"]+)" value="([^"]*)" checked`)
	areas  = regexp.MustCompile(`(?s)<textarea id="[^"]*" name="([^"]+)"[^>]*>\n(.*?)</textarea>`)
	chosen = regexp.MustCompile(`(?s)<select id="[^"]*" name="([^"]+)".*?<option value="([^"]*)" selected`)
)

// form gives what a browser would send of the form on a page that does
// something.
func (d *desk) form(body, do string) url.Values {
	d.Helper()
	for _, part := range strings.Split(body, "<form")[1:] {
		part, _, _ = strings.Cut(part, "</form>")
		v := url.Values{}
		for _, pattern := range []*regexp.Regexp{hidden, inputs, ticked, areas, chosen} {
			for _, m := range pattern.FindAllStringSubmatch(part, -1) {
				v.Add(m[1], strings.NewReplacer("&#39;", "'", "&#43;", "+", "&amp;", "&").Replace(m[2]))
			}
		}
		if v.Get("doen") == do {
			return v
		}
	}
	d.Fatalf("no form %q in the page:\n%s", do, body)
	return nil
}

// filled opens a page and fills in one of its forms.
func (d *desk) filled(path string, link url.Values, do string, pairs ...string) url.Values {
	d.Helper()
	return with(d.form(d.page(path, link).Body.String(), do), pairs...)
}

func with(v url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for name, values := range v {
		out[name] = append([]string(nil), values...)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

// has fails the test for each text that a page lacks.
func has(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, want := range texts {
		if !strings.Contains(body, want) {
			t.Errorf("got no %q in the page", want)
		}
	}
}

// hasNot fails the test for each text that a page holds.
func hasNot(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, not := range texts {
		if strings.Contains(body, not) {
			t.Errorf("got %q in the page, want it left out", not)
		}
	}
}
