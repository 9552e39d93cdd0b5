package account_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"mkbloket/internal/account"
)

func environment() map[string]string {
	return map[string]string{
		"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "hidden",
		"AWS_SESSION_TOKEN": "token", "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1",
	}
}

func TestConfigTakesTheAccountFromTheEnvironment(t *testing.T) {
	env := environment()
	c, err := account.Config(func(name string) string { return env[name] }, "AWS_ENDPOINT_URL_S3")
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Credentials.Retrieve(t.Context())
	if err != nil || got.AccessKeyID != "key" || got.SecretAccessKey != "hidden" || got.SessionToken != "token" {
		t.Errorf("got credentials of %q, %v, want those of the environment", got.AccessKeyID, err)
	}
	if c.Region != "eu-central-1" || *c.BaseEndpoint != "http://127.0.0.1:1" {
		t.Errorf("got region %q, endpoint %q", c.Region, *c.BaseEndpoint)
	}
	if c, err = account.Config(func(name string) string { return env[name] }, "AWS_ENDPOINT_URL_DYNAMODB"); err != nil || c.BaseEndpoint != nil {
		t.Errorf("another service: got endpoint %v, %v, want that of the region", c.BaseEndpoint, err)
	}
}

func TestConfigNamesWhatIsMissingAndNoSecret(t *testing.T) {
	for _, name := range []string{"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		env := maps.Clone(environment())
		delete(env, name)
		_, err := account.Config(func(name string) string { return env[name] }, "")
		if !errors.Is(err, account.ErrMissing) || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("without %s: got %v, want ErrMissing that names it", name, err)
		}
	}
}
