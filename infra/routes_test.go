package infra_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"mkbloket/infra/stack"
	"mkbloket/internal/cloud"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/follow"
	"mkbloket/internal/forms"
	"mkbloket/internal/headers"
	"mkbloket/internal/partner"
)

// place is where a function answers: at action, and below each of pages.
type place struct {
	function, action string
	pages            []string
}

// places lists what is answered where: the forms, and the pages to follow a case.
func places(languages []string) []place {
	var all []place
	for _, p := range forms.Places(languages) {
		all = append(all, place{string(p.Kind), p.Action, p.Pages})
	}
	follow, partner := follow.Places(languages), partner.Places(languages)
	return append(all, place{cloud.Follow, follow.Action, follow.Pages}, place{string(domain.KindContact), partner.Action, partner.Pages})
}

// wanted are the routes that lead every address of a place to its function. A
// key cannot end in a slash, and {proxy+} takes an empty rest too.
func wanted(places []place) []stack.Route {
	routes := []stack.Route{{Key: "$default", Function: places[0].function}} // which makes the page for what does not exist
	for _, p := range places {
		routes = append(routes,
			stack.Route{Key: "ANY " + p.action, Function: p.function},
			stack.Route{Key: "ANY " + p.action + "/{proxy+}", Function: p.function})
		for _, address := range p.pages {
			routes = append(routes, stack.Route{Key: "ANY " + address + "{proxy+}", Function: p.function})
		}
	}
	for _, address := range []string{"/", strings.TrimSuffix(page.Base, "/"), page.Base + "{proxy+}", headers.AssetPrefix + "{proxy+}"} {
		routes = append(routes, stack.Route{Key: "ANY " + address, Function: cloud.Desk})
	}
	slices.SortFunc(routes, func(a, b stack.Route) int { return strings.Compare(a.Key, b.Key) })
	return routes
}

func TestRoutesAreThoseOfTheForms(t *testing.T) {
	got, err := stack.Load(t).Routes()
	if err != nil {
		t.Fatal(err)
	}
	if want := wanted(places(settings(t).Languages)); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestEveryAddressOfAFormReachesItsFunction(t *testing.T) {
	template := stack.Load(t)
	routes, err := template.Routes()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range places(settings(t).Languages) {
		addresses := []string{p.action, p.action + "/"}
		for _, page := range p.pages {
			addresses = append(addresses, page, page+"ontvangen/")
		}
		for _, address := range addresses {
			for _, method := range []string{"GET", "HEAD", "POST", "PUT"} {
				if got, want := stack.Function(routes, method, address), p.function; got != want {
					t.Errorf("%s %s: got %q, want %q", method, address, got, want)
				}
			}
			if got, want := stack.Name(behaviour(t, template, address)["TargetOriginId"]), "forms"; got != want {
				t.Errorf("%s: got origin %q, want %q", address, got, want)
			}
		}
	}
	for _, address := range []string{"/", "/regelingen/wbso/", "/assets/site.0f.css", "/vraag-stellen", "/apis/", "/regelingen.json", "/404.html"} {
		if got, want := stack.Name(behaviour(t, template, address)["TargetOriginId"]), "site"; got != want {
			t.Errorf("%s: got origin %q, want %q", address, got, want)
		}
	}
}

// API Gateway may start each function that a route leads to, and nobody else may.
func TestOnlyTheAPIItsTopicAndItsClockStartFunctions(t *testing.T) {
	template := stack.Load(t)
	for _, name := range template.OfType("AWS::Lambda::Permission") {
		p := template.Resources[name].Properties
		switch p["Principal"] {
		case "apigateway.amazonaws.com":
			if p["SourceArn"] == nil {
				t.Errorf("%s: got no source, want the API", name)
			}
		case "sns.amazonaws.com":
			if got, want := stack.Name(p["SourceArn"]), "Bounces"; got != want {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
		default:
			t.Errorf("%s: got %v, want API Gateway or SNS", name, p["Principal"])
		}
	}
	if urls := template.OfType("AWS::Lambda::Url"); len(urls) > 0 {
		t.Errorf("got %v, want no way around CloudFront", urls)
	}
}

func distribution(t *testing.T, template *stack.Template) map[string]any {
	t.Helper()
	return object(t, template.Resources["Distribution"].Properties, "DistributionConfig")
}

// behaviour gives the cache behaviour for an address: the first that matches,
// otherwise the default one.
func behaviour(t *testing.T, template *stack.Template, address string) map[string]any {
	t.Helper()
	config := distribution(t, template)
	for _, b := range list(t, config, "CacheBehaviors") {
		if matches(b["PathPattern"].(string), address) {
			return b
		}
	}
	return object(t, config, "DefaultCacheBehavior")
}

// matches compares as CloudFront does: * stands for any text, slashes included.
func matches(pattern, address string) bool {
	first, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == address
	}
	if !strings.HasPrefix(address, first) {
		return false
	}
	for i := len(first); i <= len(address); i++ {
		if matches(rest, address[i:]) {
			return true
		}
	}
	return false
}

// The patterns of CloudFront are wider than the forms; path.Match, in which *
// stops at a slash, would not do.
func TestPatternsMatchAsCloudFrontSays(t *testing.T) {
	cases := []struct {
		pattern, address string
		want             bool
	}{
		{"*/vraag-stellen/*", "/vraag-stellen/", true},
		{"*/vraag-stellen/*", "/en/vraag-stellen/ontvangen/", true},
		{"*/vraag-stellen/*", "/vraag-stellen", false},
		{"/api/*", "/api/question/", true},
		{"/api/*", "/en/api/", false},
	}
	for _, c := range cases {
		if got := matches(c.pattern, c.address); got != c.want {
			t.Errorf("%s %s: got %v, want %v", c.pattern, c.address, got, c.want)
		}
	}
	if ok, _ := path.Match("*/vraag-stellen/*", "/en/vraag-stellen/ontvangen/"); ok {
		t.Error("path.Match: got a match, so matches is not needed any more")
	}
}
