package e2e

import (
	"context"
	"crypto/rand"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"mkbloket/infra/stack"
	"mkbloket/internal/cases"
	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// table is a table of the template.
type table struct {
	t                testing.TB
	*dynamodb.Client // past all proxies
	name             string
}

// newTable makes a table with the properties in the template that DynamoDB
// Local has a part in. CloudFormation spells them as CreateTable does, but for
// the stream, which is on when it is named.
func newTable(t testing.TB, template *stack.Template) *table {
	t.Helper()
	var wanted struct {
		BillingMode             types.BillingMode
		KeySchema               []types.KeySchemaElement
		AttributeDefinitions    []types.AttributeDefinition
		GlobalSecondaryIndexes  []types.GlobalSecondaryIndex
		LocalSecondaryIndexes   []types.LocalSecondaryIndex
		StreamSpecification     *types.StreamSpecification
		TimeToLiveSpecification *types.TimeToLiveSpecification
	}
	properties(t, template, stack.Table, &wanted)
	if wanted.StreamSpecification != nil {
		wanted.StreamSpecification.StreamEnabled = aws.Bool(true)
	}
	made := &table{t: t, Client: dynamo.NewClient(dynamotest.AWSConfig(dynamotest.Local(t))), name: "e2e-" + rand.Text()}
	if _, err := made.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &made.name, BillingMode: wanted.BillingMode, KeySchema: wanted.KeySchema, AttributeDefinitions: wanted.AttributeDefinitions,
		GlobalSecondaryIndexes: wanted.GlobalSecondaryIndexes, LocalSecondaryIndexes: wanted.LocalSecondaryIndexes, StreamSpecification: wanted.StreamSpecification,
	}); err != nil {
		t.Fatalf("make the table of the template: %v", err)
	}
	t.Cleanup(func() {
		if _, err := made.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &made.name}); err != nil {
			t.Errorf("delete table: %v", err)
		}
	})
	if wanted.TimeToLiveSpecification == nil || aws.ToString(wanted.TimeToLiveSpecification.AttributeName) != dynamo.TTL {
		t.Errorf("time to live: got %+v, want attribute %s", wanted.TimeToLiveSpecification, dynamo.TTL)
	}
	return made
}

// store gives the store on the table, with a clock.
func (b *table) store(now func() time.Time) *dynamo.Store {
	b.t.Helper()
	s, err := dynamo.New(dynamo.Config{Client: b.Client, Table: b.name, Indexes: cases.Indexes(), Now: now})
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// cases reads all cases, by reference.
func (b *table) cases() map[string]*cases.Case {
	b.t.Helper()
	all := map[string]*cases.Case{}
	s := b.store(time.Now)
	for after := store.Cursor(""); ; {
		records, next, err := s.All(b.t.Context(), after)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, r := range records {
			one, err := cases.Decode(r)
			if err != nil {
				b.t.Fatal(err)
			}
			all[one.Reference] = one
		}
		if after = next; next == "" {
			return all
		}
	}
}

// items reads everything in the table, by key.
func (b *table) items() map[string]map[string]types.AttributeValue {
	b.t.Helper()
	all := map[string]map[string]types.AttributeValue{}
	for pages := dynamodb.NewScanPaginator(b.Client, &dynamodb.ScanInput{TableName: &b.name, ConsistentRead: aws.Bool(true)}); pages.HasMorePages(); {
		page, err := pages.NextPage(b.t.Context())
		if err != nil {
			b.t.Fatal(err)
		}
		for _, item := range page.Items {
			all[item["id"].(*types.AttributeValueMemberS).Value] = item
		}
	}
	return all
}

// unchanged ends the test when do changes anything in the table.
func (b *table) unchanged(do func()) {
	b.t.Helper()
	before := b.items()
	do()
	if after := b.items(); !reflect.DeepEqual(before, after) {
		b.t.Errorf("the table changed: got %d items, want the same %d", len(after), len(before))
	}
}
