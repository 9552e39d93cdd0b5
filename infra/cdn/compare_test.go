package cdn_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mkbloket/generator/preview"
)

// files are a site for the comparison; pages end in index.html.
var files = map[string][]byte{
	"/index.html": {}, "/404.html": {}, "/regelingen/index.html": {}, "/regelingen/wbso/index.html": {}, "/en/index.html": {},
	"/en/regelingen/wbso/index.html": {}, "/regelingen.json": {}, "/robots.txt": {}, "/.well-known/security.txt": {},
	"/assets/site.0f0f.css": {}, "/regelingen/wbso/termijnen.ics": {},
}

// twice are addresses that may take more than one redirect.
var twice = regexp.MustCompile(`^/nl(/|$)|^(/en)?/(subsidies|regelingen/oud)(/index\.html)?$`)

// nowhere is left out: the main language gives hidden folders no second address.
const nowhere = "/nl/.well-known/"

// addresses are all that the words make in up to three steps.
func addresses() []string {
	words := []string{"", "regelingen", "wbso", "oud", "subsidies", "nl", "en", "index.html", "regelingen.json", "robots.txt", ".well-known", "security.txt",
		"assets", "site.0f0f.css", "termijnen.ics", "Regelingen", "..", ".", "%2e%2e", "%72egelingen", "/wbso", "/evil.example", "404.html"}
	all := []string{"/"}
	from := 0
	for range 3 {
		to := len(all)
		for _, before := range all[from:to] {
			for _, w := range words {
				all = append(all, strings.TrimSuffix(before, "/")+"/"+w)
			}
		}
		from = to
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TestTheCDNEndsWhereTheLocalServerEnds follows redirects on both sides. The
// CDN cannot know what exists, so it sends /x to /x/ before it says 404; where
// it ends is the same. It finds a little more: for an old address without its
// slash, or twice removed, it needs two redirects where the local server, which
// makes one, says 404. Its 404 is in Dutch for every language.
func TestTheCDNEndsWhereTheLocalServerEnds(t *testing.T) {
	old := map[string]string{}
	for from, to := range moved {
		old[from], old["/en"+from] = to, "/en"+to
	}
	local, err := preview.NewFiles(preview.Site{Files: files, Moved: old, Main: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	all := addresses()
	ends := follow(t, all)
	found := 0
	for i, address := range all {
		got, want := ends[i], serve(t, local, address)
		if strings.HasPrefix(address, nowhere) {
			continue
		}
		if got != want && !(want == "404" && twice.MatchString(address)) {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
		if want != "404" {
			found++
		}
	}
	if found <= len(files) {
		t.Errorf("got %d addresses that exist, want more than %d, or the comparison says little", found, len(files))
	}
}

// serve gives the address where the local server ends, or 404.
func serve(t *testing.T, local http.Handler, address string) string {
	t.Helper()
	for range 3 {
		w := httptest.NewRecorder()
		local.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		switch w.Code {
		case http.StatusOK:
			return address
		case http.StatusNotFound:
			return "404"
		}
		address = w.Header().Get("Location")
	}
	t.Fatalf("%s: got a circle of redirects", address)
	return ""
}

// follow gives the addresses where the CDN ends, or 404: files are looked up as
// S3 does, by the decoded address.
func follow(t *testing.T, all []string) []string {
	t.Helper()
	now := slices.Clone(all)
	ends := make([]string, len(all))
	for range 6 {
		requests, places := [][2]string{}, []int{}
		for i := range now {
			if ends[i] == "" {
				requests, places = append(requests, [2]string{site, now[i]}), append(places, i)
			}
		}
		for n, r := range run(t, requests) {
			i := places[n]
			if r.StatusCode != 0 {
				now[i] = r.location()
				continue
			}
			ends[i] = "404"
			if key, err := url.PathUnescape(r.URI); err == nil && files[key] != nil {
				ends[i] = now[i]
			}
		}
	}
	if i := slices.Index(ends, ""); i >= 0 {
		t.Fatalf("%s: got a circle of redirects", all[i])
	}
	return ends
}
