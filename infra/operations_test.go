package infra_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mkbloket/infra/stack"
	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/notify"
)

// metric is one metric that an alarm watches.
type metric struct{ namespace, name, dimensions string }

// watched gives the metrics of an alarm: its own, or those of its formula.
func watched(t *testing.T, alarm map[string]any) []metric {
	t.Helper()
	if alarm["MetricName"] != nil {
		return []metric{single(t, alarm)}
	}
	var all []metric
	for _, m := range list(t, alarm, "Metrics") {
		if m["MetricStat"] != nil {
			all = append(all, single(t, object(t, m, "MetricStat", "Metric")))
		}
	}
	return all
}

func single(t *testing.T, m map[string]any) metric {
	t.Helper()
	var dimensions []string
	if m["Dimensions"] != nil {
		for _, d := range list(t, m, "Dimensions") {
			dimensions = append(dimensions, fmt.Sprintf("%s=%s", d["Name"], stack.Name(d["Value"])))
		}
	}
	return metric{m["Namespace"].(string), m["MetricName"].(string), strings.Join(dimensions, " ")}
}

// published are the metrics of AWS that alarms may watch, each with its
// dimensions. Sources: the pages "metrics" of each service's guide.
var published = map[string]*regexp.Regexp{
	"AWS/Lambda":     regexp.MustCompile(`^(Errors|Throttles|Duration|IteratorAge|AsyncEventsDropped) FunctionName=(Question|Profile|Advice|Contact|Follow|Desk|Clock|Notify|Purge)Function$`),
	"AWS/SQS":        regexp.MustCompile(`^ApproximateNumberOfMessagesVisible QueueName=DeadLetters$`),
	"AWS/ApiGateway": regexp.MustCompile(`^5xx ApiId=Api$`),
	"AWS/DynamoDB":   regexp.MustCompile(`^((Read|Write)ThrottleEvents TableName=Table( GlobalSecondaryIndexName=(queue|mail))?|SystemErrors TableName=Table Operation=(GetItem|PutItem|UpdateItem|Query|BatchGetItem))$`),
	"AWS/SES":        regexp.MustCompile(`^Reputation\.(BounceRate|ComplaintRate) $`),
}

func TestAlarmsWatchMetricsThatExist(t *testing.T) {
	template := stack.Load(t)
	for _, name := range template.OfType("AWS::CloudWatch::Alarm") {
		p := template.Resources[name].Properties
		if got, ok := p["AlarmActions"].([]any); !ok || len(got) != 1 || stack.Name(got[0]) != "Alarms" {
			t.Errorf("%s: got %v, want somebody told", name, p["AlarmActions"])
		}
		if p["AlarmDescription"] == nil || p["TreatMissingData"] == nil {
			t.Errorf("%s: got no description or no word on missing data, want both", name)
		}
		for _, m := range watched(t, p) {
			if m.namespace == cloud.Namespace {
				if _, ok := cloud.Units()[m.name]; !ok || m.dimensions != cloud.Dimension+"=Table" {
					t.Errorf("%s: got %v, want a metric that the functions write", name, m)
				}
				continue
			}
			if known := published[m.namespace]; known == nil || !known.MatchString(m.name+" "+m.dimensions) {
				t.Errorf("%s: got %v, want a metric that AWS publishes", name, m)
			}
		}
	}
}

// What the issue and requirement 102 ask to be watched.
func TestEverythingThatCanBreakHasAnAlarm(t *testing.T) {
	template := stack.Load(t)
	got := map[string]bool{}
	for _, name := range template.OfType("AWS::CloudWatch::Alarm") {
		for _, m := range watched(t, template.Resources[name].Properties) {
			got[m.name+" "+m.dimensions] = true
		}
	}
	want := []string{
		"OldestMail Table=Table", "MailParked Table=Table", "PurgeRuns Table=Table", "ClockRuns Table=Table",
		"NoticesReturned Table=Table", "RetentionFails Table=Table",
		"IteratorAge FunctionName=NotifyFunction", "ApproximateNumberOfMessagesVisible QueueName=DeadLetters", "5xx ApiId=Api",
		"ReadThrottleEvents TableName=Table", "WriteThrottleEvents TableName=Table", "SystemErrors TableName=Table Operation=PutItem",
		"Reputation.BounceRate ", "Reputation.ComplaintRate ",
	}
	for _, resource := range template.Functions() {
		want = append(want, "Errors FunctionName="+resource, "Throttles FunctionName="+resource)
		if resource != "PurgeFunction" { // a night's work takes what it takes; PurgeRuns tells when it does not end
			want = append(want, "Duration FunctionName="+resource)
		}
	}
	for _, w := range want {
		if !got[w] {
			t.Errorf("got no alarm on %s, want one", w)
		}
	}
}

// A clock that stands still reports nothing, and must be heard all the same.
func TestSilenceOfTheClockIsAnAlarm(t *testing.T) {
	template := stack.Load(t)
	for _, name := range []string{"OldMailAlarm", "ClockMissedAlarm", "PurgeMissedAlarm"} {
		if got, want := template.Resources[name].Properties["TreatMissingData"], "breaching"; got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	p := template.Resources["PurgeMissedAlarm"].Properties
	if got, want := p["Period"].(float64)*p["EvaluationPeriods"].(float64), 26.0*3600; got != want {
		t.Errorf("got %v s, want %v: a night and two hours", got, want)
	}
	p = template.Resources["ClockMissedAlarm"].Properties
	if got, want := p["Period"].(float64)*p["EvaluationPeriods"].(float64), 1800.0; got != want {
		t.Errorf("clock: got %v s, want %v", got, want)
	}
}

func TestDashboardIsJSONAndShowsWhatExists(t *testing.T) {
	template := stack.Load(t)
	text := stack.Name(template.Resources["Dashboard"].Properties["DashboardBody"])
	var body struct {
		Widgets []struct {
			Type       string
			Properties struct {
				Alarms  []string
				Metrics [][]any
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &body); err != nil {
		t.Fatal(err)
	}
	var alarms []string
	for _, w := range body.Widgets {
		alarms = append(alarms, w.Properties.Alarms...)
		for _, m := range w.Properties.Metrics {
			if name, _ := m[1].(string); m[0] == cloud.Namespace && (cloud.Units()[name] == "" || len(m) < 4 || m[2] != cloud.Dimension || m[3] != stack.Table) {
				t.Errorf("got %v, want a metric that the functions write", m)
			}
			for i := 2; i+1 < len(m); i += 2 {
				if value, _ := m[i+1].(string); value != "" && template.Resources[value].Type == "" {
					t.Errorf("got %v, want a resource of the template", m)
				}
			}
		}
	}
	slices.Sort(alarms)
	if want := template.OfType("AWS::CloudWatch::Alarm"); !slices.Equal(alarms, want) {
		t.Errorf("got %v, want all alarms: %v", alarms, want)
	}
}

func TestChangesOfCasesReachNotify(t *testing.T) {
	template := stack.Load(t)
	names := template.OfType("AWS::Lambda::EventSourceMapping")
	if len(names) != 1 {
		t.Fatalf("got %v, want one", names)
	}
	p := template.Resources[names[0]].Properties
	for property, want := range map[string]string{"FunctionName": "NotifyFunction", "EventSourceArn": "Table"} {
		if got := stack.Name(p[property]); got != want {
			t.Errorf("%s: got %q, want %q", property, got, want)
		}
	}
	if p["BisectBatchOnFunctionError"] != true || !slices.Equal(p["FunctionResponseTypes"].([]any), []any{"ReportBatchItemFailures"}) {
		t.Errorf("got %v, want a failing record set apart", p)
	}
	if tries, _ := p["MaximumRetryAttempts"].(float64); tries < 1 || tries > 100 {
		t.Errorf("got %v tries, want a number with an end", p["MaximumRetryAttempts"])
	}
	if got, want := stack.Name(object(t, p, "DestinationConfig", "OnFailure")["Destination"]), "DeadLetters"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var filter struct {
		EventName []string `json:"eventName"`
		DynamoDB  struct {
			Keys struct {
				ID struct{ S []struct{ Prefix string } } `json:"id"`
			}
		} `json:"dynamodb"`
	}
	if err := json.Unmarshal([]byte(list(t, object(t, p, "FilterCriteria"), "Filters")[0]["Pattern"].(string)), &filter); err != nil {
		t.Fatal(err)
	}
	if got := filter.DynamoDB.Keys.ID.S; len(got) != 1 || got[0].Prefix != "case#" || !slices.Equal(filter.EventName, []string{"INSERT", "MODIFY"}) {
		t.Errorf("got %+v, want cases that came or changed", filter)
	}
}

func TestDeadLettersAreKeptAndEncrypted(t *testing.T) {
	p := stack.Load(t).Resources["DeadLetters"].Properties
	if p["MessageRetentionPeriod"] != 14.0*24*3600 || p["SqsManagedSseEnabled"] != true {
		t.Errorf("got %v, want 14 days and encryption", p)
	}
}

func TestSchedulesStartTheirFunctions(t *testing.T) {
	template := stack.Load(t)
	got := map[string]string{}
	for _, name := range template.OfType("AWS::Scheduler::Schedule") {
		p := template.Resources[name].Properties
		target := object(t, p, "Target")
		got[stack.Name(target["Arn"])] = p["ScheduleExpression"].(string)
		var task map[string]string
		if err := json.Unmarshal([]byte(target["Input"].(string)), &task); err != nil {
			t.Fatal(err)
		}
		var want map[string]string
		if err := json.Unmarshal([]byte(notify.Task), &want); err != nil {
			t.Fatal(err)
		}
		if stack.Name(target["Arn"]) == "NotifyFunction" && !maps.Equal(task, want) {
			t.Errorf("%s: got %v, want %v", name, task, want)
		}
	}
	want := map[string]string{"NotifyFunction": "rate(1 minute)", "ClockFunction": "rate(5 minutes)", "PurgeFunction": "cron(40 3 * * ? *)"}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWhatComesBackReachesNotify(t *testing.T) {
	template := stack.Load(t)
	destination := object(t, template.Resources["MailEvents"].Properties, "EventDestination")
	if got, want := destination["MatchingEventTypes"], []any{"bounce", "complaint"}; !slices.Equal(got.([]any), want) || destination["Enabled"] != true {
		t.Errorf("got %v, want %v", destination, want)
	}
	if got, want := stack.Name(object(t, destination, "SnsDestination")["TopicARN"]), "Bounces"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	subscribed := false
	for _, name := range template.OfType("AWS::SNS::Subscription") {
		p := template.Resources[name].Properties
		subscribed = subscribed || stack.Name(p["TopicArn"]) == "Bounces" && stack.Name(p["Endpoint"]) == "NotifyFunction"
	}
	if !subscribed {
		t.Error("got no subscription of notify, want one")
	}
	if got, want := stack.Name(template.Resources["Bounces"].Properties["KmsMasterKeyId"]), "Key"; got != want {
		t.Errorf("got %q, want %q: the notices hold addresses", got, want)
	}
	set := template.Resources["MailConfiguration"].Properties
	if got, want := object(t, set, "DeliveryOptions")["TlsPolicy"], "REQUIRE"; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// notify may ask one index, which must be that of the outbox.
func TestNotifyReadsTheIndexOfTheOutbox(t *testing.T) {
	r := stack.Request{Action: "dynamodb:Query", Resource: stack.Table + "/index/" + cases.IndexMail}
	if ok, err := stack.Load(t).Allows("notify", r); err != nil || !ok {
		t.Errorf("got %v %v, want it permitted", ok, err)
	}
}
