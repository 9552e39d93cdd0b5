// Package mototest starts moto, a server that answers as AWS does, for tests.
//
// moto (https://docs.getmoto.org/en/latest/docs/server_mode.html) is a Python
// program, found by package awstools. Without it tests are skipped, and fail
// when CI is true.
package mototest

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"

	"mkbloket/internal/awstools"
)

// Region and key of every client of the tests. moto accepts any.
const (
	Region = "eu-central-1"
	Key    = "testing"
)

// startTime is how long moto may take until it listens.
const startTime = time.Minute

// Start runs moto on a free port of loopback until the test ends, with more
// environment variables, and gives its address.
func Start(t *testing.T, environment ...string) string {
	t.Helper()
	server := exec.CommandContext(t.Context(), awstools.Path(t, "moto_server"), "-H", "127.0.0.1", "-p", "0")
	server.Env = append(os.Environ(), "AWS_DEFAULT_REGION="+Region)
	server.Env = append(server.Env, environment...)
	ctx, cancel := context.WithTimeout(t.Context(), startTime)
	defer cancel()
	address, err := start(ctx, server)
	t.Cleanup(func() { stop(server) })
	if err != nil {
		t.Fatalf("start moto_server: %v", err)
	}
	return address
}

var listening = regexp.MustCompile(`Running on (http://127\.0\.0\.1:\d+)`)

// start starts a server and reads what it says on standard error until that
// holds its address, at the longest until ctx ends.
func start(ctx context.Context, server *exec.Cmd) (string, error) {
	output, err := server.StderrPipe()
	if err != nil {
		return "", err
	}
	if err := server.Start(); err != nil {
		return "", err
	}
	late := context.AfterFunc(ctx, func() { _ = output.Close() }) // ends the reading below
	defer late()
	lines, last := bufio.NewScanner(output), ""
	for lines.Scan() {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			go drain(lines)
			return found[1], nil
		}
		last = lines.Text()
	}
	if ctx.Err() != nil {
		return "", fmt.Errorf("it did not listen in time: %w; it said last: %q", ctx.Err(), last)
	}
	return "", fmt.Errorf("it ended before it listened: %w; it said last: %q", cmp.Or(lines.Err(), io.EOF), last)
}

// stop ends a server, which keeps nothing. One that was not started is no fault.
func stop(server *exec.Cmd) {
	if server.Process != nil {
		_ = server.Process.Kill()
		_ = server.Wait()
	}
}

// drain reads what moto logs, so that it never waits for a reader.
func drain(lines *bufio.Scanner) {
	for lines.Scan() {
		continue
	}
}
