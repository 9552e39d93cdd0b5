// Package dynamo keeps a store.Store in one DynamoDB table.
//
// A record is one item, a counter is one item, and an index is a sparse
// secondary index that holds keys only. Schema is the one definition of the
// table. Every condition of the contract is a condition of the write itself,
// so no write reads first; only Delete does.
//
// An answer can get lost while the write happened. The client then sends the
// write again and its condition fails, on its own work. Therefore each write
// carries a random mark that stays in the item for a number of versions: a
// write that finds its own mark succeeded, one that finds the mark of another
// in its place did not, and one that can tell neither gives
// store.ErrUnavailable.
//
// The package makes no table in production, sets no alarms and makes no
// backups: the template does.
package dynamo

import (
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"mkbloket/internal/store"
)

// maxIndexes is the number of secondary indexes that a table can have.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
const maxIndexes = 20

// Config is what a Store works with. All fields are required, except that
// Indexes may be empty.
type Config struct {
	Client  *dynamodb.Client // made by NewClient, for its retries and time limits
	Table   string           // name of a table as Schema describes it
	Indexes []string         // names of the indexes of that table
	Now     func() time.Time // clock of expiry; safe for concurrent use
}

// Store is a store.Store in a DynamoDB table. Its methods are safe for
// concurrent use, also by several processes on one table.
//
// Beyond the contract: an index that is not in Config gives store.ErrInvalid;
// Count can count a call twice when an answer got lost; List can lag behind a
// write by some time; Purge reads the whole table. Bring a context with a time
// limit: without one a call to a table that does not answer can take half a
// minute.
type Store struct {
	client  calls
	table   string
	indexes []string
	now     func() time.Time
}

var _ store.Store = (*Store)(nil)

// New returns a store on a table. It makes no network call, so a wrong name
// shows at the first use, as store.ErrUnavailable. It gives store.ErrInvalid
// for a Config that can never work.
func New(c Config) (*Store, error) {
	if c.Client == nil || c.Table == "" || c.Now == nil {
		return nil, fmt.Errorf("new store: %w: no client, table or clock", store.ErrInvalid)
	}
	if len(c.Indexes) > maxIndexes {
		return nil, fmt.Errorf("new store: %w: %d indexes, at most %d", store.ErrInvalid, len(c.Indexes), maxIndexes)
	}
	for i, x := range c.Indexes {
		if err := checkIndexName(x, c.Indexes[:i]); err != nil {
			return nil, fmt.Errorf("new store: %w", err)
		}
	}
	return &Store{client: newCalls(c.Client), table: c.Table, indexes: slices.Clone(c.Indexes), now: c.Now}, nil
}

// checkIndexName reports why x cannot be an index beside those before it.
func checkIndexName(x string, before []string) error {
	if err := store.CheckIndex(x, "-"); err != nil {
		return err
	}
	if slices.Contains(attributes, x) {
		return fmt.Errorf("%w: index %q has the name of an attribute", store.ErrInvalid, x)
	}
	if slices.Contains(before, x) {
		return fmt.Errorf("%w: index %q twice", store.ErrInvalid, x)
	}
	return nil
}

// knows reports store.ErrInvalid unless the table has an index x.
func (s *Store) knows(x string) error {
	if !slices.Contains(s.indexes, x) {
		return fmt.Errorf("%w: no index %q in this table", store.ErrInvalid, x)
	}
	return nil
}
