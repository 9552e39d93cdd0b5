package infra_test

import (
	"reflect"
	"slices"
	"testing"

	"mkbloket/infra/stack"
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/httpapi"
	"mkbloket/internal/handover"
)

// The desk has a name of its own, keeps nothing at the CDN, and gets the cookie
// of who is signed in, which no other function gets.
func TestStaffHasANameOfItsOwn(t *testing.T) {
	template := stack.Load(t)
	config := object(t, template.Resources["DeskDistribution"].Properties, "DistributionConfig")
	if got := config["Aliases"].([]any); len(got) != 1 || stack.Name(got[0]) != "DeskName" {
		t.Errorf("names: got %v, want DeskName", got)
	}
	if config["CacheBehaviors"] != nil {
		t.Errorf("got %v, want one behaviour for everything", config["CacheBehaviors"])
	}
	origins := list(t, config, "Origins")
	b := object(t, config, "DefaultCacheBehavior")
	if len(origins) != 1 || b["TargetOriginId"] != origins[0]["Id"] {
		t.Errorf("got origins %v and target %v, want the API alone", origins, b["TargetOriginId"])
	}
	site := behaviour(t, template, "/api/question")
	for _, same := range []string{"CachePolicyId", "ViewerProtocolPolicy", "AllowedMethods", "Compress", "ResponseHeadersPolicyId"} {
		if !reflect.DeepEqual(b[same], site[same]) {
			t.Errorf("%s: got %v, want %v as for the forms", same, b[same], site[same])
		}
	}
	policies := map[string]string{"DeskRequest": "all", "FormRequest": "none"}
	for policy, cookies := range policies {
		c := object(t, template.Resources[policy].Properties, "OriginRequestPolicyConfig")
		if got := object(t, c, "CookiesConfig")["CookieBehavior"]; got != cookies {
			t.Errorf("%s: got cookies %v, want %s", policy, got, cookies)
		}
	}
	if got := stack.Name(b["OriginRequestPolicyId"]); got != "DeskRequest" {
		t.Errorf("got %s, want DeskRequest", got)
	}
}

// The desk hears the key of the hand-over through the CDN, and forms do not.
func TestTheKeyOfTheHandOverReachesTheDesk(t *testing.T) {
	template := stack.Load(t)
	for policy, want := range map[string]bool{"DeskRequest": true, "FormRequest": false} {
		config := object(t, object(t, template.Resources[policy].Properties, "OriginRequestPolicyConfig"), "HeadersConfig")
		if got := slices.Contains(config["Headers"].([]any), any(handover.Header)); got != want {
			t.Errorf("%s: got %s %v, want %v", policy, handover.Header, got, want)
		}
	}
}

// Each distribution shows a secret of its own, so that nothing but the desk
// answers at the name of the desk, where staff is signed in, and the desk answers
// at no other.
func TestAtTheNameOfTheDeskOnlyTheDeskAnswers(t *testing.T) {
	template := stack.Load(t)
	shown := map[string]string{}
	for name, origin := range map[string]string{"Distribution": "forms", "DeskDistribution": "desk"} {
		config := object(t, template.Resources[name].Properties, "DistributionConfig")
		for _, o := range list(t, config, "Origins") {
			if o["Id"] != origin {
				continue
			}
			if h := list(t, o, "OriginCustomHeaders"); len(h) == 1 && h[0]["HeaderName"] == httpapi.OriginHeader {
				shown[origin] = stack.Name(h[0]["HeaderValue"])
			}
		}
	}
	if shown["forms"] == "" || shown["desk"] == "" || shown["forms"] == shown["desk"] {
		t.Errorf("got %v, want two secrets", shown)
	}
	for name := range template.Functions() {
		asked, there := template.Environment(name)["ORIGIN_SECRET"]
		want := shown["forms"]
		if name == cloud.Desk {
			want = shown["desk"]
		}
		if there && stack.Name(asked) != want {
			t.Errorf("%s: got %s, want %s", name, stack.Name(asked), want)
		}
	}
}

func TestTheCertificateHoldsTheNameOfTheDesk(t *testing.T) {
	p := edgeTemplate(t).Resources["Certificate"].Properties
	names, ok := p["SubjectAlternativeNames"].(map[string]any)
	if !ok {
		t.Fatalf("got %v, want names", p["SubjectAlternativeNames"])
	}
	for _, choice := range names["Fn::If"].([]any)[1:] {
		if !slices.ContainsFunc(choice.([]any), func(n any) bool { return stack.Name(n) == "DeskName" }) {
			t.Errorf("got %v, want DeskName in it", choice)
		}
	}
}
