package forms_test

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/store/bolt"
)

func TestTenPostsOfOneTokenOverARestartAreOneCase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "cases.db")
	d := newDesk(t, setting{path: path})
	v := with(question(), "formulier", d.token("/vraag-stellen/"))
	places := map[string]int{}
	var mu sync.Mutex
	parallel := func() {
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				w := d.post("/api/question", v)
				mu.Lock()
				defer mu.Unlock()
				places[w.Header().Get("Location")]++
			})
		}
		group.Wait()
	}
	parallel()
	if err := d.store.(*bolt.Store).Close(); err != nil {
		t.Fatal(err)
	}
	d.clock.move(7 * 24 * time.Hour)
	db, err := bolt.Open(path, d.clock.now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	d.store = db
	d.build(setting{})
	parallel()
	made := d.queue(cases.QueueNew)
	if len(made) != 1 || len(places) != 1 || len(made[0].Mail) != 2 {
		t.Errorf("got %d cases and answers %v, want one of each, with both messages", len(made), places)
	}
}

func TestSameTokenWithOtherTextIsANewCase(t *testing.T) {
	d := newDesk(t, setting{})
	v := with(question(), "formulier", d.token("/vraag-stellen/"))
	first := d.post("/api/question", v).Header().Get("Location")
	second := d.post("/api/question", with(v, "vraag", "Iets anders")).Header().Get("Location")
	if first == second || len(d.queue(cases.QueueNew)) != 2 {
		t.Errorf("got %s and %s, want two cases", first, second)
	}
}
