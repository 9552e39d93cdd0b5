package infra_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mkbloket/infra/stack"
)

// source writes all that can use a parameter or a condition.
func source(t *testing.T, template *stack.Template) string {
	t.Helper()
	text, err := json.Marshal([]any{template.Conditions, template.Resources, template.Outputs})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryParameterAndConditionIsUsed(t *testing.T) {
	template := stack.Load(t)
	text := source(t, template)
	for name, p := range template.Parameters {
		used := regexp.MustCompile(`"Ref":"` + name + `"|\$\{` + name + `\}`)
		if !used.MatchString(text) {
			t.Errorf("%s: got a parameter that nothing uses, want none", name)
		}
		if d, _ := p.(map[string]any); d["Description"] == nil {
			t.Errorf("%s: got no description, want one", name)
		}
	}
	for name := range template.Conditions {
		if !strings.Contains(text, `"Condition":"`+name+`"`) && !strings.Contains(text, `"Fn::If":["`+name+`"`) {
			t.Errorf("%s: got a condition that nothing uses, want none", name)
		}
	}
}

// What the scripts and the runbook ask of the stack.
func TestTheStackTellsWhatTheScriptsNeed(t *testing.T) {
	outputs := stack.Load(t).Outputs
	for _, name := range []string{"SiteUrl", "BucketName", "DistributionId", "DistributionDomain", "TableName", "ApiUrl", "NotifyFunction",
		"PurgeFunction", "DeadLetterQueueUrl", "DkimRecord1", "DkimRecord2", "DkimRecord3", "MailFromRecord"} {
		if outputs[name] == nil {
			t.Errorf("%s: got no output, want it", name)
		}
	}
}

// In a region outside the European Union the look-up of the tag fails, and with
// it the stack.
func TestDataStaysInTheEuropeanUnion(t *testing.T) {
	template := stack.Load(t)
	union := []string{"eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"} // not London, not Zürich
	regions := object(t, template.Mappings, "Region")
	for region := range regions {
		if !slices.Contains(union, region) {
			t.Errorf("got %s, want regions of the European Union", region)
		}
	}
	for _, name := range []string{stack.Table, "Bucket"} {
		text, err := json.Marshal(template.Resources[name].Properties["Tags"])
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), `"Fn::FindInMap":["Region",{"Ref":"AWS::Region"},"Residency"]`) {
			t.Errorf("%s: got %s, want the look-up of the region", name, text)
		}
	}
}
