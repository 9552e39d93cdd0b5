// Package dynamotest gives tests the official DynamoDB Local, a fresh table
// for each test, and a proxy in front of it that does what networks do.
//
// DynamoDB Local is Amazon's own, in Java: com.amazonaws:DynamoDBLocal from
// Maven with its dependencies in one folder, which DYNAMODB_LOCAL names. Where
// it is not there the tests are skipped, and fail when CI is true.
package dynamotest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Folder is the environment variable that names the folder with the jars and
// native libraries of DynamoDB Local.
const Folder = "DYNAMODB_LOCAL"

// startTime is how long DynamoDB Local may take to start.
const startTime = 60 * time.Second

// errNotInstalled reports that DynamoDB Local cannot be started here.
var errNotInstalled = errors.New("needs java 17 on the path and " + Folder +
	" set to a folder with the jars of com.amazonaws:DynamoDBLocal and its dependencies")

// local is the one DynamoDB Local of this process, started at the first call.
var local = sync.OnceValues(start)

// server is a DynamoDB Local that runs.
type server struct {
	endpoint string
	alive    io.Closer // the pipe whose end stops it; the collector would close it
}

// Local returns the address of a DynamoDB Local that belongs to this test
// process and keeps all in memory. It starts at the first call and ends with
// the process, however that ends. It is safe for concurrent use.
func Local(t testing.TB) string {
	t.Helper()
	s, err := local()
	if errors.Is(err, errNotInstalled) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatalf("start DynamoDB Local: %v", err)
	}
	return s.endpoint
}

// guarded starts java and kills it when its own standard input ends: the other
// end of that pipe is held by this process and by nobody else.
const guarded = `"$@" </dev/null & child=$!; read -r _; kill -9 $child`

// start starts DynamoDB Local and waits until it answers.
func start() (*server, error) {
	folder := os.Getenv(Folder)
	jars, _ := filepath.Glob(filepath.Join(folder, "DynamoDBLocal*.jar"))
	java, err := exec.LookPath("java")
	if folder == "" || len(jars) == 0 || err != nil {
		return nil, errNotInstalled
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("sh", "-c", guarded, "sh", java, "-Xmx512m", "-XX:+UseSerialGC",
		"-Djava.library.path="+folder, "-cp", filepath.Join(folder, "*"),
		"com.amazonaws.services.dynamodbv2.local.main.ServerRunner", "-inMemory", "-sharedDb", "-disableTelemetry", "-port", port)
	var said buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	alive, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{endpoint: "http://127.0.0.1:" + port, alive: alive}
	if err := await(s.endpoint); err != nil {
		return nil, fmt.Errorf("%w; it said: %s", errors.Join(err, alive.Close()), said.String())
	}
	return s, nil
}

// freePort returns a port of the loopback address that nothing listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}

// await asks for the tables until there is an answer.
func await(endpoint string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	_, err := client(endpoint, retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = 10_000
		o.RateLimiter = ratelimit.None
		o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 50 * time.Millisecond, nil })
	})).ListTables(ctx, &dynamodb.ListTablesInput{Limit: aws.Int32(1)})
	return err
}

// buffer is a bytes.Buffer that is safe for concurrent use.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// String returns what was written so far.
func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
