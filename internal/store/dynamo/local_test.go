package dynamo_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
)

// What DynamoDB Local does otherwise than the service, as far as the tests of
// this package rest on it. A new version that changes it shows up here.
//
//   - An index follows a write at once; the service takes a moment. What List
//     then does is tried with a request that changes the table in between.
//   - Time to live is accepted, and nothing is removed while a test looks; the
//     service removes within days. The store hides and purges by itself.
//   - Any credentials and any permissions will do; the service wants a policy.
//   - Nothing is ever throttled, and no batch is left undone; the proxy and
//     made-up answers do that.
func TestKnownDifferencesOfDynamoDBLocal(t *testing.T) {
	t.Parallel()
	d := newDesk(t, noonClock)
	s := d.plain(t)
	if _, err := d.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{TableName: &d.table,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String(dynamo.TTL), Enabled: aws.Bool(true)},
	}); err != nil {
		t.Errorf("time to live: %v", err)
	}
	r := record("a", "")
	r.ExpiresAt = noon
	if _, err := s.Create(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	indexed, err := d.Query(t.Context(), &dynamodb.QueryInput{TableName: &d.table, IndexName: aws.String("queue"),
		KeyConditionExpression:    aws.String("queue = :p"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":p": &types.AttributeValueMemberS{Value: "p"}}})
	if err != nil || len(indexed.Items) != 1 {
		t.Errorf("index: got %v, %v, want the new item at once", indexed, err)
	}
	kept, err := d.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &d.table,
		Key: map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: "case#a"}}})
	if err != nil || kept.Item[dynamo.TTL] == nil {
		t.Errorf("expired item: got %v, %v, want it kept", kept, err)
	}
	if _, _, err := s.List(t.Context(), "queue", "p", store.Page{}); err != nil {
		t.Error(err)
	}
	_, err = d.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &d.table,
		Item: map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: "x"}}},
		func(o *dynamodb.Options) { o.Credentials = stranger{} })
	if err != nil {
		t.Errorf("unknown credentials: got %v, want them accepted", err)
	}
}

// stranger are credentials of nobody.
type stranger struct{}

// Retrieve implements aws.CredentialsProvider.
func (stranger) Retrieve(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "stranger", SecretAccessKey: "stranger"}, nil
}
