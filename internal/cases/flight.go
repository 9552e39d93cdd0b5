package cases

import "sync"

// flights lets one goroutine at a time work on an identity. A double click
// then finds the first record instead of racing it, and does not use up the
// sender's confirmations. Between processes the conditional write decides.
type flights struct {
	mu   sync.Mutex
	busy map[string]*flight
}

type flight struct {
	mu      sync.Mutex
	waiting int
}

// enter waits for its turn and returns what ends it.
func (f *flights) enter(name string) (leave func()) {
	f.mu.Lock()
	if f.busy == nil {
		f.busy = map[string]*flight{}
	}
	one := f.busy[name]
	if one == nil {
		one = new(flight)
		f.busy[name] = one
	}
	one.waiting++
	f.mu.Unlock()
	one.mu.Lock()
	return func() {
		one.mu.Unlock()
		f.mu.Lock()
		defer f.mu.Unlock()
		if one.waiting--; one.waiting == 0 {
			delete(f.busy, name)
		}
	}
}
