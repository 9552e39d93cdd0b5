package cloud

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sound is an environment in which every function starts.
func sound() map[string]string {
	return map[string]string{
		"TABLE": "loket", "BASE": "https://loket.example", "ORIGIN_SECRET": strings.Repeat("x", 16),
		"SECRET": base64.StdEncoding.EncodeToString(make([]byte, 32)), "MAIL_CONFIGURATION_SET": "loket", "RETENTION": "on",
		"DESK": "https://balie.loket.example", "OIDC_ISSUER": "https://id.example", "OIDC_CLIENT": "balie", "OIDC_SECRET": "geheim",
		"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "key", "LAMBDA_TASK_ROOT": "/var/task",
		"UNKNOWN": "is fine",
	}
}

func TestSettingsHoldWhatTheFunctionNeeds(t *testing.T) {
	environment := sound()
	getenv := func(name string) string { return environment[name] }
	s, err := readSettings("question", getenv)
	if err != nil {
		t.Fatal(err)
	}
	if s.Table != "loket" || s.Host != "loket.example" || s.Base != "https://loket.example" || len(s.Secret) != 32 || s.ConfigurationSet != "" {
		t.Errorf("got %+v, want the values of the environment, and none for another function", s)
	}
	if got, want := s.Snapshot, filepath.Join("/var/task", "loket.json"); got != want {
		t.Errorf("snapshot: got %s, want %s", got, want)
	}
	environment["SNAPSHOT"], environment["AWS_ENDPOINT_URL_DYNAMODB"] = "elders.json", "http://127.0.0.1:8000"
	s, err = readSettings("question", getenv)
	if err != nil || s.Snapshot != "elders.json" || *s.DynamoDB.BaseEndpoint != "http://127.0.0.1:8000" || s.Mail.BaseEndpoint != nil {
		t.Errorf("got %+v and %v, want the places of a test", s, err)
	}
}

func TestFunctionAsksForNoMoreThanItsVariables(t *testing.T) {
	for _, name := range Functions() {
		environment := sound()
		asked := map[string]bool{}
		s, err := readSettings(name, func(v string) string { asked[v] = true; return environment[v] })
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var own []string
		for v := range asked {
			if _, ours := environment[v]; ours && !strings.HasPrefix(v, "AWS_") && v != "LAMBDA_TASK_ROOT" {
				own = append(own, v)
			}
		}
		slices.Sort(own)
		if want := Variables(name); !slices.Equal(own, want) || !slices.IsSorted(want) {
			t.Errorf("%s: reads %v, Variables says %v", name, own, want)
		}
		if s.Table == "" {
			t.Errorf("%s: no table", name)
		}
	}
	if got := Variables("elders"); got != nil {
		t.Errorf("unknown function: got %v, want nil", got)
	}
}

func TestWrongVariablesAreNamedWithoutTheirValues(t *testing.T) {
	var tests = []struct{ name, value, want string }{
		{"TABLE", "", "TABLE is not set"},
		{"SECRET", "dit is geen base64", "SECRET is not base64"},
		{"SECRET", base64.StdEncoding.EncodeToString(make([]byte, 31)), "SECRET has 31 bytes, at least 32 are needed"},
		{"ORIGIN_SECRET", "kort", "ORIGIN_SECRET has 4 characters, at least 16 are needed"},
		{"BASE", "http://loket.example", "BASE is not of the form https://host"},
		{"BASE", "https://loket.example/", "BASE is not of the form https://host"},
		{"BASE", "https://", "BASE is not of the form https://host"},
		{"BASE", "https://u@loket.example", "BASE is not of the form https://host"},
		{"AWS_REGION", "", "AWS_REGION"},
		{"AWS_ACCESS_KEY_ID", "", "AWS_ACCESS_KEY_ID"},
	}
	for _, test := range tests {
		environment := sound()
		environment[test.name] = test.value
		_, err := readSettings("advice", func(v string) string { return environment[v] })
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s=%q: got %v, want %q", test.name, test.value, err, test.want)
		}
		if err != nil && len(test.value) > 8 && strings.Contains(err.Error(), test.value) {
			t.Errorf("%s: got %v, want the value left out", test.name, err)
		}
	}
}

func TestRetentionIsOnOrAReport(t *testing.T) {
	for value, want := range map[string]bool{"on": true, "report": false} {
		environment := sound()
		environment["RETENTION"] = value
		s, err := readSettings(Purge, func(v string) string { return environment[v] })
		if err != nil || s.Retention != want {
			t.Errorf("%s: got %v and %v, want %v", value, s.Retention, err, want)
		}
	}
	environment := sound()
	environment["RETENTION"] = "uit"
	if _, err := readSettings(Purge, func(v string) string { return environment[v] }); err == nil || !strings.Contains(err.Error(), "neither on nor report") {
		t.Errorf("another word: got %v, want a refusal", err)
	}
}

func TestAllThatIsMissingIsSaidInOneLine(t *testing.T) {
	_, err := readSettings("question", func(string) string { return "" })
	if err == nil || strings.Contains(err.Error(), "\n") {
		t.Fatalf("got %v, want one line", err)
	}
	for _, name := range Variables("question") {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %s in it", err, name)
		}
	}
}

func TestFunctionThatCannotOpenIsNamed(t *testing.T) {
	environment := sound()
	broken := errors.New("no snapshot")
	f := Function{Name: "profile", Open: func(p Process) (any, error) {
		if p.Table != "loket" || p.Log == nil || p.Metrics == nil {
			t.Errorf("got %+v, want all parts", p)
		}
		return nil, broken
	}}
	_, err := f.prepare(func(v string) string { return environment[v] }, io.Discard, new(bytes.Buffer))
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "profile") {
		t.Errorf("got %v, want the fault with the name", err)
	}
}

func TestNamesOfFunctionsAreAllDifferent(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range Functions() {
		seen[name] = true
	}
	if got, want := len(slices.Collect(maps.Keys(seen))), len(Functions()); got != want {
		t.Errorf("got %d names, want %d", got, want)
	}
}
