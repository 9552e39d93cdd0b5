package e2e

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"mkbloket/infra/stack"
	"mkbloket/internal/mail/address"
	"mkbloket/internal/snapshot"
)

// values does what CloudFormation does with references in the template. What
// it does not know ends the test.
type values struct {
	t        testing.TB
	template *stack.Template
	known    map[string]string // what a name refers to
	secrets  map[string]string // by what their name refers to
}

// newValues fills in the parameters as a desk with these terms would.
func newValues(t testing.TB, template *stack.Template, terms *snapshot.Snapshot) *values {
	v := &values{t: t, template: template, secrets: map[string]string{}, known: map[string]string{
		"DomainName": strings.TrimPrefix(terms.Site.Base, "https://"),
		"DeskName":   "balie." + strings.TrimPrefix(terms.Site.Base, "https://"),
		"OidcIssuer": "", "OidcClient": "", "OidcSecretName": "", // accounts of the desk itself
		"MailFrom":   terms.Site.MailFrom,
		"MailDomain": address.Domain(terms.Site.MailFrom),
	}}
	for name := range template.Resources {
		v.known[name] = "made-" + name
	}
	for _, name := range template.OfType("AWS::SecretsManager::Secret") {
		v.known[name] = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + name
		v.secrets[v.known[name]] = v.generate(name)
	}
	return v
}

// generated is the value of a secret of the template.
func (v *values) generated(name string) string { return v.secrets[v.known[name]] }

// punctuation is what Secrets Manager uses unless it is told not to.
const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// generate makes the value of a secret as its properties say.
func (v *values) generate(name string) string {
	v.t.Helper()
	var how struct {
		GenerateSecretString struct {
			PasswordLength     int
			ExcludePunctuation bool
		}
	}
	properties(v.t, v.template, name, &how)
	signs := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	if !how.GenerateSecretString.ExcludePunctuation {
		signs = punctuation + signs
	}
	b := make([]byte, how.GenerateSecretString.PasswordLength)
	rand.Read(b)
	for i := range b {
		b[i] = signs[int(b[i])%len(signs)]
	}
	if !how.GenerateSecretString.ExcludePunctuation && len(b) > 0 {
		b[0] = punctuation[0]
	}
	return string(b)
}

var (
	reference = regexp.MustCompile(`\$\{([^}]+)\}`)
	dynamic   = regexp.MustCompile(`\{\{resolve:secretsmanager:([^}]+)\}\}`)
)

// text gives what a value of the template comes to.
func (v *values) text(value any) string {
	v.t.Helper()
	out, ok := value.(string)
	if m, is := value.(map[string]any); is && len(m) == 1 {
		if name, is := m["Ref"].(string); is {
			out, ok = v.ref(name), true
		}
		if choice, is := m["Fn::If"].([]any); is && len(choice) == 3 && choice[0] == "HasOidcSecret" {
			return v.text(choice[2])
		}
		if text, is := m["Fn::Sub"].(string); is {
			out, ok = reference.ReplaceAllStringFunc(text, func(s string) string { return v.ref(s[2 : len(s)-1]) }), true
		}
	}
	if !ok {
		v.t.Fatalf("cannot resolve %v", value)
	}
	return dynamic.ReplaceAllStringFunc(out, func(s string) string {
		secret, ok := v.secrets[dynamic.FindStringSubmatch(s)[1]]
		if !ok {
			v.t.Fatalf("%v is no secret of the template", value)
		}
		return secret
	})
}

func (v *values) ref(name string) string {
	v.t.Helper()
	text, ok := v.known[name]
	if !ok {
		v.t.Fatalf("the tests do not know what %s refers to", name)
	}
	return text
}

// variables gives the environment of a function, as NAME=value.
func (v *values) variables(function string) []string {
	v.t.Helper()
	var all []string
	for name, value := range v.template.Environment(function) {
		all = append(all, fmt.Sprintf("%s=%s", name, v.text(value)))
	}
	return all
}

// properties reads the properties of a resource into to; what to does not name
// is left out.
func properties(t testing.TB, template *stack.Template, name string, to any) {
	t.Helper()
	resource, ok := template.Resources[name]
	if !ok {
		t.Fatalf("the template has no resource %s", name)
	}
	text, err := json.Marshal(resource.Properties)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, to); err != nil {
		t.Fatalf("properties of %s: %v", name, err)
	}
}
