// Package runtimetest runs the real bootstrap of a function for tests, under a
// Lambda Runtime API of its own on the loopback interface.
//
// Build makes the bootstraps with the script of production, infra/package, for
// the machine the test runs on. Start runs one, Invoke sends it an event. The process gets the
// variables that Lambda sets and those of the test, and nothing else of the
// environment. As in Lambda it works on one event at a time and its working
// directory is the folder of the bootstrap.
//
// What it does not do: freeze the process between two events, limit its memory
// or its processor, or start a second one.
//
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
package runtimetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Time limits of the tests, not of Lambda.
const (
	initWithin   = 10 * time.Second // as Lambda gives it
	invokeWithin = 30 * time.Second // when the context of Invoke has no deadline
)

// ErrExited reports that the process of the function has ended.
var ErrExited = errors.New("the process of the function has ended")

// FunctionError is what a function reports instead of an answer.
type FunctionError struct {
	Message string `json:"errorMessage"`
	Type    string `json:"errorType"`
}

// Error gives the message of the function.
func (e *FunctionError) Error() string {
	return fmt.Sprintf("the function reports %s: %s", e.Type, e.Message)
}

// Function is a running function. It is safe for concurrent use; events wait
// for each other.
type Function struct {
	t       testing.TB
	api     *api
	process *exec.Cmd
	started time.Time
	ended   chan struct{}
	log     *os.File // a file, not a pipe: what was written before an answer is there with it
	turn    sync.Mutex
}

// Start runs the bootstrap at path with the variables env ("NAME=value") besides
// those that Lambda sets. The process ends with the test. Start does not wait
// for it: whether it gets ready shows in Init and Invoke.
func Start(t testing.TB, path string, env ...string) *Function {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.OpenFile(filepath.Join(t.TempDir(), "log"), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	f := &Function{t: t, api: newAPI(), ended: make(chan struct{}), log: log}
	server := httptest.NewServer(f.api)
	f.process = exec.Command(path)
	f.process.Dir = filepath.Dir(path)
	f.process.Env = append(environment(server.Listener.Addr().String(), filepath.Dir(path)), env...)
	f.process.Stdout, f.process.Stderr = log, log
	f.started = time.Now()
	if err := f.process.Start(); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	go func() {
		_ = f.process.Wait() // how it ended is in its log
		close(f.ended)
	}()
	t.Cleanup(func() {
		f.Stop()
		f.api.close()
		server.Close()
		_ = log.Close() // nobody writes to it any more
	})
	return f
}

// Stop kills the process and waits for its end.
func (f *Function) Stop() {
	_ = f.process.Process.Kill() // it may have ended before
	<-f.ended
}

// environment is what Lambda sets; the credentials are not anybody's.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
func environment(api, folder string) []string {
	return []string{
		"AWS_LAMBDA_RUNTIME_API=" + api,
		"AWS_LAMBDA_FUNCTION_NAME=" + filepath.Base(folder),
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512",
		"AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"LAMBDA_TASK_ROOT=" + folder,
		"AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-1",
		"AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY=test", "AWS_SESSION_TOKEN=test",
		"TZ=:UTC", "LANG=en_US.UTF-8",
	}
}

// Init waits until the function first asks for an event, and gives the time
// from the start of its process until then. A function that does not get so far
// fails the test.
func (f *Function) Init() time.Duration {
	f.t.Helper()
	select {
	case <-f.api.ready:
		return f.api.readyAt.Sub(f.started)
	case <-f.ended:
		f.t.Fatalf("the function ended before its first event:\n%s", f.Log())
	case <-time.After(initWithin):
		f.t.Fatalf("the function is not ready after %v:\n%s", initWithin, f.Log())
	}
	return 0
}

// Invoke sends an event and returns the answer. The deadline of ctx is that of
// the event, as Lambda tells it to the function; without one it is half a
// minute away. Errors are *FunctionError, ErrExited and that of the context.
//
// The payload is sent as it is when it is a []byte or a json.RawMessage, and as
// JSON otherwise.
func (f *Function) Invoke(ctx context.Context, payload any) ([]byte, error) {
	body, err := encode(payload)
	if err != nil {
		return nil, err
	}
	f.turn.Lock()
	defer f.turn.Unlock()
	ctx, cancel := limited(ctx)
	defer cancel()
	return f.exchange(ctx, body)
}

func limited(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, invokeWithin)
}

func encode(payload any) ([]byte, error) {
	switch p := payload.(type) {
	case []byte:
		return p, nil
	case json.RawMessage:
		return p, nil
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("encode event: %w", err)
	}
	return body, nil
}

// exchange hands over one event and waits for what comes of it.
func (f *Function) exchange(ctx context.Context, body []byte) ([]byte, error) {
	deadline, _ := ctx.Deadline()
	one := f.api.event(body, deadline)
	select {
	case f.api.events <- one:
	case <-f.ended:
		return nil, ErrExited
	case <-ctx.Done():
		return nil, fmt.Errorf("hand over event: %w", ctx.Err())
	}
	select {
	case result := <-one.result:
		return result.body, result.err
	case <-f.ended:
		return nil, ErrExited
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for answer: %w", ctx.Err())
	}
}

// Wait waits until the process has ended by itself, or ctx ends.
func (f *Function) Wait(ctx context.Context) error {
	select {
	case <-f.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Log gives what the process has written to its output so far.
func (f *Function) Log() string {
	f.t.Helper()
	text, err := os.ReadFile(f.log.Name())
	if err != nil {
		f.t.Fatal(err)
	}
	return string(text)
}
