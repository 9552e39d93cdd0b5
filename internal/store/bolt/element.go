package bolt

import "bytes"

// element is a key with its child or value.
type element struct {
	key, value []byte
	child      uint64
	flags      uint32
}

// elements reads the n elements of a page and checks that they lie in it.
func elements(id uint64, b []byte, n int, leaf bool) ([]element, error) {
	if headerSize+n*elementSize > len(b) {
		return nil, corrupt("page %d is too full", id)
	}
	list := make([]element, n)
	for i := range list {
		at := headerSize + i*elementSize
		h := b[at : at+elementSize]
		e, pos, key, value := &list[i], native.Uint32(h), native.Uint32(h[4:]), uint32(0)
		if leaf {
			e.flags, pos, key, value = native.Uint32(h), native.Uint32(h[4:]), native.Uint32(h[8:]), native.Uint32(h[12:])
		}
		start := uint64(at) + uint64(pos)
		mid := start + uint64(key)
		end := mid + uint64(value)
		if pos < uint32((n-i)*elementSize) || key == 0 || end > uint64(len(b)) {
			return nil, corrupt("page %d has an element outside it", id)
		}
		e.key, e.value = b[start:mid], b[mid:end]
		if !leaf {
			e.child = native.Uint64(h[8:])
		}
	}
	return list, nil
}

// ordered checks that keys rise strictly and lie in [from, to).
func ordered(id uint64, list []element, from, to []byte) error {
	for i, e := range list {
		low := bytes.Compare(e.key, from) < 0
		if i > 0 {
			low = bytes.Compare(e.key, list[i-1].key) <= 0
		}
		if low || to != nil && bytes.Compare(e.key, to) >= 0 {
			return corrupt("page %d is out of order", id)
		}
	}
	return nil
}
