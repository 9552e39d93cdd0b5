package dynamo

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"mkbloket/internal/store"
)

// Delete implements store.Store. It reads the mark of the version first and
// removes the item only while it bears that mark: a delete that is sent again
// after its answer was lost cannot hit a record created since under the same
// ID. When that happens to two callers at once, both may hear that it is gone.
func (s *Store) Delete(ctx context.Context, id string, version uint64) error {
	if err := store.CheckID(id); err != nil {
		return fmt.Errorf("delete record: %w", err)
	}
	if err := s.delete(ctx, id, version); err != nil {
		return fmt.Errorf("delete record %s: %w", id, err)
	}
	return nil
}

func (s *Store) delete(ctx context.Context, id string, version uint64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := s.now()
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.table, Key: key(id), ConsistentRead: aws.Bool(true),
		ProjectionExpression:     aws.String("#id, #version, #expires, #marks"),
		ExpressionAttributeNames: map[string]string{"#id": attrID, "#version": attrVersion, "#expires": attrExpires, "#marks": attrMarks},
	})
	if err != nil {
		return failure(ctx, err)
	}
	if err := live(out.Item, now); err != nil {
		return err
	}
	if v, ok := versionOf(out.Item); !ok || v != version {
		return store.ErrStale
	}
	return s.remove(ctx, out.Item, now)
}

// remove removes the item it was read from, unless it has been written since.
// It needs the key, version and marks of the item.
func (s *Store) remove(ctx context.Context, it item, now time.Time) error {
	version, ok := versionOf(it)
	w := &write{number: version, version: strconv.FormatUint(version, 10)}
	mark := markOf(it, w.version)
	if !ok || mark == nil {
		return fmt.Errorf("%w: item %q has no sound %s", store.ErrCorrupt, stringOf(it[attrID]), attrMarks)
	}
	_, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName: &s.table, Key: item{attrID: it[attrID]},
		ConditionExpression:                 aws.String("#version = :version AND #marks.#made = :mark"),
		ExpressionAttributeNames:            map[string]string{"#version": attrVersion, "#marks": attrMarks, "#made": w.version},
		ExpressionAttributeValues:           item{":version": number(version), ":mark": binary(mark)},
		ReturnValuesOnConditionCheckFailure: allOld,
	}, w.watch)
	found, failed := refused(err)
	switch {
	case err == nil:
		return nil
	case !failed:
		return failure(ctx, err)
	case w.doubt && found == nil:
		return nil
	case w.doubt && !bytes.Equal(markOf(found, w.version), mark):
		return errUnknown
	}
	return missingOrStale(found, now)
}
