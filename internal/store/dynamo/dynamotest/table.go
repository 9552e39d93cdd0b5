package dynamotest

import (
	"context"
	"crypto/rand"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"mkbloket/internal/store/dynamo"
)

// AWSConfig returns a configuration with made-up credentials for the service
// at endpoint. DynamoDB Local accepts any.
func AWSConfig(endpoint string) aws.Config {
	return aws.Config{
		Region:       "eu-west-1",
		BaseEndpoint: aws.String(endpoint),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	}
}

// Patient is AWSConfig with an HTTP client of its own that waits for an answer
// as long as it takes: on a busy machine DynamoDB Local can be slow, and what
// was sent again would be done twice.
func Patient(t testing.TB, endpoint string) aws.Config {
	t.Helper()
	line := &http.Transport{MaxIdleConnsPerHost: connections}
	t.Cleanup(line.CloseIdleConnections)
	c := AWSConfig(endpoint)
	c.HTTPClient = &http.Client{Transport: line}
	return c
}

// Table makes a table as dynamo.Schema describes it, under a name of its own,
// and removes it when the test ends. It returns its name and a client for it,
// made by dynamo.NewClient from Patient. The endpoint is that of Local or of
// Faults; a table made through one is seen through the other.
func Table(t testing.TB, endpoint string, indexes []string) (*dynamodb.Client, string) {
	t.Helper()
	name := "test-" + rand.Text()
	maker := client(endpoint, aws.NopRetryer{}) // a busy DynamoDB Local takes its time, and may not be asked twice
	if _, err := maker.CreateTable(t.Context(), dynamo.Schema(name, indexes)); err != nil {
		t.Fatalf("create table: %v", err)
	}
	t.Cleanup(func() {
		if _, err := maker.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
			t.Errorf("delete table: %v", err)
		}
	})
	return dynamo.NewClient(Patient(t, endpoint)), name
}

// client returns a client with rules of its own for trying again.
func client(endpoint string, r aws.Retryer) *dynamodb.Client {
	return dynamodb.NewFromConfig(AWSConfig(endpoint), func(o *dynamodb.Options) { o.Retryer = r })
}
