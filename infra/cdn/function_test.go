// Package cdn_test runs the function of the CDN in Node, and compares it with
// the local server.
package cdn_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mkbloket/internal/forms"
	"mkbloket/internal/headers"
)

const site = "loket.example"

// result is what the function returns: the request, or an answer of its own.
type result struct {
	URI        string
	StatusCode int
	Headers    map[string]struct{ Value string }
}

// location is where an answer sends the browser, without the site's own name.
func (r result) location() string {
	path, _ := strings.CutPrefix(r.Headers["location"].Value, "https://"+site)
	return path
}

// moved are addresses that the site of these tests gave up.
var moved = map[string]string{"/regelingen/oud/": "/regelingen/wbso/", "/subsidies/": "/regelingen/"}

// example writes the function with the settings of the site of these tests.
func example(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("function.js")
	if err != nil {
		t.Fatal(err)
	}
	var pairs strings.Builder
	for from, to := range moved {
		pairs.WriteString(from + ":" + to + "|")
	}
	file := filepath.Join(t.TempDir(), "function.js")
	text := strings.Replace(string(source), "${Moves}", pairs.String(), 1)
	if text == string(source) {
		t.Fatal("got no place for the moves, want one")
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// run calls the function for pairs of host and address.
func run(t *testing.T, requests [][2]string) []result {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("node is missing: install nodejs")
	}
	if err != nil {
		t.Skip("node is missing: install nodejs")
	}
	input, err := json.Marshal(requests)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), node, "run.js", example(t), site)
	var stderr bytes.Buffer
	command.Stdin, command.Stderr = bytes.NewReader(input), &stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("node: %v: %s", err, &stderr)
	}
	var results []result
	if err := json.Unmarshal(output, &results); err != nil {
		t.Fatal(err)
	}
	if len(results) != len(requests) {
		t.Fatalf("got %d results, want %d", len(results), len(requests))
	}
	return results
}

func TestEachPageHasOneAddress(t *testing.T) {
	cases := []struct{ host, uri, want string }{
		{site, "/", "/index.html"},
		{site, "/regelingen/", "/regelingen/index.html"},
		{site, "/en/regelingen/wbso/", "/en/regelingen/wbso/index.html"},
		{site, "/regelingen", "308 https://loket.example/regelingen/"},
		{site, "/regelingen/wbso", "308 https://loket.example/regelingen/wbso/"},
		{site, "/index.html", "308 https://loket.example/"},
		{site, "/regelingen/wbso/index.html", "308 https://loket.example/regelingen/wbso/"},
		{site, "/regelingen.json", "/regelingen.json"},
		{site, "/assets/site.0f0f.css", "/assets/site.0f0f.css"},
		{site, "/.well-known/security.txt", "/.well-known/security.txt"},
		{site, "/404.html", "/404.html"},
		{site, "/v1.2/regelingen", "308 https://loket.example/v1.2/regelingen/"},
		// The main language has no prefix, and what was given up leads on, in every language.
		{site, "/nl/", "308 https://loket.example/"},
		{site, "/nl/regelingen/wbso/", "308 https://loket.example/regelingen/wbso/"},
		{site, "/nl/vraag-stellen/", "308 https://loket.example/vraag-stellen/"},
		{site, "/regelingen/oud/", "308 https://loket.example/regelingen/wbso/"},
		{site, "/en/regelingen/oud/", "308 https://loket.example/en/regelingen/wbso/"},
		{site, "/nl//evil.example/", "/niet-gevonden"},
		{site, "/nlx/", "/nlx/index.html"},
		{site, "/constructor", "308 https://loket.example/constructor/"},
		// A form that a link fills in stays filled in; nothing else of a query comes along.
		{site, "/vraag-stellen?regeling=wbso&thema=innovatie", "308 https://loket.example/vraag-stellen/?regeling=wbso&thema=innovatie"},
		{site, "/nl/vraag-stellen/?regeling=wbso", "308 https://loket.example/vraag-stellen/?regeling=wbso"},
		{"www.loket.example", "/vraag-stellen/?regeling=wbso&x=%0d%0aset-cookie:a&utm_source=b", "308 https://loket.example/vraag-stellen/?regeling=wbso"},
		{site, "/regelingen?q=//evil.example", "308 https://loket.example/regelingen/"},
		// What cannot be an address does not exist, and is not repeated.
		{site, "//evil.example", "/niet-gevonden"},
		{site, "//evil.example/", "/niet-gevonden"},
		{site, `/\evil.example`, "/niet-gevonden"},
		{site, "/%2f%2fevil.example", "/niet-gevonden"},
		{site, "/%5cevil.example", "/niet-gevonden"},
		{site, "/regelingen//wbso/", "/niet-gevonden"},
		{site, "/../state/manifest.json", "/niet-gevonden"},
		{site, "/Regelingen/", "/niet-gevonden"},
		{site, "/regelingen/%69ndex.html", "/niet-gevonden"},
		{site, "/.git/config", "/niet-gevonden"},
		{site, "/a\r\nset-cookie: x", "/niet-gevonden"},
		{site, "/@evil.example", "/niet-gevonden"},
		{site, "/javascript:alert(1)", "/niet-gevonden"},
		// Another name leads to the one name, also for forms.
		{"www.loket.example", "/regelingen/", "308 https://loket.example/regelingen/"},
		{"d111111abcdef8.cloudfront.net", "/vraag-stellen/", "308 https://loket.example/vraag-stellen/"},
		{"www.loket.example", "/api/question", "308 https://loket.example/api/question"},
		{"www.loket.example", "//evil.example/", "308 https://loket.example/"},
		{"LOKET.example", "/", "/index.html"},
		// Forms keep what was asked.
		{site, "/api/question", "/api/question"},
		{site, "/api/question/", "/api/question/"},
		{site, "/vraag-stellen", "308 https://loket.example/vraag-stellen/"},
		{site, "/vraag-stellen/", "/vraag-stellen/"},
		{site, "/en/vraag-stellen/ontvangen/", "/en/vraag-stellen/ontvangen/"},
	}
	var requests [][2]string
	for _, c := range cases {
		requests = append(requests, [2]string{c.host, c.uri})
	}
	for i, r := range run(t, requests) {
		got := r.URI
		if r.StatusCode != 0 {
			got = "308 " + r.Headers["location"].Value
			if r.StatusCode != http.StatusPermanentRedirect {
				t.Errorf("%s%s: got status %d, want 308", cases[i].host, cases[i].uri, r.StatusCode)
			}
		}
		if got != cases[i].want {
			t.Errorf("%s%s: got %q, want %q", cases[i].host, cases[i].uri, got, cases[i].want)
		}
	}
}

// The forms are answered by the functions, whatever lies below their addresses.
func TestAddressesOfFormsAreLeftAlone(t *testing.T) {
	var requests [][2]string
	for _, place := range forms.Places([]string{"nl", "en", "de"}) {
		requests = append(requests, [2]string{site, place.Action}, [2]string{site, place.Action + "/"})
		for _, page := range place.Pages {
			requests = append(requests, [2]string{site, page}, [2]string{site, page + "ontvangen/"}, [2]string{site, page + "x"})
		}
	}
	for i, r := range run(t, requests) {
		if got, want := r.URI, requests[i][1]; got != want {
			t.Errorf("got %q, want %q as it was", got, want)
		}
	}
}

func TestRedirectsCarryTheHeadersOfEveryAnswer(t *testing.T) {
	r := run(t, [][2]string{{site, "/regelingen"}})[0]
	want := append(headers.All(), headers.Header{Name: "Cache-Control", Value: headers.Dynamic.CacheControl()})
	for _, h := range want {
		if got := r.Headers[strings.ToLower(h.Name)].Value; got != h.Value {
			t.Errorf("%s: got %q, want %q", h.Name, got, h.Value)
		}
	}
	if got, want := len(r.Headers), len(want)+1; got != want {
		t.Errorf("got %d headers, want %d: those and Location", got, want)
	}
}

// What the runtime takes: at most 10 kB, and of newer JavaScript not all
// (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html).
// CloudFormation replaces the name and the moves, and must find nothing else to
// replace.
func TestFunctionStaysWithinTheRuntime(t *testing.T) {
	source, err := os.ReadFile("function.js")
	if err != nil {
		t.Fatal(err)
	}
	if got := len(source) + 4000; got > 10_000 { // with the longest value of the parameter Moves
		t.Errorf("got %d bytes, want at most 10,000", got)
	}
	if got, want := regexp.MustCompile(`\$\{[^}]*\}`).FindAllString(string(source), -1), []string{"${DomainName}", "${Moves}"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	code := regexp.MustCompile(`(?m)^\s*//.*$`).ReplaceAllString(string(source), "")
	for _, refused := range []string{"`", "...", "?.", "??", "=>", "class ", "import ", "require(", "eval(", "new Function", "setTimeout", "process."} {
		if strings.Contains(code, refused) {
			t.Errorf("got %q in the code, want what the runtime surely has", refused)
		}
	}
}
