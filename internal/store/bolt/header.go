package bolt

import (
	"hash/fnv"
	"io"
)

// meta is a header page of the file; there are two, written in turn.
type meta struct {
	pageSize                   uint32
	root, freelist, end, txnID uint64
}

// readMeta reads the header at off and reports whether it is whole.
func readMeta(f io.ReaderAt, off int64) (m meta, ok bool) {
	b := make([]byte, headerSize+metaSize)
	if _, err := f.ReadAt(b, off); err != nil {
		return m, false
	}
	b = b[headerSize:]
	h := fnv.New64a()
	h.Write(b[:56])
	m = meta{native.Uint32(b[8:]), native.Uint64(b[16:]), native.Uint64(b[32:]), native.Uint64(b[40:]), native.Uint64(b[48:])}
	size := m.pageSize
	ok = native.Uint32(b) == metaMagic && native.Uint32(b[4:]) == metaVersion && native.Uint64(b[56:]) == h.Sum64() &&
		size >= 1024 && size <= 1<<16 && size&(size-1) == 0
	return m, ok
}

// newestMeta returns the header of the last transaction. Both must be whole:
// with one damaged nobody can tell whether it was the newer.
func newestMeta(f io.ReaderAt) (meta, error) {
	first, ok := readMeta(f, 0)
	if !ok {
		return meta{}, corrupt("the first header is damaged")
	}
	second, ok := readMeta(f, int64(first.pageSize))
	if !ok || first.pageSize != second.pageSize {
		return meta{}, corrupt("the second header is damaged")
	}
	if second.txnID > first.txnID {
		return second, nil
	}
	return first, nil
}
