package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"mkbloket/internal/store"
)

// purgers is how many items a purge removes at the same time.
const purgers = 8

// Purge implements store.Store. It scans the table and removes what has
// expired, unless it was written since, and counters whose window has ended,
// which do not count. What the service removed by itself does not count
// either. An item that cannot be read stays and gives store.ErrCorrupt, after
// the others have gone.
func (s *Store) Purge(ctx context.Context) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("purge store: %w", err)
	}
	p := &purge{store: s, now: s.now()}
	if err := p.run(ctx); err != nil {
		return p.records, fmt.Errorf("purge store: %w", err)
	}
	return p.records, nil
}

// purge is one call of Purge.
type purge struct {
	store *Store
	now   time.Time

	mu      sync.Mutex
	records int   // removed
	failed  error // what ends the purge
	corrupt error // what leaves an item behind
}

// run scans the table to its end or to the first failure.
func (p *purge) run(ctx context.Context) error {
	in := p.expired()
	for {
		out, err := p.store.client.Scan(ctx, in)
		if err != nil {
			return failure(ctx, err)
		}
		p.drop(ctx, out.Items)
		if p.failed != nil {
			return p.failed
		}
		if in.ExclusiveStartKey = out.LastEvaluatedKey; in.ExclusiveStartKey == nil {
			return p.corrupt
		}
	}
}

// expired is a scan for what has expired.
func (p *purge) expired() *dynamodb.ScanInput {
	in := p.store.scanInput("#expires <= :now OR (attribute_not_exists(#expires) AND #ttl <= :seconds)")
	in.ProjectionExpression = aws.String("#id, #version, #marks")
	in.ExpressionAttributeNames = map[string]string{
		"#id": attrID, "#version": attrVersion, "#marks": attrMarks, "#expires": attrExpires, "#ttl": TTL,
	}
	in.ExpressionAttributeValues = item{":now": str(format(p.now)), ":seconds": number(p.now.Unix())}
	return in
}

// drop removes what a scan found, until something fails.
func (p *purge) drop(ctx context.Context, items []item) {
	var group sync.WaitGroup
	turns := make(chan struct{}, purgers)
	for _, it := range items {
		turns <- struct{}{}
		if p.stopped() {
			break
		}
		group.Go(func() {
			defer func() { <-turns }()
			p.dropOne(ctx, it)
		})
	}
	group.Wait()
}

func (p *purge) stopped() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failed != nil
}

// dropOne removes an item and notes what came of it.
func (p *purge) dropOne(ctx context.Context, it item) {
	record, err := 1, error(nil)
	if strings.HasPrefix(stringOf(it[attrID]), kindCount) {
		record, err = 0, p.store.dropCounter(ctx, it)
	} else {
		err = p.store.remove(ctx, it, p.now)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err == nil:
		p.records += record
	case errors.Is(err, store.ErrStale), errors.Is(err, store.ErrNotFound): // somebody was first
	case errors.Is(err, store.ErrCorrupt):
		p.corrupt = err
	default:
		p.failed = err
	}
}

// dropCounter removes a counter. A late call for its window would start it
// anew, which is as harmless as its end.
func (s *Store) dropCounter(ctx context.Context, it item) error {
	_, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &s.table, Key: item{attrID: it[attrID]}})
	if err != nil {
		return failure(ctx, err)
	}
	return nil
}
