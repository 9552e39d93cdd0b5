package dynamo

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"mkbloket/internal/store"
)

// layout writes a time in UTC such that texts sort as times do. The contract
// keeps years to four digits.
const layout = "2006-01-02T15:04:05.000000000Z"

// item is what the service keeps under one key.
type item = map[string]types.AttributeValue

func str(s string) types.AttributeValue    { return &types.AttributeValueMemberS{Value: s} }
func binary(b []byte) types.AttributeValue { return &types.AttributeValueMemberB{Value: b} }
func number[N int | int64 | uint64](n N) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: fmt.Sprint(n)}
}

// key is the key of the record id.
func key(id string) item { return item{attrID: str(kindRecord + id)} }

func format(t time.Time) string { return t.UTC().Format(layout) }

// ceil is t in whole seconds since 1970, rounded up.
func ceil(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		return t.Unix() + 1
	}
	return t.Unix()
}

// place is the sort key of an index entry: in order of time, then of ID.
func place(at time.Time, id string) string { return format(at) + "#" + id }

// parsePlace reads what place wrote.
func parsePlace(s string) (at time.Time, id string, ok bool) {
	text, id, ok := strings.Cut(s, "#")
	at, good := parseTime(text)
	return at, id, ok && good && store.CheckID(id) == nil
}

// parseTime reads what format wrote, and nothing else.
func parseTime(s string) (time.Time, bool) {
	t, err := time.Parse(layout, s)
	return t, err == nil && format(t) == s
}

// kept returns r as the table keeps it under a version, if it has all its
// indexes.
func (s *Store) kept(r store.Record, version uint64) (store.Record, error) {
	r, err := r.Kept(version)
	if err != nil {
		return store.Record{}, err
	}
	for _, e := range r.Index {
		if err := s.knows(e.Index); err != nil {
			return store.Record{}, err
		}
	}
	return r, nil
}

// encode returns the item of r, without its marks.
func encode(r store.Record) item {
	it := key(r.ID)
	it[attrVersion], it[attrBody] = number(r.Version), binary(r.Body)
	if r.Body == nil {
		it[attrBody] = binary([]byte{})
	}
	if !r.ExpiresAt.IsZero() {
		it[attrExpires], it[TTL] = str(format(r.ExpiresAt)), number(ceil(r.ExpiresAt))
	}
	for _, e := range r.Index {
		it[e.Index], it[sortAttr(e.Index)] = str(e.Partition), str(place(e.At, r.ID))
	}
	return it
}

// optional returns the attributes that a record may have or not.
func (s *Store) optional() []string {
	names := []string{attrExpires, TTL}
	for _, x := range s.indexes {
		names = append(names, x, sortAttr(x))
	}
	return names
}

// decode returns the record in it, which becomes the owner of its memory, or
// store.ErrCorrupt. Attributes it does not know are left alone: an index that
// is no longer in use leaves some behind.
func (s *Store) decode(it item) (store.Record, error) {
	id, ok := strings.CutPrefix(stringOf(it[attrID]), kindRecord)
	if !ok || store.CheckID(id) != nil {
		return store.Record{}, fmt.Errorf("%w: an item is not a record", store.ErrCorrupt)
	}
	r := store.Record{ID: id}
	var good [4]bool
	r.Version, good[0] = versionOf(it)
	r.ExpiresAt, good[1] = expiryOf(it)
	r.Index, good[2] = s.entriesOf(it, id)
	body, isBinary := it[attrBody].(*types.AttributeValueMemberB)
	if good[3] = isBinary; isBinary {
		r.Body = body.Value
	}
	for i, what := range []string{attrVersion, attrExpires, "index", attrBody} {
		if !good[i] {
			return store.Record{}, fmt.Errorf("%w: record %q has no sound %s", store.ErrCorrupt, id, what)
		}
	}
	return r, nil
}

// versionOf returns the version of a record.
func versionOf(it item) (uint64, bool) {
	n, ok := it[attrVersion].(*types.AttributeValueMemberN)
	if !ok {
		return 0, false
	}
	v, err := strconv.ParseUint(n.Value, 10, 64)
	return v, err == nil && v > 0
}

// expiryOf returns the expiry of a record, zero when it has none.
func expiryOf(it item) (time.Time, bool) {
	if it[attrExpires] == nil {
		return time.Time{}, true
	}
	return parseTime(stringOf(it[attrExpires]))
}

// entriesOf returns the index entries of the record id.
func (s *Store) entriesOf(it item, id string) (entries []store.Entry, ok bool) {
	for _, x := range s.indexes {
		if it[x] == nil && it[sortAttr(x)] == nil {
			continue
		}
		at, owner, ok := parsePlace(stringOf(it[sortAttr(x)]))
		e := store.Entry{Index: x, Partition: stringOf(it[x]), At: at}
		if !ok || owner != id || e.Partition == "" {
			return nil, false
		}
		entries = append(entries, e)
	}
	return entries, true
}

// stringOf returns the text in v, empty when it holds none.
func stringOf(v types.AttributeValue) string {
	if s, ok := v.(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}
