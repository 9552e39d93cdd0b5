package dynamotest_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/store/dynamo/dynamotest"
)

// child makes this program the child of the kill test.
const child = "DYNAMOTEST_CHILD"

// TestDynamoDBLocalEndsWithItsProcess kills a process that has one running, in
// the way that leaves it no time for anything.
func TestDynamoDBLocalEndsWithItsProcess(t *testing.T) {
	endpoint := dynamotest.Local(t)
	if os.Getenv(child) != "" {
		fmt.Println("endpoint", endpoint)
		select {}
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), child+"=yes")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := ""
	for lines := bufio.NewScanner(out); address == "" && lines.Scan(); {
		address, _ = strings.CutPrefix(lines.Text(), "endpoint http://")
	}
	conn, err := net.Dial("tcp", address)
	if killed := cmd.Process.Kill(); err != nil || killed != nil {
		t.Fatal(err, killed)
	}
	defer conn.Close()
	if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v, want the connection broken: DynamoDB Local still runs", err)
	}
	_ = cmd.Wait() // it was killed
}
