package infra_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What deploy calls is tested where it is made. Here those programs are replaced
// by ones that write down how they were called, to see the order of the steps,
// and where it stops. Each looks in the folder world for what it must answer.
var standIns = map[string]string{
	"go": `#!/bin/sh
echo "go $*" >>"$WORLD/calls"
case "$*" in
  'run ./generator check') exit "$(cat "$WORLD/check" 2>/dev/null || echo 0)" ;;
  'run ./generator build '*) mkdir -p public && printf 'User-agent: *\n\nSitemap: https://loket.example/sitemap.xml\n' >public/robots.txt ;;
  'run ./generator moves') printf '/oud/ /nieuw/\n/weg/ /\n' ;;
  'run ./generator snapshot -out '*) cat "$WORLD/content" >"$5" ;;
  *' -which') cat "$WORLD/release" 2>/dev/null; echo ;;
  *' -rollback') echo before >"$WORLD/release" ;;
  *'-site public') cp "$WORLD/next" "$WORLD/release" ;;
  'run ./infra/smoke '*) exit "$(cat "$WORLD/smoke" 2>/dev/null || echo 0)" ;;
esac
`,
	"aws": `#!/bin/sh
echo "aws $*" >>"$WORLD/calls"
[ ! -f "$WORLD/down" ] || { echo 'The security token is expired' >&2; exit 255; }
case "$*" in
  *OutputKey==*)
    key=${*#*OutputKey==\'}
    [ -f "$WORLD/stack" ] || case "$*" in *-edge*) ;; *) echo 'does not exist' >&2; exit 254 ;; esac
    cat "$WORLD/outputs/${key%%\'*}" 2>/dev/null || echo None ;;
  's3 cp --only-show-errors - '*) cat >"$WORLD/deployed" ;;
  's3 cp --only-show-errors s3://'*) cat "$WORLD/deployed" ;;
esac
`,
	"sam": `#!/bin/sh
echo "sam $*" >>"$WORLD/calls"
[ ! -f "$WORLD/broken" ] || exit 1
touch "$WORLD/stack"
`,
	"infra/package": `#!/bin/sh
echo "package" >>"$WORLD/calls"
mkdir -p build/functions/question && cp "$WORLD/content" build/functions/question/loket.json
`,
}

// deploy runs the script in a folder of its own, in a world of files, and gives
// its exit code, what it said, and the calls in short.
func deploy(t *testing.T, world map[string]string, args ...string) (code int, said string, calls []string) {
	t.Helper()
	folder := t.TempDir()
	write := func(name, text string, mode os.FileMode) {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range standIns {
		if !strings.Contains(name, "/") {
			name = "bin/" + name
		}
		write(name, text, 0o755)
	}
	script, err := os.ReadFile("deploy")
	if err != nil {
		t.Fatal(err)
	}
	write("infra/deploy", string(script), 0o755)
	example, err := os.ReadFile("desk.example.env")
	if err != nil {
		t.Fatal(err)
	}
	write("infra/desk.env", string(example), 0o644)
	for name, text := range world {
		write("world/"+name, text, 0o644)
	}
	c := exec.CommandContext(t.Context(), filepath.Join(folder, "infra/deploy"), args...)
	c.Env = append(os.Environ(), "PATH="+filepath.Join(folder, "bin")+":"+os.Getenv("PATH"), "WORLD="+filepath.Join(folder, "world"), "AWS_ACCESS_KEY_ID=x")
	out, err := c.CombinedOutput()
	if c.ProcessState == nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(filepath.Join(folder, "world/calls"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), string(out), short(string(log))
}

// short names the calls that matter.
func short(log string) []string {
	names := []struct{ has, name string }{
		{"generator check", "check"}, {"generator build", "build"}, {"package", "package"}, {"-assets", "assets"},
		{"aws cloudformation deploy", "edge"}, {`Moves="/oud/:/nieuw/|/weg/:/|"`, "stack"}, {"s3 cp --only-show-errors - ", "note"},
		{"-rollback", "rollback"}, {"-site public", "upload"}, {"infra/smoke", "smoke"},
	}
	var calls []string
	for line := range strings.Lines(log) {
		for _, n := range names {
			if strings.Contains(line, n.has) {
				calls = append(calls, n.name)
				break
			}
		}
	}
	return calls
}

// running is a world with a desk that runs.
func running(more map[string]string) map[string]string {
	world := map[string]string{
		"stack": "", "content": `{"MailFrom":"loket@loket.example"}`, "next": "after\n", "release": "before\n",
		"deployed":           "7b337a8c0e6e87e15788dc8226a4aa03e7adae31f27c55983a2d2c9ba0e762c1\n", // SHA-256 of content
		"outputs/BucketName": "bucket\n", "outputs/DistributionId": "EDIST\n", "outputs/SiteUrl": "https://loket.example\n",
		"outputs/CertificateArn": "arn:certificate\n", "outputs/WebAclArn": "\n", "outputs/DistributionDomain": "d.cloudfront.net\n",
	}
	maps.Copy(world, more)
	return world
}

func TestDeployTakesItsStepsInOrder(t *testing.T) {
	fresh := running(nil)
	delete(fresh, "stack")
	delete(fresh, "release")
	delete(fresh, "deployed")
	cases := []struct {
		name  string
		world map[string]string
		args  []string
		code  int
		said  string
		calls string
	}{
		{"first time", fresh, nil, 0, "klaar: https://loket.example", "check build package edge stack edge note upload smoke"},
		{"again", running(nil), nil, 0, "klaar: https://loket.example", "check build package assets edge stack note upload smoke"},
		{"nightly", running(nil), []string{"--only-site"}, 0, "klaar", "check build upload smoke"},
		{"rollback", running(nil), []string{"--rollback"}, 0, "terugzetten", "rollback smoke"},
		{"problems in the content", running(map[string]string{"check": "1"}), nil, 1, "inhoud controleren", "check"},
		{"account cannot be reached", running(map[string]string{"down": ""}), nil, 1, "deploy: The security token is expired", "check build"},
		{"stack fails", running(map[string]string{"broken": ""}), nil, 1, "stack mkb-loket in eu-central-1", "check build package assets edge stack"},
		{"site does not work", running(map[string]string{"smoke": "1"}), nil, 1, "de vorige versie van de site is teruggezet",
			"check build package assets edge stack note upload smoke rollback"},
		{"site does not work at night", running(map[string]string{"smoke": "1"}), []string{"--only-site"}, 1, "is teruggezet", "check build upload smoke rollback"},
		{"it did not work before either", running(map[string]string{"smoke": "1", "next": "before\n"}), []string{"--only-site"}, 1, "er is niets teruggezet", "check build upload smoke"},
		{"first site does not work", withSmoke(fresh), nil, 1, "Wijst https://loket.example al naar d.cloudfront.net?", "check build package edge stack edge note upload smoke"},
		{"another sender of mail", running(map[string]string{"content": `{"MailFrom":"x@loket.example"}`}), nil, 1, "mail_van in content/site.yaml is niet loket@loket.example", "check build package"},
		{"functions know another site", running(map[string]string{"content": "other"}), []string{"--only-site"}, 1, "draai infra/deploy zonder --only-site", "check build"},
		{"no stack yet", fresh, []string{"--only-site"}, 1, "draai eerst infra/deploy", "check build"},
		{"called wrongly", running(nil), []string{"--all"}, 2, "gebruik:", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			code, said, calls := deploy(t, c.world, c.args...)
			if code != c.code || !strings.Contains(said, c.said) {
				t.Errorf("got %d, %s, want %d, %q", code, said, c.code, c.said)
			}
			if want := strings.Fields(c.calls); !slices.Equal(calls, want) {
				t.Errorf("got %v, want %v", calls, want)
			}
		})
	}
}

func withSmoke(world map[string]string) map[string]string {
	world = maps.Clone(world)
	world["smoke"] = "1"
	return world
}

func TestASiteForAnotherNameIsNotDeployed(t *testing.T) {
	t.Setenv("DESK_ENV", "infra/other.env") // is not there: the environment counts
	for name, value := range map[string]string{
		"STACK": "x", "AWS_REGION": "eu-central-1", "DOMAIN": "ander.example", "DESK_NAME": "balie.ander.example", "MAIL_DOMAIN": "ander.example",
		"MAIL_FROM": "loket@ander.example", "ALARM_ADDRESS": "beheer@example.org",
	} {
		t.Setenv(name, value)
	}
	code, said, calls := deploy(t, running(nil))
	if want := "adres_site in content/site.yaml is niet https://ander.example"; code != 1 || !strings.Contains(said, want) {
		t.Errorf("got %d, %s, want 1, %q", code, said, want)
	}
	if want := []string{"check", "build"}; !slices.Equal(calls, want) {
		t.Errorf("got %v, want %v", calls, want)
	}
}

// Every setting of the example must be one that a script reads, and every
// parameter that deploy gives one that the templates have.
func TestSettingsAndParametersExist(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	script, template, edge := read("deploy"), read("../template.yaml"), read("edge.yaml")
	for line := range strings.Lines(read("desk.example.env")) {
		name, _, isSetting := strings.Cut(line, "=")
		if isSetting && !strings.HasPrefix(line, "#") && !strings.Contains(script, "$"+name) && !strings.Contains(script, "${"+name) {
			t.Errorf("%s: got a setting that deploy does not read", name)
		}
	}
	for _, call := range []struct{ start, template string }{{"\nedge() {", edge}, {"\nstack() {", template}} {
		_, body, _ := strings.Cut(script, call.start)
		body, _, _ = strings.Cut(body, "\n}")
		_, given, found := strings.Cut(body, "--parameter-overrides")
		if !found {
			t.Fatalf("%s: got no parameters", call.start)
		}
		for field := range strings.FieldsSeq(given) {
			name, _, isParameter := strings.Cut(strings.Trim(field, `"`), "=")
			if isParameter && !strings.Contains(call.template, "\n  "+name+":\n") {
				t.Errorf("%s: got a parameter that the template does not have", name)
			}
		}
	}
}
