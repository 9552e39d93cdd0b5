package e2e

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"mkbloket/internal/store/dynamo/dynamotest"
)

// change is a record of the table's stream as notify gets it.
type change map[string]any

// mapping leads the stream of the table to notify, as the event source mapping
// of the template says.
type mapping struct {
	*desk
	client *dynamodbstreams.Client
	stream string
	places map[string]*string // by shard: where to go on

	BatchSize             int
	FunctionResponseTypes []string
	FilterCriteria        struct{ Filters []struct{ Pattern string } }
}

func (d *desk) newMapping() *mapping {
	d.Helper()
	m := &mapping{desk: d, client: dynamodbstreams.NewFromConfig(dynamotest.AWSConfig(dynamotest.Local(d.T))), places: map[string]*string{}}
	names := d.template.OfType("AWS::Lambda::EventSourceMapping")
	if len(names) != 1 {
		d.Fatalf("got event source mappings %v, want one", names)
	}
	properties(d.T, d.template, names[0], m)
	if !slices.Contains(m.FunctionResponseTypes, "ReportBatchItemFailures") || m.BatchSize < 1 || len(m.FilterCriteria.Filters) != 1 {
		d.Fatalf("got %+v, want batches that can fail in part, and one filter", m)
	}
	made, err := d.table.DescribeTable(d.Context(), &dynamodb.DescribeTableInput{TableName: &d.table.name})
	if err != nil || made.Table.LatestStreamArn == nil {
		d.Fatalf("the table has no stream: %v", err)
	}
	m.stream = *made.Table.LatestStreamArn
	return m
}

// read gives the changes since the last call that pass the filter.
func (m *mapping) read() []change {
	m.Helper()
	about, err := m.client.DescribeStream(m.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: &m.stream})
	if err != nil {
		m.Fatal(err)
	}
	var all []change
	for _, shard := range about.StreamDescription.Shards {
		for _, r := range m.shard(shard.ShardId) {
			if c := m.change(r); fits(m.pattern(), c) {
				all = append(all, c)
			}
		}
	}
	return all
}

// shard reads one shard on from where it was.
func (m *mapping) shard(id *string) []types.Record {
	m.Helper()
	place, known := m.places[*id]
	if !known {
		first, err := m.client.GetShardIterator(m.Context(), &dynamodbstreams.GetShardIteratorInput{
			StreamArn: &m.stream, ShardId: id, ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
		})
		if err != nil {
			m.Fatal(err)
		}
		place = first.ShardIterator
	}
	var records []types.Record
	for place != nil {
		page, err := m.client.GetRecords(m.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: place})
		if err != nil {
			m.Fatal(err)
		}
		place = page.NextShardIterator
		if len(page.Records) == 0 {
			break
		}
		records = append(records, page.Records...)
	}
	m.places[*id] = place
	return records
}

// change writes a record as Lambda does
// (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html).
func (m *mapping) change(r types.Record) change {
	keys := map[string]any{}
	for name, value := range r.Dynamodb.Keys {
		keys[name] = map[string]any{"S": value.(*types.AttributeValueMemberS).Value}
	}
	if len(r.Dynamodb.NewImage)+len(r.Dynamodb.OldImage) > 0 {
		m.Errorf("the stream shows what is in items, want keys only")
	}
	return change{
		"eventID": aws.ToString(r.EventID), "eventName": string(r.EventName), "eventVersion": "1.1", "eventSource": "aws:dynamodb",
		"awsRegion": "eu-west-1", "eventSourceARN": m.stream,
		"dynamodb": map[string]any{
			"ApproximateCreationDateTime": float64(r.Dynamodb.ApproximateCreationDateTime.Unix()), "Keys": keys,
			"SequenceNumber": aws.ToString(r.Dynamodb.SequenceNumber), "SizeBytes": aws.ToInt64(r.Dynamodb.SizeBytes), "StreamViewType": string(r.Dynamodb.StreamViewType),
		},
	}
}

func (m *mapping) pattern() map[string]any {
	m.Helper()
	var pattern map[string]any
	if err := json.Unmarshal([]byte(m.FilterCriteria.Filters[0].Pattern), &pattern); err != nil {
		m.Fatalf("filter: %v", err)
	}
	return pattern
}

// fits tells whether an event has all that a pattern asks for: below each name
// one of a list of texts and prefixes
// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html).
func fits(pattern, event map[string]any) bool {
	for name, wanted := range pattern {
		if within, ok := wanted.(map[string]any); ok {
			below, ok := event[name].(map[string]any)
			if !ok || !fits(within, below) {
				return false
			}
			continue
		}
		text, _ := event[name].(string)
		if list, ok := wanted.([]any); !ok || !slices.ContainsFunc(list, func(one any) bool { return matches(one, text) }) {
			return false
		}
	}
	return true
}

// matches knows a text and {"prefix": text}, and takes nothing else.
func matches(rule any, text string) bool {
	if object, ok := rule.(map[string]any); ok {
		prefix, ok := object["prefix"].(string)
		return ok && len(object) == 1 && strings.HasPrefix(text, prefix)
	}
	return rule == text
}

// deliver sends changes to notify in batches, and gives those that it reports
// as failed, from the first on.
func (m *mapping) deliver(changes []change) (failed []change) {
	m.Helper()
	for batch := range slices.Chunk(changes, m.BatchSize) {
		text, err := m.pools["notify"].invoke(m.Context(), map[string]any{"Records": batch})
		if err != nil {
			m.Errorf("notify: %v", err)
			return changes
		}
		var result struct {
			Failures []struct{ ItemIdentifier string } `json:"batchItemFailures"`
		}
		if err := json.Unmarshal(text, &result); err != nil {
			m.Fatalf("notify answers %s: %v", text, err)
		}
		for _, f := range result.Failures {
			i := slices.IndexFunc(batch, func(c change) bool { return c["dynamodb"].(map[string]any)["SequenceNumber"] == f.ItemIdentifier })
			failed = append(failed, batch[max(i, 0):]...)
		}
	}
	return failed
}

// pump leads all changes to notify, also those that notify makes, until there
// are no more, and gives them.
func (m *mapping) pump() (all []change) {
	m.Helper()
	for changes := m.read(); len(changes) > 0; changes = m.read() {
		all = append(all, changes...)
		if failed := m.deliver(changes); len(failed) > 0 {
			m.Errorf("notify could not work on %d of %d changes", len(failed), len(changes))
			return all
		}
	}
	return all
}
