package stack

import (
	"maps"
	"slices"
	"testing"
)

// small is a transformed template with one function, as aws-sam-translator writes it.
const small = `{
 "Resources": {
  "AskFunction": {"Type": "AWS::Lambda::Function", "Properties": {
   "Code": {"S3Bucket": "local", "S3Key": "build/functions/ask"},
   "Role": {"Fn::GetAtt": ["AskRole", "Arn"]},
   "Environment": {"Variables": {"TABLE": {"Ref": "Table"}}}}},
  "AskRole": {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyName": "ask", "PolicyDocument": {"Statement": [
   {"Effect": "Allow", "Action": ["dynamodb:PutItem"], "Resource": {"Fn::GetAtt": ["Table", "Arn"]},
    "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["case#?", "case#x*"]}}},
   {"Effect": "Allow", "Action": "dynamodb:Query", "Resource": {"Fn::Sub": "${Table.Arn}/index/*"}},
   {"Effect": "Deny", "Action": "dynamodb:Query", "Resource": {"Fn::Sub": "${Table.Arn}/index/secret"}},
   {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": {"Fn::Sub": "arn:aws:ses:${AWS::Region}:${AWS::AccountId}:identity/${Mail}"},
    "Condition": {"StringEquals": {"ses:FromAddress": {"Ref": "MailFrom"}}}},
   {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}
  ]}}]}},
  "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Body": {"paths": {
   "/api/ask": {"x-amazon-apigateway-any-method": {"x-amazon-apigateway-integration": {
    "uri": {"Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${AskFunction.Arn}/invocations"}}}}}}}}
 }
}`

func parse(t *testing.T, text string) *Template {
	t.Helper()
	template, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return template
}

func TestFunctionsAreNamedAfterTheirFolder(t *testing.T) {
	template := parse(t, small)
	if got, want := template.Functions(), map[string]string{"ask": "AskFunction"}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := slices.Collect(maps.Keys(template.Environment("ask"))), []string{"TABLE"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPermissionsAreReadAsIAMReadsThem(t *testing.T) {
	template := parse(t, small)
	keys := func(keys ...string) map[string][]string { return map[string][]string{LeadingKeys: keys} }
	cases := []struct {
		name    string
		request Request
		want    bool
	}{
		{"own key", Request{"dynamodb:PutItem", "Table", keys("case#a")}, true},
		{"another key", Request{"dynamodb:PutItem", "Table", keys("count#a")}, false},
		{"one character too many", Request{"dynamodb:PutItem", "Table", keys("case#ab")}, false},
		{"any text", Request{"dynamodb:PutItem", "Table", keys("case#xyz")}, true},
		{"one of two is another", Request{"dynamodb:PutItem", "Table", keys("case#a", "count#a")}, false},
		{"a key that only holds it", Request{"dynamodb:PutItem", "Table", keys("x-case#a")}, false},
		{"no key at all", Request{"dynamodb:PutItem", "Table", nil}, true},
		{"another action", Request{"dynamodb:DeleteItem", "Table", keys("case#a")}, false},
		{"an index", Request{"dynamodb:Query", "Table/index/mail", nil}, true},
		{"the table for an index", Request{"dynamodb:Query", "Table", nil}, false},
		{"a refusal goes first", Request{"dynamodb:Query", "Table/index/secret", nil}, false},
		{"the sender", Request{"ses:SendEmail", "Mail", map[string][]string{"ses:FromAddress": {"MailFrom"}}}, true},
		{"another sender", Request{"ses:SendEmail", "Mail", map[string][]string{"ses:FromAddress": {"other"}}}, false},
		{"no sender", Request{"ses:SendEmail", "Mail", nil}, false},
		{"a condition that is not understood", Request{"sqs:SendMessage", "Queue", nil}, false},
	}
	for _, c := range cases {
		got, err := template.Allows("ask", c.request)
		if err != nil {
			t.Fatal(err)
		}
		if got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestARoleThatIsNotAllThereIsIsAnError(t *testing.T) {
	template := parse(t, small)
	if _, err := template.Allows("other", Request{Action: "dynamodb:GetItem"}); err == nil {
		t.Error("unknown function: got no error, want one")
	}
	template.Resources["AskRole"].Properties["ManagedPolicyArns"] = []any{"arn:aws:iam::aws:policy/AdministratorAccess"}
	if _, err := template.Allows("ask", Request{Action: "dynamodb:GetItem"}); err == nil {
		t.Error("managed policy: got no error, want one")
	}
}

func TestRoutesGoToTheFullMatchFirst(t *testing.T) {
	routes := []Route{{"$default", "rest"}, {"ANY /api/ask", "ask"}, {"ANY /api/ask/{proxy+}", "below"}, {"ANY /ask/{proxy+}", "ask"},
		{"ANY /ask/deep/{proxy+}", "deep"}, {"GET /api/ask", "read"}}
	cases := []struct{ method, path, want string }{
		{"POST", "/api/ask", "ask"},
		{"GET", "/api/ask", "read"},
		{"GET", "/api/ask/", "below"},
		{"GET", "/api/asking", "rest"},
		{"GET", "/ask/", "ask"},
		{"GET", "/ask/done/", "ask"},
		{"GET", "/ask/deep/er", "deep"},
		{"GET", "/ask", "rest"},
		{"GET", "/", "rest"},
	}
	for _, c := range cases {
		if got := Function(routes, c.method, c.path); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.method, c.path, got, c.want)
		}
	}
	if got := Function(routes[1:], "GET", "/"); got != "" {
		t.Errorf("without $default: got %q, want none", got)
	}
}

func TestRoutesAreReadFromTheBody(t *testing.T) {
	template := parse(t, small)
	got, err := template.Routes()
	if err != nil {
		t.Fatal(err)
	}
	if want := []Route{{"ANY /api/ask", "ask"}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	delete(template.Resources, "AskFunction")
	if _, err := template.Routes(); err == nil {
		t.Error("a route without function: got no error, want one")
	}
}

func TestCallsOfTheClientTellWhatTheyNeed(t *testing.T) {
	cases := []struct {
		operation, body string
		want            Request
	}{
		{"GetItem", `{"TableName":"x","Key":{"id":{"S":"case#a"}}}`, Request{"dynamodb:GetItem", "Table", map[string][]string{LeadingKeys: {"case#a"}}}},
		{"PutItem", `{"TableName":"x","Item":{"id":{"S":"case#a"},"body":{"B":"AA=="}}}`, Request{"dynamodb:PutItem", "Table", map[string][]string{LeadingKeys: {"case#a"}}}},
		{"UpdateItem", `{"TableName":"x","Key":{"id":{"S":"count#a"}},"ExpressionAttributeValues":{":one":{"N":"1"}}}`, Request{"dynamodb:UpdateItem", "Table", map[string][]string{LeadingKeys: {"count#a"}}}},
		{"BatchGetItem", `{"RequestItems":{"x":{"Keys":[{"id":{"S":"case#b"}},{"id":{"S":"case#a"}}]}}}`, Request{"dynamodb:BatchGetItem", "Table", map[string][]string{LeadingKeys: {"case#a", "case#b"}}}},
		{"Query", `{"TableName":"x","IndexName":"mail","ExpressionAttributeValues":{":p":{"S":"uit"}}}`, Request{"dynamodb:Query", "Table/index/mail", map[string][]string{LeadingKeys: {"uit"}}}},
		{"Scan", `{"TableName":"x"}`, Request{"dynamodb:Scan", "Table", map[string][]string{}}},
	}
	for _, c := range cases {
		got, err := Call("DynamoDB_20120810."+c.operation, []byte(c.body))
		if err != nil {
			t.Fatal(err)
		}
		if got.Action != c.want.Action || got.Resource != c.want.Resource || !maps.EqualFunc(got.Context, c.want.Context, slices.Equal) {
			t.Errorf("%s: got %v, want %v", c.operation, got, c.want)
		}
	}
	for _, target := range []string{"", "DynamoDB_20120810.TransactWriteItems", "DynamoDB_20120810.ExecuteStatement"} {
		if _, err := Call(target, []byte("{}")); err == nil {
			t.Errorf("%q: got no error, want one", target)
		}
	}
}

func TestTheTemplateOfThisModuleIsRead(t *testing.T) {
	template := Load(t)
	if got := len(template.Functions()); got == 0 {
		t.Error("got no function, want those of the template")
	}
	routes, err := template.Routes()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := Function(routes, "GET", "/vraag-stellen/"), "question"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if again := Load(t); again != template {
		t.Error("got another template, want the one that was read")
	}
}
