package infra_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"mkbloket/infra/stack"
	"mkbloket/internal/awstools"
)

// edgeTemplate reads infra/edge.yaml as CloudFormation gets to see it.
func edgeTemplate(t *testing.T) *stack.Template {
	t.Helper()
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	text, err := stack.Transform(awstools.Path(t, "python3"), root, "infra/edge.yaml")
	if err != nil {
		t.Fatal(err)
	}
	template, err := stack.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return template
}

// TestFirewallBlocksAnAddressByRateOnly holds the web ACL to what the runbook
// and the page of limits say of it: two rates of one address in five minutes,
// 429 with a text beyond them, and nothing of a visitor kept.
func TestFirewallBlocksAnAddressByRateOnly(t *testing.T) {
	template := edgeTemplate(t)
	acls := template.OfType("AWS::WAFv2::WebACL")
	if len(acls) != 1 {
		t.Fatalf("got web ACLs %v, want one", acls)
	}
	acl := template.Resources[acls[0]].Properties
	if got, want := acl["Scope"], "CLOUDFRONT"; got != want {
		t.Errorf("scope: got %v, want %v", got, want)
	}
	if object(t, acl, "DefaultAction")["Allow"] == nil {
		t.Errorf("got %v, want all the rest let through", acl["DefaultAction"])
	}
	limits := map[string]string{} // parameter of each rule
	for _, rule := range list(t, acl, "Rules") {
		name := rule["Name"].(string)
		answer := object(t, rule, "Action", "Block", "CustomResponse")
		body, _ := object(t, acl, "CustomResponseBodies")[stack.Name(answer["CustomResponseBodyKey"])].(map[string]any)
		if text, _ := body["Content"].(string); answer["ResponseCode"] != 429.0 || !strings.Contains(text, "Wacht vijf minuten") {
			t.Errorf("%s: got %v with %q, want 429 and when to try again", name, answer["ResponseCode"], text)
		}
		if got := object(t, rule, "VisibilityConfig")["SampledRequestsEnabled"]; got != false {
			t.Errorf("%s: got samples of requests %v, want none: they hold addresses of visitors", name, got)
		}
		rate := object(t, rule, "Statement", "RateBasedStatement")
		if rate["AggregateKeyType"] != "IP" || rate["EvaluationWindowSec"] != 300.0 {
			t.Errorf("%s: got %v, want the requests of one address in five minutes", name, rate)
		}
		limits[name] = stack.Name(rate["Limit"])
	}
	if got, want := fmt.Sprint(limits), "map[posts:PostLimit requests:RequestLimit]"; got != want {
		t.Errorf("rules and their parameters: got %s, want %s", got, want)
	}
}

func TestFirewallCountsPostsApart(t *testing.T) {
	template := edgeTemplate(t)
	for _, rule := range list(t, template.Resources["WebAcl"].Properties, "Rules") {
		rate := object(t, rule, "Statement", "RateBasedStatement")
		if stack.Name(rate["Limit"]) != "PostLimit" {
			if rate["ScopeDownStatement"] != nil {
				t.Errorf("%v: got %v, want every request counted", rule["Name"], rate["ScopeDownStatement"])
			}
			continue
		}
		match := object(t, rate, "ScopeDownStatement", "ByteMatchStatement")
		if object(t, match, "FieldToMatch")["Method"] == nil || match["SearchString"] != "POST" || match["PositionalConstraint"] != "EXACTLY" {
			t.Errorf("%v: got %v, want posts only", rule["Name"], match)
		}
	}
}

// The least that AWS takes is 10
// (https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html).
func TestLimitsOfTheFirewallAreNumbersThatAWSTakes(t *testing.T) {
	template := edgeTemplate(t)
	number := func(parameter, property string) float64 {
		value, ok := object(t, template.Parameters, parameter)[property].(float64)
		if !ok {
			t.Errorf("%s: got no number for %s, want one", parameter, property)
		}
		return value
	}
	for _, parameter := range []string{"PostLimit", "RequestLimit"} {
		if got := number(parameter, "MinValue"); got < 10 || number(parameter, "Default") < got {
			t.Errorf("%s: got at least %v and %v if nothing is said, want at least 10", parameter, got, number(parameter, "Default"))
		}
	}
	if posts, all := number("PostLimit", "Default"), number("RequestLimit", "Default"); posts >= all {
		t.Errorf("got %v posts of %v requests, want fewer: the rule on posts would never act", posts, all)
	}
}

// The web ACL is an output of one stack, a parameter of the other, and deploy
// carries it over.
func TestTheDistributionHasTheFirewall(t *testing.T) {
	chosen, _ := object(t, edgeTemplate(t).Outputs, "WebAclArn")["Value"].(map[string]any)
	branches, _ := chosen["Fn::If"].([]any)
	if len(branches) != 3 || branches[0] != "HasFirewall" || stack.Name(branches[1]) != "WebAcl" || branches[2] != "" {
		t.Errorf("output of edge.yaml: got %v, want the web ACL, or nothing without firewall", chosen)
	}
	template := stack.Load(t)
	chosen, _ = distribution(t, template)["WebACLId"].(map[string]any)
	branches, _ = chosen["Fn::If"].([]any)
	if len(branches) != 3 || branches[0] != "HasWebAcl" || stack.Name(branches[1]) != "WebAclArn" {
		t.Errorf("distribution: got %v, want the parameter", chosen)
	}
	pattern, _ := object(t, template.Parameters, "WebAclArn")["AllowedPattern"].(string)
	takes := regexp.MustCompile("^(?:" + pattern + ")$")
	for _, value := range []string{"", "arn:aws:wafv2:us-east-1:123456789012:global/webacl/WebAcl-1/0f"} {
		if !takes.MatchString(value) {
			t.Errorf("parameter: got %q refused, want it taken", value)
		}
	}
	script, err := os.ReadFile("deploy")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`acl=$(output WebAclArn "$STACK-edge" us-east-1)`, `"WebAclArn=\"$acl\""`} {
		if !strings.Contains(string(script), want) {
			t.Errorf("deploy: got no %s, want it", want)
		}
	}
}
