package infra_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mkbloket/internal/awstools"
	"mkbloket/internal/mototest"
)

// letter is what Lambda writes to the queue about a batch that it gave up
// (https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html).
const letter = `{"requestContext":{"requestId":"316aa6d0","functionArn":"arn:aws:lambda:eu-central-1:123456789012:function:notify",` +
	`"condition":"RetryAttemptsExhausted","approximateInvokeCount":11},"responseContext":{"statusCode":200,"executedVersion":"$LATEST",` +
	`"functionError":"Unhandled"},"version":"1.0","timestamp":"2026-11-23T09:00:05.000Z","DDBStreamBatchInfo":{"shardId":"shardId-0001",` +
	`"startSequenceNumber":"800000000003126276362","endSequenceNumber":"800000000003126276365",` +
	`"approximateArrivalOfFirstRecord":"2026-11-23T08:00:00Z","approximateArrivalOfLastRecord":"2026-11-23T08:00:04Z","batchSize":3,` +
	`"streamArn":"arn:aws:dynamodb:eu-central-1:123456789012:table/loket/stream/2026-11-01T00:00:00.000"}}`

// function stands in for Lambda, and answers as its Invoke does
// (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html).
type function struct {
	*httptest.Server
	status  int
	failed  string // X-Amz-Function-Error
	invoked []string
}

func newFunction(t *testing.T) *function {
	t.Helper()
	f := &function{status: http.StatusOK}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		f.invoked = append(f.invoked, r.URL.Path+" "+string(body))
		if f.failed != "" {
			w.Header().Set("X-Amz-Function-Error", f.failed)
		}
		w.WriteHeader(f.status)
		_, _ = io.WriteString(w, `{"errorMessage":"table is away"}`)
	}))
	t.Cleanup(f.Close)
	return f
}

// queue is one of moto.
type queue struct {
	t           *testing.T
	endpoint    string
	url         string
	environment []string
}

func newQueue(t *testing.T, moto, lambda, name string) *queue {
	t.Helper()
	q := &queue{t: t, endpoint: moto}
	var made struct{ QueueUrl string }
	q.ask("CreateQueue", map[string]any{"QueueName": name}, &made)
	q.url = made.QueueUrl
	q.environment = append(os.Environ(),
		"PATH="+filepath.Dir(awstools.Path(t, "aws"))+string(os.PathListSeparator)+os.Getenv("PATH"),
		"AWS_ACCESS_KEY_ID="+mototest.Key, "AWS_SECRET_ACCESS_KEY="+mototest.Key, "AWS_REGION="+mototest.Region, "AWS_MAX_ATTEMPTS=1",
		"AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull, "AWS_ENDPOINT_URL_SQS="+moto, "AWS_ENDPOINT_URL_LAMBDA="+lambda,
		"DESK_ENV="+os.DevNull, "QUEUE="+q.url, "NOTIFY=notify", "WAIT=0",
	)
	return q
}

// ask calls the queue service in its JSON protocol.
func (q *queue) ask(operation string, in, out any) {
	q.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		q.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(q.t.Context(), http.MethodPost, q.endpoint, bytes.NewReader(body))
	if err != nil {
		q.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AmazonSQS."+operation)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+mototest.Key+"/20261123/"+mototest.Region+"/sqs/aws4_request, SignedHeaders=host, Signature=0")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		q.t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(out); err != nil || answer.StatusCode != http.StatusOK {
		q.t.Fatalf("%s: %d, %v", operation, answer.StatusCode, err)
	}
}

func (q *queue) send(n int) {
	q.t.Helper()
	for range n {
		q.ask("SendMessage", map[string]any{"QueueUrl": q.url, "MessageBody": letter}, &struct{}{})
	}
}

// visible counts the letters that anybody can receive.
func (q *queue) visible() string {
	q.t.Helper()
	var got struct{ Attributes map[string]string }
	q.ask("GetQueueAttributes", map[string]any{"QueueUrl": q.url, "AttributeNames": []string{"All"}}, &got)
	return got.Attributes["ApproximateNumberOfMessages"]
}

// replay runs the script and gives its exit code and what it said.
func (q *queue) replay(args ...string) (code int, said string) {
	q.t.Helper()
	c := exec.CommandContext(q.t.Context(), "./replay", args...)
	c.Env = q.environment
	out, err := c.CombinedOutput()
	if c.ProcessState == nil {
		q.t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), string(out)
}

func TestReplayRemovesLettersOnlyAfterNotifyDidItsWork(t *testing.T) {
	moto := mototest.Start(t)
	cases := []struct {
		name    string
		letters int
		status  int
		failed  string
		args    []string

		code     int
		said     string
		invoked  int
		leftOver string
	}{
		{"nothing there", 0, 200, "", nil, 0, "de wachtrij is leeg", 0, "0"},
		{"letters", 2, 200, "", nil, 0, "2 brieven: de post is verstuurd", 1, "0"},
		{"more than fit in one answer", 12, 200, "", nil, 0, "12 brieven: de post is verstuurd", 1, "0"},
		{"only show", 2, 200, "", []string{"--toon"}, 0, "3 wijzigingen van 2026-11-23T08:00:00Z tot 2026-11-23T08:00:04Z (RetryAttemptsExhausted)", 0, "2"},
		{"notify fails", 2, 200, "Unhandled", nil, 1, "notify mislukte (Unhandled); de brieven blijven staan", 1, "2"},
		{"notify cannot be started", 2, 403, "", nil, 1, "notify kon niet worden gestart; de brieven blijven staan", 1, "2"},
		{"called wrongly", 1, 200, "", []string{"alles"}, 2, "gebruik: infra/replay", 0, "1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			lambda := newFunction(t)
			lambda.status, lambda.failed = c.status, c.failed
			q := newQueue(t, moto, lambda.URL, strings.ReplaceAll(c.name, " ", "-"))
			q.send(c.letters)
			code, said := q.replay(c.args...)
			if code != c.code || !strings.Contains(said, c.said) {
				t.Errorf("got %d, %q, want %d, %q", code, said, c.code, c.said)
			}
			if got := len(lambda.invoked); got != c.invoked {
				t.Errorf("got %d times invoked, want %d", got, c.invoked)
			}
			for _, got := range lambda.invoked {
				if want := `/2015-03-31/functions/notify/invocations {"taak":"post"}`; got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
			if got := q.visible(); got != c.leftOver {
				t.Errorf("got %s letters left, want %s", got, c.leftOver)
			}
		})
	}
}
