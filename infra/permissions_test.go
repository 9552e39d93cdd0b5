package infra_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mkbloket/infra/stack"
)

// permitted is all that the roles allow, written out: a line is function,
// action, resource of the template, and the conditions. Whoever adds a call
// adds a line here and in the template.
func permitted() []string {
	var all []string
	for _, form := range []string{"advice", "profile", "question"} {
		all = append(all,
			form+" dynamodb:GetItem Table dynamodb:LeadingKeys=case#????-????", // is it there already?
			form+" dynamodb:PutItem Table dynamodb:LeadingKeys=case#????-????", // the case
			form+" dynamodb:UpdateItem Table dynamodb:LeadingKeys=count#*",     // counters of the limits
			form+" logs:CreateLogStream AdviceLog", form+" logs:CreateLogStream ProfileLog", form+" logs:CreateLogStream QuestionLog",
			form+" logs:PutLogEvents AdviceLog", form+" logs:PutLogEvents ProfileLog", form+" logs:PutLogEvents QuestionLog")
	}
	return append(all,
		"contact dynamodb:BatchGetItem Table dynamodb:LeadingKeys=case#????-????", // the profile of a page
		"contact dynamodb:GetItem Table dynamodb:LeadingKeys=case#????-????",      // is it there already? what takes a place?
		"contact dynamodb:PutItem Table dynamodb:LeadingKeys=case#????-????",      // the message
		"contact dynamodb:Query Table/index/adviseur",                             // the profile of a page
		"contact dynamodb:UpdateItem Table dynamodb:LeadingKeys=case#????-????",   // its place with the profile
		"contact dynamodb:UpdateItem Table dynamodb:LeadingKeys=count#*",          // counters of the limits
		"contact logs:CreateLogStream ContactLog",
		"contact logs:PutLogEvents ContactLog",
		"follow dynamodb:GetItem Table dynamodb:LeadingKeys=case#????-????",    // the case that a link opens
		"follow dynamodb:UpdateItem Table dynamodb:LeadingKeys=case#????-????", // what is done to it
		"follow dynamodb:UpdateItem Table dynamodb:LeadingKeys=count#*",        // counters of the limits
		"follow logs:CreateLogStream FollowLog",
		"follow logs:PutLogEvents FollowLog",
		"clock dynamodb:BatchGetItem Table dynamodb:LeadingKeys=case#????-????", // what is due
		"clock dynamodb:DeleteItem Table dynamodb:LeadingKeys=case#????-????",   // a sign-up that nobody confirmed
		"clock dynamodb:GetItem Table dynamodb:LeadingKeys=case#????-????",      // the sign-up again, before it goes
		"clock dynamodb:GetItem Table dynamodb:LeadingKeys=case#klok-*",         // is the digest there already?
		"clock dynamodb:PutItem Table dynamodb:LeadingKeys=case#klok-*",         // the digest
		"clock dynamodb:Query Table/index/adviseur",                             // the profile to which a message was relayed
		"clock dynamodb:Query Table/index/queue",
		"clock dynamodb:UpdateItem Table dynamodb:LeadingKeys=case#????-????", // what is done to a case
		"clock dynamodb:UpdateItem Table dynamodb:LeadingKeys=count#*",        // reminders to one address
		"clock logs:CreateLogStream ClockLog",
		"clock logs:PutLogEvents ClockLog",
		"desk dynamodb:BatchGetItem Table dynamodb:LeadingKeys=case#*",
		"desk dynamodb:DeleteItem Table dynamodb:LeadingKeys=case#*",
		"desk dynamodb:GetItem Table dynamodb:LeadingKeys=case#*",
		"desk dynamodb:PutItem Table dynamodb:LeadingKeys=case#*", // cases of who called, accounts, sessions, the audit log
		"desk dynamodb:Query Table/index/adviseur",
		"desk dynamodb:Query Table/index/mail",
		"desk dynamodb:Query Table/index/persoon",
		"desk dynamodb:Query Table/index/queue",
		"desk dynamodb:Scan Table", // figures
		"desk dynamodb:UpdateItem Table dynamodb:LeadingKeys=case#*",
		"desk dynamodb:UpdateItem Table dynamodb:LeadingKeys=count#*",
		"desk logs:CreateLogStream DeskLog",
		"desk logs:PutLogEvents DeskLog",
		"notify dynamodb:BatchGetItem Table dynamodb:LeadingKeys=case#????-????,case#klok-*",
		"notify dynamodb:DescribeStream Table/stream/*",
		"notify dynamodb:GetItem Table dynamodb:LeadingKeys=case#????-????,case#klok-*",
		"notify dynamodb:GetRecords Table/stream/*",
		"notify dynamodb:GetShardIterator Table/stream/*",
		"notify dynamodb:ListStreams Table/stream/*",
		"notify dynamodb:Query Table/index/mail",
		"notify dynamodb:UpdateItem Table dynamodb:LeadingKeys=case#????-????,case#klok-*",
		"notify logs:CreateLogStream NotifyLog",
		"notify logs:PutLogEvents NotifyLog",
		"notify ses:SendEmail MailConfiguration ses:FromAddress=MailFrom",
		"notify ses:SendEmail MailIdentity ses:FromAddress=MailFrom",
		"notify ses:SendRawEmail MailConfiguration ses:FromAddress=MailFrom",
		"notify ses:SendRawEmail MailIdentity ses:FromAddress=MailFrom",
		"notify sqs:SendMessage DeadLetters",
		"purge dynamodb:DeleteItem Table",
		"purge dynamodb:GetItem Table dynamodb:LeadingKeys=case#????-????", // somebody else was at work on a case
		"purge dynamodb:Scan Table",
		"purge dynamodb:UpdateItem Table dynamodb:LeadingKeys=case#????-????", // made anonymous; texts of mail
		"purge logs:CreateLogStream PurgeLog",
		"purge logs:PutLogEvents PurgeLog",
	)
}

// lines writes what the role of a function allows, one line for each pair of
// action and resource.
func lines(t *testing.T, template *stack.Template, function string) []string {
	t.Helper()
	statements, err := template.Statements(function)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range statements {
		if s.Effect != "Allow" {
			t.Errorf("%s: %s: got %s, want only permissions", function, s.ID, s.Effect)
		}
		conditions := ""
		for _, keys := range s.Condition {
			for key, values := range keys {
				conditions += fmt.Sprintf(" %s=%s", key, strings.Join(values, ","))
			}
		}
		for _, action := range s.Actions {
			for _, resource := range s.Resources {
				all = append(all, function+" "+action+" "+resource+conditions)
			}
		}
	}
	return all
}

func TestRolesAllowWhatIsListedAndNothingElse(t *testing.T) {
	template := stack.Load(t)
	var got []string
	for function := range template.Functions() {
		got = append(got, lines(t, template, function)...)
	}
	want := permitted()
	slices.Sort(got)
	slices.Sort(want)
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("got no %q, want it", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("got %q, want only what is listed", line)
		}
	}
}

// A function may be started by its service only, and by no other account.
func TestRolesAreForTheirServiceOnly(t *testing.T) {
	template := stack.Load(t)
	services := map[string]string{"SchedulerRole": "scheduler.amazonaws.com"}
	for _, name := range template.OfType("AWS::IAM::Role") {
		want := services[name]
		if want == "" {
			want = "lambda.amazonaws.com"
		}
		for _, s := range list(t, object(t, template.Resources[name].Properties, "AssumeRolePolicyDocument"), "Statement") {
			if got := object(t, s, "Principal")["Service"]; got != want || s["Action"] != "sts:AssumeRole" {
				t.Errorf("%s: got %v %v, want %s", name, got, s["Action"], want)
			}
		}
	}
}

func TestNoRoleIsWide(t *testing.T) {
	template := stack.Load(t)
	for function := range template.Functions() {
		statements, err := template.Statements(function)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range statements {
			for _, action := range s.Actions {
				if strings.Contains(action, "*") {
					t.Errorf("%s: %s: got %q, want actions by name", function, s.ID, action)
				}
			}
			for _, resource := range s.Resources {
				if strings.HasPrefix(resource, "*") || strings.HasPrefix(resource, "arn:") {
					t.Errorf("%s: %s: got %q, want resources of this template", function, s.ID, resource)
				}
			}
		}
	}
}

// What a form that was taken over could do with the table.
func TestFormsCannotListSearchOrDelete(t *testing.T) {
	template := stack.Load(t)
	one := map[string][]string{stack.LeadingKeys: {"case#k7m3-p9qx"}}
	counter := map[string][]string{stack.LeadingKeys: {"count#x"}}
	refused := []stack.Request{
		{Action: "dynamodb:Scan", Resource: stack.Table},
		{Action: "dynamodb:Query", Resource: stack.Table + "/index/mail"},
		{Action: "dynamodb:Query", Resource: stack.Table, Context: one},
		{Action: "dynamodb:BatchGetItem", Resource: stack.Table, Context: one},
		{Action: "dynamodb:BatchWriteItem", Resource: stack.Table, Context: one},
		{Action: "dynamodb:DeleteItem", Resource: stack.Table, Context: one},
		{Action: "dynamodb:UpdateItem", Resource: stack.Table, Context: one},
		{Action: "dynamodb:PutItem", Resource: stack.Table, Context: counter},
		{Action: "dynamodb:GetItem", Resource: stack.Table, Context: map[string][]string{stack.LeadingKeys: {"user#x"}}},
		{Action: "dynamodb:PutItem", Resource: stack.Table, Context: map[string][]string{stack.LeadingKeys: {"case#staff-k7m3p9qx"}}},
		{Action: "dynamodb:PartiQLSelect", Resource: stack.Table},
		{Action: "dynamodb:DeleteTable", Resource: stack.Table},
		{Action: "ses:SendEmail", Resource: "MailIdentity"},
	}
	for _, form := range []string{"question", "profile", "advice"} {
		for _, r := range refused {
			if got, err := template.Allows(form, r); err != nil || got {
				t.Errorf("%s: %s on %s: got %v %v, want a refusal", form, r.Action, r.Resource, got, err)
			}
		}
	}
}
