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

const (
	// pageBytes ends a page of List once its bodies are this large together.
	pageBytes = 1 << 20

	// firstBatch is how many records are read before their size is known.
	firstBatch = 10

	// mostBatch is how many items one BatchGetItem can ask for.
	// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
	mostBatch = 100
)

// List implements store.Store: one Query for the places and consistent reads
// of the records at them. A record that has moved since is left out.
func (s *Store) List(ctx context.Context, index, partition string, page store.Page) ([]store.Record, store.Cursor, error) {
	l, err := s.newListing(index, partition, page)
	if err == nil {
		err = l.run(ctx)
	}
	if err != nil {
		return nil, "", fmt.Errorf("list %s: %w", index, err)
	}
	return l.records, l.next, nil
}

// listing is one page in the making.
type listing struct {
	store            *Store
	index, partition string
	from, to         string // bounds of the sort key, both included
	now              time.Time
	limit, size      int // most records; bytes so far
	records          []store.Record
	next             store.Cursor
}

// newListing checks the arguments of List.
func (s *Store) newListing(index, partition string, page store.Page) (*listing, error) {
	limit, err := page.Size()
	if err != nil {
		return nil, err
	}
	if err := store.CheckIndex(index, partition); err != nil {
		return nil, err
	}
	if err := s.knows(index); err != nil {
		return nil, err
	}
	l := &listing{store: s, index: index, partition: partition, now: s.now(), limit: limit}
	l.from, l.to = "0", lastPlace(page.Until)
	if page.After != "" {
		at, id, err := page.After.Place()
		if err != nil {
			return nil, err
		}
		l.from = place(at, id) + "!" // sorts before whatever an ID can go on with
	}
	return l, nil
}

// lastPlace sorts after every place at or before until and before all others.
func lastPlace(until time.Time) string {
	switch y := until.UTC().Year(); {
	case until.IsZero() || y > 9999:
		return ":" // sorts after every digit
	case y < 1:
		return ""
	}
	return format(until) + "#~" // sorts after every ID
}

// run reads the places and then the records, until the page is full.
func (l *listing) run(ctx context.Context) error {
	if err := ctx.Err(); err != nil || l.from > l.to {
		return err
	}
	places, more, err := l.places(ctx)
	if err != nil {
		return err
	}
	for len(places) > 0 && l.size < pageBytes {
		n := min(len(places), l.batch())
		if n, err = l.read(ctx, places[:n]); err != nil {
			return err
		}
		l.next, places = store.NewCursor(places[n-1].at, places[n-1].id), places[n:]
	}
	if len(places) == 0 && !more {
		l.next = ""
	}
	return nil
}

// spot is a place in the index: the record id at a time.
type spot struct {
	at time.Time
	id string
}

// places returns the next places of the partition, and whether there may be
// more after them.
func (l *listing) places(ctx context.Context) ([]spot, bool, error) {
	in := &dynamodb.QueryInput{
		TableName: &l.store.table, IndexName: aws.String(indexName(l.index)), Limit: aws.Int32(int32(l.limit)),
		KeyConditionExpression:    aws.String("#partition = :partition AND #at BETWEEN :from AND :to"),
		ExpressionAttributeNames:  map[string]string{"#partition": l.index, "#at": sortAttr(l.index)},
		ExpressionAttributeValues: item{":partition": str(l.partition), ":from": str(l.from), ":to": str(l.to)},
	}
	for {
		out, err := l.store.client.Query(ctx, in)
		if err != nil {
			return nil, false, failure(ctx, err)
		}
		in.ExclusiveStartKey = out.LastEvaluatedKey
		if len(out.Items) == 0 && in.ExclusiveStartKey != nil {
			continue // an answer may be empty and yet not the last
		}
		spots, err := l.spots(out.Items)
		return spots, in.ExclusiveStartKey != nil, err
	}
}

// spots reads the answer of a Query.
func (l *listing) spots(items []item) ([]spot, error) {
	spots := make([]spot, len(items))
	for i, it := range items {
		at, id, ok := parsePlace(stringOf(it[sortAttr(l.index)]))
		if !ok || stringOf(it[attrID]) != kindRecord+id {
			return nil, fmt.Errorf("%w: an entry of index %s cannot be read", store.ErrCorrupt, l.index)
		}
		spots[i] = spot{at, id}
	}
	return spots, nil
}

// batch returns how many records to read next: what should fill the page,
// by the size of those before.
func (l *listing) batch() int {
	if len(l.records) == 0 {
		return firstBatch
	}
	average := l.size/len(l.records) + 1
	return min(max(1, (pageBytes-l.size)/average), mostBatch)
}

// read puts the records at spots on the page, until it is full, and returns
// how many spots it used.
func (l *listing) read(ctx context.Context, spots []spot) (int, error) {
	found, err := l.store.fetch(ctx, spots)
	if err != nil {
		return 0, err
	}
	for i, p := range spots {
		if l.size >= pageBytes {
			return i, nil
		}
		r, ok := found[p.id]
		if ok && l.holds(r, p.at) && !r.Expired(l.now) {
			l.records, l.size = append(l.records, r), l.size+len(r.Body)
		}
	}
	return len(spots), nil
}

// holds reports whether r is still in this index and partition at this time.
func (l *listing) holds(r store.Record, at time.Time) bool {
	for _, e := range r.Index {
		if e.Index == l.index {
			return e.Partition == l.partition && e.At.Equal(at)
		}
	}
	return false
}

// fetch reads up to mostBatch records by ID. Those that are gone are left out.
func (s *Store) fetch(ctx context.Context, spots []spot) (map[string]store.Record, error) {
	keys := make([]item, len(spots))
	for i, p := range spots {
		keys[i] = key(p.id)
	}
	ask := map[string]types.KeysAndAttributes{s.table: {Keys: keys, ConsistentRead: aws.Bool(true)}}
	found := make(map[string]store.Record, len(spots))
	for turn := 1; len(ask) > 0; turn++ {
		out, err := s.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: ask})
		if err != nil {
			return nil, failure(ctx, err)
		}
		for _, it := range out.Responses[s.table] {
			r, err := s.decode(it)
			if err != nil {
				return nil, err
			}
			found[r.ID] = r
		}
		if ask = out.UnprocessedKeys; len(ask) > 0 {
			if err := again(ctx, turn); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// again waits before what the service left undone is asked once more.
func again(ctx context.Context, turn int) error {
	if turn == maxAttempts {
		return fmt.Errorf("%w: keys left unprocessed %d times", store.ErrUnavailable, turn)
	}
	wait, err := pause(turn, nil)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(wait):
		return nil
	}
}
