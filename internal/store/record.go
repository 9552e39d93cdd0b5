package store

import (
	"bytes"
	"cmp"
	"slices"
)

// Kept returns r as an engine keeps it under a version, or what Check has
// against it. Its times are in UTC, as they are when it is read back, and its
// memory is its own, so that neither the caller nor the engine can change it
// for the other. Engines return it from a write.
func (r Record) Kept(version uint64) (Record, error) {
	if err := r.Check(); err != nil {
		return Record{}, err
	}
	r.Version = version
	r.Body = bytes.Clone(r.Body)
	r.ExpiresAt = r.ExpiresAt.UTC()
	r.Index = slices.Clone(r.Index)
	for i, e := range r.Index {
		r.Index[i].At = e.At.UTC()
	}
	return r, nil
}

// SameContent reports whether two records are equal but for their version,
// with their index entries in any order.
func SameContent(a, b Record) bool {
	return a.ID == b.ID && a.ExpiresAt.Equal(b.ExpiresAt) && bytes.Equal(a.Body, b.Body) &&
		slices.EqualFunc(byIndex(a.Index), byIndex(b.Index), func(x, y Entry) bool {
			return x.Index == y.Index && x.Partition == y.Partition && x.At.Equal(y.At)
		})
}

func byIndex(entries []Entry) []Entry {
	return slices.SortedFunc(slices.Values(entries), func(a, b Entry) int { return cmp.Compare(a.Index, b.Index) })
}
