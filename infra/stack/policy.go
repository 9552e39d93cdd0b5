package stack

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Request is something that a function wants to do.
type Request struct {
	Action string // such as dynamodb:PutItem
	// Resource is the name in the template with what follows its ARN: Table,
	// Table/index/mail, DeadLetters, MailIdentity.
	Resource string
	Context  map[string][]string // condition keys, such as dynamodb:LeadingKeys
}

// Statement is one statement of a policy, with names of the template in place
// of ARNs.
type Statement struct {
	ID        string
	Effect    string
	Actions   []string
	Resources []string
	Condition map[string]map[string][]string // by operator and key
}

// Statements gives all that the role of a function says, nil for an unknown
// function. Managed policies and policies outside the role are an error: then
// the role is not all there is.
func (t *Template) Statements(function string) ([]Statement, error) {
	role := attribute(t.Resources[t.Functions()[function]].Properties["Role"])
	resource, ok := t.Resources[role]
	if !ok || resource.Type != "AWS::IAM::Role" {
		return nil, fmt.Errorf("role of %s: %q is no role of the template", function, role)
	}
	if resource.Properties["ManagedPolicyArns"] != nil {
		return nil, fmt.Errorf("role of %s: it has managed policies", function)
	}
	if more := append(t.OfType("AWS::IAM::Policy"), t.OfType("AWS::IAM::ManagedPolicy")...); len(more) > 0 {
		return nil, fmt.Errorf("role of %s: policies outside the role: %v", function, more)
	}
	return inline(resource.Properties["Policies"])
}

// inline reads the policies written in a role.
func inline(policies any) ([]Statement, error) {
	var all []struct {
		PolicyDocument struct{ Statement []rawStatement }
	}
	text, err := json.Marshal(policies)
	if err != nil {
		return nil, fmt.Errorf("read policies: %w", err)
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("read policies: %w", err)
	}
	var statements []Statement
	for _, policy := range all {
		for _, raw := range policy.PolicyDocument.Statement {
			statements = append(statements, raw.statement())
		}
	}
	return statements, nil
}

type rawStatement struct {
	Sid, Effect                       string
	Action, Resource                  any
	NotAction, NotResource, Principal any
	Condition                         map[string]map[string]any
}

func (r rawStatement) statement() Statement {
	s := Statement{ID: r.Sid, Effect: r.Effect, Actions: texts(r.Action), Resources: texts(r.Resource), Condition: map[string]map[string][]string{}}
	if r.NotAction != nil || r.NotResource != nil {
		s.Actions, s.Resources = []string{"*"}, []string{"*"} // as wide as it may be
	}
	for operator, keys := range r.Condition {
		s.Condition[operator] = map[string][]string{}
		for key, values := range keys {
			s.Condition[operator][key] = texts(values)
		}
	}
	return s
}

// Allows tells whether the role of a function lets it do r. A refusal goes
// before a permission, and what is not understood is not permitted.
func (t *Template) Allows(function string, r Request) (bool, error) {
	statements, err := t.Statements(function)
	if err != nil {
		return false, err
	}
	allowed := false
	for _, s := range statements {
		if !slices.ContainsFunc(s.Actions, like(r.Action)) || !slices.ContainsFunc(s.Resources, like(r.Resource)) || !s.holds(r.Context) {
			continue
		}
		if s.Effect != "Allow" {
			return false, nil
		}
		allowed = true
	}
	return allowed, nil
}

// holds tells whether all conditions of a statement hold. ForAllValues holds
// for no value at all, as it does in IAM
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).
func (s Statement) holds(context map[string][]string) bool {
	for operator, keys := range s.Condition {
		each, all := strings.CutPrefix(operator, "ForAllValues:")
		if each != "StringEquals" && each != "StringLike" {
			return false
		}
		for key, wanted := range keys {
			values := context[key]
			if !all && len(values) != 1 {
				return false
			}
			for _, value := range values {
				if !slices.ContainsFunc(wanted, compare(each, value)) {
					return false
				}
			}
		}
	}
	return true
}

func compare(operator, value string) func(string) bool {
	if operator == "StringLike" {
		return like(value)
	}
	return func(wanted string) bool { return wanted == value }
}

// wild turns the quoted * and ? of a pattern into what they stand for: any text,
// and any one character.
var wild = strings.NewReplacer(`\*`, ".*", `\?`, ".")

// like matches a value with patterns.
func like(value string) func(pattern string) bool {
	return func(pattern string) bool {
		return regexp.MustCompile("^" + wild.Replace(regexp.QuoteMeta(pattern)) + "$").MatchString(value)
	}
}

// texts gives one or more texts of a policy, each by Name.
func texts(value any) []string {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, Name(one))
		}
		return all
	}
	return []string{Name(value)}
}

// attributes are the references in a text of Fn::Sub.
var attributes = regexp.MustCompile(`\$\{(\w+)(\.\w+)?\}`)

// Name gives the text of a value of the template, in which references are
// replaced by the name of what they refer to: Table for its ARN. What comes
// before the reference in an ARN written out is left away.
func Name(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case map[string]any:
		if text, ok := v["Fn::Sub"].(string); ok {
			text = attributes.ReplaceAllString(text, "$1")
			if i := strings.LastIndex(text, "/"); strings.HasPrefix(text, "arn:") && i >= 0 {
				return text[i+1:]
			}
			return text
		}
		if name, ok := v["Ref"].(string); ok {
			return name
		}
		return attribute(v)
	}
	return fmt.Sprint(value)
}

// attribute gives the name of the resource in Fn::GetAtt, empty for anything else.
func attribute(value any) string {
	v, _ := value.(map[string]any)
	parts, _ := v["Fn::GetAtt"].([]any)
	if len(parts) == 0 {
		return ""
	}
	name, _ := parts[0].(string)
	return name
}
