package bolt

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// The page format of bbolt, version 2, in the byte order of the machine. The
// engine follows page numbers and lengths straight into mapped memory, where a
// damaged one ends the process, so they are checked here on bytes read from
// the file. Source: go.etcd.io/bbolt, internal/common/{meta,page,bucket}.go.
const (
	headerSize  = 16 // number 8, flags 2, count 2, overflow 4
	elementSize = 16 // branch: pos 4, key 4, page 8; leaf: flags 4, pos 4, key 4, value 4
	metaSize    = 64

	flagBranch, flagLeaf, flagFreelist = 0x01, 0x02, 0x10

	elementBucket = 0x01 // flag of a leaf element that holds a table
	bucketSize    = 16   // root page 8, sequence 8; with root 0 a page follows
	countInBody   = 0xFFFF
	metaMagic     = 0xED0CDAED
	metaVersion   = 2
)

var native = binary.NativeEndian

// walker walks every page of one transaction.
type walker struct {
	file io.ReaderAt
	meta
	seen []bool // by page number
}

// checkPages checks the pages of the file at path as pick finds them; a nil
// pick takes the last transaction. While it runs the pages must not change.
func checkPages(path string, pick func(io.ReaderAt) (meta, error)) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return unavailable(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return unavailable(err)
	}
	if pick == nil {
		pick = newestMeta
	}
	m, err := pick(f)
	if err != nil {
		return err
	}
	if pages := uint64(info.Size()) / uint64(m.pageSize); m.end > pages || m.end < 4 {
		return corrupt("the file is cut off: %d pages of %d", pages, m.end)
	}
	w := &walker{file: f, meta: m, seen: make([]bool, m.end)}
	return w.run()
}

// run follows the tree and the list of free pages: together they hold every
// page once.
func (w *walker) run() error {
	if err := w.page(w.root, nil, nil, true); err != nil {
		return err
	}
	if err := w.free(); err != nil {
		return err
	}
	for id := 2; id < len(w.seen); id++ {
		if !w.seen[id] {
			return corrupt("page %d is neither used nor free", id)
		}
	}
	return nil
}

// claim marks pages as found, each once.
func (w *walker) claim(id, n uint64) error {
	if id < 2 || id >= w.end || n > w.end-id {
		return corrupt("page %d is outside the file", id)
	}
	for i := id; i < id+n; i++ {
		if w.seen[i] {
			return corrupt("page %d is used twice", i)
		}
		w.seen[i] = true
	}
	return nil
}

// read returns a page with the pages that overflow from it.
func (w *walker) read(id uint64) ([]byte, error) {
	if err := w.claim(id, 1); err != nil {
		return nil, err
	}
	size := uint64(w.pageSize)
	b := make([]byte, size)
	if _, err := w.file.ReadAt(b, int64(id*size)); err != nil {
		return nil, unavailable(err)
	}
	if native.Uint64(b) != id {
		return nil, corrupt("page %d has another number", id)
	}
	more := uint64(native.Uint32(b[12:]))
	if more == 0 {
		return b, nil
	}
	if err := w.claim(id+1, more); err != nil {
		return nil, err
	}
	b = append(b, make([]byte, more*size)...)
	if _, err := w.file.ReadAt(b[size:], int64((id+1)*size)); err != nil {
		return nil, unavailable(err)
	}
	return b, nil
}

// page checks a page of a tree and what hangs below it. Its keys lie in
// [from, to); nil is open. Only the root tree holds tables.
func (w *walker) page(id uint64, from, to []byte, root bool) error {
	b, err := w.read(id)
	if err != nil {
		return err
	}
	switch native.Uint16(b[8:]) {
	case flagBranch:
		return w.branch(id, b, from, to, root)
	case flagLeaf:
		return w.leaf(id, b, from, to, root)
	}
	return corrupt("page %d is of no known sort", id)
}

// branch checks a page of keys and children.
func (w *walker) branch(id uint64, b, from, to []byte, root bool) error {
	n := int(native.Uint16(b[10:]))
	if n == 0 {
		return corrupt("page %d has no children", id)
	}
	keys, err := elements(id, b, n, false)
	if err != nil {
		return err
	}
	if err := ordered(id, keys, from, to); err != nil {
		return err
	}
	for i, k := range keys {
		end := to
		if i+1 < n {
			end = keys[i+1].key
		}
		if err := w.page(k.child, k.key, end, root); err != nil {
			return err
		}
	}
	return nil
}

// leaf checks a page of keys and values, and in the root tree the tables.
func (w *walker) leaf(id uint64, b, from, to []byte, root bool) error {
	list, err := elements(id, b, int(native.Uint16(b[10:])), true)
	if err != nil {
		return err
	}
	if err := ordered(id, list, from, to); err != nil {
		return err
	}
	for _, e := range list {
		if (e.flags == elementBucket) != root || e.flags > elementBucket {
			return corrupt("page %d has an element of the wrong sort", id)
		}
		if !root {
			continue
		}
		if err := w.table(id, e.value); err != nil {
			return err
		}
	}
	return nil
}

// table checks the tree of a table, which lies in the value itself when small.
func (w *walker) table(id uint64, value []byte) error {
	if len(value) < bucketSize {
		return corrupt("page %d has a table without a root", id)
	}
	if root := native.Uint64(value); root != 0 {
		return w.page(root, nil, nil, false)
	}
	b := value[bucketSize:]
	if len(b) < headerSize || native.Uint64(b) != 0 || native.Uint16(b[8:]) != flagLeaf {
		return corrupt("page %d has a damaged table", id)
	}
	return w.leaf(id, b, nil, nil, false)
}

// free claims the list of free pages and the pages in it.
func (w *walker) free() error {
	b, err := w.read(w.freelist)
	if err != nil {
		return err
	}
	if native.Uint16(b[8:]) != flagFreelist {
		return corrupt("page %d is not the list of free pages", w.freelist)
	}
	n, ids := uint64(native.Uint16(b[10:])), b[headerSize:]
	if n == countInBody {
		n, ids = native.Uint64(ids), ids[8:]
	}
	if n > uint64(len(ids)/8) {
		return corrupt("the list of free pages is cut off")
	}
	for i := range n {
		if err := w.claim(native.Uint64(ids[8*i:]), 1); err != nil {
			return err
		}
	}
	return nil
}
