package infra_test

import (
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// role is a role of infra/deployer.yaml, which needs no transformation.
type role struct {
	Properties struct {
		Trust    document `yaml:"AssumeRolePolicyDocument"`
		Policies []struct {
			Document document `yaml:"PolicyDocument"`
		} `yaml:"Policies"`
	} `yaml:"Properties"`
}

type document struct {
	Statements []statement `yaml:"Statement"`
}

type statement struct {
	Sid       string                          `yaml:"Sid"`
	Effect    string                          `yaml:"Effect"`
	Action    oneOrMore                       `yaml:"Action"`
	Resource  oneOrMore                       `yaml:"Resource"`
	Condition map[string]map[string]oneOrMore `yaml:"Condition"`
}

// oneOrMore is a text or a list of texts.
type oneOrMore []string

func (o *oneOrMore) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*o = oneOrMore{node.Value}
		return nil
	}
	for _, n := range node.Content {
		*o = append(*o, n.Value)
	}
	return nil
}

func deployerRole(t *testing.T, name string) role {
	t.Helper()
	_, text := read(t, "infra/deployer.yaml")
	var template struct {
		Resources map[string]yaml.Node `yaml:"Resources"`
	}
	if err := yaml.Unmarshal([]byte(text), &template); err != nil {
		t.Fatal(err)
	}
	node, ok := template.Resources[name]
	if !ok {
		t.Fatalf("got no %s, want it", name)
	}
	var r role
	if err := node.Decode(&r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestOnlyOneEnvironmentOfOneRepositoryDeploys(t *testing.T) {
	trust := deployerRole(t, "Deployer").Properties.Trust.Statements
	if len(trust) != 1 || !slices.Equal(trust[0].Action, []string{"sts:AssumeRoleWithWebIdentity"}) {
		t.Fatalf("got %v, want one way in", trust)
	}
	equals := trust[0].Condition["StringEquals"]
	want := map[string]string{
		"token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
		"token.actions.githubusercontent.com:sub": "repo:${Repository}:environment:${Environment}",
	}
	for key, value := range want {
		if got := equals[key]; len(got) != 1 || got[0] != value {
			t.Errorf("%s: got %v, want %q", key, got, value)
		}
	}
	if len(trust[0].Condition) != 1 || len(equals) != len(want) {
		t.Errorf("got %v, want these conditions only", trust[0].Condition)
	}
}

// A workflow can move files and ask CloudFormation; it has no way to a case.
func TestAWorkflowCannotReachWhatPeopleSent(t *testing.T) {
	policies := deployerRole(t, "Deployer").Properties.Policies
	if len(policies) == 0 {
		t.Error("got no policy, want one")
	}
	for _, policy := range policies {
		for _, s := range policy.Document.Statements {
			for _, action := range s.Action {
				service, _, _ := strings.Cut(action, ":")
				if !slices.Contains([]string{"cloudformation", "iam", "s3", "cloudfront"}, service) || strings.Contains(action, "*") {
					t.Errorf("%s: got %q, want what a deployment needs, by name", s.Sid, action)
				}
				if service == "iam" && (action != "iam:PassRole" || len(s.Resource) != 1 || !strings.HasPrefix(s.Resource[0], "Maker")) {
					t.Errorf("%s: got %q on %v, want only the role of CloudFormation passed on", s.Sid, action, s.Resource)
				}
			}
			if slices.Contains(s.Resource, "*") && s.Sid != "Templates" {
				t.Errorf("%s: got every resource, want those of the stack", s.Sid)
			}
		}
	}
}

func TestNoDeploymentReadsOrDropsCases(t *testing.T) {
	refused := map[string]bool{}
	for _, policy := range deployerRole(t, "Maker").Properties.Policies {
		for _, s := range policy.Document.Statements {
			if s.Effect == "Deny" && slices.Equal(s.Resource, []string{"*"}) && s.Condition == nil {
				for _, action := range s.Action {
					refused[action] = true
				}
			}
		}
	}
	for _, action := range []string{"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQL*", "dynamodb:GetRecords",
		"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:DeleteTable", "dynamodb:ExportTableToPointInTime",
		"kms:ScheduleKeyDeletion", "secretsmanager:DeleteSecret", "sqs:ReceiveMessage"} {
		if !refused[action] {
			t.Errorf("%s: got no refusal, want one", action)
		}
	}
}
