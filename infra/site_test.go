package infra_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"mkbloket/infra/stack"
	"mkbloket/internal/cloud/httpapi"
	"mkbloket/internal/headers"
)

// policyHeaders reads a response headers policy back as headers.
func policyHeaders(t *testing.T, config map[string]any) map[string]string {
	t.Helper()
	security := object(t, config, "SecurityHeadersConfig")
	hsts := object(t, security, "StrictTransportSecurity")
	got := map[string]string{
		"Content-Security-Policy": object(t, security, "ContentSecurityPolicy")["ContentSecurityPolicy"].(string),
		"X-Frame-Options":         object(t, security, "FrameOptions")["FrameOption"].(string),
		"Referrer-Policy":         object(t, security, "ReferrerPolicy")["ReferrerPolicy"].(string),
	}
	if security["ContentTypeOptions"] != nil {
		got["X-Content-Type-Options"] = "nosniff"
	}
	if hsts["AccessControlMaxAgeSec"] == 31536000.0 && hsts["IncludeSubdomains"] == true && hsts["Preload"] == nil {
		got["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
	}
	for name, field := range security {
		if field.(map[string]any)["Override"] != true {
			t.Errorf("%s: got no Override, want it", name)
		}
	}
	for _, item := range list(t, object(t, config, "CustomHeadersConfig"), "Items") {
		got[item["Header"].(string)] = item["Value"].(string)
		if item["Override"] != true {
			t.Errorf("%s: got no Override, want it", item["Header"])
		}
	}
	return got
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	template := stack.Load(t)
	got := policyHeaders(t, object(t, template.Resources["Headers"].Properties, "ResponseHeadersPolicyConfig"))
	want := map[string]string{}
	for _, h := range headers.All() {
		want[h.Name] = h.Value
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, b := range behaviours(t, template) {
		if got, want := stack.Name(b["ResponseHeadersPolicyId"]), "Headers"; got != want {
			t.Errorf("%v: got %q, want %q", b["PathPattern"], got, want)
		}
	}
}

func behaviours(t *testing.T, template *stack.Template) []map[string]any {
	t.Helper()
	config := distribution(t, template)
	return append(list(t, config, "CacheBehaviors"), object(t, config, "DefaultCacheBehavior"))
}

// cachingDisabled is a managed policy
// (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html).
const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"

func TestFormsAreNeitherKeptNorCompressed(t *testing.T) {
	template := stack.Load(t)
	for _, b := range behaviours(t, template) {
		pattern, dynamic := b["PathPattern"], b["TargetOriginId"] == "forms"
		if got, want := b["CachePolicyId"] == cachingDisabled, dynamic; got != want {
			t.Errorf("%v: got caching disabled %v, want %v", pattern, got, want)
		}
		if got, want := b["Compress"], !dynamic; got != want {
			t.Errorf("%v: got compression %v, want %v", pattern, got, want)
		}
		if got, want := stack.Name(b["OriginRequestPolicyId"]) == "FormRequest", dynamic; got != want {
			t.Errorf("%v: got the request policy of forms %v, want %v", pattern, got, want)
		}
		if got, want := b["ViewerProtocolPolicy"], "redirect-to-https"; got != want {
			t.Errorf("%v: got %v, want %v", pattern, got, want)
		}
		if a := list(t, b, "FunctionAssociations"); len(a) != 1 || a[0]["EventType"] != "viewer-request" || stack.Name(a[0]["FunctionARN"]) != "Addresses" {
			t.Errorf("%v: got %v, want the function of the addresses", pattern, a)
		}
		if got, want := slices.Contains(b["AllowedMethods"].([]any), any("POST")), dynamic; got != want {
			t.Errorf("%v: got POST %v, want %v", pattern, got, want)
		}
	}
}

func TestFormsGetWhatTheyReadAndNoMore(t *testing.T) {
	config := object(t, stack.Load(t).Resources["FormRequest"].Properties, "OriginRequestPolicyConfig")
	want := []any{"Accept-Language", "CloudFront-Viewer-Address", "Content-Type", "Origin", "Referer", "Sec-Fetch-Site"}
	if got := object(t, config, "HeadersConfig"); got["HeaderBehavior"] != "whitelist" || !slices.Equal(got["Headers"].([]any), want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := object(t, config, "CookiesConfig")["CookieBehavior"], "none"; got != want {
		t.Errorf("cookies: got %v, want %v", got, want)
	}
	if got, want := object(t, config, "QueryStringsConfig")["QueryStringBehavior"], "all"; got != want {
		t.Errorf("queries: got %v, want %v", got, want)
	}
}

func TestPagesAreKeptForAMinuteAndAssetsForAYear(t *testing.T) {
	template := stack.Load(t)
	cases := []struct {
		address, policy string
		least, most     float64
	}{
		{"/regelingen/", "PageCache", 60, 3600},
		{headers.AssetPrefix + "site.0f.css", "AssetCache", 0, 31536000},
	}
	for _, c := range cases {
		if got := stack.Name(behaviour(t, template, c.address)["CachePolicyId"]); got != c.policy {
			t.Errorf("%s: got %q, want %q", c.address, got, c.policy)
		}
		config := object(t, template.Resources[c.policy].Properties, "CachePolicyConfig")
		if config["MinTTL"] != c.least || config["MaxTTL"] != c.most {
			t.Errorf("%s: got %v to %v, want %v to %v", c.policy, config["MinTTL"], config["MaxTTL"], c.least, c.most)
		}
		key := object(t, config, "ParametersInCacheKeyAndForwardedToOrigin")
		for _, part := range []string{"Cookie", "Header", "QueryString"} {
			if got := object(t, key, part+"sConfig")[part+"Behavior"]; got != "none" {
				t.Errorf("%s: %s: got %v, want none", c.policy, part, got)
			}
		}
	}
}

func TestOnlyThisDistributionReadsTheFiles(t *testing.T) {
	template := stack.Load(t)
	var site map[string]any
	for _, o := range list(t, distribution(t, template), "Origins") {
		if o["Id"] == "site" {
			site = o
		}
	}
	if got, want := stack.Name(site["OriginAccessControlId"]), "AccessControl"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := stack.Name(site["DomainName"]), "Bucket"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	access := object(t, template.Resources["AccessControl"].Properties, "OriginAccessControlConfig")
	if access["SigningBehavior"] != "always" || access["SigningProtocol"] != "sigv4" || access["OriginAccessControlOriginType"] != "s3" {
		t.Errorf("got %v, want every request signed", access)
	}
	if got, want := site["OriginPath"], "/site"; got != want {
		t.Errorf("got %v, want %v: beside it lies what is not for visitors", got, want)
	}
	statements := list(t, object(t, template.Resources["BucketPolicy"].Properties, "PolicyDocument"), "Statement")
	allowed := map[string]string{}
	for _, s := range statements {
		if s["Effect"] == "Deny" {
			continue
		}
		allowed[s["Action"].(string)] = stack.Name(s["Resource"])
		if got, want := object(t, s, "Principal")["Service"], "cloudfront.amazonaws.com"; got != want {
			t.Errorf("%v: got %v, want %v", s["Sid"], got, want)
		}
		source, _ := object(t, s, "Condition", "StringEquals")["aws:SourceArn"].(map[string]any)
		if got, want := source["Fn::Sub"], "arn:aws:cloudfront::${AWS::AccountId}:distribution/${Distribution}"; got != want {
			t.Errorf("%v: got %v, want %v", s["Sid"], got, want)
		}
	}
	if want := map[string]string{"s3:GetObject": "Bucket/site/*", "s3:ListBucket": "Bucket"}; !maps.Equal(allowed, want) {
		t.Errorf("got %v, want %v", allowed, want)
	}
}

func TestFilesArePrivateAndKeptInVersions(t *testing.T) {
	bucket := stack.Load(t).Resources["Bucket"]
	if got, want := object(t, bucket.Properties, "VersioningConfiguration")["Status"], "Enabled"; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, name := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"} {
		if got := object(t, bucket.Properties, "PublicAccessBlockConfiguration")[name]; got != true {
			t.Errorf("%s: got %v, want true", name, got)
		}
	}
	if bucket.DeletionPolicy != "Retain" {
		t.Errorf("got %q, want Retain", bucket.DeletionPolicy)
	}
}

func TestTheFormsKnowCloudFrontByItsSecret(t *testing.T) {
	for _, o := range list(t, distribution(t, stack.Load(t)), "Origins") {
		if o["Id"] != "forms" {
			continue
		}
		h := list(t, o, "OriginCustomHeaders")
		if len(h) != 1 || h[0]["HeaderName"] != httpapi.OriginHeader || stack.Name(h[0]["HeaderValue"]) != "{{resolve:secretsmanager:OriginSecret}}" {
			t.Errorf("got %v, want %s with the secret", h, httpapi.OriginHeader)
		}
		if got, want := object(t, o, "CustomOriginConfig")["OriginProtocolPolicy"], "https-only"; got != want {
			t.Errorf("got %v, want %v", got, want)
		}
		return
	}
	t.Error("got no origin for the forms, want one")
}

// A page of its own has only 404; the errors of forms keep the text that was typed.
func TestErrorsKeepTheirPageAndAreNotKept(t *testing.T) {
	config := distribution(t, stack.Load(t))
	for _, e := range list(t, config, "CustomErrorResponses") {
		code := e["ErrorCode"]
		if got, want := e["ResponsePagePath"] != nil, code == 404.0; got != want {
			t.Errorf("%v: got a page of the CDN %v, want %v", code, got, want)
		}
		if seconds := e["ErrorCachingMinTTL"]; seconds != 0.0 && !(code == 404.0 && seconds == 10.0) {
			t.Errorf("%v: got %v s, want none, and 10 for 404", code, seconds)
		}
	}
	tls := object(t, config, "ViewerCertificate")["MinimumProtocolVersion"].(string)
	if !strings.HasPrefix(tls, "TLSv1.2_202") && !strings.HasPrefix(tls, "TLSv1.3") {
		t.Errorf("got %q, want TLS 1.2 of 2021 or better", tls)
	}
	if config["HttpVersion"] != "http2and3" || config["IPV6Enabled"] != true {
		t.Errorf("got %v and IPv6 %v, want HTTP/3 and IPv6", config["HttpVersion"], config["IPV6Enabled"])
	}
	if config["Logging"] != nil {
		t.Error("got an access log, want none: it holds addresses of visitors")
	}
}
