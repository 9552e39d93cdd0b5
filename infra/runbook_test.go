package infra_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"mkbloket/internal/cloud"
)

const runbook = "../docs/runbook-aws.md"

// sources are the templates as they are written: what a person searches in.
var sources = []string{"../template.yaml", "edge.yaml", "deployer.yaml"}

// entries gives the members of a mapping node, by name; none when it is none.
func entries(node *yaml.Node) map[string]*yaml.Node {
	all := map[string]*yaml.Node{}
	if node == nil || node.Kind != yaml.MappingNode {
		return all
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		all[node.Content[i].Value] = node.Content[i+1]
	}
	return all
}

// sections gives the top of a template: Parameters, Resources and so on. It
// knows nothing of the short forms of CloudFormation and needs not.
func sections(t *testing.T, path string) map[string]*yaml.Node {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return entries(document.Content[0])
}

func readRunbook(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(runbook)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// onCall gives the alarms of the on-call table, one for each row.
func onCall(t *testing.T) []string {
	t.Helper()
	_, section, found := strings.Cut(readRunbook(t), "\n## 5. On call\n")
	if !found {
		t.Fatal("got no section \"## 5. On call\", want it")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var names []string
	for _, row := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|(.*)$").FindAllStringSubmatch(section, -1) {
		names = append(names, row[1])
		for i, cell := range strings.Split(strings.TrimSuffix(row[2], " |"), " | ") {
			if strings.TrimSpace(cell) == "" {
				t.Errorf("%s: got nothing in cell %d, want every cell filled", row[1], i+2)
			}
		}
	}
	return names
}

func TestEveryAlarmHasOneRowInTheRunbook(t *testing.T) {
	var want []string
	for _, path := range sources {
		for name, resource := range entries(sections(t, path)["Resources"]) {
			if kind := entries(resource)["Type"]; kind != nil && kind.Value == "AWS::CloudWatch::Alarm" {
				want = append(want, name)
			}
		}
	}
	got := onCall(t)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("rows of the on-call table:\ngot  %v\nwant %v", got, want)
	}
}

// code gives what stands in backticks and in blocks of commands.
func code(text string) []string {
	var all []string
	for _, block := range regexp.MustCompile("(?s)\n```sh\n(.*?)```").FindAllStringSubmatch(text, -1) {
		all = append(all, block[1])
	}
	text = regexp.MustCompile("(?s)\n```.*?```").ReplaceAllString(text, "")
	for _, span := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(text, -1) {
		all = append(all, span[1])
	}
	return all
}

func TestFilesInTheRunbookExist(t *testing.T) {
	path := regexp.MustCompile(`(?:^|[\s"/])((?:infra|internal|generator|docs|content)/[\w./-]*\w|\.ci/[\w.]+|template\.yaml)`)
	made := []string{"infra/desk.env"} // by the operator, from the example
	checked := 0
	for _, span := range code(readRunbook(t)) {
		for _, match := range path.FindAllStringSubmatch(span, -1) {
			checked++
			if _, err := os.Stat(filepath.Join("..", match[1])); err != nil && !slices.Contains(made, match[1]) {
				t.Errorf("%s: got no such file, want it (in `%s`)", match[1], span)
			}
		}
	}
	if checked < 20 {
		t.Errorf("got %d paths, want at least 20: the test reads the runbook wrongly", checked)
	}
}

// names gives what a word with capitals in the runbook can be: a parameter, a
// resource or an output of a template, a metric, or a property.
func names(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	for name := range cloud.Units() {
		known[name] = true
	}
	for _, path := range sources {
		top := sections(t, path)
		for _, section := range []string{"Parameters", "Resources", "Outputs"} {
			for name := range maps.Keys(entries(top[section])) {
				known[name] = true
			}
		}
		for _, resource := range entries(top["Resources"]) {
			properties := entries(entries(resource)["Properties"])
			for name := range maps.Keys(properties) {
				known[name] = true
			}
			for name := range maps.Keys(entries(properties["DistributionConfig"])) {
				known[name] = true
			}
		}
	}
	return known
}

func TestNamesOfTheTemplatesInTheRunbookExist(t *testing.T) {
	known := names(t)
	alone := regexp.MustCompile(`^[A-Z][a-z]+([A-Z]+[a-z]*)*\d?$`)
	asked := regexp.MustCompile(`\b(?:out|physical) ([A-Z]\w+)`)
	elsewhere := []string{"LeadingKeys", "PendingConfirmation", "UnprocessedItems"} // words of AWS
	checked := 0
	for _, span := range code(readRunbook(t)) {
		var found []string
		if alone.MatchString(span) {
			found = append(found, span)
		}
		for _, match := range asked.FindAllStringSubmatch(span, -1) {
			found = append(found, match[1])
		}
		for _, name := range found {
			checked++
			if !known[name] && !slices.Contains(elsewhere, name) {
				t.Errorf("%s: got no parameter, resource, output, property or metric of this name, want one (in `%s`)", name, span)
			}
		}
	}
	if checked < 40 {
		t.Errorf("got %d names, want at least 40: the test reads the runbook wrongly", checked)
	}
}

func TestSettingsInTheRunbookExist(t *testing.T) {
	var texts []string
	for _, path := range append(slices.Clone(sources), "desk.example.env", "../.github/workflows/deploy.yaml", "../.github/workflows/nightly.yaml") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	all := strings.Join(texts, "\n")
	setting := regexp.MustCompile(`^[A-Z]+(_[A-Z]+)*$`)
	for _, span := range code(readRunbook(t)) {
		name, _, _ := strings.Cut(span, "=")
		if setting.MatchString(name) && !regexp.MustCompile(`\b`+name+`\b`).MatchString(all) {
			t.Errorf("%s: got no such setting in the templates, desk.example.env or the workflows, want it", name)
		}
	}
}

func TestCommandsInTheRunbookExist(t *testing.T) {
	main, err := os.ReadFile("../generator/main.go")
	if err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile(`generator (\w+)`)
	checked := 0
	for _, span := range code(readRunbook(t)) {
		for _, match := range command.FindAllStringSubmatch(span, -1) {
			checked++
			if !strings.Contains(string(main), `{"`+match[1]+`", "`) {
				t.Errorf("generator %s: got no such command, want it", match[1])
			}
		}
	}
	if checked == 0 {
		t.Error("got no commands, want some: the test reads the runbook wrongly")
	}
}
