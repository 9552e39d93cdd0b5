package dynamo_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// itemLimit is the most an item can hold, names included.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const itemLimit = 400 * 1024

// sizeOf is the size of an item as the service counts it; numbers are counted
// as if each digit took a byte, which is more than they do.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
func sizeOf(it map[string]types.AttributeValue) (n int) {
	for name, v := range it {
		n += len(name)
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			n += len(v.Value)
		case *types.AttributeValueMemberN:
			n += len(v.Value) + 1
		case *types.AttributeValueMemberB:
			n += len(v.Value)
		case *types.AttributeValueMemberM:
			n += 3 + len(v.Value) + sizeOf(v.Value)
		}
	}
	return n
}

// sizeIn is the size of the item of a record in a table.
func sizeIn(t *testing.T, c *dynamodb.Client, table, id string) int {
	t.Helper()
	out, err := c.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table,
		Key: map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: "case#" + id}}})
	if err != nil || out.Item == nil {
		t.Fatalf("item of %s: %v", id, err)
	}
	return sizeOf(out.Item)
}

// largest is a record at every limit of the contract, in its round-th form.
func largest(indexes []string, round int) store.Record {
	r := store.Record{
		ID: strings.Repeat("z", store.MaxID), Body: bytes.Repeat([]byte{byte(round)}, store.MaxBody),
		ExpiresAt: time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC),
	}
	for _, x := range indexes {
		partition := fmt.Sprint(round, strings.Repeat("x", store.MaxPartition))[:store.MaxPartition]
		r.Index = append(r.Index, store.Entry{Index: x, Partition: partition, At: r.ExpiresAt})
	}
	return r
}

func TestLargestRecordFitsAfterAnyNumberOfUpdates(t *testing.T) {
	t.Parallel()
	var indexes []string
	for i := range store.MaxEntries {
		indexes = append(indexes, fmt.Sprintf("%0*d", store.MaxIndexName, i))
	}
	c, table := dynamotest.Table(t, dynamotest.Local(t), indexes)
	s, err := dynamo.New(dynamo.Config{Client: c, Table: table, Indexes: indexes, Now: noonClock})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Create(t.Context(), largest(indexes, 0))
	if err != nil {
		t.Fatal(err)
	}
	first := sizeIn(t, c, table, r.ID)
	for round := range 70 { // more than there are marks
		if r, err = s.Update(t.Context(), r.ID, r.Version, largest(indexes, round)); err != nil {
			t.Fatal(err)
		}
	}
	full := sizeIn(t, c, table, r.ID)
	t.Logf("largest item: %d bytes, with all marks %d; the body is %d of it", first, full, store.MaxBody)
	if most := itemLimit * 95 / 100; full > most {
		t.Errorf("got an item of %d bytes, want at most %d", full, most)
	}
}

func TestItemAddsLittleToItsBody(t *testing.T) {
	t.Parallel()
	d := newDesk(t, noonClock)
	s := d.plain(t)
	const body = 1200
	for _, c := range []struct {
		name string
		r    store.Record
		most int
	}{
		{"bare", store.Record{ID: "q-7k2m9x4p"}, 80},
		{"with expiry and two entries", store.Record{ID: "p-7k2m9x4p", ExpiresAt: noon.Add(time.Hour), Index: []store.Entry{
			{Index: "queue", Partition: "open", At: noon}, {Index: "person", Partition: strings.Repeat("0", 32), At: noon},
		}}, 300},
	} {
		c.r.Body = make([]byte, body)
		if _, err := s.Create(t.Context(), c.r); err != nil {
			t.Fatal(err)
		}
		got := sizeIn(t, d.Client, d.table, c.r.ID) - body
		t.Logf("%s: %d bytes on top of the body", c.name, got)
		if got > c.most {
			t.Errorf("%s: got %d bytes on top of the body, want at most %d", c.name, got, c.most)
		}
	}
}
