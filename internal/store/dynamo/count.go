package dynamo

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"mkbloket/internal/store"
)

// Count implements store.Store, with one UpdateItem that adds. When its answer
// gets lost the client sends it again, and the call counts twice. That is
// harmless for what counters are for, limits, and keeps it at one call.
func (s *Store) Count(ctx context.Context, key string, window time.Duration, now time.Time) (int, error) {
	if err := store.CheckCount(key, window, now); err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	n, err := s.count(ctx, key, window, now)
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}

func (s *Store) count(ctx context.Context, key string, window time.Duration, now time.Time) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	begin := now.UTC().Truncate(window)
	out, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: item{attrID: str(counterKey(key, window, begin))},
		UpdateExpression:          aws.String("SET #ttl = :end ADD #count :one"),
		ExpressionAttributeNames:  map[string]string{"#ttl": TTL, "#count": attrCount},
		ExpressionAttributeValues: item{":end": number(ceil(begin.Add(window))), ":one": number(1)},
		ReturnValues:              types.ReturnValueUpdatedNew,
	})
	if err != nil {
		return 0, failure(ctx, err)
	}
	return countOf(out.Attributes)
}

// counterKey is the key of a counter. What is fixed in form comes first, so
// that no key of a caller can run into it.
func counterKey(key string, window time.Duration, begin time.Time) string {
	return fmt.Sprintf("%s%d#%s#%s", kindCount, window, format(begin), key)
}

// countOf reads the number of a counter.
func countOf(it item) (int, error) {
	if v, ok := it[attrCount].(*types.AttributeValueMemberN); ok {
		if n, err := strconv.Atoi(v.Value); err == nil && n > 0 {
			return n, nil
		}
	}
	return 0, fmt.Errorf("%w: a counter holds no number", store.ErrCorrupt)
}
