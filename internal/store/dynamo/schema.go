package dynamo

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Attributes of an item. An index X adds the attributes X and X_at; a name of
// an index has no underscore, so only the names below are taken.
const (
	attrID      = "id"      // S, the key: kindRecord + ID or kindCount + counter
	attrVersion = "version" // N
	attrBody    = "body"    // B
	attrExpires = "expires" // S, time in layout; absent: never
	attrMarks   = "marks"   // M, by version the mark (B) of the write that made it
	attrCount   = "count"   // N, of a counter

	// TTL is the attribute by which the service itself removes expired items:
	// whole seconds since 1970, rounded up, so never early. Enable it on the
	// table; until the service gets to an item the store hides it.
	TTL = "ttl"
)

// attributes are the names that an index cannot have.
var attributes = []string{attrID, attrVersion, attrBody, attrExpires, attrMarks, attrCount, TTL}

// Kinds of items, as the start of their key.
const (
	kindRecord = "case#"
	kindCount  = "count#"
)

// Schema returns the definition of a table with these indexes: keys, indexes,
// billing and stream. The stream tells which item changed and nothing of what
// is in it. What protects the table (TTL, encryption, recovery, protection
// against deletion) is for whoever makes it.
func Schema(table string, indexes []string) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName:            aws.String(table),
		BillingMode:          types.BillingModePayPerRequest,
		KeySchema:            []types.KeySchemaElement{hashKey(attrID)},
		AttributeDefinitions: []types.AttributeDefinition{text(attrID)},
		StreamSpecification: &types.StreamSpecification{
			StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeKeysOnly,
		},
	}
	for _, x := range indexes {
		in.AttributeDefinitions = append(in.AttributeDefinitions, text(x), text(sortAttr(x)))
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName:  aws.String(indexName(x)),
			KeySchema:  []types.KeySchemaElement{hashKey(x), {AttributeName: aws.String(sortAttr(x)), KeyType: types.KeyTypeRange}},
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
		})
	}
	return in
}

func hashKey(name string) types.KeySchemaElement {
	return types.KeySchemaElement{AttributeName: aws.String(name), KeyType: types.KeyTypeHash}
}

func text(name string) types.AttributeDefinition {
	return types.AttributeDefinition{AttributeName: aws.String(name), AttributeType: types.ScalarAttributeTypeS}
}

// sortAttr is the attribute that orders index x.
func sortAttr(x string) string { return x + "_at" }

// indexName is the name of index x in the table: x itself, filled up to the
// three characters that the service wants.
func indexName(x string) string {
	return x + strings.Repeat("_", max(0, 3-len(x)))
}
