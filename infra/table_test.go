package infra_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"mkbloket/infra/stack"
	"mkbloket/internal/cases"
	"mkbloket/internal/store/dynamo"
)

// shape is what makes two tables the same for the code: a line for each
// attribute, key and index.
func shape(attributes []types.AttributeDefinition, key []types.KeySchemaElement, indexes []types.GlobalSecondaryIndex) []string {
	var lines []string
	for _, a := range attributes {
		lines = append(lines, fmt.Sprintf("attribute %s %s", aws.ToString(a.AttributeName), a.AttributeType))
	}
	lines = append(lines, "key"+keys(key))
	for _, i := range indexes {
		lines = append(lines, fmt.Sprintf("index %s%s %s", aws.ToString(i.IndexName), keys(i.KeySchema), i.Projection.ProjectionType))
	}
	slices.Sort(lines)
	return lines
}

func keys(schema []types.KeySchemaElement) (text string) {
	for _, k := range schema {
		text += fmt.Sprintf(" %s %s", aws.ToString(k.AttributeName), k.KeyType)
	}
	return text
}

// templateKeys reads a key schema of the template.
func templateKeys(t *testing.T, from map[string]any) []types.KeySchemaElement {
	t.Helper()
	var schema []types.KeySchemaElement
	for _, k := range list(t, from, "KeySchema") {
		schema = append(schema, types.KeySchemaElement{AttributeName: aws.String(k["AttributeName"].(string)), KeyType: types.KeyType(k["KeyType"].(string))})
	}
	return schema
}

func TestTableIsTheOneThatTheStoreMakes(t *testing.T) {
	p := stack.Load(t).Resources[stack.Table].Properties
	var attributes []types.AttributeDefinition
	for _, a := range list(t, p, "AttributeDefinitions") {
		attributes = append(attributes, types.AttributeDefinition{AttributeName: aws.String(a["AttributeName"].(string)), AttributeType: types.ScalarAttributeType(a["AttributeType"].(string))})
	}
	var indexes []types.GlobalSecondaryIndex
	for _, i := range list(t, p, "GlobalSecondaryIndexes") {
		indexes = append(indexes, types.GlobalSecondaryIndex{
			IndexName: aws.String(i["IndexName"].(string)), KeySchema: templateKeys(t, i),
			Projection: &types.Projection{ProjectionType: types.ProjectionType(object(t, i, "Projection")["ProjectionType"].(string))},
		})
	}
	want := dynamo.Schema("any", cases.Indexes())
	if got, want := shape(attributes, templateKeys(t, p), indexes), shape(want.AttributeDefinitions, want.KeySchema, want.GlobalSecondaryIndexes); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := p["BillingMode"], string(want.BillingMode); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := object(t, p, "StreamSpecification")["StreamViewType"], string(want.StreamSpecification.StreamViewType); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if ttl := object(t, p, "TimeToLiveSpecification"); ttl["AttributeName"] != dynamo.TTL || ttl["Enabled"] != true {
		t.Errorf("got %v, want %s", ttl, dynamo.TTL)
	}
}

func TestTableCanBeRestoredAndNotDropped(t *testing.T) {
	table := stack.Load(t).Resources[stack.Table]
	recovery := object(t, table.Properties, "PointInTimeRecoverySpecification")
	encryption := object(t, table.Properties, "SSESpecification")
	checks := []struct {
		name      string
		got, want any
	}{
		{"deletion protection", table.Properties["DeletionProtectionEnabled"], true},
		{"recovery to a moment", recovery["PointInTimeRecoveryEnabled"], true},
		{"days of it, as the privacy page says", recovery["RecoveryPeriodInDays"], 35.0},
		{"encryption", encryption["SSEEnabled"], true},
		{"own key", stack.Name(encryption["KMSMasterKeyId"]), "Key"},
		{"on deletion", table.DeletionPolicy, "Retain"},
		{"on replacement", table.UpdateReplacePolicy, "Retain"},
	}
	for _, c := range checks {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
}

// What cannot be made again stays when the stack goes.
func TestWhatCannotBeMadeAgainIsRetained(t *testing.T) {
	template := stack.Load(t)
	for _, kind := range []string{"AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::SecretsManager::Secret", "AWS::S3::Bucket", "AWS::SQS::Queue"} {
		names := template.OfType(kind)
		if len(names) == 0 {
			t.Errorf("%s: got none, want one", kind)
		}
		for _, name := range names {
			r := template.Resources[name]
			if got := cmp.Or(r.DeletionPolicy, "Delete") + " " + cmp.Or(r.UpdateReplacePolicy, "Delete"); got != "Retain Retain" {
				t.Errorf("%s: got %s, want Retain for both", name, got)
			}
		}
	}
}
