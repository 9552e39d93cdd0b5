package dynamotest_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

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

func TestFaultsDoWhatThePlanSays(t *testing.T) {
	endpoint := dynamotest.Local(t)
	faults := dynamotest.NewFaults(t, endpoint, 7)
	patient := &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: 50 * time.Millisecond}}
	for _, c := range []struct {
		name   string
		plan   dynamotest.Plan
		status int // 0: no answer
		counts dynamotest.Counts
	}{
		{"throttle", dynamotest.Plan{Throttle: 1}, 400, dynamotest.Counts{Throttled: 1}},
		{"fault", dynamotest.Plan{Fault: 1}, 500, dynamotest.Counts{Throttled: 1, Faulted: 1}},
		{"hang", dynamotest.Plan{Hang: 1}, 0, dynamotest.Counts{Throttled: 1, Faulted: 1, Hung: 1}},
		{"late", dynamotest.Plan{Late: 1}, 0, dynamotest.Counts{Throttled: 1, Faulted: 1, Hung: 1, Late: 1}},
	} {
		faults.Set(c.plan)
		status := 0
		if got, err := patient.Post(faults.URL(), "application/x-amz-json-1.0", strings.NewReader("{}")); err == nil {
			status = got.StatusCode
			got.Body.Close()
		}
		if got := faults.Counts(); status != c.status || got != c.counts {
			t.Errorf("%s: got status %d and %+v, want %d and %+v", c.name, status, got, c.status, c.counts)
		}
	}
	faults.Settle()
}

func TestLostAndLateRequestsAreDoneAllTheSame(t *testing.T) {
	endpoint := dynamotest.Local(t)
	plain, table := dynamotest.Table(t, endpoint, []string{"queue"})
	faults := dynamotest.NewFaults(t, endpoint, 7)
	config := dynamotest.AWSConfig(faults.URL())
	config.HTTPClient = &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: 200 * time.Millisecond}}
	config.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	spoilt := dynamodb.NewFromConfig(config)
	for name, plan := range map[string]dynamotest.Plan{"lost": {Lost: 1}, "late": {Late: 1}} {
		faults.Set(plan)
		for i := range 4 {
			key := map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: fmt.Sprint(name, i)}}
			if _, err := spoilt.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: key}); err == nil {
				t.Errorf("%s: got an answer, want none", name)
			}
			faults.Settle()
			got, err := plain.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: key})
			if err != nil || got.Item == nil {
				t.Errorf("%s: got %v, %v, want the item there", name, got, err)
			}
		}
	}
}
