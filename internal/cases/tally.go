package cases

import (
	"sync"
	"time"
)

// tally is what this process counted in the window that ends at end. It is
// never more than what the store counted, so refusing by it is right; the store
// knows of other processes and of the time before a restart.
type tally struct {
	mu    sync.Mutex
	end   time.Time
	count map[string]int // by counter key
}

// take counts one more under n, unless its limit is reached.
func (t *tally) take(end time.Time, n counter) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.end.Equal(end) {
		t.end, t.count = end, map[string]int{}
	}
	if n.most < 0 {
		return true
	}
	if t.count[n.key] >= n.most {
		return false
	}
	t.count[n.key]++
	return true
}

// giveBack undoes take: the store did not answer, so nothing is known.
func (t *tally) giveBack(end time.Time, counters []counter) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, n := range counters {
		if t.end.Equal(end) && t.count[n.key] > 0 {
			t.count[n.key]--
		}
	}
}

// fill writes down that the limit of n is reached.
func (t *tally) fill(end time.Time, n counter) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.end.Equal(end) {
		t.count[n.key] = n.most
	}
}
