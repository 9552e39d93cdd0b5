package cloud

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestMetricsAreOneLineThatCloudWatchReads(t *testing.T) {
	var out bytes.Buffer
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	m := NewMetrics(&out, "loket", func() time.Time { return at })
	if err := m.Put(map[string]float64{MetricMailWaiting: 2, MetricOldestMail: 61.5}); err != nil {
		t.Fatal(err)
	}
	want := `{"MailWaiting":2,"OldestMail":61.5,"Table":"loket","_aws":{"Timestamp":1795428000000,"CloudWatchMetrics":[` +
		`{"Namespace":"MKBLoket","Dimensions":[["Table"]],"Metrics":[{"Name":"MailWaiting","Unit":"Count"},{"Name":"OldestMail","Unit":"Seconds"}]}]}}` + "\n"
	if got := out.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !json.Valid(out.Bytes()) || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("got %q, want one line of JSON", out.String())
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestMetricsThatCannotBeWrittenAreAnError(t *testing.T) {
	if err := NewMetrics(full{}, "loket", time.Now).Put(map[string]float64{MetricPurged: 1}); err == nil {
		t.Error("got no error")
	}
}
