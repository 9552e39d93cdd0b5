package e2e

import (
	"net/http"
	"path"
	"slices"
	"testing"
	"time"

	"mkbloket/infra/stack"
	"mkbloket/internal/cases"
)

// ofTheService are actions that a role has for Lambda itself, which reads the
// stream and writes logs and dead letters in the name of the function
// (https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html).
var ofTheService = []string{
	"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams",
	"logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage",
}

// seldom are rights for what cannot be brought about from outside: reading a
// case again that somebody changed at that very moment.
var seldom = []string{"purge dynamodb:GetItem on Table", "purge dynamodb:GetItem on keys as case#????-????"}

// byDay are rights for what the clock does on working days between 8 and 18
// hours only, and what follows from it: the digest and the reminders.
var byDay = []string{
	"clock dynamodb:GetItem on keys as case#klok-*", "clock dynamodb:PutItem on Table", "clock dynamodb:PutItem on keys as case#klok-*",
	"clock dynamodb:UpdateItem on Table", "clock dynamodb:UpdateItem on keys as case#????-????", "clock dynamodb:UpdateItem on keys as count#*",
	"notify dynamodb:GetItem on keys as case#klok-*", "notify dynamodb:BatchGetItem on keys as case#klok-*", "notify dynamodb:UpdateItem on keys as case#klok-*",
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
	d.relayed()
	d.answered()
	m.deliver(m.read()[:2])
	d.scheduled("notify")
	d.returned(s.sent()[0], `"eventType":"Complaint"`)
	d.overdue()
	awake := cases.WritesAt(time.Now())
	d.scheduled("clock")
	changes := m.read()
	d.scheduled("notify") // the digest by the list of what is due
	m.deliver(changes)    // and by the stream
	d.expire()
	d.scheduled("purge")
	awake = awake && cases.WritesAt(time.Now())
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
				if slices.Contains(seldom, name+" "+spare) || !awake && slices.Contains(byDay, name+" "+spare) {
					continue
				}
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
		for _, pattern := range patterns(s) {
			used := func(r stack.Request) bool {
				return r.Action == action && slices.ContainsFunc(r.Context[stack.LeadingKeys], func(key string) bool { return matchesKey(pattern, key) })
			}
			if !slices.ContainsFunc(calls, used) {
				spare = append(spare, action+" on keys as "+pattern)
			}
		}
	}
	return spare
}

// patterns gives the forms of the keys that a statement speaks of.
func patterns(s stack.Statement) []string {
	var all []string
	for _, keys := range s.Condition {
		all = append(all, keys[stack.LeadingKeys]...)
	}
	return all
}

// matchesKey tells whether a key has a form with * and ?.
func matchesKey(pattern, key string) bool {
	ok, err := path.Match(pattern, key)
	return err == nil && ok
}

func TestSpareRightIsNoticed(t *testing.T) {
	calls := []stack.Request{{Action: "dynamodb:GetItem", Resource: "Table", Context: map[string][]string{stack.LeadingKeys: {"case#k7m3-p9qx"}}}}
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
