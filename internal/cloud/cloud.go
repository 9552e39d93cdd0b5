// Package cloud is what the AWS Lambda functions of the desk share: their
// environment, how they start, their log and their metrics. What they do is in
// the packages below, one for each sort of function, so that none loads what
// only another needs:
//
//	form    one form, or the pages to follow a case, behind an HTTP API (package
//	        httpapi), writing to the table
//	notify  sends the mail that cases hold: on the stream of the table, on a
//	        schedule, and marks what SES says came back
//	clock   reminds, ends and escalates what is due, on a schedule
//	purge   removes what has expired or was kept long enough, on a schedule
//
// A function reads its environment and makes its clients once, before its first
// event; a fault in the environment ends the process with one line that says
// what to set. Every event may come twice, late or out of order: what is in the
// store decides, never what is in the event. An answer goes out after the store
// has acknowledged the write, and nothing is left to do after it.
//
// The log is one JSON object a line on standard error, without personal data;
// numbers for CloudWatch go to standard output.
package cloud

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
)

// Function is a Lambda function that has not been started yet.
type Function struct {
	Name string                                 // one of Functions
	Open func(Process) (handler any, err error) // makes what lambda.Start takes; opens no connection
}

// Process is what a function gets from its surroundings.
type Process struct {
	Settings
	Log     *slog.Logger
	Metrics *Metrics
}

// Start runs f until the process is ended. It does not return; when f cannot
// start it writes why to standard error and ends the process with code 1.
func Start(f Function) {
	handler, err := f.prepare(os.Getenv, os.Stdout, os.Stderr)
	if err != nil {
		newLog(f.Name, os.Stderr).Error("start", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(handler)
}

// prepare makes the handler of f.
func (f Function) prepare(getenv func(string) string, stdout, stderr io.Writer) (any, error) {
	s, err := readSettings(f.Name, getenv)
	if err != nil {
		return nil, err
	}
	handler, err := f.Open(Process{Settings: s, Log: newLog(f.Name, stderr), Metrics: NewMetrics(stdout, s.Table, time.Now)})
	if err != nil {
		return nil, fmt.Errorf("function %s: %w", f.Name, err)
	}
	return handler, nil
}

func newLog(name string, w io.Writer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, nil)).With("function", name)
}
