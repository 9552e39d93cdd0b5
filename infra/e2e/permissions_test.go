package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"mkbloket/infra/stack"
)

// ofTheService are actions that a role has for Lambda itself, which reads the
// stream and writes logs and dead letters in the name of the function
// (https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html).
var ofTheService = []string{
	"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams",
	"logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage",
}

// TestRolesAllowWhatIsUsedAndNothingMore takes every way through the desk.
// That each call is allowed is looked at after every test; here is looked at
// whether something is allowed that no function ever does.
func TestRolesAllowWhatIsUsedAndNothingMore(t *testing.T) {
	t.Parallel()
	moto := newMoto(t)
	d, s, m := mailDesk(t, moto, nil)
	for _, f := range d.forms("rechten") {
		v := d.visitor("nl")
		action, hidden := v.open(f.page)
		if got := v.post(action, with(joined(f.fields, hidden), "stap", "versturen")).Code; got != http.StatusSeeOther {
			t.Fatalf("%s: got %d, want 303", f.name, got)
		}
	}
	d.followed()
	m.deliver(m.read()[:2])
	d.scheduled("notify")
	d.returned(s.sent()[0], `"eventType":"Complaint"`)
	d.expire()
	d.scheduled("purge")
	functions := d.template.Functions()
	if len(functions) == 0 {
		t.Error("got no functions")
	}
	for name := range functions {
		statements, err := d.template.Statements(name)
		if err != nil {
			t.Fatal(err)
		}
		calls := d.ledger.of(name)
		if len(calls) == 0 {
			t.Errorf("function %s made no call", name)
		}
		for _, one := range statements {
			for _, spare := range unused(one, calls) {
				t.Errorf("function %s may do %s, which it never does", name, spare)
			}
		}
	}
}

// unused gives what a statement allows on top of calls. A form of "*" is never
// used: no call has it.
func unused(s stack.Statement, calls []stack.Request) []string {
	var spare []string
	for _, action := range s.Actions {
		if slices.Contains(ofTheService, action) {
			continue
		}
		for _, resource := range s.Resources {
			used := func(r stack.Request) bool { return r.Action == action && r.Resource == resource }
			if !slices.ContainsFunc(calls, used) {
				spare = append(spare, action+" on "+resource)
			}
		}
		for _, prefix := range prefixes(s) {
			used := func(r stack.Request) bool {
				return r.Action == action && slices.ContainsFunc(r.Context[stack.LeadingKeys], func(key string) bool { return strings.HasPrefix(key, prefix) })
			}
			if !slices.ContainsFunc(calls, used) {
				spare = append(spare, action+" on keys with "+prefix)
			}
		}
	}
	return spare
}

// prefixes gives what the keys that a statement speaks of begin with.
func prefixes(s stack.Statement) []string {
	var all []string
	for _, keys := range s.Condition {
		for _, pattern := range keys[stack.LeadingKeys] {
			all = append(all, strings.TrimSuffix(pattern, "*"))
		}
	}
	return all
}

func TestSpareRightIsNoticed(t *testing.T) {
	calls := []stack.Request{{Action: "dynamodb:GetItem", Resource: "Table", Context: map[string][]string{stack.LeadingKeys: {"case#a"}}}}
	only := map[string]map[string][]string{"ForAllValues:StringLike": {stack.LeadingKeys: {"count#*"}}}
	var tests = map[string]struct {
		statement stack.Statement
		want      int
	}{
		"all used":         {stack.Statement{Actions: []string{"dynamodb:GetItem"}, Resources: []string{"Table"}}, 0},
		"every action":     {stack.Statement{Actions: []string{"dynamodb:*"}, Resources: []string{"Table"}}, 1},
		"another resource": {stack.Statement{Actions: []string{"dynamodb:GetItem"}, Resources: []string{"Table", "Table/index/mail"}}, 1},
		"other keys":       {stack.Statement{Actions: []string{"dynamodb:GetItem"}, Resources: []string{"Table"}, Condition: only}, 1},
		"for the service":  {stack.Statement{Actions: []string{"logs:PutLogEvents"}, Resources: []string{"Log"}}, 0},
	}
	for name, test := range tests {
		if got := unused(test.statement, calls); len(got) != test.want {
			t.Errorf("%s: got %q, want %d", name, got, test.want)
		}
	}
}
