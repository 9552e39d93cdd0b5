package bucket

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/headers"
)

// plan is what must be done to make the bucket hold a release.
type plan struct {
	there  []object             // already as it should be
	phases [][]object           // to send; each phase waits for the one before
	gone   map[string]time.Time // not in the site, since when; with what is deleted now
	due    [][]string           // to delete, in phases
}

func isPage(name string) bool { return path.Ext(name) == ".html" }

// class is the place of a path in the order: lower ones are sent first.
func class(name string, isNew bool) int {
	switch {
	case headers.KindOf("/"+name) == headers.Asset:
		return 0
	case !isPage(name) && isNew:
		return 1
	case isPage(name) && isNew:
		return 2
	case !isPage(name):
		return 3
	}
	return 4
}

// depth counts the folders above a file. Among new pages the deep ones go
// first, so that a page with a list appears after what it lists.
func depth(name string) int { return strings.Count(name, "/") }

// phases puts what must be sent in order.
func phases(send []object, have map[string]listed) [][]object {
	type place struct{ class, depth int }
	in := map[place][]object{}
	for _, o := range send {
		_, old := have[o.Path]
		p := place{class: class(o.Path, !old)}
		if p.class == 2 {
			p.depth = -depth(o.Path)
		}
		in[p] = append(in[p], o)
	}
	order := slices.SortedFunc(maps.Keys(in), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.depth, b.depth))
	})
	var all [][]object
	for _, p := range order {
		slices.SortFunc(in[p], func(a, b object) int { return cmp.Compare(a.Path, b.Path) })
		all = append(all, in[p])
	}
	return all
}

// leaving finds the objects that are not in the site, and since when.
func leaving(want []object, have map[string]listed, before map[string]time.Time, now time.Time) map[string]time.Time {
	gone := map[string]time.Time{}
	for name := range have {
		gone[name] = now.UTC().Truncate(time.Second)
		if since, ok := before[name]; ok {
			gone[name] = since
		}
	}
	for _, o := range want {
		delete(gone, o.Path)
	}
	return gone
}

// due lists what has been gone for Grace: pages, then data, then assets, so
// that no page stays without what it needs.
func due(gone map[string]time.Time, now time.Time) [][]string {
	in := make([][]string, 3)
	for _, name := range slices.Sorted(maps.Keys(gone)) {
		if now.Sub(gone[name]) < Grace {
			continue
		}
		switch {
		case isPage(name):
			in[0] = append(in[0], name)
		case headers.KindOf("/"+name) != headers.Asset:
			in[1] = append(in[1], name)
		default:
			in[2] = append(in[2], name)
		}
	}
	return slices.DeleteFunc(in, func(names []string) bool { return len(names) == 0 })
}

// changing lists the addresses under which a cache may hold something else than
// the bucket will after the plan: what is replaced and what is deleted. New
// files are in no cache.
func (p plan) changing(have map[string]listed) []string {
	var names []string
	for _, phase := range p.phases {
		for _, o := range phase {
			if _, old := have[o.Path]; old {
				names = append(names, o.Path)
			}
		}
	}
	return addresses(append(names, slices.Concat(p.due...)...))
}
