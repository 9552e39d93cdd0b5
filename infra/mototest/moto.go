// Package mototest starts moto, a server that answers as AWS does, for tests.
//
// moto (https://docs.getmoto.org/en/latest/docs/server_mode.html) is a Python
// program: the environment variable AWS_TOOLS names the folder that has
// moto_server, and the aws command, as the folder bin of a virtual environment
// with moto[server] and awscli does. Without it tests are skipped, and fail when
// CI is true.
package mototest

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// Region and key of every client of the tests. moto accepts any.
const (
	Region = "eu-central-1"
	Key    = "testing"
)

// Tool gives the path of a program in AWS_TOOLS.
func Tool(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(os.Getenv("AWS_TOOLS"), name)
	if _, err := os.Stat(path); err == nil && os.Getenv("AWS_TOOLS") != "" {
		return path
	}
	const why = "set AWS_TOOLS to the folder with %s: python3 -m venv venv; venv/bin/pip install 'moto[server]' awscli; AWS_TOOLS=$PWD/venv/bin"
	if os.Getenv("CI") == "true" {
		t.Fatalf(why, name)
	}
	t.Skipf(why, name)
	return ""
}

var address = regexp.MustCompile(`Running on (http://127\.0\.0\.1:\d+)`)

// Start runs moto on a free port of loopback until the test ends, with more
// environment variables, and gives its address.
func Start(t *testing.T, environment ...string) string {
	t.Helper()
	server := exec.CommandContext(t.Context(), Tool(t, "moto_server"), "-H", "127.0.0.1", "-p", "0")
	server.Env = append(os.Environ(), "AWS_DEFAULT_REGION="+Region)
	server.Env = append(server.Env, environment...)
	server.WaitDelay = 10 * time.Second
	output, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill() // it keeps nothing
		_ = server.Wait()
	})
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if found := address.FindStringSubmatch(lines.Text()); found != nil {
			go drain(lines)
			return found[1]
		}
	}
	t.Fatalf("moto_server ended before it listened: %v", lines.Err())
	return ""
}

// drain reads what moto logs, so that it never waits for a reader.
func drain(lines *bufio.Scanner) {
	for lines.Scan() {
		continue
	}
}
