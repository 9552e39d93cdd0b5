package infra_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"mkbloket/infra/stack"
	"mkbloket/internal/cloud"
)

// figures are the numbers of the templates that documents quote.
type figures struct {
	t              *testing.T
	template, edge *stack.Template
}

// property gives a number among the properties of a resource.
func (f figures) property(resource string, path ...string) int {
	f.t.Helper()
	last := len(path) - 1
	value, ok := object(f.t, f.template.Resources[resource].Properties, path[:last]...)[path[last]].(float64)
	if !ok {
		f.t.Fatalf("%s: got no number %s, want one", resource, strings.Join(path, "."))
	}
	return int(value)
}

// function gives seconds and MB of a function.
func (f figures) function(name string) (timeout, memory int) {
	f.t.Helper()
	resource := f.template.Functions()[name]
	return f.property(resource, "Timeout"), f.property(resource, "MemorySize")
}

// form gives seconds and MB of every form function, which are the same.
func (f figures) form() (timeout, memory int) {
	f.t.Helper()
	names := cloud.Forms()
	timeout, memory = f.function(names[0])
	for _, name := range names[1:] {
		if t, m := f.function(name); t != timeout || m != memory {
			f.t.Errorf("%s: got %d s and %d MB, want %d and %d as %s, which documents say of all forms", name, t, m, timeout, memory, names[0])
		}
	}
	return timeout, memory
}

// chosen gives the number of a parameter when nothing is said.
func (f figures) chosen(template *stack.Template, parameter string) int {
	f.t.Helper()
	value, ok := object(f.t, template.Parameters, parameter)["Default"].(float64)
	if !ok {
		f.t.Fatalf("%s: got no number, want one", parameter)
	}
	return int(value)
}

// versions gives how many days earlier versions of files are kept.
func (f figures) versions() int {
	f.t.Helper()
	for _, rule := range list(f.t, object(f.t, f.template.Resources["Bucket"].Properties, "LifecycleConfiguration"), "Rules") {
		if earlier, ok := rule["NoncurrentVersionExpiration"].(map[string]any); ok {
			days, _ := earlier["NoncurrentDays"].(float64)
			return int(days)
		}
	}
	f.t.Fatal("Bucket: got no end of earlier versions, want one")
	return 0
}

// throttle gives the requests a second, and at once, that the API takes.
func (f figures) throttle() (rate, burst int) {
	f.t.Helper()
	stages := f.template.OfType("AWS::ApiGatewayV2::Stage")
	if len(stages) != 1 {
		f.t.Fatalf("got stages %v, want one", stages)
	}
	return f.property(stages[0], "DefaultRouteSettings", "ThrottlingRateLimit"), f.property(stages[0], "DefaultRouteSettings", "ThrottlingBurstLimit")
}

// thousands writes a number as the documents do, such as 1,769.
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// TestDocumentsQuoteTheTemplates writes what documents must say with the numbers
// of the templates, and looks for it there.
func TestDocumentsQuoteTheTemplates(t *testing.T) {
	f := figures{t, stack.Load(t), edgeTemplate(t)}
	formTime, formMemory := f.form()
	notifyTime, notifyMemory := f.function(cloud.Notify)
	clockTime, clockMemory := f.function(cloud.Clock)
	purgeTime, purgeMemory := f.function(cloud.Purge)
	recovery := f.property(stack.Table, "PointInTimeRecoverySpecification", "RecoveryPeriodInDays")
	letters := f.property("DeadLetters", "MessageRetentionPeriod") / (24 * 60 * 60)
	logs, versions := f.chosen(f.template, "LogRetentionDays"), f.versions()
	requests, posts := f.chosen(f.edge, "RequestLimit"), f.chosen(f.edge, "PostLimit")
	rate, burst := f.throttle()
	wanted := map[string][]string{
		"limits.md": {
			fmt.Sprintf("| time, memory of a form function | %d s, %s MB |", formTime, thousands(formMemory)),
			fmt.Sprintf("| of notify; of clock; of purge | %d s, %s MB; %d s, %s MB; %d s, %s MB |",
				notifyTime, thousands(notifyMemory), clockTime, thousands(clockMemory), purgeTime, thousands(purgeMemory)),
			fmt.Sprintf("| point-in-time recovery; logs; earlier versions of files | %d; %d (parameter); %d days |", recovery, logs, versions),
			fmt.Sprintf("| dead letters | %d days;", letters),
			fmt.Sprintf("| requests to the forms, all visitors | %s a second, %s at once |", thousands(rate), thousands(burst)),
			fmt.Sprintf("| requests of one address in 5 min; posts | %s; %s |", thousands(requests), thousands(posts)),
		},
		"runbook-aws.md": {
			fmt.Sprintf("every second of %d days (PITR)", recovery), fmt.Sprintf("versions of files stay %d days", versions),
			fmt.Sprintf("`LogRetentionDays` (%d)", logs), fmt.Sprintf("Kept %d days, keys only", letters), fmt.Sprintf("notify uses its %d s,", notifyTime), fmt.Sprintf("the clock uses its %d s,", clockTime),
			fmt.Sprintf("%s a second ", thousands(rate)), fmt.Sprintf("| HTTP API | %s requests a second, burst %s,", thousands(rate), thousands(burst)),
			fmt.Sprintf("`RequestLimit` %s and `PostLimit` %s in 5 minutes", thousands(requests), thousands(posts)),
		},
		"data-map.md": {
			fmt.Sprintf("**what is erased lives on in it** | %d days |", recovery), fmt.Sprintf("earlier versions | while published; %d days |", versions),
			fmt.Sprintf("| %d days (parameter); 15 months |", logs), fmt.Sprintf("| 24 hours; %d days |", letters),
		},
		"threat-model.md": {
			fmt.Sprintf("point-in-time recovery of %d days", recovery),
			fmt.Sprintf("recovery keeps what was erased for %d days, earlier versions of files %d |", recovery, versions),
			fmt.Sprintf("%s requests a second for all forms", thousands(rate)), fmt.Sprintf("spends the %s a second", thousands(rate)),
		},
		"decisions/0012-functions.md":    {fmt.Sprintf("(%s MB)", thousands(formMemory))},
		"decisions/0013-aws-template.md": {fmt.Sprintf("(%s requests per second)", thousands(rate))},
	}
	for name, sentences := range wanted {
		data, err := os.ReadFile("../docs/" + name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(string(data)), " ") // a sentence may go on in the next line
		for _, sentence := range sentences {
			if !strings.Contains(text, sentence) {
				t.Errorf("docs/%s: got no %q, want it, as in the templates", name, sentence)
			}
		}
	}
}
