package store

import (
	"bytes"
	"cmp"
	"slices"
)

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
