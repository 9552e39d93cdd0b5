package dynamo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"mkbloket/internal/store"
)

// Get implements store.Store, with one consistent GetItem.
func (s *Store) Get(ctx context.Context, id string) (store.Record, error) {
	if err := store.CheckID(id); err != nil {
		return store.Record{}, fmt.Errorf("get record: %w", err)
	}
	r, err := s.get(ctx, id)
	if err != nil {
		return store.Record{}, fmt.Errorf("get record %s: %w", id, err)
	}
	return r, nil
}

func (s *Store) get(ctx context.Context, id string) (store.Record, error) {
	if err := ctx.Err(); err != nil {
		return store.Record{}, err
	}
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.table, Key: key(id), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return store.Record{}, failure(ctx, err)
	}
	if out.Item == nil {
		return store.Record{}, store.ErrNotFound
	}
	r, err := s.decode(out.Item)
	if err == nil && r.Expired(s.now()) {
		return store.Record{}, store.ErrNotFound
	}
	return r, err
}

// All implements store.Store, with consistent Scans. Its order is that of the
// table: none that means anything.
func (s *Store) All(ctx context.Context, after store.Cursor) ([]store.Record, store.Cursor, error) {
	records, next, err := s.all(ctx, after)
	if err != nil {
		return nil, "", fmt.Errorf("read all records: %w", err)
	}
	return records, next, nil
}

func (s *Store) all(ctx context.Context, after store.Cursor) (records []store.Record, next store.Cursor, err error) {
	// Expiry is no part of the filter: an item in which it cannot be read must
	// be seen.
	in := s.scanInput("begins_with(#id, :kind)")
	in.ConsistentRead = aws.Bool(true)
	in.ExpressionAttributeNames = map[string]string{"#id": attrID}
	in.ExpressionAttributeValues = item{":kind": str(kindRecord)}
	now := s.now()
	if after != "" {
		_, id, err := after.Place()
		if err != nil {
			return nil, "", err
		}
		in.ExclusiveStartKey = key(id)
	}
	// A part of the table can hold nothing but counters. A cursor can only
	// point at a record, so the page goes on to the next one.
	for ctx.Err() == nil {
		out, err := s.client.Scan(ctx, in)
		if err != nil {
			return nil, "", failure(ctx, err)
		}
		if records, err = s.appendLive(records, out.Items, now); err != nil {
			return nil, "", err
		}
		if in.ExclusiveStartKey = out.LastEvaluatedKey; in.ExclusiveStartKey == nil {
			return records, "", nil
		}
		if len(records) > 0 {
			return records, store.NewCursor(time.Time{}, records[len(records)-1].ID), nil
		}
	}
	return nil, "", ctx.Err()
}

// appendLive appends the records in items that have not expired at now.
func (s *Store) appendLive(records []store.Record, items []item, now time.Time) ([]store.Record, error) {
	for _, it := range items {
		r, err := s.decode(it)
		if err != nil {
			return nil, err
		}
		if !r.Expired(now) {
			records = append(records, r)
		}
	}
	return records, nil
}

// scanInput reads what passes the filter. One answer looks at 1 MB at most.
func (s *Store) scanInput(filter string) *dynamodb.ScanInput {
	return &dynamodb.ScanInput{TableName: &s.table, FilterExpression: &filter}
}
