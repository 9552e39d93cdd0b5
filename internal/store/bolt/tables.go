package bolt

import (
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"mkbloket/internal/store"
)

// Names in the file.
const (
	tableMeta    = "meta"    // keySchema
	tableRecord  = "record"  // ID: record
	tableIndex   = "index"   // index, partition, time, ID: nothing
	tableExpiry  = "expiry"  // time, ID: nothing
	tableCounter = "counter" // end of window, window, key: number
	keySchema    = "schema"
)

// tables are the tables of one transaction. Changes go through put and drop,
// which remember the first failure: then the whole transaction must go.
type tables struct {
	tx                             *bbolt.Tx
	record, index, expiry, counter *bbolt.Bucket
	changed                        bool
	failed                         error
}

// openTables finds the tables and checks the schema version.
func openTables(tx *bbolt.Tx) (*tables, error) {
	meta := tx.Bucket([]byte(tableMeta))
	if meta == nil {
		return nil, corrupt("not a store of this program: no table %s", tableMeta)
	}
	v := meta.Get([]byte(keySchema))
	if len(v) != 4 {
		return nil, corrupt("no schema version")
	}
	switch n := binary.BigEndian.Uint32(v); {
	case n > schema:
		return nil, fmt.Errorf("%w: schema %d, this one knows %d", ErrNewer, n, schema)
	case n < schema:
		return nil, corrupt("schema version %d", n)
	}
	t := &tables{tx: tx}
	for name, b := range map[string]**bbolt.Bucket{
		tableRecord: &t.record, tableIndex: &t.index, tableExpiry: &t.expiry, tableCounter: &t.counter,
	} {
		if *b = tx.Bucket([]byte(name)); *b == nil {
			return nil, corrupt("no table %s", name)
		}
	}
	return t, nil
}

func (t *tables) put(b *bbolt.Bucket, key, value []byte) {
	t.note(b.Put(key, value))
}

func (t *tables) drop(b *bbolt.Bucket, key []byte) {
	t.note(b.Delete(key))
}

func (t *tables) note(err error) {
	t.changed = true
	if t.failed == nil {
		t.failed = err
	}
}

// get returns the record id without its body, expired or not. When there is
// none it gives ErrNotFound.
func (t *tables) get(id string) (r store.Record, body []byte, err error) {
	v := t.record.Get([]byte(id))
	if v == nil {
		return r, nil, store.ErrNotFound
	}
	return decode([]byte(id), v)
}

// save puts a record and its index entries; value is its encoding.
func (t *tables) save(r store.Record, value []byte) {
	t.put(t.record, []byte(r.ID), value)
	for _, e := range r.Index {
		t.put(t.index, entryKey(e, r.ID), nil)
	}
	if !r.ExpiresAt.IsZero() {
		t.put(t.expiry, expiryKey(r.ExpiresAt, r.ID), nil)
	}
}

// unlist removes the index entries of a record.
func (t *tables) unlist(r store.Record) {
	for _, e := range r.Index {
		t.drop(t.index, entryKey(e, r.ID))
	}
	if !r.ExpiresAt.IsZero() {
		t.drop(t.expiry, expiryKey(r.ExpiresAt, r.ID))
	}
}

// remove removes a record altogether.
func (t *tables) remove(r store.Record) {
	t.unlist(r)
	t.drop(t.record, []byte(r.ID))
}
