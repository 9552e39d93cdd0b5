package stack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Table is the name of the table in the template.
const Table = "Table"

// LeadingKeys is the condition key that holds the partition keys of a call
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html).
const LeadingKeys = "dynamodb:LeadingKeys"

type attributeValue struct{ S string }

// call is the part of the body of a DynamoDB call that permissions depend on.
type call struct {
	IndexName                 string
	Key, Item                 map[string]attributeValue
	RequestItems              map[string]struct{ Keys []map[string]attributeValue }
	ExpressionAttributeValues map[string]attributeValue
}

// Call gives the permission that a call to DynamoDB takes, from what a client
// sent: header X-Amz-Target and body. Every table counts as the one of the
// template. A Query is taken to mention only its partition and its bounds, so
// all of its text values count as leading keys; BatchWriteItem, transactions
// and PartiQL are not known and are an error.
func Call(target string, body []byte) (Request, error) {
	_, operation, ok := strings.Cut(target, ".")
	if !ok {
		return Request{}, fmt.Errorf("call %q: no operation", target)
	}
	known := []string{"GetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchGetItem", "Query", "Scan"}
	if !slices.Contains(known, operation) {
		return Request{}, fmt.Errorf("call %s: unknown operation", operation)
	}
	var c call
	if err := json.Unmarshal(body, &c); err != nil {
		return Request{}, fmt.Errorf("call %s: %w", operation, err)
	}
	r := Request{Action: "dynamodb:" + operation, Resource: Table, Context: map[string][]string{}}
	if c.IndexName != "" {
		r.Resource += "/index/" + c.IndexName
	}
	if keys := c.keys(operation); len(keys) > 0 {
		r.Context[LeadingKeys] = keys
	}
	return r, nil
}

// keys gives the partition keys that a call names, sorted.
func (c call) keys(operation string) []string {
	var keys []string
	for _, item := range []map[string]attributeValue{c.Key, c.Item} {
		if id, ok := item["id"]; ok {
			keys = append(keys, id.S)
		}
	}
	for _, batch := range c.RequestItems {
		for _, key := range batch.Keys {
			keys = append(keys, key["id"].S)
		}
	}
	if operation == "Query" {
		for _, value := range c.ExpressionAttributeValues {
			if value.S != "" {
				keys = append(keys, value.S)
			}
		}
	}
	slices.Sort(keys)
	return keys
}
