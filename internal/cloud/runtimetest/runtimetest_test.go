package runtimetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
)

// child makes the test binary a function that does what its value says.
const child = "RUNTIMETEST_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(child) {
	case "":
		os.Exit(m.Run())
	case "refuses to start":
		fmt.Fprintln(os.Stderr, "TABLE is not set")
		os.Exit(1)
	}
	lambda.Start(answer)
}

func answer(ctx context.Context, in string) (string, error) {
	deadline, _ := ctx.Deadline()
	switch in {
	case "fail":
		return "", errors.New("the table is away")
	case "end":
		fmt.Println("going")
		os.Exit(3)
	case "wait":
		<-ctx.Done()
	case "deadline":
		return time.Until(deadline).Round(time.Minute).String(), nil
	case "environment":
		folder, err := os.Getwd()
		return fmt.Sprint(folder == os.Getenv("LAMBDA_TASK_ROOT"), os.Getenv("HOME"), os.Getenv("EXTRA")), err
	}
	return "got " + in, nil
}

// start runs the test binary itself as a function.
func start(t *testing.T, does string) *Function {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Start(t, self, child+"="+does, "EXTRA=more")
}

func TestAnswersComeBackInOrder(t *testing.T) {
	f := start(t, "answers")
	if got := f.Init(); got <= 0 || got > initWithin {
		t.Errorf("init: got %v, want a time within %v", got, initWithin)
	}
	for _, in := range []string{"one", "two", "three"} {
		got, err := f.Invoke(t.Context(), in)
		if want := `"got ` + in + `"`; err != nil || string(got) != want {
			t.Errorf("got %s and %v, want %s", got, err, want)
		}
	}
}

func TestErrorOfTheFunctionIsReported(t *testing.T) {
	f := start(t, "answers")
	var report *FunctionError
	if _, err := f.Invoke(t.Context(), "fail"); !errors.As(err, &report) || report.Message != "the table is away" {
		t.Errorf("got %v, want what the function said", err)
	}
	if got, err := f.Invoke(t.Context(), []byte(`"next"`)); err != nil || string(got) != `"got next"` {
		t.Errorf("the event after: got %s and %v, want an answer", got, err)
	}
}

func TestFunctionThatEndsIsReportedWithItsLog(t *testing.T) {
	var tests = []struct{ does, in, log string }{
		{"answers", "end", "going"},
		{"refuses to start", "one", "TABLE is not set"},
	}
	for _, test := range tests {
		t.Run(test.does, func(t *testing.T) {
			f := start(t, test.does)
			if _, err := f.Invoke(t.Context(), test.in); !errors.Is(err, ErrExited) {
				t.Errorf("got %v, want ErrExited", err)
			}
			if err := f.Wait(t.Context()); err != nil || !strings.Contains(f.Log(), test.log) {
				t.Errorf("got %v and log %q, want %q in it", err, f.Log(), test.log)
			}
		})
	}
}

func TestDeadlineOfTheContextIsThatOfTheEvent(t *testing.T) {
	f := start(t, "answers")
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
	defer cancel()
	if got, err := f.Invoke(ctx, "deadline"); err != nil || string(got) != `"15m0s"` {
		t.Errorf("got %s and %v, want 15m0s", got, err)
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := f.Invoke(short, "wait"); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want an answer at the deadline or its end", err)
	}
}

func TestOnlyTheEnvironmentOfLambdaIsThere(t *testing.T) {
	got, err := start(t, "answers").Invoke(t.Context(), "environment")
	if want := `"truemore"`; err != nil || strings.ReplaceAll(string(got), " ", "") != want {
		t.Errorf("got %s and %v, want the folder of the bootstrap, no HOME and the variable of the test", got, err)
	}
}
