package infra_test

import (
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mkbloket/infra/stack"
	"mkbloket/internal/cloud"
)

// folders are the functions that there is code for.
func folders(t *testing.T) []string {
	t.Helper()
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	mains, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range mains {
		names = append(names, filepath.Base(filepath.Dir(file)))
	}
	slices.Sort(names)
	return names
}

func TestEveryFunctionIsDeployedAndNothingElse(t *testing.T) {
	template := stack.Load(t)
	functions := template.Functions()
	if got, want := slices.Sorted(maps.Keys(functions)), folders(t); !slices.Equal(got, want) {
		t.Errorf("got %v, want the folders %v", got, want)
	}
	if got, want := len(template.OfType("AWS::Lambda::Function")), len(functions); got != want {
		t.Errorf("got %d resources, want %d: two have one folder", got, want)
	}
	for name, resource := range functions {
		if got, want := template.Folder(resource), "build/functions/"+name; got != want {
			t.Errorf("%s: got %q, want %q, where infra/package puts it", name, got, want)
		}
		p := template.Resources[resource].Properties
		for property, want := range map[string]any{"Runtime": "provided.al2023", "Handler": "bootstrap"} {
			if got := p[property]; got != want {
				t.Errorf("%s: %s: got %v, want %v", name, property, got, want)
			}
		}
		if got, ok := p["Architectures"].([]any); !ok || len(got) != 1 || got[0] != "arm64" {
			t.Errorf("%s: got %v, want arm64", name, p["Architectures"])
		}
	}
}

func TestFunctionsGetTheVariablesThatTheyRead(t *testing.T) {
	template := stack.Load(t)
	for name := range template.Functions() {
		environment := template.Environment(name)
		if got, want := slices.Sorted(maps.Keys(environment)), slices.Sorted(slices.Values(cloud.Variables(name))); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
		values := map[string]string{
			"TABLE": "Table", "BASE": "https://DomainName", "DESK": "https://DeskName", "OIDC_ISSUER": "OidcIssuer", "OIDC_CLIENT": "OidcClient",
			"OIDC_SECRET": "{{resolve:secretsmanager:OidcSecretName}}", "MAIL_CONFIGURATION_SET": "MailConfiguration", "RETENTION": cloud.RetentionOn,
			"SECRET": "{{resolve:secretsmanager:FormSecret}}", "ORIGIN_SECRET": "{{resolve:secretsmanager:OriginSecret}}",
		}
		if name == cloud.Desk {
			values["ORIGIN_SECRET"] = "balie-" + values["ORIGIN_SECRET"] // of a distribution of its own
		}
		for variable, value := range environment {
			if choice, ok := value.(map[string]any); ok && choice["Fn::If"] != nil {
				value = choice["Fn::If"].([]any)[1] // otherwise it is empty
			}
			if got, want := stack.Name(value), values[variable]; got != want {
				t.Errorf("%s: %s: got %q, want %q", name, variable, got, want)
			}
		}
	}
}

// 48 bytes, written as 64 letters and digits without padding.
func TestSecretsAreMadeAsTheFunctionsWantThem(t *testing.T) {
	template := stack.Load(t)
	secrets := template.OfType("AWS::SecretsManager::Secret")
	if got, want := len(secrets), 2; got != want {
		t.Fatalf("got %d secrets, want %d", got, want)
	}
	for _, name := range secrets {
		g := object(t, template.Resources[name].Properties, "GenerateSecretString")
		length, _ := g["PasswordLength"].(float64)
		if g["ExcludePunctuation"] != true || int(length)%4 != 0 || int(length)/4*3 < 32 {
			t.Errorf("%s: got %v, want base64 of at least 32 bytes", name, g)
		}
	}
}

// The store may take 8 s of a form's time, and a message 30 s of notify's.
func TestFunctionsHaveTimeAndALogThatEnds(t *testing.T) {
	template := stack.Load(t)
	for name, resource := range template.Functions() {
		p := template.Resources[resource].Properties
		least := 60.0
		if name == cloud.Follow || name == cloud.Desk || slices.Contains(cloud.Forms(), name) {
			least = 12
		}
		if got, _ := p["Timeout"].(float64); got < least || got > 900 || least == 12 && got > 29 {
			t.Errorf("%s: got %v s, want at least %v and less than its caller waits", name, p["Timeout"], least)
		}
		log := stack.Name(object(t, p, "LoggingConfig")["LogGroup"])
		group, ok := template.Resources[log]
		if !ok || group.Properties["RetentionInDays"] == nil {
			t.Errorf("%s: got %q, want a log with an end", name, log)
		}
		if got, want := path.Base(stack.Name(group.Properties["LogGroupName"])), name; got != want {
			t.Errorf("%s: got log %q, want one of its own", name, got)
		}
	}
}

// object gives an object within an object.
func object(t *testing.T, from map[string]any, keys ...string) map[string]any {
	t.Helper()
	for _, key := range keys {
		next, ok := from[key].(map[string]any)
		if !ok {
			t.Fatalf("%s: got %T, want an object", strings.Join(keys, "."), from[key])
		}
		from = next
	}
	return from
}

// list gives a list of objects within an object.
func list(t *testing.T, from map[string]any, key string) []map[string]any {
	t.Helper()
	values, ok := from[key].([]any)
	if !ok {
		t.Fatalf("%s: got %T, want a list", key, from[key])
	}
	var all []map[string]any
	for _, v := range values {
		one, ok := v.(map[string]any)
		if !ok {
			t.Fatalf("%s: got a list of %T, want objects", key, v)
		}
		all = append(all, one)
	}
	return all
}
