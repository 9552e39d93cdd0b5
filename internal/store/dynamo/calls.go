package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// calls are the operations of a client that the store uses, as functions. With
// the client itself in Store the linker would keep all of it, operations that
// nobody calls included: a program that holds html/template keeps every method
// of every type that can be reached from an interface value, also through an
// unexported field.
type calls struct {
	GetItem      call[dynamodb.GetItemInput, dynamodb.GetItemOutput]
	PutItem      call[dynamodb.PutItemInput, dynamodb.PutItemOutput]
	UpdateItem   call[dynamodb.UpdateItemInput, dynamodb.UpdateItemOutput]
	DeleteItem   call[dynamodb.DeleteItemInput, dynamodb.DeleteItemOutput]
	Query        call[dynamodb.QueryInput, dynamodb.QueryOutput]
	Scan         call[dynamodb.ScanInput, dynamodb.ScanOutput]
	BatchGetItem call[dynamodb.BatchGetItemInput, dynamodb.BatchGetItemOutput]
}

// call is one operation.
type call[In, Out any] func(context.Context, *In, ...func(*dynamodb.Options)) (*Out, error)

func newCalls(c *dynamodb.Client) calls {
	return calls{
		GetItem:      c.GetItem,
		PutItem:      c.PutItem,
		UpdateItem:   c.UpdateItem,
		DeleteItem:   c.DeleteItem,
		Query:        c.Query,
		Scan:         c.Scan,
		BatchGetItem: c.BatchGetItem,
	}
}
