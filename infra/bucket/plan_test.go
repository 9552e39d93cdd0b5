package bucket

import (
	"slices"
	"strings"
	"testing"
)

func TestPhasesKeepEveryReferenceValid(t *testing.T) {
	have := map[string]listed{"index.html": {}, "feed.xml": {}, "vragen/index.html": {}}
	var send []object
	for _, name := range []string{
		"vragen/index.html", "index.html", "feed.xml", "nieuws/feed.xml", "nieuws/index.html", "nieuws/een/index.html",
		"nieuws/twee/index.html", "assets/site.2.css", "assets/site.2.js",
	} {
		send = append(send, object{Path: name})
	}
	var got []string
	for _, phase := range phases(send, have) {
		var names []string
		for _, o := range phase {
			names = append(names, o.Path)
		}
		got = append(got, strings.Join(names, " "))
	}
	want := []string{
		"assets/site.2.css assets/site.2.js",
		"nieuws/feed.xml",
		"nieuws/een/index.html nieuws/twee/index.html",
		"nieuws/index.html",
		"feed.xml",
		"index.html vragen/index.html",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAddressesOfPagesAreThoseOfVisitorsAndOfTheEdge(t *testing.T) {
	cases := map[string][]string{
		"index.html":            {"/index.html", "/"},
		"en/vragen/index.html":  {"/en/vragen/index.html", "/en/vragen/"},
		"404.html":              {"/404.html"},
		"feed.xml":              {"/feed.xml"},
		"over/geenindex.html":   {"/over/geenindex.html"},
		"assets/site.0f3a1.css": {"/assets/site.0f3a1.css"},
	}
	for name, want := range cases {
		if got := addresses([]string{name}); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestChecksumsOfS3AndOfTheManifestAreTheSame(t *testing.T) {
	const hexadecimal = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	const base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	if got := toBase64(hexadecimal); got != base64 {
		t.Errorf("got %s, want %s", got, base64)
	}
	if got := toHex(base64); got != hexadecimal {
		t.Errorf("got %s, want %s", got, hexadecimal)
	}
	if got := toHex("?") + toBase64("?"); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}
