package infra_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"mkbloket/infra/stack"
)

// workflow is the part of a workflow that its safety depends on.
type workflow struct {
	On          any `yaml:"on"`
	Permissions map[string]string
	Concurrency struct {
		Group  string
		Cancel bool `yaml:"cancel-in-progress"`
	}
	Jobs map[string]struct {
		Needs       string
		Uses        string
		Environment string
		Permissions map[string]string
		Env         map[string]string
		Steps       []struct {
			Uses, Run string
			Env       map[string]string
		}
	}
}

func workflows(t *testing.T) map[string]workflow {
	t.Helper()
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("got %v %v, want workflows", files, err)
	}
	all := map[string]workflow{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var w workflow
		if err := yaml.Unmarshal(text, &w); err != nil {
			t.Fatalf("%s: %v", filepath.Base(file), err)
		}
		all[filepath.Base(file)] = w
	}
	return all
}

// TestActionsArePinnedAndRightsAreFew states requirement 109.
func TestActionsArePinnedAndRightsAreFew(t *testing.T) {
	pinned := regexp.MustCompile(`^(actions|aws-actions)/[a-z-]+@[0-9a-f]{40}$`)
	versions := map[string]string{}
	for name, w := range workflows(t) {
		if len(w.Permissions) != 1 || w.Permissions["contents"] != "read" {
			t.Errorf("%s: got %v, want only reading", name, w.Permissions)
		}
		for id, job := range w.Jobs {
			if job.Uses != "" && !strings.HasPrefix(job.Uses, "./.github/workflows/") {
				t.Errorf("%s: %s: got %q, want workflows of this repository", name, id, job.Uses)
			}
			for right, value := range job.Permissions {
				if right+value != "contentsread" && !(right+value == "id-tokenwrite" && job.Environment == "productie") {
					t.Errorf("%s: %s: got %s: %s, want no more than it needs", name, id, right, value)
				}
			}
			for _, step := range job.Steps {
				if step.Uses == "" {
					continue
				}
				if !pinned.MatchString(step.Uses) {
					t.Errorf("%s: %s: got %q, want a full hash", name, id, step.Uses)
				}
				action, hash, _ := strings.Cut(step.Uses, "@")
				if before := versions[action]; before != "" && before != hash {
					t.Errorf("%s: got two versions of %s, want one", name, action)
				}
				versions[action] = hash
			}
		}
	}
}

// The text of an expression goes through a variable, never into a command.
func TestCommandsHoldNoExpressions(t *testing.T) {
	for name, w := range workflows(t) {
		for id, job := range w.Jobs {
			for _, step := range job.Steps {
				if strings.Contains(step.Run, "${{") {
					t.Errorf("%s: %s: got %q, want variables", name, id, step.Run)
				}
			}
		}
	}
}

func TestDeploymentsFollowTheChecksAndEachOther(t *testing.T) {
	all := workflows(t)
	// Each a group of its own: of a group GitHub keeps one run waiting, and drops the one that waited before.
	for name, group := range map[string]string{"deploy.yaml": "productie", "nightly.yaml": "nightly"} {
		if w := all[name]; w.Concurrency.Group != group || w.Concurrency.Cancel {
			t.Errorf("%s: got %+v, want one at a time in group %s", name, w.Concurrency, group)
		}
	}
	for name, job := range map[string]string{"deploy.yaml": "deploy", "nightly.yaml": "site"} {
		if got, want := all[name].Jobs[job].Needs, "check"; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	commands := map[string]string{"deploy.yaml": "infra/deploy", "nightly.yaml": "infra/deploy --only-site", "ci.yaml": ".ci/run"}
	for name, want := range commands {
		var runs []string
		for _, job := range all[name].Jobs {
			for _, step := range job.Steps {
				runs = append(runs, step.Run)
			}
		}
		if !slices.Contains(runs, want) {
			t.Errorf("%s: got %q, want %q", name, runs, want)
		}
	}
}

// What the desk approved comes to GitHub from the desk itself. Nothing there may
// read the table: it holds every case.
func TestNothingOnGitHubReadsCases(t *testing.T) {
	for name, w := range workflows(t) {
		for id, job := range w.Jobs {
			for _, step := range job.Steps {
				if strings.Contains(step.Run, "dynamodb") || strings.Contains(step.Run, "store copy") {
					t.Errorf("%s: %s: got %q, want nothing of the table", name, id, step.Run)
				}
			}
		}
	}
	job := workflows(t)["nightly.yaml"].Jobs["records"]
	if len(job.Permissions) != 1 || job.Permissions["contents"] != "read" || len(job.Env) != 0 {
		t.Errorf("got rights %v and %v for every step, want reading alone", job.Permissions, job.Env)
	}
	exports := 0
	for _, step := range job.Steps {
		if strings.HasPrefix(step.Uses, "aws-actions/") || strings.Contains(step.Run, "aws ") {
			t.Errorf("got %+v, want nothing of AWS", step)
		}
		has := step.Env["LOKET_SLEUTEL"] != ""
		if got := strings.Count(step.Run, `export -data "$DESK_URL"`); has != (got > 0) {
			t.Errorf("got the key %v in a step with %d exports, want it there and nowhere else", has, got)
		} else {
			exports += got
		}
		if strings.Contains(step.Run, "$LOKET_SLEUTEL") || strings.Contains(step.Run, "-sleutel") {
			t.Errorf("got the key in the command %q, want it in the environment", step.Run)
		}
	}
	if exports != 2 {
		t.Errorf("got %d exports, want those of records and figures", exports)
	}
}

// Ten past midnight in Limburg, summer and winter.
func TestTheNightlyRunIsJustAfterMidnightAllYear(t *testing.T) {
	on, _ := workflowOn(t, "nightly.yaml")["schedule"].([]any)
	var got []string
	for _, entry := range on {
		got = append(got, entry.(map[string]any)["cron"].(string))
	}
	if want := []string{"10 22 * * *", "10 23 * * *"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func workflowOn(t *testing.T, name string) map[string]any {
	t.Helper()
	on, ok := workflows(t)[name].On.(map[string]any)
	if !ok {
		t.Fatalf("%s: got no triggers, want some", name)
	}
	return on
}
