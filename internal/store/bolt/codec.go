package bolt

import (
	"encoding/binary"
	"hash/crc32"
	"strings"
	"time"

	"mkbloket/internal/store"
)

// A record is kept under its ID as
//
//	checksum 4, version 8, expiry 12, number of entries 1,
//	each entry: index length 1, index, partition length 2, partition, time 12;
//	body.
//
// The checksum is CRC-32C over the ID and all that follows it. Numbers are big
// endian, so that times sort as bytes.
const (
	sumSize  = 4
	timeSize = 12
	headSize = sumSize + 8 + timeSize + 1
)

// sum is the checksum of a value under its key.
func sum(key, value []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Checksum(key, table), table, value)
}

// encode returns the value of r. It shares no memory with r.
func encode(r store.Record) []byte {
	size := headSize + len(r.Body)
	for _, e := range r.Index {
		size += 1 + len(e.Index) + 2 + len(e.Partition) + timeSize
	}
	b := make([]byte, sumSize, size)
	b = binary.BigEndian.AppendUint64(b, r.Version)
	b = appendTime(b, r.ExpiresAt)
	b = append(b, byte(len(r.Index)))
	for _, e := range r.Index {
		b = append(b, byte(len(e.Index)))
		b = append(b, e.Index...)
		b = binary.BigEndian.AppendUint16(b, uint16(len(e.Partition)))
		b = append(b, e.Partition...)
		b = appendTime(b, e.At)
	}
	b = append(b, r.Body...)
	binary.BigEndian.PutUint32(b, sum([]byte(r.ID), b[sumSize:]))
	return b
}

// decode returns the record kept as value under key, without its body: that
// comes apart and still lies in the memory of the transaction.
func decode(key, value []byte) (r store.Record, body []byte, err error) {
	id := string(key)
	if len(value) < headSize || binary.BigEndian.Uint32(value) != sum(key, value[sumSize:]) {
		return r, nil, corrupt("record %q does not match its checksum", id)
	}
	p := parser{rest: value[sumSize:], ok: true}
	r.ID, r.Version, r.ExpiresAt = id, binary.BigEndian.Uint64(p.take(8)), p.time()
	for n := p.take(1)[0]; n > 0 && p.ok; n-- {
		var e store.Entry
		e.Index = string(p.take(int(p.take(1)[0])))
		e.Partition = string(p.take(int(binary.BigEndian.Uint16(p.take(2)))))
		e.At = p.time()
		r.Index = append(r.Index, e)
	}
	if !p.ok {
		return r, nil, corrupt("record %q is cut off", id)
	}
	return r, p.rest, nil
}

// parser takes fields off the front of a value. When too little is left it
// clears ok and gives zeros.
type parser struct {
	rest []byte
	ok   bool
}

func (p *parser) take(n int) []byte {
	if n > len(p.rest) {
		p.ok = false
		return make([]byte, n)
	}
	b := p.rest[:n]
	p.rest = p.rest[n:]
	return b
}

func (p *parser) time() time.Time { return readTime(p.take(timeSize)) }

// appendTime appends t such that earlier times sort first.
func appendTime(b []byte, t time.Time) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(t.Unix())^1<<63)
	return binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond()))
}

// readTime reads what appendTime wrote.
func readTime(b []byte) time.Time {
	sec := int64(binary.BigEndian.Uint64(b) ^ 1<<63)
	return time.Unix(sec, int64(binary.BigEndian.Uint32(b[8:timeSize]))).UTC()
}

// partitionKey is the prefix of all keys of one partition of one index. The
// length before the partition keeps one from being the start of another.
func partitionKey(index, partition string) []byte {
	b := make([]byte, 0, len(index)+3+len(partition)+timeSize+store.MaxID)
	b = append(b, index...)
	b = append(b, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(len(partition)))
	return append(b, partition...)
}

// entryKey is the key of the record id in the index of e.
func entryKey(e store.Entry, id string) []byte {
	return append(appendTime(partitionKey(e.Index, e.Partition), e.At), id...)
}

// splitEntry reads what entryKey wrote.
func splitEntry(key []byte) (e store.Entry, id string, ok bool) {
	index, rest, ok := strings.Cut(string(key), "\x00")
	if !ok {
		return e, "", false
	}
	p := parser{rest: []byte(rest), ok: true}
	e.Index = index
	e.Partition = string(p.take(int(binary.BigEndian.Uint16(p.take(2)))))
	e.At = p.time()
	return e, string(p.rest), p.ok
}

// expiryKey is the key of the record id in the table of expiries.
func expiryKey(at time.Time, id string) []byte {
	return append(appendTime(make([]byte, 0, timeSize+len(id)), at), id...)
}

// counterKey is the key of a counter: first the end of its window, so that old
// counters lie in front.
func counterKey(key string, window time.Duration, now time.Time) []byte {
	b := appendTime(make([]byte, 0, timeSize+8+len(key)), now.Truncate(window).Add(window))
	b = binary.BigEndian.AppendUint64(b, uint64(window))
	return append(b, key...)
}

// encodeCount returns the value of a counter: a checksum and the number.
func encodeCount(key []byte, n uint64) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, sumSize), n)
	binary.BigEndian.PutUint32(b, sum(key, b[sumSize:]))
	return b
}

// decodeCount reads what encodeCount wrote; no value counts as zero.
func decodeCount(key, value []byte) (uint64, error) {
	if value == nil {
		return 0, nil
	}
	if len(value) != sumSize+8 || binary.BigEndian.Uint32(value) != sum(key, value[sumSize:]) {
		return 0, corrupt("a counter does not match its checksum")
	}
	return binary.BigEndian.Uint64(value[sumSize:]), nil
}
