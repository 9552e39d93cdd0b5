package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"mkbloket/generator/publish"
	"mkbloket/internal/account"
	"mkbloket/internal/mototest"
)

// environment is one with an account and moto as AWS.
func environment(endpoint string) map[string]string {
	return map[string]string{
		"AWS_REGION": mototest.Region, "AWS_ACCESS_KEY_ID": mototest.Key, "AWS_SECRET_ACCESS_KEY": mototest.Key,
		"AWS_ENDPOINT_URL_S3": endpoint, "AWS_ENDPOINT_URL_CLOUDFRONT": endpoint,
	}
}

// site builds a folder with one page.
func site(t *testing.T, text string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "public")
	r, err := publish.Open(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Write("index.html", []byte(text)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Commit(); err != nil {
		t.Fatal(err)
	}
	return out
}

// call runs the command and gives its exit code and all that it said.
func call(t *testing.T, env map[string]string, args ...string) (code int, said string) {
	t.Helper()
	var b bytes.Buffer
	moment := func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }
	code = run(t.Context(), args, world{func(name string) string { return env[name] }, &b, &b, moment})
	return code, b.String()
}

// object reads the page of a bucket.
func object(t *testing.T, c *s3.Client, name string) string {
	t.Helper()
	out, err := c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: &name, Key: aws.String("site/index.html")})
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(out.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// versioned makes a bucket.
func versioned(t *testing.T, env map[string]string, name string) *s3.Client {
	t.Helper()
	config, err := account.Config(func(name string) string { return env[name] }, "AWS_ENDPOINT_URL_S3")
	if err != nil {
		t.Fatal(err)
	}
	c := s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = true })
	region := &types.CreateBucketConfiguration{LocationConstraint: mototest.Region}
	if _, err := c.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name, CreateBucketConfiguration: region}); err != nil {
		t.Fatal(err)
	}
	on := &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled}
	if _, err := c.PutBucketVersioning(t.Context(), &s3.PutBucketVersioningInput{Bucket: &name, VersioningConfiguration: on}); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheCommandUploadsAndRollsBack(t *testing.T) {
	env := environment(mototest.Start(t))
	objects := versioned(t, env, "loket")
	one, two := site(t, "een"), site(t, "twee")
	steps := []struct {
		args     []string
		code     int
		said     string
		onTheWeb string
	}{
		{[]string{"-bucket", "loket", "-site", one}, 0, "1 bestanden: 1 gestuurd, 0 verwijderd", "een"},
		{[]string{"-bucket", "loket", "-which"}, 0, "20261123T090000Z-", "een"},
		{[]string{"-bucket", "loket", "-site", two, "-assets"}, 0, "0 bestanden met vast adres", "een"},
		{[]string{"-bucket", "loket", "-site", one}, 0, "1 bestanden: 0 gestuurd, 0 verwijderd", "een"},
		{[]string{"-bucket", "loket", "-site", two, "-dry-run"}, 0, "zou sturen:      index.html", "een"},
		{[]string{"-bucket", "loket", "-site", two}, 0, "CloudFront weet nog niet van / /index.html; geef -distribution mee", "twee"},
		{[]string{"-bucket", "loket", "-site", two, "-distribution", "GEEN"}, 1, "deze distributie bestaat niet", "twee"},
		{[]string{"-bucket", "loket", "-rollback"}, 0, "1 bestanden: 1 gestuurd", "een"},
		{[]string{"-bucket", "loket", "-rollback"}, 1, "er is geen eerdere versie", "een"},
	}
	for _, s := range steps {
		code, said := call(t, env, s.args...)
		if code != s.code || !strings.Contains(said, s.said) {
			t.Errorf("%v: got %d, %q, want %d, %q", s.args, code, said, s.code, s.said)
		}
		if got := object(t, objects, "loket"); got != s.onTheWeb {
			t.Errorf("%v: got %q on the site, want %q", s.args, got, s.onTheWeb)
		}
	}
}

func TestWhatIsWrongIsSaidInOneLine(t *testing.T) {
	moto := mototest.Start(t, "INITIAL_NO_AUTH_ACTION_COUNT=0") // it checks keys from the first request on
	denied := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>")
	}))
	t.Cleanup(denied.Close)
	without := environment(moto)
	delete(without, "AWS_ACCESS_KEY_ID")
	built, damaged := site(t, "een"), site(t, "een")
	if err := os.WriteFile(filepath.Join(damaged, "index.html"), []byte("anders"), 0o644); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name string
		env  map[string]string
		args []string
		code int
		want string
	}{
		{"no bucket named", environment(moto), nil, 2, "-bucket"},
		{"both flags", environment(moto), []string{"-bucket", "b", "-dry-run", "-rollback"}, 2, "kan er één"},
		{"left over", environment(moto), []string{"-bucket", "b", "public"}, 2, `"public" hoort hier niet`},
		{"no credentials", without, []string{"-bucket", "b", "-site", built}, 1, "aws configure export-credentials --format env"},
		{"unknown credentials", environment(moto), []string{"-bucket", "b", "-site", built}, 1, "AWS kent deze toegangssleutel niet"},
		{"expired credentials", environment(denied.URL), []string{"-bucket", "b", "-site", built}, 1, "de gegevens zijn verlopen"},
		{"no site", environment(moto), []string{"-bucket", "b", "-site", filepath.Join(t.TempDir(), "leeg")}, 1, "go run ./generator build"},
		{"damaged site", environment(moto), []string{"-bucket", "b", "-site", damaged}, 1, "niet wat de bouw schreef"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			code, said := call(t, c.env, c.args...)
			if code != c.code || !strings.Contains(said, c.want) {
				t.Errorf("got %d, %q, want %d, %q", code, said, c.code, c.want)
			}
			if strings.Count(said, "\n") != 1 {
				t.Errorf("got %q, want one line", said)
			}
		})
	}
}

func TestABucketThatDoesNotExistIsNamed(t *testing.T) {
	env := environment(mototest.Start(t))
	code, said := call(t, env, "-bucket", "nergens", "-site", site(t, "een"))
	if want := "deze bucket bestaat niet"; code != 1 || !strings.Contains(said, want) {
		t.Errorf("got %d, %q, want 1, %q", code, said, want)
	}
}
