package dynamo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"mkbloket/internal/store"
)

// allOld asks for the item on which a condition failed, in the same answer.
const allOld = types.ReturnValuesOnConditionCheckFailureAllOld

// Create implements store.Store, with one conditional PutItem.
func (s *Store) Create(ctx context.Context, r store.Record) (store.Record, error) {
	r, err := s.kept(r, 1)
	if err != nil {
		return store.Record{}, fmt.Errorf("create record: %w", err)
	}
	if err := s.create(ctx, r); err != nil {
		return store.Record{}, fmt.Errorf("create record %s: %w", r.ID, err)
	}
	return r, nil
}

func (s *Store) create(ctx context.Context, r store.Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w, it := newWrite(r.Version), encode(r)
	it[attrMarks] = w.marks()
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &s.table, Item: it,
		ConditionExpression:                 aws.String("attribute_not_exists(#id) OR #expires <= :now"),
		ExpressionAttributeNames:            map[string]string{"#id": attrID, "#expires": attrExpires},
		ExpressionAttributeValues:           item{":now": str(format(s.now()))},
		ReturnValuesOnConditionCheckFailure: allOld,
	}, w.watch)
	return w.outcome(ctx, err, func(item) error { return store.ErrExists })
}

// Update implements store.Store, with one conditional UpdateItem.
func (s *Store) Update(ctx context.Context, id string, version uint64, r store.Record) (store.Record, error) {
	if r.ID != "" && r.ID != id {
		return store.Record{}, fmt.Errorf("update record: %w: another id in the record", store.ErrInvalid)
	}
	r.ID = id
	r, err := s.kept(r, version+1)
	if err != nil {
		return store.Record{}, fmt.Errorf("update record: %w", err)
	}
	if err := s.update(ctx, version, r); err != nil {
		return store.Record{}, fmt.Errorf("update record %s: %w", id, err)
	}
	return r, nil
}

func (s *Store) update(ctx context.Context, version uint64, r store.Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now, w := s.now(), newWrite(r.Version)
	_, err := s.client.UpdateItem(ctx, s.updateInput(version, r, w, now), w.watch)
	return w.outcome(ctx, err, func(found item) error { return missingOrStale(found, now) })
}

// updateInput replaces all of a record but its key and its other marks.
func (s *Store) updateInput(version uint64, r store.Record, w *write, now time.Time) *dynamodb.UpdateItemInput {
	e, it := newExpression(), encode(r)
	for name, value := range it {
		if name != attrID {
			e.set(e.name(name), value)
		}
	}
	for _, name := range s.optional() {
		if it[name] == nil {
			e.remove(e.name(name))
		}
	}
	marks := e.name(attrMarks)
	e.set(marks+"."+e.name(w.version), binary(w.mark))
	if r.Version > keptMarks {
		e.remove(marks + "." + e.name(fmt.Sprint(r.Version-keptMarks)))
	}
	condition := fmt.Sprintf("%s = %s AND (attribute_not_exists(%[3]s) OR %[3]s > %[4]s)",
		e.name(attrVersion), e.value(number(version)), e.name(attrExpires), e.value(str(format(now))))
	return &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: key(r.ID),
		UpdateExpression: aws.String(e.String()), ConditionExpression: &condition,
		ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
		ReturnValuesOnConditionCheckFailure: allOld,
	}
}

// missingOrStale says why a condition on a live record of some version failed
// on what was found.
func missingOrStale(found item, now time.Time) error {
	if err := live(found, now); err != nil {
		return err
	}
	return store.ErrStale
}

// live gives store.ErrNotFound unless it is the item of a record that has not
// expired at now.
func live(it item, now time.Time) error {
	if it == nil {
		return store.ErrNotFound
	}
	at, ok := expiryOf(it)
	if !ok {
		return fmt.Errorf("%w: no sound %s", store.ErrCorrupt, attrExpires)
	}
	if (store.Record{ExpiresAt: at}).Expired(now) {
		return store.ErrNotFound
	}
	return nil
}
