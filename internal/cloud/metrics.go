package cloud

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// Namespace is the namespace of the metrics in CloudWatch, and Dimension their
// only dimension, with the name of the table as its value: two stacks in one
// account stay apart.
const (
	Namespace = "MKBLoket"
	Dimension = "Table"
)

// Names of the metrics.
const (
	MetricOldestMail  = "OldestMail"  // seconds since the oldest unsent message was written; 0: none
	MetricMailWaiting = "MailWaiting" // messages that will be tried again
	MetricMailParked  = "MailParked"  // messages given up
	MetricBounces     = "Bounces"     // messages that came back
	MetricPurged      = "Purged"      // records removed because they had expired
	MetricPurgeRuns   = "PurgeRuns"   // 1 for each purge that came to its end

	MetricNoticesReturned = "NoticesReturned" // those of Bounces that were for the desk itself

	MetricRetained       = "Retained"       // cases erased or made anonymous because they were kept long enough
	MetricRetentionHeld  = "RetentionHeld"  // cases kept longer, because somebody put them on hold
	MetricRetentionFails = "RetentionFails" // cases that retention could not work on

	MetricClockRuns = "ClockRuns" // 1 for each run of the clock that came to its end
	MetricReminded  = "Reminded"  // reminders written
	MetricEnded     = "Ended"     // cases closed, and profiles taken off or erased, because nobody reacted
	MetricExpired   = "Expired"   // referrals that came back, and profiles whose owner is asked again
	MetricEscalated = "Escalated" // cases that became too late for the lead to know
	MetricPostponed = "Postponed" // reminders put off, because their reader had enough today
)

// Units gives the unit of each metric by its name.
func Units() map[string]string {
	return map[string]string{
		MetricOldestMail: "Seconds", MetricMailWaiting: "Count", MetricMailParked: "Count",
		MetricBounces: "Count", MetricNoticesReturned: "Count", MetricPurged: "Count", MetricPurgeRuns: "Count",
		MetricRetained: "Count", MetricRetentionHeld: "Count", MetricRetentionFails: "Count",
		MetricClockRuns: "Count", MetricReminded: "Count", MetricEnded: "Count", MetricExpired: "Count",
		MetricEscalated: "Count", MetricPostponed: "Count",
	}
}

// Metrics writes metrics as lines of JSON that CloudWatch reads from the log of
// a function, so that sending them costs no call and no permission. It is not
// safe for concurrent use: a function works on one event at a time.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
type Metrics struct {
	w     io.Writer
	table string
	now   func() time.Time
}

// NewMetrics makes Metrics of the functions on a table.
func NewMetrics(w io.Writer, table string, now func() time.Time) *Metrics {
	return &Metrics{w: w, table: table, now: now}
}

// Put writes values, which all have names of Units, in one line.
func (m *Metrics) Put(values map[string]float64) error {
	type metric struct{ Name, Unit string }
	type directive struct {
		Namespace  string
		Dimensions [][]string
		Metrics    []metric
	}
	type metadata struct {
		Timestamp         int64 // milliseconds since 1970
		CloudWatchMetrics []directive
	}
	d := directive{Namespace: Namespace, Dimensions: [][]string{{Dimension}}}
	line := map[string]any{Dimension: m.table}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		d.Metrics = append(d.Metrics, metric{name, Units()[name]})
		line[name] = values[name]
	}
	line["_aws"] = metadata{m.now().UnixMilli(), []directive{d}}
	text, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("encode metrics: %w", err)
	}
	if _, err := m.w.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("write metrics: %w", err)
	}
	return nil
}
